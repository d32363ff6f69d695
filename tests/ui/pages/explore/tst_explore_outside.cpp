// SPDX-License-Identifier: GPL-3.0-or-later
// Lists from elsewhere as columns of the Explore page, by mouse and key: added, shown as the file has them,
// with the hits of the held-out part, renamed, removed and undone; Similar says that they are no likeness.
#include "engine/data/dataset.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/input/outside_dialog.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/outside_list.h"
#include "ui/pages/similar/model_choice.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

#include <cmath>

using namespace tastescope;

class TestExploreOutside : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFileIsAColumnThatShowsTheListOfThePerson() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        keep(f, QStringLiteral("theirs"));
        // It has taken the free column by itself; by key it is chosen in the other.
        f.page.activate({{QStringLiteral("user"), user(f, 0)}});
        QVERIFY(f.settle());
        RankedListView* list = column(f, QStringLiteral("theirs"));
        QVERIFY(list);
        QCOMPARE(list->rows().rowCount(), 3); // of five places: one unknown, one repeated
        QCOMPARE(list->rows().at(0).rank, std::size_t{1});
        QCOMPARE(list->rows().at(1).rank, std::size_t{3});
        QCOMPARE(list->rows().at(2).rank, std::size_t{4});
        for (int row = 0; row < 3; ++row) {
            const RankedRow& shown = list->rows().at(row);
            const bool had = hasHad(f, 0, shown.index);
            QCOMPARE(shown.emphasis == Emphasis::Quiet, had);
            QCOMPARE(shown.remark.isEmpty(), !had);
        }
        QVERIFY(shownWords(f.page).contains(QStringLiteral("lists from theirs.csv")));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(list->rows().index(1)).center());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("The file has it at 3 of 5 and gives no reason")));
        // Somebody without a list, and somebody whose list holds nothing known.
        f.page.activate({{QStringLiteral("user"), user(f, 7)}});
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("This file has no list for this listener.")));
        f.page.activate({{QStringLiteral("user"), user(f, 1)}});
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("has 2 places, and the data knows none")));
    }

    void countsWhatIsWrongAndIsRenamedAndRemovedByKey() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        keep(f, QStringLiteral("theirs"));
        OutsideDialog dialog(f.session, &f.page);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QVERIFY(f.settle());
        auto* table = findNamed<TableView>(dialog, QStringLiteral("Lists from elsewhere"));
        QVERIFY(table);
        const QString wrong = text(*table, 0, OutsideListTable::Wrong);
        QVERIFY2(wrong.contains(QStringLiteral("3 of unknown songs")), qPrintable(wrong));
        QVERIFY2(wrong.contains(QStringLiteral("1 of unknown listeners")), qPrintable(wrong));
        QVERIFY2(wrong.contains(QStringLiteral("1 repeated")), qPrintable(wrong));
        QCOMPARE(text(*table, 0, OutsideListTable::People), QStringLiteral("2 of 3"));
        // Another name, by F2.
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F2);
        auto* editor = table->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("Rival"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(f.session.experiments().lists().outside()[0].name, std::string("Rival"));
        QCOMPARE(text(*table, 0, OutsideListTable::Name), QStringLiteral("Rival"));
        f.page.activate({{QStringLiteral("user"), user(f, 0)}});
        QVERIFY(f.settle());
        QVERIFY(column(f, QStringLiteral("Rival")));
        f.session.experiments().lists().renameOutside(f.session.experiments().lists().outside()[0].id, {});
        QVERIFY(f.settle()); // no name is none
        QCOMPARE(text(*table, 0, OutsideListTable::Name), QStringLiteral("Rival"));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QTest::keyClick(table, Qt::Key_Delete); // before the first has an answer
        QVERIFY(f.settle());
        QCOMPARE(table->model()->rowCount(), 0);
        QVERIFY(!column(f, QStringLiteral("Rival")));
        QVERIFY(!findButton(dialog, QStringLiteral("Remove"))->isEnabled());
        f.session.undoStack().undo();
        QVERIFY(f.settle());
        QCOMPARE(text(*table, 0, OutsideListTable::Name), QStringLiteral("Rival"));
        f.session.undoStack().undo(); // the name
        QVERIFY(f.settle());
        QCOMPARE(text(*table, 0, OutsideListTable::Name), QStringLiteral("theirs"));
        f.session.undoStack().undo(); // that it was added
        QVERIFY(f.settle());
        QCOMPARE(table->model()->rowCount(), 0);
        f.session.undoStack().redo();
        QVERIFY(f.settle());
        QCOMPARE(table->model()->rowCount(), 1);
    }

    void areFoundUnderTheColumnsAndChosenByKey() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        keep(f, QStringLiteral("asked"));
        QTimer answer;
        answer.setInterval(20);
        int shown = 0;
        connect(&answer, &QTimer::timeout, &answer, [&] {
            if (auto* dialog = qobject_cast<OutsideDialog*>(QApplication::activeModalWidget())) {
                answer.stop();
                shown = findNamed<TableView>(*dialog, QStringLiteral("Lists from elsewhere"))
                            ->model()
                            ->rowCount();
                QTest::keyClick(dialog, Qt::Key_Escape);
            }
        });
        QAbstractButton* button =
            findButton(f.page, QStringLiteral("Lists from elsewhere, as columns beside the models"));
        QVERIFY(button);
        button->setFocus();
        answer.start();
        QTest::keyClick(button, Qt::Key_Space);
        QVERIFY(QTest::qWaitFor([&] { return !answer.isActive(); }, 5000));
        QCOMPARE(shown, 1);
        f.page.activate({{QStringLiteral("user"), user(f, 0)}});
        QVERIFY(f.settle());
        QVERIFY(column(f, QStringLiteral("asked")));
        // By key in the choice of the other column, too.
        auto* combo = findNamed<QComboBox>(f.page, QStringLiteral("Model of this list"));
        QVERIFY(combo);
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_End);
        QCOMPARE(combo->currentText(), QStringLiteral("Lists: asked"));
    }

    void marksTheHitsOfWhatWasHeldOut() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        keep(f, QStringLiteral("theirs"));
        f.page.activateWindow();
        QTest::mouseClick(findButton(f.page, QStringLiteral("Held out")), Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("Nothing was held out yet")));
        f.session.experiments().measure(f.session.models().all().front().stored);
        QVERIFY(f.settle());
        const auto project = Project::open(f.session.path().toStdString(), OpenMode::ReadOnly).value();
        const auto numbers = HeldOutNumbers::read(*project).value();
        const auto model = f.session.models().all().front().stored;
        // A list of what was held out of somebody, and of one other item first.
        QString id;
        std::vector<std::string> held;
        for (std::uint32_t row = 0; held.size() < 2; ++row) {
            id = user(f, row);
            held = numbers.of(model, id.toStdString()).heldOut;
        }
        QByteArray rows = "user,item\n" + id.toUtf8() + ",ghost\n";
        for (const std::string& item : held) {
            rows += id.toUtf8() + "," + QByteArray::fromStdString(item) + "\n";
        }
        f.session.experiments().lists().addOutside({f.write(QStringLiteral("perfect.csv"), rows)});
        QVERIFY(f.settle());
        f.page.activate({{QStringLiteral("user"), id}});
        QVERIFY(f.settle());
        RankedListView* list = column(f, QStringLiteral("perfect"));
        QVERIFY(list);
        QCOMPARE(list->rows().rowCount(), static_cast<int>(std::min<std::size_t>(held.size(), 11)));
        for (int row = 0; row < list->rows().rowCount(); ++row) {
            QCOMPARE(list->rows().at(row).hit, std::optional(true));
        }
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(list->rows().index(0)).center());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("perfect has it")));
        // Nobody's list has neither hits nor a number.
        f.page.activate({{QStringLiteral("user"), user(f, 9)}});
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("This file has no list for this listener.")));
        ProjectLists& kept = f.session.experiments().lists();
        const auto table = kept.outsideTable(kept.outside().back().id);
        QVERIFY(table);
        const auto catalogue = Catalogue::of(f.session.dataset()).value();
        QCOMPARE(table->placesOf(UserIndex(std::size_t{9})), std::size_t{0});
        const HeldOutColumn none =
            outsideHeldOut(*catalogue, numbers, 1, *table, UserIndex(std::size_t{9}), 10, {});
        QVERIFY(none.state == HeldOutColumn::State::NotInFile);
        QVERIFY(std::isnan(none.ndcg));
        QVERIFY(hitsText(none).isEmpty());
        QVERIFY(numberText(none, QStringLiteral("listener")).isEmpty());
    }

    void areModelsToCompareAndNoLikeness() {
        PageFixture f;
        QVERIFY(f.openDemo({QStringLiteral("item_knn")}));
        ContestantTable contestants(f.session);
        const QAbstractItemModelTester tester(&contestants,
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QString file = write(f, QStringLiteral("theirs"));
        contestants.addLists({file});
        QVERIFY(f.settle());
        QCOMPARE(f.session.experiments().lists().outside().size(), std::size_t{1});
        EvaluateRequest request;
        contestants.applyTo(request);
        QCOMPARE(request.listFiles.size(), std::size_t{1}); // not once more under its name
        f.session.experiments().lists().renameOutside(f.session.experiments().lists().outside()[0].id,
                                                      QStringLiteral("Rival"));
        QVERIFY(f.settle());
        QFile::remove(file);
        request.options.metrics = {findMetric("ndcg")};
        f.session.experiments().evaluate(request); // from the copy
        QVERIFY(f.settle());
        const auto& metrics = f.session.experiments().metrics();
        QVERIFY(std::any_of(metrics.begin(), metrics.end(),
                            [](const StoredMetric& one) { return one.label == "Rival"; }));
        // Offered in Similar, with the reason why there is nothing.
        ModelChoice choice(f.session, 4);
        QVERIFY(choice.refresh());
        QCOMPARE(choice.offered().size(), std::size_t{2});
        choice.choose(0, choice.offered().back().id);
        QVERIFY(choice.refresh());
        QCOMPARE(choice.sources().front().name, QStringLiteral("Rival"));
        QVERIFY(choice.sources().front().problem.contains(QStringLiteral("lists of people")));
        QVERIFY(!choice.sources().front().finder);
        QVERIFY(contestants.find([](const ContestantRow& row) { return row.kept && row.chosen; }) >= 0);
        f.session.experiments().lists().removeOutside(f.session.experiments().lists().outside()[0].id);
        QVERIFY(f.settle());
        contestants.applyTo(request);
        QVERIFY(request.listFiles.empty()); // gone with the copy
        QVERIFY(choice.refresh());
        QCOMPARE(choice.offered().size(), std::size_t{1});
    }

    void saysWhatIsWrongWithAFileOrACopy() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        QSignalSpy failed(&f.session, &Session::failed);
        f.session.experiments().lists().addOutside({f.write(QStringLiteral("empty.csv"), "")});
        QVERIFY(f.settle());
        QCOMPARE(failed.size(), 1);
        QVERIFY(f.session.experiments().lists().outside().empty());
        f.session.experiments().lists().addOutside(
            {f.write(QStringLiteral("one.csv"), "user,item\n" + user(f, 0).toUtf8() + ",nothing\n")});
        QVERIFY(f.settle());
        QCOMPARE(f.session.experiments().lists().outside().size(), std::size_t{1});
        OutsideListTable table(f.session);
        const QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(f.settle());
        QVERIFY(table.index(0, OutsideListTable::Wrong)
                    .data()
                    .toString()
                    .contains(QStringLiteral("1 of unknown")));
        // A name that is taken or too long is refused, with a sentence, and the row is as it was.
        f.session.experiments().lists().addOutside(
            {f.write(QStringLiteral("two.csv"), "user,item\n" + user(f, 0).toUtf8() + ",nothing\n")});
        QVERIFY(f.settle());
        QCOMPARE(table.rowCount(), 2);
        const int steps = f.session.undoStack().count();
        for (const QString& refused : {QStringLiteral(" one "), QString(201, u'x')}) {
            const auto before = failed.size();
            const QModelIndex second = table.index(1, OutsideListTable::Name);
            QVERIFY(!table.setData(second, refused, Qt::EditRole));
            QCOMPARE(failed.size(), before + 1);
            QCOMPARE(second.data().toString(), QStringLiteral("two"));
        }
        QCOMPARE(f.session.undoStack().count(), steps);
        f.session.closeProject();
        QVERIFY(f.settle());
        QCOMPARE(table.rowCount(), 0);
    }

