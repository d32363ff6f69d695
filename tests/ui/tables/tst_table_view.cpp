// SPDX-License-Identifier: GPL-3.0-or-later
// What every table does with its columns: they fit, stay as they were left, can be chosen by mouse and keys,
// and an empty table says why.
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/evaluate/matrix_view.h"
#include "ui/shell/main_window.h"
#include "ui/tables/column_memory.h"
#include "ui/tables/query_table_model.h"
#include "ui/tables/table_columns.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <memory>
#include <tuple>

using namespace tastescope;

namespace {

using Rows = ColumnTable<QStringList>;

Rows::Columns columnsOf(const QStringList& titles) {
    Rows::Columns columns;
    for (qsizetype at = 0; at < titles.size(); ++at) {
        columns.push_back({titles[at], [at](const QStringList& row) { return row.value(at); }, nullptr,
                           titles[at] == QLatin1String("Count") ? Qt::AlignRight : Qt::AlignLeft});
    }
    return columns;
}

std::unique_ptr<Rows> tableOf(const QStringList& titles, std::vector<QStringList> rows) {
    auto model = std::make_unique<Rows>(columnsOf(titles));
    model->setRows(std::move(rows));
    return model;
}

std::unique_ptr<Rows> people() {
    return tableOf(
        {QStringLiteral("Id"), QStringLiteral("Title"), QStringLiteral("a/b=c"), QStringLiteral("Count")},
        {{QStringLiteral("7"), QString(400, u'w'), QStringLiteral("x"), QStringLiteral("1,234,567,890")},
         {QStringLiteral("8"), QStringLiteral("Short"), QStringLiteral("yy"), QStringLiteral("2")}});
}

struct Shown {
    explicit Shown(QAbstractItemModel& model, const QString& id = QStringLiteral("test")) : view(id, id) {
        view.setModel(&model);
        view.resize(800, 300);
        view.show();
    }
    int width(const char* title) const {
        for (int column = 0; column < view.model()->columnCount(); ++column) {
            if (view.model()->headerData(column, Qt::Horizontal).toString() == QLatin1String(title)) {
                return view.columnWidth(column);
            }
        }
        return -1;
    }
    TableView view;
};

/// Chooses in the menu that opens next, going through submenus by key.
void chooseNext(const QStringList& path) {
    QTimer::singleShot(0, qApp, [path] {
        QPointer<QMenu> menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (qsizetype step = 0; step < path.size(); ++step) {
            QAction* wanted = nullptr;
            for (QAction* action : menu->actions()) {
                wanted = action->text() == path[step] ? action : wanted;
            }
            if (!wanted || !wanted->isEnabled()) {
                QApplication::activePopupWidget()->close();
                menu->close();
                QFAIL(qPrintable(path[step]));
            }
            menu->setActiveAction(wanted);
            QTest::keyClick(menu, Qt::Key_Return);
            if (step + 1 < path.size()) {
                menu = wanted->menu();
                QTRY_VERIFY(menu && menu->isVisible());
            }
        }
    });
}

} // namespace

