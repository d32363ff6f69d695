// SPDX-License-Identifier: GPL-3.0-or-later
// What was held out, on the Explore page by mouse and key: measure a model there, see the hits of a person
// and their number; one protocol only, and stale when the data changed.
#include "engine/data/dataset.h"
#include "engine/metrics/metric.h"
#include "storage/project/project.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/held_out_column.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/pages/explore/reason_panel.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tastescope;

class TestExploreHeldOut : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void measuresWhatIsNotMeasuredAndMarksHits() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
        f.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.page));
        QVERIFY(!shownWords(f.page).contains(QStringLiteral("NDCG@10")));
        const std::vector<RankedRow> untouched = list(f, "Popularity")->rows().rows();
        view(f.page, "Held out");
        QVERIFY(shownWords(f.page).contains(QStringLiteral("Not measured yet")));
        // By key: one of the two columns after the other.
        for (int model = 0; model < 2; ++model) {
            QAbstractButton* measure = findButton(f.page, QStringLiteral("Measure it"));
            QVERIFY(measure);
            measure->setFocus();
            QTest::keyClick(measure, Qt::Key_Space);
            QVERIFY(f.settle());
        }
        QVERIFY(!findButton(f.page, QStringLiteral("Measure it")));

        const HeldOutNumbers kept = numbers(f);
        for (std::uint32_t user = 0; user < 120; user += 17) {
            const QString id = toQString(f.session.dataset()->users().at(user));
            f.page.activate({{QStringLiteral("user"), id}});
            QVERIFY(f.settle());
            for (const SessionModel& model : f.session.models().all()) {
                const HeldOutPerson person = kept.of(model.stored, id.toStdString());
                const auto rows = list(f, model.stored.name.c_str(), person.judged);
                if (!person.judged) {
                    QVERIFY(shownWords(f.page).contains(QStringLiteral("Nothing was held out")));
                    continue;
                }
                QCOMPARE(static_cast<std::size_t>(rows->rows().rowCount()), person.list.size());
                for (int row = 0; row < rows->rows().rowCount(); ++row) {
                    const HeldOutPlace& place = person.list[static_cast<std::size_t>(row)];
                    QCOMPARE(f.session.dataset()->items().at(rows->rows().at(row).index), place.item);
                    QCOMPARE(rows->rows().at(row).hit, std::optional(place.hit));
                    QCOMPARE(rows->rows()
                                 .index(row)
                                 .data(Qt::AccessibleTextRole)
                                 .toString()
                                 .contains(QStringLiteral("in the held-out part")),
                             place.hit);
                }
                QVERIFY(findNamed<QWidget>(
                    f.page, QStringLiteral("%1 of %2 hits").arg(person.hits()).arg(person.list.size())));
                QVERIFY(shownWords(f.page).contains(QStringLiteral("NDCG@10 for this listener ") +
                                                    formatMetric(person.ndcg)));
            }
        }
        QVERIFY(shownWords(f.page).contains(QStringLiteral("per-user, 20 % test")));
        // The other view has its own lists back, with the number and the place of the protocol.
        f.page.activate({{QStringLiteral("user"), toQString(f.session.dataset()->users().at(0))}});
        QVERIFY(f.settle());
        view(f.page, "Cards");
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("NDCG@10: per-user, 20 % test")));
        for (const RankedRow& row : list(f, "Popularity")->rows().rows()) {
            QVERIFY(!row.hit.has_value());
        }
        QCOMPARE(untouched.size(), std::size_t{12});
    }

    void aRowSaysWhetherItIsAHitAndIsCopiedWithIt() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("item_knn")}));
        measure(f);
        view(f.page, "Held out");
        f.page.activate({{QStringLiteral("user"), somebodyWithAHit(f)}});
        QVERIFY(f.settle());
        RankedListView* rows = list(f, "Item-kNN-100");
        int hit = 0;
        while (!rows->rows().at(hit).hit.value_or(false)) {
            ++hit;
        }
        QTest::mouseClick(rows->viewport(), Qt::LeftButton, {},
                          rows->visualRect(rows->rows().index(hit)).center());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("A hit: it was held out")));
        QVERIFY(shownWords(f.page).contains(rows->rows().at(hit).title));
        rows->setFocus();
        QTest::keySequence(rows, QKeySequence(QKeySequence::Copy));
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QVERIFY(lines[0].endsWith(QStringLiteral("\tHeld out")));
        QVERIFY(lines[1].endsWith(QStringLiteral("\tyes")));
        for (int row = 0; row < rows->rows().rowCount(); ++row) {
            if (!rows->rows().at(row).hit.value_or(false)) {
                rows->setCurrentIndex(rows->rows().index(row));
                QVERIFY(shownWords(f.page).contains(QStringLiteral("Not a hit")));
                break;
            }
        }
    }

    // The reason of a recommendation that is still looked for takes no place of what is told of the held-out
    // part, though it is of the same item.
    void whatIsToldIsOfTheViewThatIsShown() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("item_knn")}));
        measure(f);
        const HeldOutNumbers kept = numbers(f);
        const Dataset& data = *f.session.dataset();
        bool met = false;
        for (std::uint32_t user = 0; user < data.userCount() && !met; ++user) {
            const HeldOutPerson person =
                kept.of(f.session.models().all().front().stored, data.users().at(user));
            if (!person.judged) {
                continue;
            }
            f.page.activate({{QStringLiteral("user"), toQString(data.users().at(user))}});
            QVERIFY(f.settle());
            RankedListView* rows = list(f, "Item-kNN-100");
            QVERIFY(rows);
            for (int row = 0; row < rows->rows().rowCount() && !met; ++row) {
                const auto item = data.items().at(rows->rows().at(row).index);
                met = std::ranges::any_of(person.list,
                                          [&](const HeldOutPlace& place) { return place.item == item; });
                if (met) {
                    const QModelIndex shared = rows->rows().index(row);
                    rows->scrollTo(shared);
                    QTest::mouseClick(rows->viewport(), Qt::LeftButton, {},
                                      rows->visualRect(shared).center());
                }
            }
        }
        QVERIFY(met);
        view(f.page, "Held out");
        QVERIFY(shownWords(f.page).contains(QStringLiteral("Held out? Item-kNN-100, rank")));
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("Held out? Item-kNN-100, rank")));
        QVERIFY(!shownWords(f.page).contains(QStringLiteral("Why this song?")));
    }

    void neverTwoProtocolsAndStaleIsSaid() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
        measure(f);
        view(f.page, "Held out");
        QVERIFY(!shownWords(f.page).contains(QStringLiteral("stale")));
        EvaluateRequest other;
        other.split.protocol = Protocol::LeaveLastOut;
        other.contestants = {{"knn", "item_knn", paramsOf(*stored(f, "item_knn"))}};
        other.options.resamples = 0;
        other.options.metrics = {findMetric("ndcg")};
        f.session.experiments().evaluate(other);
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("leave-last-out")));
        QVERIFY(!shownWords(f.page).contains(QStringLiteral("per-user")));
        QVERIFY(findButton(f.page, QStringLiteral("Measure it"))); // popularity, not by this protocol
        std::vector<SignalType> other2 = f.session.dataset()->signals();
        other2.front().weight += 1;
        f.session.setSignals(other2, f.session.dataset()->parts().matrix.policy);
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("leave-last-out")));
        bool stale = false;
        for (const Chip* chip : f.page.findChildren<Chip*>()) {
            stale |= chip->isVisible() && chip->toolTip().contains(QStringLiteral("other data"));
        }
        QVERIFY(stale);
    }

    void severalRunsKeepTheNumberAlone() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        EvaluateRequest folds;
        folds.folds = 3;
        folds.contestants = {{"popularity", "popularity", paramsOf(*stored(f, "popularity"))}};
        folds.options.resamples = 0;
        folds.options.metrics = {findMetric("ndcg")};
        f.session.experiments().evaluate(folds);
        QVERIFY(f.settle());
        view(f.page, "Held out");
        QVERIFY(shownWords(f.page).contains(QStringLiteral("No list was kept")));
        QVERIFY(shownWords(f.page).contains(QStringLiteral("NDCG@10 for this listener")));
    }

    void theListOfHitsIsASoundModel() {
        RankedListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        RankedRow hit;
        hit.rank = 1;
        hit.hit = true;
        RankedRow other;
        other.index = 1;
        other.rank = 2;
        other.hit = false;
        model.setRows({hit, other});
        model.setRows({other});
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

private:
    static void view(const ExplorePage& page, const char* words) {
        QAbstractButton* segment = findButton(page, QString::fromLatin1(words));
        QVERIFY(segment);
        QTest::mouseClick(segment, Qt::LeftButton);
    }
    static RankedListView* list(const ShownPage<ExplorePage>& f, const char* model, bool visible = true) {
        for (auto* view : f.page.findChildren<RankedListView*>()) {
            if (view->accessibleName() ==
                    QStringLiteral("Recommendations of ") + QString::fromLatin1(model) &&
                (!visible || view->isVisible())) {
                return view;
            }
        }
        return nullptr;
    }
    static void measure(ShownPage<ExplorePage>& f) {
        for (const SessionModel& model : f.session.models().all()) {
            f.session.experiments().measure(model.stored);
            QVERIFY(f.settle());
        }
    }
    static const StoredModel* stored(const ShownPage<ExplorePage>& f, const char* algorithm) {
        for (const SessionModel& model : f.session.models().all()) {
            if (model.stored.algorithm == algorithm) {
                return &model.stored;
            }
        }
        return nullptr;
    }
    static HeldOutNumbers numbers(const ShownPage<ExplorePage>& f) {
        const auto project = Project::open(f.session.path().toStdString(), OpenMode::ReadOnly).value();
        return HeldOutNumbers::read(*project).value();
    }
    static QString somebodyWithAHit(const ShownPage<ExplorePage>& f) {
        const HeldOutNumbers kept = numbers(f);
        for (std::uint32_t user = 0; user < f.session.dataset()->userCount(); ++user) {
            const HeldOutPerson person =
                kept.of(f.session.models().all().front().stored, f.session.dataset()->users().at(user));
            if (person.hits() > 0 && person.hits() < person.list.size()) {
                return toQString(f.session.dataset()->users().at(user));
            }
        }
        return {};
    }
};

RUN_TEST(TestExploreHeldOut);

#include "tst_explore_held_out.moc"