private:
    static QString user(const PageFixture& f, std::uint32_t row) {
        return toQString(f.session.dataset()->users().at(row));
    }
    static bool hasHad(const PageFixture& f, std::uint32_t row, std::uint32_t item) {
        const auto past = f.session.dataset()->matrix().itemsOf(UserIndex(std::size_t{row}));
        return std::binary_search(past.begin(), past.end(), ItemIndex(std::size_t{item}));
    }
    /// Five places of the first person (one unknown, one twice), two of nothing known of the second, a
    /// stranger.
    static QString write(const PageFixture& f, const QString& name) {
        const auto item = [&](std::uint32_t row) {
            return QByteArray::fromStdString(std::string(f.session.dataset()->items().at(row)));
        };
        const QByteArray first = user(f, 0).toUtf8();
        const QByteArray second = user(f, 1).toUtf8();
        return f.write(name + QStringLiteral(".csv"),
                       "user,item,rank\n" + first + "," + item(0) + ",1\n" + first + ",ghost,2\n" + first +
                           "," + item(1) + ",3\n" + first + "," + item(2) + ",4\n" + first + "," + item(0) +
                           ",5\n" + second + ",x,1\n" + second + ",y,2\nnobody," + item(0) + ",1\n");
    }
    static void keep(PageFixture& f, const QString& name) {
        f.session.experiments().lists().addOutside({write(f, name)});
        QVERIFY(f.settle());
        QCOMPARE(f.session.experiments().lists().outside().size(), std::size_t{1});
    }
    static RankedListView* column(const ShownPage<ExplorePage>& f, const QString& name) {
        return findNamed<RankedListView>(f.page, QStringLiteral("Recommendations of ") + name);
    }
    static QString text(const TableView& table, int row, int column) {
        return table.model()->index(row, column).data().toString();
    }
};

RUN_TEST(TestExploreOutside);

#include "tst_explore_outside.moc"
