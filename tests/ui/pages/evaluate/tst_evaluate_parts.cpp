// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows of a result, worked out without a window: the front, the groups, the gaps, the words.
#include "support/run.h"
#include "ui/pages/evaluate/leaderboard.h"
#include "ui/pages/evaluate/metric_words.h"
#include "ui/pages/evaluate/result_matrices.h"
#include "ui/pages/evaluate/run_words.h"
#include "ui/pages/evaluate/trade_off.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <limits>

using namespace tastescope;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

MetricValue metric(const char* key, double value) {
    MetricValue out;
    out.key = key;
    out.value = value;
    out.low = value - 0.01;
    out.high = value + 0.01;
    out.users = 40;
    return out;
}

ModelResult model(const char* label, double ndcg, double ild, const char* algorithm = "als") {
    ModelResult out;
    out.label = label;
    out.algorithm = algorithm;
    out.metrics = {metric("ndcg@10", ndcg), metric("ild@10", ild), metric("gini@10", 1 - ndcg)};
    return out;
}

/// a is best by accuracy, c by variety, b is beaten by a in both; d has no accuracy.
EvaluationResult result() {
    EvaluationResult out;
    out.usersWithTest = 40;
    out.models = {model("b", 0.2, 0.2), model("a", 0.3, 0.3), model("c", 0.1, 0.6), model("d", nothing, 0.9)};
    out.pairs = {{"b", "a", "ndcg@10", -0.1, -0.12, -0.08, 0.001},
                 {"b", "c", "ndcg@10", 0.1, 0.05, 0.15, 0.01},
                 {"a", "c", "ndcg@10", 0.2, -0.01, 0.41, 0.04}, // the test says yes, the interval no
                 {"b", "a", "ild@10", -0.1, -0.2, -0.05, 0.2}}; // the interval says yes, the test no
    const auto group = [](const char* name, std::size_t users, double a, double b) {
        SegmentResult segment{"activity", name, users, {}};
        segment.models = {{"b", {metric("ndcg@10", b)}},
                          {"a", {metric("ndcg@10", a)}},
                          {"c", {metric("ndcg@10", 0.1)}},
                          {"d", {}}};
        return segment;
    };
    out.segments = {group("1 to 4", 10, 0.2, 0.4), group("5 to 9", 30, 0.5, 0.3)};
    return out;
}

} // namespace

class TestEvaluateParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFrontIsWhatNothingBeats() {
        using Points = std::vector<std::pair<double, double>>;
        const Points points{{1, 3}, {2, 2}, {1, 1}, {3, 1}, {2, 2}, {nothing, 9}};
        QCOMPARE(paretoFront(points, 1, 1), (std::vector<bool>{true, true, false, true, true, false}));
        QCOMPARE(paretoFront(points, -1, 1), (std::vector<bool>{true, false, false, false, false, false}));
        QCOMPARE(paretoFront(points, 1, -1), (std::vector<bool>{false, false, false, true, false, false}));
        QVERIFY(paretoFront({}, 1, 1).empty());
    }

    void theTradeOffLeavesOutWhatWasNotMeasured() {
        const TradeOff trade = tradeOff(result(), "ild@10", "ndcg@10");
        QCOMPARE(trade.models, (std::vector<std::size_t>{0, 1, 2}));
        QCOMPARE(trade.spec.points[0].onFront, false);
        QCOMPARE(trade.spec.points[1].onFront, true);
        QCOMPARE(trade.spec.points[2].onFront, true);
        QCOMPARE(trade.spec.points[1].up->first, 0.3 - 0.01);
        QCOMPARE(trade.spec.betterCorner, Qt::TopRightCorner);
        // Less inequality is better: the good corner is on the left.
        QCOMPARE(tradeOff(result(), "gini@10", "ndcg@10").spec.betterCorner, Qt::TopLeftCorner);
        const ChartTable table = scatterTable(trade.spec);
        QCOMPARE(table.rows.size(), std::size_t{3});
        QCOMPARE(table.rows[1].first(), QStringLiteral("a"));
        QCOMPARE(table.rows[1][1].toDouble(), 0.3);
    }

    void theRankingIsByDirectionAndPutsTheUnmeasuredLast() {
        QCOMPARE(ranking(result(), "ndcg@10"), (std::vector<std::size_t>{1, 0, 2, 3}));
        QCOMPARE(ranking(result(), "gini@10"), (std::vector<std::size_t>{1, 0, 2, 3}));
        QCOMPARE(ranking(result(), "ild@10"), (std::vector<std::size_t>{3, 2, 1, 0}));
    }

    void theBestOfEveryGroupIsOutlined() {
        const EvaluationResult of = result();
        const SegmentMatrix groups =
            segmentMatrix(of, ranking(of, "ndcg@10"), "activity", "ndcg@10", QStringLiteral("readers"));
        QCOMPARE(groups.segments, (std::vector<std::string>{"1 to 4", "5 to 9"}));
        QCOMPARE(groups.matrix.heads[0].title, QStringLiteral("1–4"));
        QCOMPARE(groups.matrix.heads[1].remark, QStringLiteral("30"));
        QCOMPARE(groups.matrix.rows[0].name, QStringLiteral("a"));
        QVERIFY(!groups.matrix.rows[0].cells[0].outlined);
        QVERIFY(groups.matrix.rows[0].cells[1].outlined);
        QVERIFY(groups.matrix.rows[1].cells[0].outlined);
        QCOMPARE(groups.matrix.rows[0].cells[1].step, 8); // the highest of all
        QCOMPARE(groups.matrix.rows[2].cells[1].step, 0);
        QCOMPARE(groups.matrix.rows[3].cells[0].look, MatrixCell::Look::Plain); // not measured
        QCOMPARE(groups.low, 0.1);
        QCOMPARE(groups.high, 0.5);
        // One number for all lists has no groups, and says so.
        const SegmentMatrix none = segmentMatrix(of, {0, 1}, "activity", "gini@10", {});
        QVERIFY(none.matrix.rows.empty());
        QVERIFY(none.matrix.emptyText.contains(QStringLiteral("one number")));
    }

    void aGapIsRealOnlyWhenTestAndIntervalAgree() {
        const EvaluationResult of = result();
        const Matrix gaps = gapMatrix(of, {1, 0, 2}, "ndcg@10");
        QCOMPARE(gaps.rows[0].cells[0].look, MatrixCell::Look::Blank);
        QCOMPARE(gaps.rows[0].cells[1].text, QStringLiteral("+100")); // a − b, turned round
        QCOMPARE(gaps.rows[1].cells[0].text, QStringLiteral("−100"));
        QCOMPARE(gaps.rows[0].cells[2].text, QStringLiteral("n.s.")); // the interval holds 0
        QCOMPARE(gaps.rows[0].cells[2].look, MatrixCell::Look::Quiet);
        QVERIFY(gaps.rows[0].cells[1].step > 4);
        QVERIFY(gaps.rows[1].cells[0].step < 4);
        QVERIFY(gaps.rows[0].cells[1].hint.contains(QStringLiteral("Holm")));
        QCOMPARE(gapMatrix(of, {1, 0}, "ild@10").rows[0].cells[1].text, QStringLiteral("n.s."));
        QVERIFY(gapMatrix(of, {1, 0}, "gini@10").rows.empty());
    }

    void cellsAreAModelLikeAnyOther() {
        MatrixModel cells;
        const QAbstractItemModelTester tester(&cells, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const EvaluationResult of = result();
        cells.setMatrix(gapMatrix(of, {0, 1, 2}, "ndcg@10"));
        QCOMPARE(cells.rowCount(), 3);
        QCOMPARE(cells.columnCount(), 4);
        QCOMPARE(cells.index(0, 0).data().toString(), QStringLiteral("b"));
        QVERIFY(!cells.index(0, 2).data(Qt::AccessibleTextRole).toString().isEmpty());
        cells.setMatrix({});
        QCOMPARE(cells.rowCount(), 0);
    }

    void changesAreNamed() {
        EvaluateRequest before;
        before.contestants = {{"als", "als", {}}};
        EvaluateRequest now = before;
        const auto words = [&] {
            return differences(before, now, QStringLiteral("reader"), QStringLiteral("books"))
                .join(QStringLiteral("; "));
        };
        QVERIFY(words().isEmpty());
        now.split.test = 0.3;
        QCOMPARE(words(), QStringLiteral("20\u2009% test → 30\u2009% test"));
        now = before;
        now.split.protocol = Protocol::LeaveLastOut;
        QCOMPARE(words(), QStringLiteral("Per reader → Leave the last out"));
        now = before;
        now.options.ks = {5, 10};
        QCOMPARE(words(), QStringLiteral("cut-off 10 → cut-off 5, 10"));
        now = before;
        now.options.sampledCandidates = 100;
        QCOMPARE(words(), QStringLiteral("all new books → 100 sampled"));
        now = before;
        now.values = true;
        QVERIFY(words().contains(QStringLiteral("ratings count")));
        now = before;
        now.split.seed = 7;
        QCOMPARE(words(), QStringLiteral("seed 42 → seed 7"));
        now = before;
        now.contestants[0].label = "another name for the same";
        QVERIFY(words().isEmpty());
        now.contestants.push_back({"ease", "ease", {}});
        now.listFiles.emplace_back("/lists.csv");
        QCOMPARE(words(), QStringLiteral("2 models more"));
    }

    void aMetricReadsInItsOwnManner() {
        QCOMPARE(metricTitle("ndcg@10"), QStringLiteral("NDCG@10"));
        QCOMPARE(metricTitle("ndcg@10", true), QStringLiteral("NDCG@10, sampled"));
        QCOMPARE(metricText("ndcg@10", 0.3271), QStringLiteral("0.327"));
        QCOMPARE(metricText("coverage@10", 0.38), QStringLiteral("38\u2009%"));
        QCOMPARE(metricText("arp@10", 812.26), QStringLiteral("812"));
        QCOMPARE(metricText("ndcg@10", nothing), QStringLiteral("–"));
        QCOMPARE(metricText("unheard_of@3", 0.5), QStringLiteral("0.500"));
        QVERIFY(metricHelp("gini@10").contains(QStringLiteral("Lower is better")));
    }
};

RUN_TEST(TestEvaluateParts);

#include "tst_evaluate_parts.moc"
