// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/personalisation.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/import_files.h"
#include "support/other_data.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/data/data_page.h"
#include "ui/pages/data/overview_lists.h"
#include "ui/tables/query_table_model.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace tastescope;

namespace {

QAbstractItemView* shownTable(const QWidget& page) {
    for (auto* view : page.findChildren<QAbstractItemView*>()) {
        if (view->accessibleName() == QStringLiteral("Rows of the data set") && view->isVisible()) {
            return view;
        }
    }
    return nullptr;
}

/// Of the demo; gives its name, nothing where it is not there.
QString clickFirstCategory(ShownPage<DataPage>& fixture) {
    if (!fixture.openDemo() || !fixture.settle()) {
        return {};
    }
    auto* categories = findNamed<QAbstractItemView>(
        fixture.page, QStringLiteral("Categories by share of items and of events"));
    if (!categories || !QTest::qWaitFor([&] { return categories->model()->rowCount() > 2; })) {
        return {};
    }
    const QModelIndex first = categories->model()->index(0, 0);
    const QString name = first.data().toString();
    QTest::mouseClick(categories->viewport(), Qt::LeftButton, {}, categories->visualRect(first).center());
    return name;
}

} // namespace

class TestDataPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutAProjectItPointsToImport() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        QTest::mouseClick(findButton(page, QStringLiteral("Import data")), Qt::LeftButton);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("import"));
    }

    void tablesHoldTheDataSetAndLeadToOtherPages() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QVERIFY(fixture.openDemo());
        QTest::mouseClick(findButton(page, QStringLiteral("Songs")), Qt::LeftButton);
        QVERIFY(fixture.settle());
        QAbstractItemView* table = shownTable(page);
        QVERIFY(table);
        QCOMPARE(table->model()->rowCount(), static_cast<int>(fixture.session.dataset()->itemCount()));
        // Sorted by events, most first; the raw value is in the sort role.
        double before = 1e18;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const double events = table->model()->index(row, 2).data(QueryTableModel::SortRole).toDouble();
            QVERIFY(events <= before);
            before = events;
        }
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("similar"));
        const quint32 row = table->model()->index(0, 0).data(QueryTableModel::RowRole).toUInt();
        QCOMPARE(opened.at(0).at(1).toMap().value(QStringLiteral("item")).toString(),
                 toQString(fixture.session.dataset()->items().at(row)));
    }

    void whatSpeaksAgainstPersonalisingStandsFirstWithTheMissingNumber() {
        ShownPage<DataPage> fixture;
        QByteArray text = "user,item\n";
        for (int row = 0; row < 90; ++row) { // thirty people, twelve items
            text += "u" + QByteArray::number(row % 30) + ",i" + QByteArray::number((row * 7) % 12) + "\n";
        }
        const std::string csv = fixture.write(QStringLiteral("tiny.csv"), text).toStdString();
        const QString project = fixture.path(QStringLiteral("tiny.tastescope"));
        const auto plan = planImport({csv});
        QVERIFY(plan);
        QVERIFY(importFiles(project.toStdString(), *plan));
        fixture.session.openProject(project);
        QVERIFY(fixture.settle());
        const auto against = whenNotToPersonalise(*fixture.session.dataset(), *fixture.session.statistics());
        QVERIFY(against.size() >= 2); // too few items, too few events
        const auto* shown = fixture.page.findChild<QualityModel*>();
        QVERIFY(shown);
        for (std::size_t at = 0; at < against.size(); ++at) {
            const QModelIndex row = shown->index(static_cast<int>(at), 0);
            QCOMPARE(row.data().toString(), toQString(against[at].title));
            const QString detail = row.data(QualityModel::DetailRole).toString();
            QCOMPARE(detail, toQString(against[at].detail));
            QVERIFY2(detail.contains(QRegularExpression(QStringLiteral("\\d"))), qPrintable(detail));
        }
    }

    void ratingsHaveAChartWhereThereAreAny() {
        ShownPage<DataPage> fixture;
        QVERIFY(fixture.openDemo());
        const auto statistics = fixture.session.statistics();
        QVERIFY(statistics);
        QAbstractButton* ratings = findButton(fixture.page, QStringLiteral("Ratings"));
        QCOMPARE(ratings != nullptr, !statistics->values.empty()); // the demo's events have none
    }

    // Chosen back before the weeks of one signal were counted: those of all stay.
    void theWeeksAreThoseOfTheSignalThatIsChosen() {
        ShownPage<DataPage> fixture;
        QVERIFY(fixture.openDemo());
        QVERIFY(fixture.settle());
        auto* signal = findNamed<QComboBox>(fixture.page, QStringLiteral("Signal counted per week"));
        QVERIFY(signal && signal->count() > 1);
        const auto weeks = [&] {
            for (const auto* chart : fixture.page.findChildren<ChartView*>()) {
                if (chart->spec().title == QStringLiteral("Events per week")) {
                    return chart->spec().series.front().y;
                }
            }
            return std::vector<double>();
        };
        const std::vector<double> all = weeks();
        QVERIFY(!all.empty());
        signal->setFocus();
        QTest::keyClick(signal, Qt::Key_Down);
        QVERIFY(fixture.settle());
        QCOMPARE(signal->currentIndex(), 1);
        QVERIFY(weeks() != all);
        QTest::keyClick(signal, Qt::Key_Up);
        QTest::keyClick(signal, Qt::Key_Down);
        QTest::keyClick(signal, Qt::Key_Up);
        QVERIFY(fixture.settle());
        QCOMPARE(signal->currentIndex(), 0);
        QVERIFY(weeks() == all);
    }

    void searchNarrowsTheTable() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QVERIFY(fixture.openDemo());
        page.focusSearch();
        QVERIFY(fixture.settle());
        QAbstractItemView* table = shownTable(page);
        const QString title = table->model()->index(0, 0).data().toString();
        QLineEdit* search = nullptr;
        for (QLineEdit* field : page.findChildren<QLineEdit*>()) {
            search = field->isVisible() ? field : search;
        }
        QVERIFY(search);
        QTest::keyClicks(search, title);
        QTRY_VERIFY(table->model()->rowCount() < 20);
        QVERIFY(table->model()->rowCount() >= 1);
        QVERIFY(table->model()->index(0, 0).data().toString().contains(title));
    }

    void whoWentOnIsNotLedToTheCategory() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QVERIFY(!clickFirstCategory(fixture).isEmpty());
        QTest::mouseClick(findButton(page, fixture.session.nounTitle(&Nouns::users)), Qt::LeftButton);
        QVERIFY(fixture.settle());
        QVERIFY(shownTable(page));
        QCOMPARE(shownTable(page)->model()->rowCount(),
                 static_cast<int>(fixture.session.dataset()->userCount()));
    }

    void aCategoryFiltersTheTable() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        const QString name = clickFirstCategory(fixture);
        QVERIFY(!name.isEmpty());
        QTRY_VERIFY(shownTable(page));
        QVERIFY(fixture.settle());
        const auto& attributes = fixture.session.dataset()->itemAttributes();
        QAbstractItemView* table = shownTable(page);
        QTRY_VERIFY(table->model()->rowCount() > 0);
        QVERIFY(table->model()->rowCount() < static_cast<int>(fixture.session.dataset()->itemCount()));
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const quint32 item = table->model()->index(row, 0).data(QueryTableModel::RowRole).toUInt();
            QVERIFY(toQString(attributes.categories()->textOf(item)).contains(name));
        }
    }

    // Between the data and what is made of it: what was shown of the data before leads nowhere.
    void rowsOfTheDataBeforeLeadNowhere() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QVERIFY(fixture.openDemo());
        QTest::mouseClick(findButton(page, QStringLiteral("Songs")), Qt::LeftButton);
        QVERIFY(fixture.settle());
        QAbstractItemView* table = shownTable(page);
        QVERIFY(table && table->model()->rowCount() > 100);
        table->setCurrentIndex(table->model()->index(table->model()->rowCount() - 1, 0));
        const auto* quality = page.findChild<QualityModel*>();
        QTRY_VERIFY(quality->rowCount() > 0);
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        bool met = false;
        connect(&fixture.session, &Session::datasetChanged, &page, [&] {
            met = true;
            QCOMPARE(table->model()->rowCount(), 0);
            QCOMPARE(quality->rowCount(), 0);
            table->setFocus();
            QTest::keyClick(table, Qt::Key_Return);
        });
        QVERIFY(replaceData(fixture.session, fixture.path(QStringLiteral("less.csv")), 20, 30));
        QVERIFY(fixture.settle());
        QVERIFY(met);
        QCOMPARE(opened.size(), 0);
        QCOMPARE(fixture.session.dataset()->itemCount(), std::size_t{30});
        QTRY_COMPARE(table->model()->rowCount(), 30);
        QTRY_VERIFY(quality->rowCount() > 0);
        table->setCurrentIndex(table->model()->index(29, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_COMPARE(opened.size(), 1);
    }

    void aPartThatTheDataHasNotIsNotShown() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QVERIFY(fixture.openDemo());
        auto* tabs = findNamed<SegmentedControl>(page, QStringLiteral("Part of the data set"));
        QVERIFY(tabs);
        const auto showPart = [&](int tab) { page.activate({{QStringLiteral("tab"), tab}}); };
        for (const int tab : {0, 1, 2, 3, 4}) {
            showPart(tab);
            QCOMPARE(tabs->current(), tab);
        }
        showPart(2);
        QVERIFY(replaceData(fixture.session, fixture.path(QStringLiteral("less.csv")), 20, 30));
        QVERIFY(fixture.settle());
        QCOMPARE(tabs->current(), 0);
        for (const int tab : {0, 1, 2, 3, 4}) {
            showPart(tab);
            QCOMPARE(tabs->current(), tab == 2 ? 0 : tab);
            QCOMPARE(shownTable(page) != nullptr, tab != 0 && tab != 2);
        }
    }

    void listModelsAreSound() {
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        CategoryModel categories;
        const QAbstractItemModelTester categoriesTester(&categories, mode);
        std::vector<Share> shares(11);
        for (std::size_t place = 0; place < shares.size(); ++place) {
            shares[place] = {"g" + std::to_string(place), 10, 100, 0.05, 0.1};
        }
        shares[0].name = "R&B <new>";
        categories.setShares(shares, {"", 30, 300, 0.15, 0.4}, QStringLiteral("books"));
        QCOMPARE(categories.rowCount(), 8); // seven and the rest together
        QCOMPARE(categories.index(7, 1).data(CategoryModel::EventShareRole).toDouble(), 0.4);
        const QString text = categories.index(0, 1).data().toString();
        QVERIFY2(text.contains(QStringLiteral("of books")), qPrintable(text));
        // Plain, as it is: the application's tooltips escape what needs it.
        QVERIFY(categories.index(0, 0).data(Qt::ToolTipRole).toString().startsWith(u"R&B <new>: "));
        SignalModel types;
        const QAbstractItemModelTester typesTester(&types, mode);
        types.setSignals({defaultSignal("listen"), defaultSignal("skip")}, {{0, 10}, {1, 30}});
        QCOMPARE(types.index(0, 0).data().toString(), QStringLiteral("Skip"));
        QualityModel quality;
        const QAbstractItemModelTester qualityTester(&quality, mode);
        quality.setRows({QualityFinding{}, QualityFinding{}});
        QCOMPARE(quality.openCount(), 0);
    }
};

RUN_TEST(TestDataPage);
#include "tst_data_page.moc"