class TestTableView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
    }
    void init() {
        QTemporaryDir folder;
        QSettings nothing(folder.filePath(QStringLiteral("none.ini")), QSettings::IniFormat);
        ColumnMemory::instance().load(nothing);
    }

    void columnsFitWhatTheyHold() {
        const auto model = people();
        Shown table(*model);
        const int room = table.view.viewport()->width();
        const QFontMetrics metrics(table.view.font());
        QVERIFY(table.width("Count") >= metrics.horizontalAdvance(QStringLiteral("1,234,567,890")) + 16);
        QVERIFY(table.width("Count") < room / 4); // numbers take no more than they need
        QVERIFY(table.width("Title") >= room * 2 / 5 - 1);
        QVERIFY(table.width("Id") < room / 3);
        QCOMPARE(table.view.horizontalHeader()->length(), room); // nothing is left over
        // Too narrow: no column takes more than 40 %, none becomes a sliver, the rest scrolls.
        table.view.resize(260, 300);
        QTRY_VERIFY(table.width("Title") <= table.view.viewport()->width() * 2 / 5);
        QVERIFY(table.width("Count") > 80);
        // Larger letters need more.
        table.view.resize(1200, 300);
        const int before = table.width("Count");
        Theme::instance().setZoom(150);
        QTRY_VERIFY(table.width("Count") > before * 5 / 4);
        Theme::instance().setZoom(100);
    }

    void whatComesLaterGetsTheRoomItNeeds() {
        const auto model = tableOf({QStringLiteral("Id"), QStringLiteral("Count")},
                                   {{QStringLiteral("7"), QStringLiteral("2")}});
        Shown table(*model);
        const int before = table.width("Count");
        const int needed = table.view.fontMetrics().horizontalAdvance(QStringLiteral("1,234,567,890")) + 16;
        QVERIFY(before < needed);
        model->mergeRows({{QStringLiteral("7"), QStringLiteral("2")},
                          {QStringLiteral("8"), QStringLiteral("1,234,567,890")}},
                         [](const QStringList& a, const QStringList& b) { return a[0] == b[0]; });
        QVERIFY(table.width("Count") >= needed);
        const int wide = table.width("Count");
        model->setRows({{QStringLiteral("7"), QStringLiteral("2")}});
        QCOMPARE(table.width("Count"), wide); // and does not jump back
    }

    void whatARowBecomesGetsTheRoomItNeeds() {
        const auto same = [](const QStringList& a, const QStringList& b) { return a[0] == b[0]; };
        for (const bool sole : {true, false}) { // a table as long as is measured, and one that is longer
            std::vector<QStringList> rows{{QStringLiteral("0"), QStringLiteral("2")}};
            while (!sole && rows.size() <= static_cast<std::size_t>(TableColumns::measuredRows)) {
                rows.push_back({QString::number(rows.size()), QStringLiteral("2")});
            }
            const auto model = tableOf({QStringLiteral("Id"), QStringLiteral("Count")}, rows);
            Shown table(*model, sole ? QStringLiteral("short") : QStringLiteral("long"));
            const int before = table.width("Count");
            rows.front()[1] = QStringLiteral("1,234,567,890");
            model->mergeRows(rows, same);
            QCOMPARE(table.width("Count") > before, sole);
            const int wide = table.width("Count");
            rows.front()[1] = QStringLiteral("2");
            model->mergeRows(rows, same);
            QCOMPARE(table.width("Count"), wide); // and does not jump back
        }
    }

    void aFilterDoesNotMoveTheColumns() {
        const auto model = people();
        QSortFilterProxyModel proxy;
        proxy.setSourceModel(model.get());
        proxy.setFilterKeyColumn(1);
        Shown table(proxy);
        const int title = table.width("Title");
        proxy.setFilterFixedString(QStringLiteral("Short"));
        QCOMPARE(proxy.rowCount(), 1);
        QCOMPARE(table.width("Title"), title);
    }

    void rowsThatComeLaterAreMeasured() {
        const auto model = tableOf({QStringLiteral("Id"), QStringLiteral("Count")}, {});
        Shown table(*model);
        const int before = table.width("Count");
        model->setRows({{QStringLiteral("1"), QString(40, u'8')}});
        QVERIFY(table.width("Count") > before * 2);
    }

    void whatAPersonMadeOfThemStays() {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
        {
            const auto model = people();
            Shown table(*model);
            table.view.setSortingEnabled(true);
            QHeaderView& header = *table.view.horizontalHeader();
            // By mouse, at the edge of the first column.
            const QPoint edge(header.sectionViewportPosition(0) + header.sectionSize(0) - 1,
                              header.height() / 2);
            const int before = header.sectionSize(0);
            QTest::mousePress(header.viewport(), Qt::LeftButton, {}, edge);
            QTest::mouseMove(header.viewport(), edge + QPoint(40, 0));
            QTest::mouseRelease(header.viewport(), Qt::LeftButton, {}, edge + QPoint(40, 0));
            QCOMPARE(header.sectionSize(0), before + 40);
            table.view.setColumnWidth(2, 91);
            header.moveSection(3, 0);
            table.view.sortByColumn(1, Qt::DescendingOrder);
            chooseNext({QStringLiteral("Title")});
            Q_EMIT header.customContextMenuRequested(QPoint(5, 5));
            QVERIFY(table.view.isColumnHidden(1));
            ColumnMemory::instance().save(settings);
            settings.sync();
            ColumnMemory::instance().load(settings);
            // The same run and the next one alike, and in another place among other columns.
            const auto others =
                tableOf({QStringLiteral("New"), QStringLiteral("a/b=c"), QStringLiteral("Title"),
                         QStringLiteral("Id"), QStringLiteral("Count")},
                        {{QStringLiteral("n"), QStringLiteral("x"), QStringLiteral("t"), QStringLiteral("1"),
                          QStringLiteral("5")}});
            Shown again(*others);
            QCOMPARE(again.width("Id"), before + 40);
            QCOMPARE(again.width("a/b=c"), 91);
            QVERIFY(again.view.isColumnHidden(2));
            QCOMPARE(again.view.horizontalHeader()->visualIndex(4), 0);
            Shown stranger(*others, QStringLiteral("other")); // another table has its own
            QVERIFY(!stranger.view.isColumnHidden(2));
        }
    }

    // A table that gets others is no wish of the person: nothing is remembered, and nothing is looked up.
    void otherColumnsAreNobodysWish() {
        const auto titles = [](int count, const char* prefix) {
            QStringList all;
            for (int at = 0; at < count; ++at) {
                all << QString::fromLatin1(prefix) + QString::number(at);
            }
            return all;
        };
        const auto remembered = [] {
            const ColumnChoice& known = ColumnMemory::instance().of(QStringLiteral("test"));
            return std::tuple(known.widths, known.hidden, known.order, known.sorted, known.descending);
        };
        for (int from = 1; from <= 6; ++from) {
            for (int to = 1; to <= 6; ++to) {
                for (const bool own : {false, true}) {
                    for (const char* prefix : {"a", "b"}) { // the same as far as they go, or all new
                        init();
                        const QStringList first = titles(from, "a");
                        const auto model = tableOf(first, {first});
                        Shown table(*model);
                        table.view.setSortingEnabled(true);
                        if (own) {
                            table.view.setColumnWidth(0, 90);
                            table.view.horizontalHeader()->moveSection(from - 1, 0);
                            table.view.sortByColumn(from - 1, Qt::DescendingOrder);
                        }
                        const auto before = remembered();
                        const QStringList second = titles(to, prefix);
                        model->setTable(columnsOf(second), {second});
                        QCoreApplication::processEvents();
                        QVERIFY2(remembered() == before,
                                 qPrintable(QStringLiteral("%1 to %2 %3").arg(from).arg(to).arg(own)));
                    }
                }
            }
        }
    }

    void aMenuThatIsOpenKnowsItsColumns() {
        const auto model = people();
        Shown table(*model);
        QMenu menu;
        table.view.findChild<TableColumns*>()->fillMenu(menu);
        const QStringList others{QStringLiteral("New"), QStringLiteral("Id"), QStringLiteral("More")};
        model->setTable(columnsOf(others), {others});
        for (QAction* action : menu.actions()) {
            if (action->text() == QLatin1String("Id") || action->text() == QLatin1String("Count")) {
                action->trigger(); // the second is not there any more
            }
        }
        QVERIFY(!table.view.isColumnHidden(0));
        QVERIFY(table.view.isColumnHidden(1));
        QVERIFY(!table.view.isColumnHidden(2));
    }

    void columnsAreChosenByKeys() {
        const auto model = people();
        Shown table(*model);
        table.view.setFocus();
        const auto menu = [&table](const QStringList& path) {
            chooseNext(path);
            QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(10, 10),
                                    table.view.viewport()->mapToGlobal(QPoint(10, 10)));
            QApplication::sendEvent(table.view.viewport(), &event);
        };
        menu({QStringLiteral("Columns"), QStringLiteral("Title")});
        QVERIFY(table.view.isColumnHidden(1));
        QCOMPARE(table.view.horizontalHeader()->length(), table.view.viewport()->width());
        menu({QStringLiteral("Columns"), QStringLiteral("Title")});
        QVERIFY(!table.view.isColumnHidden(1));
        table.view.setColumnWidth(0, 300);
        menu({QStringLiteral("Columns"), QStringLiteral("Fit to contents")});
        QVERIFY(table.width("Id") < 300);
        for (const char* title : {"Id", "Title", "a/b=c"}) {
            menu({QStringLiteral("Columns"), QString::fromLatin1(title)});
        }
        // The last one cannot be taken away.
        QMenu left;
        table.view.findChild<TableColumns*>()->fillMenu(left);
        for (const QAction* action : left.actions()) {
            if (action->text() == QLatin1String("Count")) {
                QVERIFY(action->isChecked() && !action->isEnabled());
            }
        }
        menu({QStringLiteral("Columns"), QStringLiteral("Show all columns")});
        for (int column = 0; column < 4; ++column) {
            QVERIFY(!table.view.isColumnHidden(column));
        }
    }

    void whatYieldsIsBackWhereThereIsRoom() {
        const auto model = people();
        Shown table(*model);
        table.view.setYielding({0, 2});
        table.view.resize(300, 300);
        QTRY_VERIFY(table.view.isColumnHidden(2));
        table.view.resize(1200, 300);
        QTRY_VERIFY(!table.view.isColumnHidden(2) && !table.view.isColumnHidden(0));
    }

    void whatShrinksGivesUpItsRoomBeforeAnythingHides() {
        const auto model = people();
        Shown table(*model);
        table.view.setYielding({0});
        table.view.setShrinking({1});
        table.view.resize(1200, 300);
        QTRY_COMPARE(table.view.horizontalHeader()->length(), table.view.viewport()->width());
        const int wide = table.view.columnWidth(1);
        int least = wide;
        bool narrowed = false;
        for (int width = 1200; width > 200; width -= 20) {
            table.view.resize(width, 300);
            const int now = table.view.columnWidth(1);
            QVERIFY(!table.view.isColumnHidden(1));
            if (!table.view.isColumnHidden(0)) {
                QVERIFY2(now <= least, qPrintable(QString::number(width)));
                QVERIFY(table.view.horizontalHeader()->length() <= table.view.viewport()->width());
                least = now;
            } else if (!narrowed) {
                narrowed = true;
                QVERIFY(least < wide); // it was narrow before the other went
            }
        }
        QVERIFY(narrowed);
        table.view.resize(1200, 300);
        QTRY_COMPARE(table.view.columnWidth(1), wide);
        // A width that a person chose is kept.
        table.view.setColumnWidth(1, 400);
        table.view.resize(500, 300);
        QCOMPARE(table.view.columnWidth(1), 400);
    }

    void anEmptyTableSaysWhy() {
        const auto model = people();
        QSortFilterProxyModel inner;
        inner.setSourceModel(model.get());
        inner.setFilterKeyColumn(1);
        QSortFilterProxyModel outer;
        outer.setSourceModel(&inner);
        Shown table(outer);
        table.view.setEmptyText(QStringLiteral("No people yet"));
        QCOMPARE(table.view.emptyText(), QString());
        inner.setFilterFixedString(QStringLiteral("zzz"));
        QCOMPARE(table.view.emptyText(), QStringLiteral("Nothing matches"));
        const QImage said = table.view.viewport()->grab().toImage();
        QCOMPARE(table.view.accessibleDescription(), QStringLiteral("Nothing matches"));
        model->setRows({});
        QCOMPARE(table.view.emptyText(), QStringLiteral("No people yet"));
        QVERIFY(table.view.viewport()->grab().toImage() != said);
        // The query's tables filter elsewhere.
        QueryTableModel query;
        auto source = std::make_shared<TableSource>();
        source->rows = 3;
        source->columns.push_back(
            {QStringLiteral("Id"), [](quint32 row) { return QString::number(row); }, {}, true});
        query.setSource(source, *runTableQuery(*source, {}));
        Shown rows(query);
        QCOMPARE(rows.view.emptyText(), QString());
        TableQuery wanted;
        wanted.filter = QStringLiteral("nothing like it");
        query.setRows(*runTableQuery(*source, wanted));
        QCOMPARE(rows.view.emptyText(), QStringLiteral("Nothing matches"));
    }

    void everyTableOfTheWindowIsOne() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        QVERIFY(fixture.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
        MainWindow window(fixture.session, settings);
        window.show();
        int tables = 0;
        for (QTableView* table : window.findChildren<QTableView*>()) {
            if (qobject_cast<MatrixView*>(table)) {
                continue; // every cell of a matrix is of one kind: there are no columns to choose or to sort
                          // by
            }
            QVERIFY2(qobject_cast<TableView*>(table), qPrintable(table->accessibleName()));
            QCOMPARE(table->findChildren<TableColumns*>(Qt::FindDirectChildrenOnly).size(), qsizetype(1));
            ++tables;
        }
        QVERIFY(tables >= 6);
    }
};

RUN_TEST(TestTableView);
#include "tst_table_view.moc"
