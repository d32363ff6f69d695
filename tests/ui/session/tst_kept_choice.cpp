// SPDX-License-Identifier: GPL-3.0-or-later
// A model that is deleted and brought back is shown again by every page that had it chosen.
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/cold_start/cold_start_page.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/similar/similar_page.h"
#include "ui/pages/studio/studio_page.h"
#include "ui/session/kept_choice.h"
#include "ui/session/project_models.h"
#include "ui/text/format.h"

#include <QComboBox>
#include <QTest>
#include <QUndoStack>

#include <set>

using namespace tastescope;

namespace {

using Ids = std::vector<qint64>;

/// The shown choices that stand on a model.
QList<QComboBox*> choicesOf(const QWidget& page, const Session& session) {
    QStringList names;
    for (const SessionModel& model : session.models().all()) {
        names << toQString(model.stored.name);
    }
    QList<QComboBox*> choices;
    for (auto* choice : page.findChildren<QComboBox*>()) {
        if (choice->isVisibleTo(&page) && names.contains(choice->currentText())) {
            choices << choice;
        }
    }
    return choices;
}

QStringList chosen(const QWidget& page, const Session& session) {
    QStringList names;
    for (const QComboBox* choice : choicesOf(page, session)) {
        names << choice->currentText();
    }
    return names;
}

void pick(QComboBox* choice, const QString& name) {
    const int wanted = choice->findText(name);
    QVERIFY2(wanted >= 0, qPrintable(name));
    for (int step = choice->count(); step > 0 && choice->currentIndex() != wanted; --step) {
        QTest::keyClick(choice, choice->currentIndex() < wanted ? Qt::Key_Down : Qt::Key_Up);
    }
}

template <typename P>
void deletedAndBack() {
    ShownPage<P> f;
    QVERIFY(f.openDemo(QStringList(4, QStringLiteral("item_knn"))));
    const SessionModel& model = f.session.models().all()[2];
    const qint64 id = model.stored.id;
    const QString name = toQString(model.stored.name);
    QVERIFY(!choicesOf(f.page, f.session).isEmpty());
    pick(choicesOf(f.page, f.session).front(), name);
    QVERIFY(f.settle());
    QStringList before = chosen(f.page, f.session);
    QCOMPARE(before.front(), name);
    f.session.models().remove(id);
    QVERIFY(f.settle());
    for (int time = 0; time < 2; ++time) {
        QVERIFY(!chosen(f.page, f.session).isEmpty());
        QVERIFY(!chosen(f.page, f.session).contains(name));
        f.session.undoStack().undo();
        QVERIFY(f.settle());
        QCOMPARE(chosen(f.page, f.session), before);
        f.session.undoStack().redo();
        QVERIFY(f.settle());
    }
    f.session.undoStack().undo();
    QVERIFY(f.settle());
    f.session.models().rename(id, QStringLiteral("Mine")); // and all in one go
    f.session.models().remove(id);
    f.session.undoStack().undo();
    QVERIFY(f.settle());
    before.replaceInStrings(name, QStringLiteral("Mine"));
    QCOMPARE(chosen(f.page, f.session), before);
}

} // namespace

class TestKeptChoice : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatComesBackStandsInItsPlace() {
        std::set<qint64> there{1, 2, 3, 4};
        KeptChoice choice;
        const auto refresh = [&](std::size_t room = 3) {
            choice.refresh([&](qint64 id) { return there.contains(id); }, Ids(there.begin(), there.end()),
                           room);
            return choice.shown();
        };
        QCOMPARE(choice.first(), qint64{0});
        QCOMPARE(refresh(), (Ids{1, 2, 3}));
        choice.choose({3, 1, 2});
        QCOMPARE(refresh(), (Ids{3, 1, 2}));
        there.erase(1);
        QCOMPARE(refresh(), (Ids{3, 2, 4}));
        there.insert(5);
        QCOMPARE(refresh(), (Ids{3, 2, 4}));
        there.erase(3);
        QCOMPARE(refresh(), (Ids{2, 4, 5}));
        there.insert({1, 3});
        QCOMPARE(refresh(), (Ids{3, 1, 2}));
        there.clear();
        QCOMPARE(refresh(), Ids{});
        there = {1, 2, 3, 4};
        QCOMPARE(refresh(), (Ids{3, 1, 2}));
        QCOMPARE(refresh(2), (Ids{3, 1}));
        QCOMPARE(refresh(), (Ids{3, 1, 2}));
        choice.choose({4, 4, 1}); // two columns of one model stay two
        QCOMPARE(refresh(), (Ids{4, 4, 1}));
        there.erase(4);
        choice.choose({1}); // chosen anew: nothing of before is waited for
        there.insert(4);
        QCOMPARE(refresh(1), Ids{1});
    }

    void ofOneOnlyTheNewestWishCounts() {
        KeptChoice choice;
        choice.refreshOne({7});
        QCOMPARE(choice.first(), qint64{7});
        choice.refreshOne({8, 7}); // the first of what is offered does not take its place
        QCOMPARE(choice.first(), qint64{7});
        choice.refreshOne({8});
        QCOMPARE(choice.first(), qint64{8});
        choice.refreshOne({9, 8});
        QCOMPARE(choice.first(), qint64{8});
        choice.refreshOne({9, 8, 7});
        QCOMPARE(choice.first(), qint64{7});
        choice.choose({8});
        choice.refreshOne({9, 8, 7});
        QCOMPARE(choice.first(), qint64{8});
        choice.clear();
        choice.refreshOne({9, 8, 7});
        QCOMPARE(choice.first(), qint64{9});
    }

    void onEveryPage() {
        deletedAndBack<ColdStartPage>();
        deletedAndBack<ExplorePage>();
        deletedAndBack<SimilarPage>();
        deletedAndBack<StudioPage>();
    }
};

RUN_TEST(TestKeptChoice);

#include "tst_kept_choice.moc"
