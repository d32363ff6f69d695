// SPDX-License-Identifier: GPL-3.0-or-later
// The explore page by mouse and key: choose a person, edit the history, see what moves, ask why, undo.
#include "engine/data/dataset.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/lists/history_model.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/comparison_table_model.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/pages/explore/reason_panel.h"
#include "ui/session/project_models.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QCompleter>
#include <QListView>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include <memory>

using namespace tastescope;

class ExploreKeysTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_fixture = std::make_unique<PageFixture>();
        QVERIFY(m_fixture->openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void init() {
        m_fixture->session.undoStack().clear();
        m_page = std::make_unique<ExplorePage>(m_fixture->session, m_fixture->navigator);
        m_page->resize(1440, 850);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        QVERIFY(m_fixture->settle());
    }
    void cleanup() { m_page.reset(); }

    void opensWithSomebodyTypicalAndPersonalModelsFirst() {
        QVERIFY(!search().text().isEmpty());
        QVERIFY(history().model()->rowCount() > 1);
        QCOMPARE(lists().size(), 2);
        QCOMPARE(lists()[0]->accessibleName(), QStringLiteral("Recommendations of Item-kNN-100"));
        QCOMPARE(lists()[1]->accessibleName(), QStringLiteral("Recommendations of Popularity"));
        for (RankedListView* list : lists()) {
            QCOMPARE(list->rows().rowCount(), 12);
        }
        QVERIFY(lists()[0]->selectedEntry() >= 0);
    }

    void historyIsNewestFirst() {
        Time before = std::numeric_limits<Time>::max();
        for (int row = 0; row < history().model()->rowCount(); ++row) {
            const Time time = history().model()->index(row, 0).data(HistoryModel::TimeRole).toLongLong();
            QVERIFY(time <= before);
            before = time;
        }
    }

    void removingWithDeleteMovesTheListAndUndoPutsItBack() {
        const std::vector<RankedRow> untouched = lists()[0]->rows().rows();
        QVERIFY(!untouched.front().compared);
        const int row = decisiveRow();
        select(row);
        QTest::keyClick(&history(), Qt::Key_Delete);
        QVERIFY(m_fixture->settle());
        QCOMPARE(stateOf(row), PastState::Removed);
        const std::vector<RankedRow> edited = lists()[0]->rows().rows();
        QVERIFY(edited != untouched);
        std::size_t changed = 0;
        for (const RankedRow& entry : edited) {
            QVERIFY(entry.compared);
            QVERIFY(!moveText(entry).isEmpty());
            const auto old = std::find_if(untouched.begin(), untouched.end(),
                                          [&](const RankedRow& other) { return other.index == entry.index; });
            QCOMPARE(entry.was, old == untouched.end() ? std::size_t{0} : old->rank);
            changed += entry.was != entry.rank;
        }
        QVERIFY(changed > 0);
        QVERIFY(words().contains(QStringLiteral("of 24 places changed")));

        m_fixture->session.undoStack().undo();
        QVERIFY(m_fixture->settle());
        QCOMPARE(stateOf(row), PastState::Kept);
        QVERIFY(lists()[0]->rows().rows() == untouched);
        m_fixture->session.undoStack().redo();
        QVERIFY(m_fixture->settle());
        QVERIFY(lists()[0]->rows().rows() == edited);

        QTest::mouseClick(findButton(*m_page, QStringLiteral("Reset the history")), Qt::LeftButton);
        QVERIFY(m_fixture->settle());
        QVERIFY(lists()[0]->rows().rows() == untouched);
        QVERIFY(!words().contains(QStringLiteral("places changed")));
    }

    void theMarkAtTheRightRemovesAndBringsBack() {
        const QRect row = history().visualRect(history().model()->index(1, 0));
        const QPoint mark(row.right() - 14, row.center().y());
        QTest::mouseClick(history().viewport(), Qt::LeftButton, {}, mark);
        QVERIFY(m_fixture->settle());
        QCOMPARE(stateOf(1), PastState::Removed);
        QTest::mouseClick(history().viewport(), Qt::LeftButton, {}, mark);
        QVERIFY(m_fixture->settle());
        QCOMPARE(stateOf(1), PastState::Kept);
        QCOMPARE(m_fixture->session.undoStack().count(), 2);
    }

    void keyAAddsAnItemOnTop() {
        const RankedRow wanted = lists()[0]->rows().at(4);
        const int length = history().model()->rowCount();
        history().setFocus();
        QTest::keyClick(&history(), Qt::Key_A);
        LookupField* add = qobject_cast<LookupField*>(QApplication::focusWidget());
        QVERIFY(add && add != &search());
        QTest::keyClicks(add, wanted.title);
        QTest::keyClick(add, Qt::Key_Return);
        QVERIFY(m_fixture->settle());
        QCOMPARE(history().model()->rowCount(), length + 1);
        const QModelIndex top = history().model()->index(0, 0);
        QCOMPARE(top.data().toString(), wanted.title);
        QCOMPARE(stateOf(0), PastState::Added);
        QVERIFY(top.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("added as Like +3")));
        for (RankedListView* list : lists()) {
            QCOMPARE(list->rows().rowOf(wanted.index), -1); // known now, so it is no recommendation
        }
        QVERIFY(add->text().isEmpty());
        select(0);
        QTest::keyClick(&history(), Qt::Key_Delete);
        QVERIFY(m_fixture->settle());
        QCOMPARE(history().model()->rowCount(), length);
    }

    void searchOffersWhatFits() {
        const auto dataset = m_fixture->session.dataset();
        const QString id = QString::fromStdString(std::string(dataset->users().at(7)));
        m_page->focusSearch();
        QCOMPARE(QApplication::focusWidget(), &search());
        QTest::keyClicks(&search(), id);
        QAbstractItemView* popup = search().findChild<QCompleter*>()->popup();
        QTRY_VERIFY(popup->isVisible());
        QVERIFY(popup->model()->rowCount() >= 1);
        QTest::keyClick(popup, Qt::Key_Return);
        QTRY_VERIFY(!popup->isVisible());
        QVERIFY(m_fixture->settle());
        QCOMPARE(search().text(), QStringLiteral("Listener ") + id);
    }

    void nothingIsOfferedForWordsThatWereTakenBack() {
        const QString caption = search().text();
        const QString id = toQString(m_fixture->session.dataset()->users().at(7));
        const QAbstractItemView* popup = search().findChild<QCompleter*>()->popup();
        for (const Qt::Key taken : {Qt::Key_Escape, Qt::Key_Delete}) {
            m_page->focusSearch();
            QTest::keyClicks(&search(), id);
            QTest::keyClick(&search(), Qt::Key_Down); // asks at once
            if (taken == Qt::Key_Delete) {
                search().selectAll();
            }
            QTest::keyClick(&search(), taken);
            QCOMPARE(search().text(), taken == Qt::Key_Escape ? caption : QString());
            QVERIFY(m_fixture->settle());
            QVERIFY(!popup->isVisible());
        }
    }

    void altArrowsGoToTheNeighbours() {
        const QString first = search().text();
        QTest::keyClick(&history(), Qt::Key_Right, Qt::AltModifier);
        QVERIFY(m_fixture->settle());
        const QString second = search().text();
        QVERIFY(second != first);
        QTest::keyClick(&history(), Qt::Key_Left, Qt::AltModifier);
        QVERIFY(m_fixture->settle());
        QCOMPARE(search().text(), first);
    }

    void undoReturnsToTheEditedPerson() {
        const QString first = search().text();
        select(0);
        QTest::keyClick(&history(), Qt::Key_Delete);
        QVERIFY(m_fixture->settle());
        QTest::keyClick(&history(), Qt::Key_Right, Qt::AltModifier);
        QVERIFY(m_fixture->settle());
        QVERIFY(search().text() != first);
        m_fixture->session.undoStack().undo();
        QVERIFY(m_fixture->settle());
        QCOMPARE(search().text(), first);
        QCOMPARE(stateOf(0), PastState::Kept);
    }

    // Who was asked for before the undo comes no more.
    void undoStaysWhereSomebodyElseWasOnTheWay() {
        const QString first = search().text();
        select(0);
        QTest::keyClick(&history(), Qt::Key_Delete);
        QVERIFY(m_fixture->settle());
        QCOMPARE(stateOf(0), PastState::Removed);
        QTest::keyClick(&history(), Qt::Key_Right, Qt::AltModifier);
        m_fixture->session.undoStack().undo();
        QVERIFY(m_fixture->settle());
        QCOMPARE(search().text(), first);
        QCOMPARE(stateOf(0), PastState::Kept);
    }

    void argumentsChooseUserAndModel() {
        const QString id = QString::fromStdString(std::string(m_fixture->session.dataset()->users().at(3)));
        m_page->activate(
            {{QStringLiteral("user"), id}, {QStringLiteral("model"), QStringLiteral("Popularity")}});
        QVERIFY(m_fixture->settle());
        QCOMPARE(search().text(), QStringLiteral("Listener ") + id);
        QCOMPARE(lists()[0]->accessibleName(), QStringLiteral("Recommendations of Popularity"));
    }

    void aSelectedItemIsTintedInAllListsAndExplained() {
        RankedListView& list = *lists()[0];
        const QRect row = list.visualRect(list.rows().index(2));
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, row.center());
        QVERIFY(m_fixture->settle());
        QVERIFY(words().contains(QStringLiteral("Why this song? Item-kNN-100, rank 3")));
        QVERIFY(words().contains(list.rows().at(2).title));
        QVERIFY(!findNamed<ContributionBars>(*m_page, QStringLiteral("What the history adds"))
                     ->accessibleDescription()
                     .isEmpty());
        QTest::keyClick(lists()[0], Qt::Key_Down);
        QVERIFY(m_fixture->settle());
        QVERIFY(words().contains(QStringLiteral("Why this song? Item-kNN-100, rank 4")));
    }

    void enterOpensTheItemInSimilar() {
        QSignalSpy requests(&m_fixture->navigator, &Navigator::requested);
        QTest::keyClick(lists()[0], Qt::Key_Down);
        QTest::keyClick(lists()[0], Qt::Key_Return);
        QCOMPARE(requests.size(), 1);
        QCOMPARE(requests[0][0].toString(), QStringLiteral("similar"));
        QVERIFY(m_fixture->session.dataset()->items().find(
            requests[0][1].toMap().value(QStringLiteral("item")).toString().toStdString()));
    }

    void lengthAndNumberOfListsFollowTheCombos() {
        auto* top = findNamed<QComboBox>(*m_page, QStringLiteral("Length of the lists"));
        QTest::keyClick(top, Qt::Key_Up);
        QVERIFY(m_fixture->settle());
        QCOMPARE(lists()[0]->rows().rowCount(), 10);
        auto* count = findNamed<QComboBox>(*m_page, QStringLiteral("Models side by side"));
        QTest::keyClick(count, Qt::Key_Home);
        QVERIFY(m_fixture->settle());
        QCOMPARE(lists().size(), 1);
    }

    void tableHasAllListsAndCopiesThem() {
        QTest::mouseClick(findButton(*m_page, QStringLiteral("Table")), Qt::LeftButton);
        auto* table = findNamed<TableView>(*m_page, QStringLiteral("Recommendations of all models"));
        QVERIFY(table->isVisible());
        const std::size_t both = lists()[0]->rows().rows().size() + lists()[1]->rows().rows().size();
        QVERIFY(static_cast<std::size_t>(table->model()->rowCount()) <= both);
        QVERIFY(table->model()->rowCount() >= 12);
        table->sortByColumn(4, Qt::AscendingOrder); // rank in the first list
        for (int row = 0; row < 12; ++row) {
            const QModelIndex index = table->model()->index(row, 0);
            QCOMPARE(index.data().toString(), lists()[0]->rows().at(row).title);
        }
        table->clearSelection();
        const QStringList lines = table->selectionAsText().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), table->model()->rowCount() + 1);
        QVERIFY(lines[0].startsWith(QStringLiteral("Song\tArtist\tCategory\tLists\tItem-kNN-100 rank")));
    }

    void listsAndHistoryCopyAsText() {
        lists()[1]->clearSelection();
        QTest::keySequence(lists()[1], QKeySequence::Copy);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 13);
        QCOMPARE(lines[0], QStringLiteral("Rank\tWas\tTitle\tBy\tScore\tPercentile\tAgainst popularity"));
        QCOMPARE(lines[3].split(u'\t')[2], lists()[1]->rows().at(2).title);
        history().clearSelection();
        QTest::keySequence(&history(), QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), history().model()->rowCount() + 1);
    }

    void inspectorHidesAndLiesOverTheSmallWindow() {
        auto* panel = m_page->findChild<ReasonPanel*>();
        QVERIFY(panel->isVisible());
        m_page->toggleInspector();
        QVERIFY(!panel->isVisible());
        m_page->toggleInspector();
        QVERIFY(panel->isVisible());
        const int wide = lists()[0]->width();
        m_page->resize(1072, 650);
        QTRY_VERIFY(!panel->isVisible());
        QTest::mouseClick(findButton(*m_page, QStringLiteral("Show the inspector (Ctrl+.)")), Qt::LeftButton);
        QVERIFY(panel->isVisible());
        QCOMPARE(panel->geometry().right(), m_page->rect().right());
        QVERIFY(lists()[0]->width() >= wide - 60); // it lies over the lists and takes no room from them
        QTest::keyClick(lists()[0], Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
    }

    void stateIsRemembered() {
        QSettings settings(m_fixture->path(QStringLiteral("page.ini")), QSettings::IniFormat);
        QTest::mouseClick(findButton(*m_page, QStringLiteral("Table")), Qt::LeftButton);
        m_page->saveState(settings);
        ExplorePage again(m_fixture->session, m_fixture->navigator);
        again.resize(1440, 850);
        again.restoreState(settings);
        again.show();
        QVERIFY(findNamed<TableView>(again, QStringLiteral("Recommendations of all models"))->isVisible());
        QVERIFY(m_fixture->settle());
    }

    void withoutAModelItOffersToTrain() {
        PageFixture empty;
        QVERIFY(empty.openDemo());
        ExplorePage page(empty.session, empty.navigator);
        page.resize(1440, 850);
        page.show();
        QVERIFY(empty.settle());
        QAbstractButton* train = findButton(page, QStringLiteral("Train both"));
        QVERIFY(train);
        QSignalSpy requests(&empty.navigator, &Navigator::requested);
        QTest::mouseClick(findButton(page, QStringLiteral("Choose a model")), Qt::LeftButton);
        QCOMPARE(requests[0][0].toString(), QStringLiteral("models"));
        QTest::mouseClick(train, Qt::LeftButton);
        QVERIFY(empty.settle());
        QCOMPARE(empty.session.models().all().size(), std::size_t{2});
        QCOMPARE(page.findChildren<RankedListView*>().size(), 2);
        QVERIFY(page.findChildren<RankedListView*>()[0]->rows().rowCount() > 0);
    }

private:
    LookupField& search() { return *findNamed<LookupField>(*m_page, QStringLiteral("Search listeners")); }
    QListView& history() { return *findNamed<QListView>(*m_page, QStringLiteral("History")); }
    QList<RankedListView*> lists() { return m_page->findChildren<RankedListView*>(); }
    PastState stateOf(int row) {
        return static_cast<PastState>(history().model()->index(row, 0).data(HistoryModel::StateRole).toInt());
    }
    void select(int row) {
        history().setFocus();
        history().setCurrentIndex(history().model()->index(row, 0));
    }
    /// The row whose weight is largest: without it something moves.
    int decisiveRow() {
        int best = 0;
        for (int row = 1; row < history().model()->rowCount(); ++row) {
            const auto weight = [&](int at) {
                return history().model()->index(at, 0).data(HistoryModel::WeightRole).toDouble();
            };
            best = weight(row) > weight(best) ? row : best;
        }
        return best;
    }
    /// All visible words of labels and chips.
    QString words() { return shownWords(*m_page); }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<ExplorePage> m_page;
};

RUN_TEST(ExploreKeysTest);
#include "tst_explore_keys.moc"
