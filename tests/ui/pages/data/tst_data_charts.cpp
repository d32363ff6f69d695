// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/demo/demo_world.h"
#include "engine/data/readiness.h"
#include "support/run.h"
#include "ui/pages/data/data_charts.h"
#include "ui/text/format.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace tastescope;

namespace {

const ChartWords words{QStringLiteral("Song"), QStringLiteral("songs"), QStringLiteral("events"),
                       QStringLiteral("listeners")};

Statistics demoStatistics() {
    DemoOptions options;
    options.users = 120;
    options.items = 400;
    options.artists = 40;
    options.events = 6000;
    const auto world = makeDemoWorld(options);
    return *computeStatistics(*world->dataset);
}

void verifyBounded(const ChartSpec& spec) {
    QVERIFY(!spec.title.isEmpty());
    QVERIFY(!spec.description.isEmpty());
    for (const SeriesSpec& series : spec.series) {
        QVERIFY(static_cast<int>(series.x.size()) <= ChartSpec::maxPoints);
        QCOMPARE(series.x.size(), series.y.size());
        for (std::size_t point = 0; point < series.y.size(); ++point) {
            QVERIFY(std::isfinite(series.y[point]));
            QVERIFY(series.y[point] <= spec.y.high);
        }
    }
}

} // namespace

class TestDataCharts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLongTailShowsTrueCountsAtItsEnds() {
        const Statistics statistics = demoStatistics();
        const ChartSpec spec = longTailChart(statistics, words);
        verifyBounded(spec);
        QVERIFY(spec.series.size() >= 2);
        QCOMPARE(spec.series.front().x.front(), 1.0);
        QCOMPARE(spec.series.front().y.front(), static_cast<double>(statistics.eventsByRank.front()));
        const SeriesSpec& tail = spec.series.back();
        QCOMPARE(tail.y.back(),
                 static_cast<double>(statistics.eventsByRank[static_cast<std::size_t>(tail.x.back()) - 1]));
        for (const SeriesSpec& area : spec.series) { // falling everywhere, no zero on a logarithmic axis
            QVERIFY(std::is_sorted(area.y.rbegin(), area.y.rend()));
            QVERIFY(area.y.back() >= 1);
        }
    }

    void theLorenzCurveEndsAtOneHundredAndStaysBelowEquality() {
        const ChartSpec spec = lorenzChart(demoStatistics(), words);
        verifyBounded(spec);
        const SeriesSpec& curve = spec.series.front();
        QCOMPARE(curve.x.back(), 100.0);
        QVERIFY(std::abs(curve.y.back() - 100) < 1e-9);
        for (std::size_t point = 0; point < curve.x.size(); ++point) {
            QVERIFY(curve.y[point] <= curve.x[point] + 1e-9);
        }
    }

    void aThinWeekIsMarkedAndTheNewestFifthShaded() {
        std::vector<std::uint64_t> weeks(40, 100);
        weeks[20] = 10;
        const ChartSpec spec = weeksChart(weeks, 0);
        verifyBounded(spec);
        QCOMPARE(spec.series.size(), std::size_t{2});
        QCOMPARE(spec.series[1].x, (std::vector<double>{20.0 * 7 * millisecondsPerDay}));
        QCOMPARE(spec.series[1].y, (std::vector<double>{10}));
        QVERIFY(spec.references.front().shadeAfter);
        // 3,910 events: four fifths of them have happened in week 32.
        QCOMPARE(spec.references.front().x, 32.0 * 7 * millisecondsPerDay);
    }

    void chartAndQualityListAgreeAboutThinWeeks() {
        std::vector<std::uint64_t> weeks;
        for (std::uint64_t week = 0; week < 60; ++week) { // waves, with dips of all depths
            weeks.push_back(200 + 150 * (week % 7) - (week % 11 == 0 ? 190 : 0));
        }
        const std::vector<std::size_t> thin = thinWeeks(weeks);
        QVERIFY(!thin.empty());
        const ChartSpec spec = weeksChart(weeks, 0);
        QCOMPARE(spec.series.size(), std::size_t{2});
        QCOMPARE(spec.series[1].x.size(), thin.size());
        for (std::size_t place = 0; place < thin.size(); ++place) {
            QCOMPARE(spec.series[1].x[place], static_cast<double>(thin[place]) * 7 * millisecondsPerDay);
        }
        QVERIFY(thinWeeks(std::vector<std::uint64_t>(30, 5)).empty()); // too few to tell
    }

    void aHeadOfOneItemIsShownWithTheNextNine() {
        Statistics statistics;
        statistics.items = 40;
        for (std::uint64_t rank = 0; rank < 40; ++rank) {
            statistics.eventsByRank.push_back(40 - rank);
        }
        statistics.headShare = 0.05;
        statistics.middleShare = 0.15;
        statistics.tailShare = 0.8;
        const ChartSpec spec = longTailChart(statistics, words);
        QCOMPARE(spec.series.front().name, QStringLiteral("Top 10 %"));
        QVERIFY(spec.notes.front().second.contains(formatPercent(0.2)));
    }

    void decadesOfWeeksStayWithinTheBound() {
        verifyBounded(weeksChart(std::vector<std::uint64_t>(1600, 5), 0));
    }

    void activityMarksTheBinsUnderEightEvents() {
        const Statistics statistics = demoStatistics();
        const ChartSpec spec = activityChart(statistics, words);
        verifyBounded(spec);
        const SeriesSpec& bars = spec.series.front();
        QCOMPARE(bars.emphasised, (std::vector<int>{0, 1, 2}));
        QCOMPARE(std::accumulate(bars.y.begin(), bars.y.end(), 0.0), static_cast<double>(statistics.users));
    }

    void ratingsAreBarsWithTheirMean() {
        Statistics statistics;
        statistics.values = {{1, 1, 10}, {2, 2, 0}, {3, 3, 30}};
        statistics.meanValue = 2.5;
        const ChartSpec spec = ratingsChart(statistics, words);
        verifyBounded(spec);
        QCOMPARE(spec.series.front().y, (std::vector<double>{10, 0, 30}));
        QCOMPARE(spec.x.categories,
                 (QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")}));
        QCOMPARE(spec.references.front().x, 1.5); // between the bars of 2 and 3
        statistics.values = {{4, 4, 7}};
        statistics.meanValue = 4;
        QCOMPARE(ratingsChart(statistics, words).references.front().x, 0.0);
        statistics.values = {{0, 2, 5}, {2, 4, 5}};
        statistics.meanValue = 3;
        QCOMPARE(ratingsChart(statistics, words).references.front().x, 1.0); // the middle of the second
    }

    void emptyDataGivesWordsInsteadOfACrash() {
        for (const ChartSpec& spec :
             {longTailChart({}, words), lorenzChart({}, words), weeksChart({}, noTime),
              activityChart({}, words), ratingsChart({}, words)}) {
            QVERIFY(spec.series.empty());
            QVERIFY(!spec.emptyText.isEmpty());
        }
    }
};

RUN_TEST(TestDataCharts);
#include "tst_data_charts.moc"
