// SPDX-License-Identifier: GPL-3.0-or-later
// What every chart, table and list puts on the clipboard, whichever way it is asked: names that begin as a
// formula are guarded, numbers are as they were.
#include "charts/chart_kinds.h"
#include "charts/chart_window.h"
#include "support/run.h"
#include "ui/charts/chart_table_dialog.h"
#include "ui/lists/history_model.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QDirIterator>
#include <QRegularExpression>
#include <QStandardItemModel>

#include <algorithm>

using namespace tastescope;

namespace {

QString copied() {
    return QApplication::clipboard()->text();
}

QStringList cellsOf(const QString& sheet) {
    return sheet.split(QRegularExpression(QStringLiteral("[\t\n]")));
}

/// None of the cells would be run.
bool isSafe(const QString& sheet) {
    const QStringList cells = cellsOf(sheet);
    return !sheet.isEmpty() && std::all_of(cells.begin(), cells.end(), [](const QString& cell) {
        bool number = false;
        cell.toDouble(&number);
        return number || cell.isEmpty() || !QStringLiteral("=+-@\"").contains(cell.front());
    });
}

} // namespace

class TestCopiedCells : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
    }
    void init() { QApplication::clipboard()->setText(QStringLiteral("nothing copied")); }

    void everyChartByEveryWay_data() {
        QTest::addColumn<int>("kind");
        const auto kinds = chartKinds();
        for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
            QTest::newRow(kinds[kind].name) << static_cast<int>(kind);
        }
    }
    void everyChartByEveryWay() {
        QFETCH(int, kind);
        const ChartKind of = chartKinds()[static_cast<std::size_t>(kind)];
        ChartWindow window(of.make());
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::keySequence(window.chart, QKeySequence::Copy);
        const QString sheet = copied();
        QVERIFY2(isSafe(sheet), qPrintable(sheet));
        const QStringList cells = cellsOf(sheet);
        for (const QString& cell : of.guarded + of.numbers) {
            QVERIFY2(cells.contains(cell), qPrintable(cell + QStringLiteral(" in ") + sheet));
        }
        for (const MenuBy by : {MenuBy::Keys, MenuBy::Mouse}) {
            QApplication::clipboard()->clear();
            chooseFrom(*window.chart, QStringLiteral("Copy data"), by);
            QCOMPARE(copied(), sheet);
            // Its table has the same rows, and copies the same.
            QApplication::clipboard()->clear();
            QString title;
            QString selected;
            int rows = 0;
            onNext<ChartTableDialog>(window, [&](ChartTableDialog& dialog) {
                title = dialog.windowTitle();
                auto* table = dialog.findChild<TableView*>();
                table->clearSelection();
                rows = table->model()->rowCount();
                selected = table->selectionAsText();
                for (QAbstractButton* button : dialog.findChildren<QAbstractButton*>()) {
                    if (button->text() == QStringLiteral("Copy all")) {
                        QTest::mouseClick(button, Qt::LeftButton);
                    }
                }
                QTest::keyClick(&dialog, Qt::Key_Escape);
            });
            chooseFrom(*window.chart, QStringLiteral("Open table"), by);
            QCOMPARE(title, of.title);
            QCOMPARE(rows, static_cast<int>(sheet.count(u'\n')) - 1);
            QCOMPARE(copied(), sheet);
            QCOMPARE(selected, sheet);
        }
    }

    void tablesByKeyAndMenu() {
        QStandardItemModel model(1, 3);
        model.setHorizontalHeaderLabels(
            {QStringLiteral("=id"), QStringLiteral("Change"), QStringLiteral("Note")});
        model.setItem(0, 0, new QStandardItem(QStringLiteral("@user")));
        model.setItem(0, 1, new QStandardItem(QStringLiteral("-0.5")));
        model.setItem(0, 2, new QStandardItem(QStringLiteral("-a\tb")));
        TableView table(QStringLiteral("hostile"), QStringLiteral("Hostile"));
        table.setModel(&model);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const QString sheet = QStringLiteral("'=id\tChange\tNote\n'@user\t-0.5\t'-a b\n");
        QTest::keySequence(&table, QKeySequence::Copy);
        QCOMPARE(copied(), sheet);
        for (const MenuBy by : {MenuBy::Keys, MenuBy::Mouse}) {
            QApplication::clipboard()->clear();
            chooseFrom(table, QStringLiteral("Copy"), by);
            QCOMPARE(copied(), sheet);
        }
    }

    void listsAndHistories() {
        RankedListView list(QStringLiteral("List"));
        RankedRow row;
        row.title = QStringLiteral("=cmd");
        row.subtitle = QStringLiteral("+band");
        row.rank = 1;
        row.score = -0.5;
        list.rows().setRows({row});
        list.show();
        QTest::keySequence(&list, QKeySequence::Copy);
        QVERIFY2(isSafe(copied()), qPrintable(copied()));
        QVERIFY2(copied().contains(QStringLiteral("\t'=cmd\t'+band\t-0.5\t")), qPrintable(copied()));
        HistoryModel history;
        HistoryRow past;
        past.title = QStringLiteral("@song");
        past.creator = QStringLiteral("-band");
        past.signal = QStringLiteral("=like");
        past.weight = -0.5;
        history.setRows({past});
        const QString sheet = history.asText({});
        QVERIFY2(isSafe(sheet), qPrintable(sheet));
        QVERIFY2(sheet.contains(QStringLiteral("\n'@song\t'-band\t'=like\t-0.5\t")), qPrintable(sheet));
    }

    /// A table that is copied some other way would be seen by none of the above.
    void nothingElseCopiesCells() {
        static const QRegularExpression copies(QStringLiteral("clipboard\\(\\)->setText\\(\\s*([^;]*?)\\);"));
        static const QRegularExpression guarded(
            QStringLiteral("selectionAsText\\(\\)|asText\\(|chartTableText\\(|commandLine\\("));
        const QStringList words{QStringLiteral("toQString(line)"), QStringLiteral("m_details"),
                                QStringLiteral("m_folder->text()"), QStringLiteral("text()")};
        int found = 0;
        QDirIterator files(QString::fromUtf8(TASTESCOPE_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto matches = copies.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext()) {
                const QString what = matches.next().captured(1);
                QVERIFY2(guarded.match(what).hasMatch() || words.contains(what),
                         qPrintable(file.fileName() + QStringLiteral(": ") + what));
                ++found;
            }
        }
        QVERIFY2(found >= 15, qPrintable(QString::number(found)));
    }
};

RUN_TEST(TestCopiedCells);
#include "tst_copied_cells.moc"
