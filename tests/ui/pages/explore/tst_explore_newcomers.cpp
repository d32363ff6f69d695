// SPDX-License-Identifier: GPL-3.0-or-later
// Who stands in where a history is short: read where the project keeps it, else measured beside the page,
// which shows its lists all the same.
#include "engine/registry/registry.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/newcomers/fallback_order.h"
#include "storage/use_cases/train.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/lists/history_model.h"
#include "ui/lists/ranked_list_model.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/session/project_models.h"

#include <QLabel>
#include <QListView>
#include <QTest>
#include <QUndoStack>

#include <algorithm>

using namespace tastescope;

namespace {

/// The page on a project with a model that was stored without measuring who stands in for it.
struct Newcomers : PageFixture {
    /// Data of its own for every number: what the program has measured once it knows.
    bool open(std::size_t users, const std::string& order) {
        DemoOptions options;
        options.users = users;
        options.items = 90;
        options.artists = 10;
        options.events = 3'000;
        const QString file = path(QStringLiteral("newcomers.tastescope"));
        const auto made = createDemoProject(file.toStdString(), options);
        if (!made) {
            return false;
        }
        fingerprint = (*made)->fingerprint();
        {
            const auto project = Project::open(file.toStdString(), OpenMode::ReadWrite);
            const AlgorithmInfo& info = *findAlgorithm("item_knn");
            const auto model = info.fit(**made, ParamSet(info.params), {});
            StoredModel stored;
            stored.name = "Neighbours";
            stored.algorithm = info.id;
            if (!project || !model || !storeFitted(**project, **made, **model, stored)) {
                return false;
            }
            if (!order.empty() &&
                !(*project)->settings().set("fallback_order", "{\"data\":\"" + fingerprint + order)) {
                return false;
            }
        }
        page.resize(1260, 820);
        page.show();
        measuredBefore = knownFallbackOrder(**made).has_value();
        session.openProject(file);
        return settle() && session.isOpen() && session.models().all().size() == 1;
    }
    void forgetEverything() {
        auto* history = findNamed<QListView>(page, QStringLiteral("History"));
        history->setFocus();
        auto* past = static_cast<HistoryModel*>(history->model());
        for (int row = 0; row < past->rowCount(); ++row) {
            history->setCurrentIndex(past->index(row));
            QTest::keyClick(history, Qt::Key_Delete);
        }
    }
    /// What is said of the list that is handed out, with the reason for it.
    QString told() const {
        for (const QLabel* label : page.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(QStringLiteral("Short history"))) {
                return label->text() + QLatin1Char('\n') + label->accessibleDescription();
            }
        }
        return {};
    }

    std::string fingerprint;
    bool measuredBefore = true;
    ExplorePage page{session, navigator};
};

} // namespace

class ExploreNewcomersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheProjectKeepsIsReadAndNotMeasured() {
        Newcomers shown;
        QVERIFY(
            shown.open(97, "\",\"people\":77,\"order\":[\"popularity\"],\"ndcg\":{\"popularity\":0.25}}"));
        QVERIFY(!shown.measuredBefore);
        const auto known = knownFallbackOrder(*shown.session.dataset());
        QVERIFY(known);
        QCOMPARE(known->people, std::size_t{77});
        shown.forgetEverything();
        QVERIFY(shown.settle());
        QTRY_VERIFY(shown.told().contains(QStringLiteral("77 people")));
    }

    void whatIsNotKeptIsMeasuredBesideThePage() {
        Newcomers shown;
        QVERIFY(shown.open(98, {}));
        QVERIFY(!shown.measuredBefore);
        QVERIFY2(!knownFallbackOrder(*shown.session.dataset()), "nothing short was shown");
        auto* list = findNamed<RankedListView>(shown.page, QStringLiteral("Recommendations of Neighbours"));
        QVERIFY(list);
        shown.forgetEverything();
        // The list first, by the usual order; then what was measured.
        QTRY_VERIFY(!shown.told().isEmpty());
        QVERIFY(list->rows().rowCount() > 0);
        QVERIFY(shown.settle());
        const auto measured = knownFallbackOrder(*shown.session.dataset());
        QVERIFY(measured);
        QTRY_VERIFY(shown.told().contains(QString::fromStdString(fallbackOrderWords(*measured))));
        QVERIFY(!shown.told().contains(QStringLiteral("is being measured")));
        // Once: going to and fro asks for nothing more.
        shown.session.undoStack().undo();
        QVERIFY(shown.settle());
        QTRY_VERIFY(!shown.told().contains(QStringLiteral("is being measured")));
    }
};

RUN_TEST(ExploreNewcomersTest);
#include "tst_explore_newcomers.moc"
