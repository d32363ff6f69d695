// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/catalogue/match_model.h"
#include "ui/lists/history_model.h"
#include "ui/lists/ranked_list_model.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/comparison_table_model.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/reason.h"
#include "ui/session/project_models.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include <algorithm>
#include <cmath>

using namespace tastescope;

namespace {

/// The page on the small demo with two personal models, settled.
struct ExploreFixture : PageFixture {
    ExplorePage page{session, navigator};
    bool open() {
        page.resize(1260, 820);
        page.show();
        return openDemo({QStringLiteral("item_knn"), QStringLiteral("als")}) && settle();
    }
    QListView* history() const { return findNamed<QListView>(page, QStringLiteral("History")); }
    HistoryModel* past() const { return static_cast<HistoryModel*>(history()->model()); }
    RankedListView* list(const QString& model) const {
        return findNamed<RankedListView>(page, QStringLiteral("Recommendations of ") + model);
    }
};

} // namespace

class TestExplorePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void opensWithSomebodyAndShowsWhatTheEngineSays() {
        ExploreFixture fixture;
        QVERIFY(fixture.open());
        QVERIFY(fixture.past()->rowCount() > 0);
        const auto catalogue = Catalogue::of(fixture.session.dataset());
        const UserIndex user = *(*catalogue)->middlingUser();
        for (const SessionModel& model : fixture.session.models().all()) {
            RankedListView* list = fixture.list(QString::fromStdString(model.stored.name));
            QVERIFY(list);
            const auto expected =
                whatIf(*model.model, fixture.session.dataset()->historyOf(user), {}, 12).value();
            QTRY_COMPARE(list->rows().rowCount(), static_cast<int>(expected.size()));
            for (std::size_t place = 0; place < expected.size(); ++place) {
                QCOMPARE(list->rows().at(static_cast<int>(place)).index, expected[place].item.item.value);
                QCOMPARE(list->rows().at(static_cast<int>(place)).rank, place + 1);
            }
        }
    }

    void aHistoryThatBecomesShortSaysWhatIsHandedOutInstead() {
        ExploreFixture fixture;
        QVERIFY(fixture.open());
        const auto said = [&](const char* words) {
            const auto labels = fixture.page.findChildren<QLabel*>();
            return std::ranges::count_if(labels, [&](const QLabel* label) {
                return label->isVisible() && label->text().contains(QString::fromUtf8(words));
            });
        };
        QCOMPARE(said("Short history"), 0);
        fixture.history()->setFocus();
        const int rows = fixture.past()->rowCount();
        for (int row = 0; row < rows; ++row) {
            fixture.history()->setCurrentIndex(fixture.past()->index(row));
            QTest::keyClick(fixture.history(), Qt::Key_Delete);
        }
        QVERIFY(fixture.settle());
        QTRY_COMPARE(said("Short history: what is popular with"), 2); // both models say it
        fixture.session.undoStack().undo();
        QVERIFY(fixture.settle());
        QTRY_COMPARE(said("Short history"), 2); // one like is not enough either
    }

    void deleteRemovesUndoReturns() {
        ExploreFixture fixture;
        QVERIFY(fixture.open());
        RankedListView* list = fixture.list(QStringLiteral("Item-kNN-100"));
        QVERIFY(list);
        const std::vector<RankedRow> untouched = list->rows().rows();
        fixture.history()->setFocus();
        fixture.history()->setCurrentIndex(fixture.past()->index(0));
        const ItemIndex item = fixture.past()->at(0).item;
        QTest::keyClick(fixture.history(), Qt::Key_Delete);
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.past()->at(fixture.past()->rowOf(item)).state, PastState::Removed);
        for (const RankedRow& row : list->rows().rows()) {
            QVERIFY(row.compared); // every row says where it came from
        }
        QVERIFY(findButton(fixture.page, QStringLiteral("Reset the history")) ||
                findButton(fixture.page, QStringLiteral("Reset")));
        fixture.session.undoStack().undo();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.past()->at(fixture.past()->rowOf(item)).state, PastState::Kept);
        QTRY_COMPARE(list->rows().rows(), untouched);
        fixture.session.undoStack().redo();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.past()->at(fixture.past()->rowOf(item)).state, PastState::Removed);
    }

    void keyALeadsToTheAddFieldAndEnterAdds() {
        ExploreFixture fixture;
        QVERIFY(fixture.open());
        fixture.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&fixture.page));
        fixture.history()->setFocus();
        QTest::keyClick(fixture.history(), Qt::Key_A);
        auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(field);
        RankedListView* list = fixture.list(QStringLiteral("ALS-64"));
        const RankedRow wanted = list->rows().at(3);
        QTest::keyClicks(field, wanted.title);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(fixture.past()->rowOf(ItemIndex(wanted.index)) == 0);
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.past()->at(0).state, PastState::Added);
        QCOMPARE(list->rows().rowOf(wanted.index), -1); // known now, so left out
    }

    void reasonsAddUpToTheScore() {
        ExploreFixture fixture;
        QVERIFY(fixture.open());
        const auto catalogue = *Catalogue::of(fixture.session.dataset());
        const UserIndex user = *catalogue->middlingUser();
        for (const SessionModel& model : fixture.session.models().all()) {
            ReasonRequest request{describePerson(*catalogue, user),
                                  {},
                                  {model.stored.id, {}, model.model},
                                  QString::fromStdString(model.stored.algorithm),
                                  ItemIndex()};
            const auto best = whatIf(*model.model, request.person.history, {}, 3).value();
            request.item = best.back().item.item;
            const Reason reason = describeReason(*catalogue, request);
            double sum = reason.base + reason.othersSum;
            for (const ReasonBar& bar : reason.bars) {
                sum += bar.amount;
            }
            QVERIFY(std::abs(sum - reason.score) < 1e-3 * std::max(1.0, std::abs(reason.score)));
            QVERIFY(std::abs(reason.score - best.back().item.score) <
                    1e-3 * std::max(1.0, std::abs(reason.score)));
            QCOMPARE(reason.rank, std::size_t{3});
            QVERIFY(!reason.sentence.isEmpty());
        }
    }

    void copyGivesTabSeparatedTextWithHeaders() {
        ExploreFixture fixture;
        QVERIFY(fixture.open());
        RankedListView* list = fixture.list(QStringLiteral("ALS-64"));
        list->setFocus();
        QTest::keySequence(list, QKeySequence(QKeySequence::Copy));
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY(text.contains(u'\t'));
        QVERIFY(text.section(u'\n', 1).contains(list->rows().at(0).title));
    }

    void aPersonIsOpenedByTheirId() {
        ExploreFixture fixture;
        QVERIFY(fixture.open());
        const auto dataset = fixture.session.dataset();
        const std::string id(dataset->users().at(7));
        fixture.page.activate({{QStringLiteral("user"), QString::fromStdString(id)}});
        QVERIFY(fixture.settle());
        QCOMPARE(static_cast<std::size_t>(fixture.past()->rowCount()),
                 dataset->historyOf(UserIndex(7)).size());
        fixture.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&fixture.page));
        fixture.history()->setFocus();
        QTest::keyClick(fixture.history(), Qt::Key_Right, Qt::AltModifier);
        QVERIFY(fixture.settle());
        QTRY_COMPARE(static_cast<std::size_t>(fixture.past()->rowCount()),
                     dataset->historyOf(UserIndex(8)).size());
    }

    void withoutAModelItOffersTraining() {
        PageFixture fixture;
        ExplorePage page(fixture.session, fixture.navigator);
        page.resize(1260, 820);
        page.show();
        QVERIFY(fixture.openDemo());
        QAbstractButton* train = findButton(page, QStringLiteral("Train both"));
        QVERIFY(train);
        QTest::mouseClick(train, Qt::LeftButton);
        QVERIFY(fixture.settle());
        QTRY_COMPARE(fixture.session.models().all().size(), std::size_t{2});
    }

    void modelsAreSound() {
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        RankedListModel ranked;
        const QAbstractItemModelTester rankedTester(&ranked, mode);
        RankedRow up;
        up.rank = 1;
        up.was = 4;
        up.compared = true;
        ranked.setRows({up});
        QCOMPARE(moveText(ranked.at(0)), QStringLiteral("▲3"));
        ComparisonTableModel comparison;
        const QAbstractItemModelTester comparisonTester(&comparison, mode);
        comparison.setLists({{up}, {up}}, {QStringLiteral("a"), QStringLiteral("b")}, QStringLiteral("Song"),
                            QStringLiteral("Artist"));
        QCOMPARE(comparison.rowCount(), 1);
        HistoryModel history;
        const QAbstractItemModelTester historyTester(&history, mode);
        history.setRows({HistoryRow{}, HistoryRow{}});
        MatchModel matches;
        const QAbstractItemModelTester matchesTester(&matches, mode);
        matches.setRows({{3, QStringLiteral("x"), {}}});
        QCOMPARE(matches.index(0, 0).data(MatchModel::IndexRole).toUInt(), 3U);
    }
};

RUN_TEST(TestExplorePage);
#include "tst_explore_page.moc"
