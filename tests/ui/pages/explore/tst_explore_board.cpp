// SPDX-License-Identifier: GPL-3.0-or-later
// The test board by mouse and key: people out of the common under every model, pinned ones, expectations that
// hold or fail, kept with the project and undone.
#include "engine/data/dataset.h"
#include "storage/project/project.h"
#include "support/held_lane.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/explore/board/board_grid.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/history_panel.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

using namespace tastescope;

class TestExploreBoard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsPeopleUnderEveryModelAndOpensOne() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        QVERIFY(table);
        QCOMPARE(table->model()->columnCount(), 3);
        QVERIFY(table->model()->rowCount() >= 5);
        const auto board = f.session.experiments().lists().latestBoard();
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            for (int model = 0; model < 2; ++model) {
                const RankedList& list =
                    board->models[static_cast<std::size_t>(model)].lists[static_cast<std::size_t>(row)];
                const QStringList lines =
                    table->model()->index(row, model + 1).data(BoardGrid::LinesRole).toStringList();
                QCOMPARE(static_cast<std::size_t>(lines.size()), list.size());
                QVERIFY(lines.isEmpty() ||
                        lines[0].endsWith(toQString(f.session.dataset()->itemLabel(list[0].item))));
            }
        }
        const QString id = table->model()->index(1, 0).data(BoardGrid::IdRole).toString();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(1, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(f.settle());
        QVERIFY(!grid(f)); // the cards of that person instead
        const auto fields = f.page.findChildren<QLineEdit*>();
        QVERIFY(std::any_of(fields.begin(), fields.end(),
                            [&](const QLineEdit* field) { return field->text().endsWith(id); }));
    }

    void expectationsAreAddedCheckedRemovedAndUndone() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        const auto board = f.session.experiments().lists().latestBoard();
        table->setCurrentIndex(table->model()->index(0, 1));
        const ItemIndex best = board->models[0].lists[0][0].item;
        expect(f, toQString(f.session.dataset()->items().at(best.value)), 0);
        expect(f, toQString(f.session.dataset()->items().at(best.value)), 1);
        auto* checked = findNamed<TableView>(f.page, QStringLiteral("Expectations of the test board"));
        QCOMPARE(checked->model()->rowCount(), 2);
        QVERIFY(checked->model()->index(0, 0).data().toString().contains(QStringLiteral("holds")));
        QVERIFY(checked->model()->index(1, 0).data().toString().contains(QStringLiteral("fails")));
        QCOMPARE(checked->model()->index(1, 2).data().toString(), QStringLiteral("rank 1"));
        QVERIFY(shownWords(f.page).contains(QStringLiteral("1 of 2 fail")));
        // Kept with the project, as the command reads it.
        {
            const auto project = Project::open(f.session.path().toStdString(), OpenMode::ReadOnly).value();
            QCOMPARE(readBoard(boardJson(keptBoard(*project).value()))->size(), std::size_t{2});
        }
        expect(f, QStringLiteral("category =="), 0); // no condition: nothing is added
        QCOMPARE(checked->model()->rowCount(), 2);
        checked->setFocus();
        checked->setCurrentIndex(checked->model()->index(1, 0));
        QTest::keyClick(checked, Qt::Key_Delete);
        QVERIFY(f.settle());
        QCOMPARE(checked->model()->rowCount(), 1);
        f.session.undoStack().undo();
        QVERIFY(f.settle());
        QCOMPARE(checked->model()->rowCount(), 2);
    }

    void aRenamedModelKeepsWhatIsExpectedOfIt() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        table->setCurrentIndex(table->model()->index(0, 1));
        const auto board = f.session.experiments().lists().latestBoard();
        expect(f, toQString(f.session.dataset()->items().at(board->models[0].lists[0][0].item.value)), 0);
        f.session.models().rename(board->models[0].id, QStringLiteral("Another name"));
        QVERIFY(f.settle());
        QCOMPARE(table->model()->headerData(1, Qt::Horizontal).toString(), QStringLiteral("Another name"));
        auto* checked = findNamed<TableView>(f.page, QStringLiteral("Expectations of the test board"));
        QVERIFY(checked->model()->index(0, 0).data().toString().contains(QStringLiteral("holds")));
        f.session.undoStack().undo();
        QVERIFY(f.settle());
        QVERIFY(checked->model()->index(0, 0).data().toString().contains(QStringLiteral("holds")));
    }

    // While the board that has the new name is still to be made, and before the file has it.
    void keysActOnAModelThatIsBeingRenamed() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        auto* checked = expectOne(f);
        QCOMPARE(checked->model()->rowCount(), 1);
        const ProjectLists& lists = f.session.experiments().lists();
        const qint64 model = lists.latestBoard()->models[0].id;
        for (const bool waits : {true, false}) {
            const QString name = waits ? QStringLiteral("One") : QStringLiteral("Two");
            const auto expected = [&lists] { return lists.boardPlan().expectations; };
            {
                const HeldLane held(f.jobs);
                f.session.models().rename(model, name);
                if (waits) {
                    QTRY_COMPARE(f.session.models().find(model)->stored.name, name.toStdString());
                    QCOMPARE(expected().front().model, name.toStdString());
                }
                checked->setFocus();
                checked->setCurrentIndex(checked->model()->index(0, 0));
                QTest::keyClick(checked, Qt::Key_Delete);
                QTRY_VERIFY(expected().empty());
                QCOMPARE(f.session.models().find(model)->stored.name, name.toStdString());
                f.session.undoStack().undo();
                QTRY_COMPARE(expected().size(), std::size_t{1});
                QCOMPARE(expected().front().model, name.toStdString());
            }
            QVERIFY(f.settle());
            QCOMPARE(checked->model()->rowCount(), 1);
        }
        // And what is expected of it from now on is of the name that it has by then.
        {
            const HeldLane held(f.jobs);
            auto* field = findNamed<QLineEdit>(f.page, QStringLiteral("Item or condition that is expected"));
            QTest::keyClicks(field, toQString(f.session.dataset()->items().at(1)));
            table->setCurrentIndex(table->model()->index(0, 1));
            f.session.models().rename(model, QStringLiteral("Three"));
            QTest::keyClick(field, Qt::Key_Return);
            QTRY_COMPARE(lists.boardPlan().expectations.size(), std::size_t{2});
        }
        QVERIFY(f.settle());
        for (const Expectation& one : lists.boardPlan().expectations) {
            QCOMPARE(one.model, std::string("Three"));
        }
    }

    // The next change is made of what is kept, which may be more than the board that is shown.
    void changesInOneGoAreAllKept() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        table->setFocus();
        QStringList pinned;
        for (const int row : {3, 4}) { // while the board of the first is being made
            table->setCurrentIndex(table->model()->index(row, 0));
            pinned << table->currentIndex().data(BoardGrid::IdRole).toString();
            QTest::keyClick(table, Qt::Key_P);
        }
        QVERIFY(f.settle());
        for (int row = 0; row < 2; ++row) {
            QCOMPARE(table->model()->index(row, 0).data(BoardGrid::IdRole).toString(), pinned[row]);
        }
        f.session.undoStack().undo();
        QVERIFY(f.settle());
        QCOMPARE(table->model()->index(0, 0).data(BoardGrid::IdRole).toString(), pinned[0]);
        QVERIFY(!table->model()->index(1, 0).data().toString().contains(QStringLiteral("pinned")));
        // Also when the boards that follow are never made.
        const std::string item(f.session.dataset()->items().at(0));
        for (const int kind : {0, 1}) {
            expect(f, toQString(item), kind);
            f.jobs.cancelAll();
        }
        QVERIFY(f.settle());
        const auto project = Project::open(f.session.path().toStdString(), OpenMode::ReadOnly).value();
        QCOMPARE(keptBoard(*project)->expectations.size(), std::size_t{2});
        QCOMPARE(keptBoard(*project)->people.size(), std::size_t{1});
    }

    // While the board of the change before is still to be made.
    void keysActOnWhatIsKeptByThen() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        auto* checked = expectOne(f);
        QCOMPARE(checked->model()->rowCount(), 1);
        const ProjectLists& lists = f.session.experiments().lists();
        const QUndoStack& stack = f.session.undoStack();
        const int steps = stack.index();
        {
            const HeldLane held(f.jobs);
            table->setFocus();
            table->setCurrentIndex(table->model()->index(3, 0));
            const QString id = table->currentIndex().data(BoardGrid::IdRole).toString();
            QTest::keyClick(table, Qt::Key_P);
            QCOMPARE(stack.undoText(), QStringLiteral("Pin %1").arg(id));
            QTRY_COMPARE(lists.boardPlan().people, std::vector<std::string>{id.toStdString()});
            QTest::keyClick(table, Qt::Key_P);
            QCOMPARE(stack.undoText(), QStringLiteral("Let go of %1").arg(id));
            QTRY_VERIFY(lists.boardPlan().people.empty());
            QCOMPARE(stack.index(), steps + 2);
            checked->setFocus();
            checked->setCurrentIndex(checked->model()->index(0, 0));
            QTest::keyClick(checked, Qt::Key_Delete);
            QCOMPARE(stack.index(), steps + 3);
            QTRY_VERIFY(lists.boardPlan().expectations.empty());
            QCOMPARE(checked->model()->rowCount(), 1); // not made yet
            QTest::keyClick(checked, Qt::Key_Delete);
            QCOMPARE(stack.index(), steps + 3);
        }
        QVERIFY(f.settle());
        QCOMPARE(checked->model()->rowCount(), 0);
        f.session.undoStack().undo();
        QVERIFY(f.settle());
        QCOMPARE(checked->model()->rowCount(), 1);
    }

    void peopleArePinnedByKey() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        table->setFocus();
        table->setCurrentIndex(table->model()->index(3, 0));
        const QString id = table->currentIndex().data(BoardGrid::IdRole).toString();
        QTest::keyClick(table, Qt::Key_P);
        QVERIFY(f.settle());
        QCOMPARE(table->model()->index(0, 0).data(BoardGrid::IdRole).toString(), id);
        QVERIFY(table->model()->index(0, 0).data().toString().contains(QStringLiteral("pinned")));
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_P);
        QVERIFY(f.settle());
        QVERIFY(!table->model()->index(0, 0).data().toString().contains(QStringLiteral("pinned")));
    }

    void cancelActsWhileListsAreMade() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        // Whole lists of everybody in turn, so often that it takes many seconds.
        BoardPlan plan;
        const IdMap& users = f.session.dataset()->users();
        for (std::uint32_t at = 0; at < 60'000; ++at) {
            Expectation one;
            one.user = users.at(at % users.size());
            one.item = f.session.dataset()->items().at(0);
            one.model = f.session.models().all().back().stored.name;
            plan.expectations.push_back(std::move(one));
        }
        f.session.experiments().lists().changeBoard([plan](BoardPlan& kept, const auto&) { kept = plan; },
                                                    QStringLiteral("Many"));
        QTRY_VERIFY_WITH_TIMEOUT(findButton(f.page, QStringLiteral("Cancel")), 20'000);
        const auto underWay = [&f] {
            const JobInfo* job = f.jobs.current();
            return job && job->state == JobState::Running && job->fraction > 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(underWay(), 20'000);
        QElapsedTimer clock;
        clock.start();
        QTest::mouseClick(findButton(f.page, QStringLiteral("Cancel")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(f.jobs.runningCount() == 0, 5000);
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("Stopped")));
        QVERIFY(!findButton(f.page, QStringLiteral("Cancel")));
        QVERIFY(grid(f)); // what was shown before
    }

    void goesToAFileAndComesBackFromOne() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(open(f));
        auto* table = grid(f);
        table->setFocus();
        table->setCurrentIndex(table->model()->index(3, 1));
        const QString id = table->currentIndex().data(BoardGrid::IdRole).toString();
        QTest::keyClick(table, Qt::Key_P);
        QVERIFY(f.settle());
        expect(f, QStringLiteral("category == 'Folk'"), 0);
        const std::string before = boardJson(f.session.experiments().lists().latestBoard()->plan);
        exchange(f, 0, QStringLiteral("kept.json"));
        const QByteArray kept = content(f, QStringLiteral("kept.json"));
        QVERIFY(readBoard(kept.toStdString()));
        QCOMPARE(kept.trimmed().toStdString(), before);
        exchange(f, 0, QStringLiteral("found.csv"));
        QVERIFY(content(f, QStringLiteral("found.csv")).startsWith("expectation,holds,seen"));
        exchange(f, 0, QStringLiteral("board 2.1.csv")); // typed without the ending
        QVERIFY(content(f, QStringLiteral("board 2.1.csv")).startsWith("expectation,holds,seen"));

        // Who thinks better of it has written nothing, and has what there was.
        exchange(f, 0, QStringLiteral("not.json"), Qt::Key_Escape);
        QVERIFY(!QFile::exists(f.path(QStringLiteral("not.json"))));
        exchange(f, 1, QStringLiteral("kept.json"), Qt::Key_Escape);
        QCOMPARE(boardJson(f.session.experiments().lists().latestBoard()->plan), before);

        // Nothing is changed by a file that is none, and it is said.
        QSignalSpy failed(&f.session, &Session::failed);
        f.write(QStringLiteral("wrong.json"), R"({"expectations": [{"user": "1"}]})");
        exchange(f, 1, QStringLiteral("wrong.json"));
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0][1].toString().contains(QStringLiteral("expectations[0]")));
        QCOMPARE(boardJson(f.session.experiments().lists().latestBoard()->plan), before);

        // Another board, with people and items that are not there, and back.
        f.write(QStringLiteral("other.json"),
                R"({"people": ["nobody"], "expectations": [{"user": "nobody", "item": "x", "within": 3}]})");
        exchange(f, 1, QStringLiteral("other.json"));
        const auto board = f.session.experiments().lists().latestBoard();
        QCOMPARE(board->plan.people, std::vector<std::string>{"nobody"});
        QVERIFY(board->people.front().kind != PersonKind::Pinned);
        QVERIFY(shownWords(f.page).contains(QStringLiteral("1 of 1 fail")));
        f.session.undoStack().undo();
        QVERIFY(f.settle());
        QCOMPARE(boardJson(f.session.experiments().lists().latestBoard()->plan), before);
        QCOMPARE(grid(f)->model()->index(0, 0).data(BoardGrid::IdRole).toString(), id);
    }

    void followsTheModels() {
        ShownPage<ExplorePage> f({1120, 650});
        QVERIFY(open(f));
        f.session.models().remove(f.session.models().all().front().stored.id);
        QVERIFY(f.settle());
        QCOMPARE(grid(f)->model()->columnCount(), 2);
    }

    void tablesAreSound() {
        BoardGrid grid;
        const QAbstractItemModelTester gridTester(&grid,
                                                  QAbstractItemModelTester::FailureReportingMode::QtTest);
        ExpectationTable table;
        const QAbstractItemModelTester tableTester(&table,
                                                   QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.setRows({{"a", true, "rank 1"}, {"b", false, "none"}});
        QCOMPARE(table.failed(), std::size_t{1});
        PageFixture f;
        QVERIFY(f.openDemo());
        TestBoard board;
        board.people = boardPeople(*f.session.dataset(), {}).value();
        grid.setBoard(board, *f.session.dataset(), QStringLiteral("Listener")); // no model
        QCOMPARE(grid.columnCount(), 1);
        QVERIFY(grid.rowCount() > 0);
        grid.setBoard({}, *f.session.dataset(), QStringLiteral("Listener"));
        QCOMPARE(grid.rowCount(), 0);
    }

private:
    /// By keys alone: the menu (0 exports, 1 imports), the kind of file where it is another than the first,
    /// its name beside the project, and `end`.
    static void exchange(ShownPage<ExplorePage>& f, int entry, const QString& name,
                         Qt::Key end = Qt::Key_Return) {
        auto* button = findNamed<QAbstractButton>(f.page, QStringLiteral("Import or export the board"));
        QVERIFY(button);
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 2);
        for (int step = 0; step <= entry; ++step) {
            QTest::keyClick(menu, Qt::Key_Down);
        }
        QCOMPARE(menu->activeAction(), menu->actions()[entry]);
        bool answered = false;
        QTimer poll;
        connect(&poll, &QTimer::timeout, &f.page, [&] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            if (!dialog || !dialog->isVisible()) {
                return;
            }
            poll.stop();
            QTimer::singleShot(5000, dialog, &QDialog::reject); // or the test would never end
            answered = true;
            QCOMPARE(dialog->acceptMode() == QFileDialog::AcceptSave, entry == 0);
            auto* kind = dialog->findChild<QComboBox*>(QStringLiteral("fileTypeCombo"));
            auto* field = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
            QVERIFY(kind && field);
            if (name.endsWith(QStringLiteral(".csv"))) {
                kind->setFocus();
                QTest::keyClick(kind, Qt::Key_End);
            }
            field->setFocus();
            field->selectAll();
            QTest::keyClicks(field, entry == 0 ? QFileInfo(name).completeBaseName() : name);
            QTest::keyClick(end == Qt::Key_Return ? static_cast<QWidget*>(field) : dialog, end);
        });
        poll.start(10);
        QTest::keyClick(menu, Qt::Key_Return);
        QTRY_VERIFY(answered && !QApplication::activeModalWidget());
        QVERIFY(f.settle());
    }
    static QByteArray content(const ShownPage<ExplorePage>& f, const QString& name) {
        QFile file(f.path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static bool open(ShownPage<ExplorePage>& f) {
        if (!f.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")})) {
            return false;
        }
        f.page.activateWindow();
        QAbstractButton* segment = findButton(f.page, QStringLiteral("Board"));
        if (!QTest::qWaitForWindowActive(&f.page) || !segment) {
            return false;
        }
        QTest::mouseClick(segment, Qt::LeftButton);
        return f.settle() && grid(f) != nullptr;
    }
    static TableView* grid(const ShownPage<ExplorePage>& f) {
        return findNamed<TableView>(f.page, QStringLiteral("People of the test board"));
    }
    static void expect(ShownPage<ExplorePage>& f, const QString& what, int kind) {
        auto* field = findNamed<QLineEdit>(f.page, QStringLiteral("Item or condition that is expected"));
        auto* sees = findNamed<QComboBox>(f.page, QStringLiteral("Kind of expectation"));
        QVERIFY(field && sees);
        sees->setFocus();
        QTest::keyClick(sees, kind == 0 ? Qt::Key_Home : Qt::Key_End);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, what);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(f.settle());
    }
    /// Of the first person and model, the first item; in the table of expectations.
    static TableView* expectOne(ShownPage<ExplorePage>& f) {
        grid(f)->setCurrentIndex(grid(f)->model()->index(0, 1));
        expect(f, toQString(f.session.dataset()->items().at(0)), 0);
        return findNamed<TableView>(f.page, QStringLiteral("Expectations of the test board"));
    }
};

RUN_TEST(TestExploreBoard);

#include "tst_explore_board.moc"
