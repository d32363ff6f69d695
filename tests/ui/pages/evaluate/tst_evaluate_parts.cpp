// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows of a result, worked out without a window: the front, the groups, the gaps, the words.
#include "engine/metrics/metric.h"
#include "pages/evaluate/result_fixture.h"
#include "storage/experiments/specification.h"
#include "storage/use_cases/sweep/sweep.h"
#include "support/run.h"
#include "ui/pages/evaluate/checks/check_words.h"
#include "ui/pages/evaluate/checks/protocol_table.h"
#include "ui/pages/evaluate/gap_table.h"
#include "ui/pages/evaluate/leaderboard.h"
#include "ui/pages/evaluate/protocol/protocol_bar.h"
#include "ui/pages/evaluate/result_matrices.h"
#include "ui/pages/evaluate/trade_off.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/pages/evaluate/words/protocol_parts.h"
#include "ui/pages/evaluate/words/run_words.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QTest>

#include <algorithm>
#include <limits>
#include <memory>
#include <string_view>

using namespace tastescope;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

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

Nouns nouns() {
    Nouns words;
    words.item = "book";
    words.items = "books";
    words.user = "reader";
    words.users = "readers";
    return words;
}

struct NamedChange {
    const char* name;
    void (*change)(EvaluateRequest&);
    bool shown = true; ///< by the bar
};

/// One of everything that a specification holds and numbers depend on, models apart.
std::vector<NamedChange> changes() {
    using Request = EvaluateRequest;
    return {{"protocol", [](Request& of) { of.split.protocol = Protocol::Random; }},
            {"time", [](Request& of) { of.split.protocol = Protocol::Time; }},
            {"test", [](Request& of) { of.split.test = 0.35; }},
            {"seed", [](Request& of) { of.split.seed = 9; }},
            {"lengths",
             [](Request& of) {
                 of.options.ks = {10, 13};
             }},
            {"metrics", [](Request& of) { of.options.metrics = {findMetric("ndcg")}; }, false},
            {"sampled", [](Request& of) { of.options.sampledCandidates = 77; }},
            {"candidates", [](Request& of) { of.candidatesFile = "c.csv"; }},
            {"all users", [](Request& of) { of.options.allUsers = true; }},
            {"resamples", [](Request& of) { of.options.resamples = 10; }, false},
            {"values", [](Request& of) { of.values = true; }},
            {"folds", [](Request& of) { of.folds = 4; }},
            {"many folds", [](Request& of) { of.folds = 77; }},
            {"folds file", [](Request& of) { of.foldsFile = "f.csv"; }},
            {"repeats", [](Request& of) { of.repeats = 3; }},
            {"unseen", [](Request& of) { of.leaveOutUnseen = true; }},
            {"own groups", [](Request& of) { of.by = "/g.csv"; }},
            {"signals",
             [](Request& of) {
                 of.filter.signals = {"play", "like"};
             }},
            {"from", [](Request& of) { of.filter.from = 5; }},
            {"until", [](Request& of) { of.filter.until = 5'000'000; }},
            {"value", [](Request& of) { of.filter.minValue = 3.5; }},
            {"user events", [](Request& of) { of.filter.minUserEvents = 8; }},
            {"item events", [](Request& of) { of.filter.minItemEvents = 2; }},
            {"map",
             [](Request& of) {
                 of.fileMap = {{"user", "u"}};
             },
             false},
            {"files", [](Request& of) {
                 of.trainFile = "train.csv";
                 of.testFile = "test.csv";
                 of.historyFile = "history.csv";
             }}};
}

/// All parts that chips stand for.
void change(EvaluateRequest& all) {
    for (const NamedChange& one : changes()) {
        const std::string_view name = one.name;
        if (name == "files" || name == "folds file" || name == "candidates" || name == "signals" ||
            name == "from" || name == "value" || name == "user events" || name == "item events" ||
            name == "unseen" || name == "own groups" || name == "all users") {
            one.change(all);
        }
    }
}

ProjectRun runOf(EvaluationResult result) {
    ProjectRun run;
    run.result = std::move(result);
    return run;
}

std::vector<std::size_t> modelsOf(const TradeOff& trade) {
    std::vector<std::size_t> models;
    for (const TradeOff::Of& point : trade.points) {
        models.push_back(point.model);
    }
    return models;
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
        const TradeOff trade = tradeOff(runOf(result()), "ild@10", "ndcg@10");
        QCOMPARE(modelsOf(trade), (std::vector<std::size_t>{0, 1, 2}));
        QCOMPARE(trade.spec.points[0].onFront, false);
        QCOMPARE(trade.spec.points[1].onFront, true);
        QCOMPARE(trade.spec.points[2].onFront, true);
        QCOMPARE(trade.spec.points[1].up->first, 0.3 - 0.01);
        QCOMPARE(trade.spec.betterCorner, Qt::TopRightCorner);
        // Less inequality is better: the good corner is on the left.
        QCOMPARE(tradeOff(runOf(result()), "gini@10", "ndcg@10").spec.betterCorner, Qt::TopLeftCorner);
        const ChartTable table = scatterTable(trade.spec);
        QCOMPARE(table.rows.size(), std::size_t{3});
        QCOMPARE(table.rows[1].first(), QStringLiteral("a"));
        QCOMPARE(table.rows[1][1].toDouble(), 0.3);
    }

    void aSweepIsACurveInTheOrderOfItsValues() {
        const auto swept = [](const std::vector<std::string>& values) {
            ProjectRun run;
            EvaluateRequest request;
            Contestant base;
            base.label = "ALS";
            base.algorithm = "als";
            request.contestants = sweepOf(base, "factors", values).value();
            request.sweep = Sweep{"ALS", "factors"};
            for (std::size_t at = 0; at < request.contestants.size(); ++at) {
                run.result.models.push_back(
                    model(request.contestants[at].label.c_str(), 0.1 * static_cast<double>(at + 1), 0.5));
            }
            run.head.request = request;
            return std::make_shared<const ProjectRun>(std::move(run));
        };
        const auto curve = swept({"64", "8", "16"});
        const TradeOff beside = tradeOff(runOf(result()), "ild@10", "ndcg@10", {curve});
        QCOMPARE(beside.spec.points.size(), std::size_t{6});
        QCOMPARE(beside.points[3], (TradeOff::Of{0, 0}));
        QCOMPARE(beside.spec.curves.size(), std::size_t{1});
        QCOMPARE(beside.spec.curves[0].points, (std::vector<std::size_t>{4, 5, 3})); // 8, 16, 64
        QCOMPARE(beside.spec.points[4].label, QStringLiteral("8"));
        QCOMPARE(beside.spec.points[3].label, QStringLiteral("factors 64"));
        QCOMPARE(beside.spec.points[3].name, QStringLiteral("ALS, factors 64"));
        QCOMPARE(scatterTable(beside.spec).rows.size(), std::size_t{6});
        // Points of a sweep are compared like any other, and the axes hold them.
        QVERIFY(!beside.spec.points[3].onFront);
        QVERIFY(beside.spec.x.high > 0.5);
        // By itself it is a curve, too; without the metric it has none.
        QCOMPARE(tradeOff(*curve, "ild@10", "ndcg@10").spec.curves.size(), std::size_t{1});
        QVERIFY(tradeOff(*curve, "gini@10", "nothing@10").spec.curves.empty());
        QVERIFY(tradeOff(runOf({}), "ild@10", "ndcg@10").spec.points.empty());
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
        const auto words = [&] { return differences(before, now, nouns()).join(QStringLiteral("; ")); };
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
        now.folds = 5;
        QCOMPARE(words(), QStringLiteral("one test part → 5 folds"));
        now.split.test = 0.3; // nothing is cut by it
        QCOMPARE(words(), QStringLiteral("one test part → 5 folds"));
        now = before;
        now.repeats = 3;
        QCOMPARE(words(), QStringLiteral("1 seed → 3 seeds"));
        now = before;
        now.filter.minUserEvents = 8;
        QCOMPARE(words(), QStringLiteral("now at least 8 events per reader"));
        before.filter.minUserEvents = 9;
        QCOMPARE(words(), QStringLiteral("at least 9 events per reader → at least 8 events per reader"));
        now.filter.minUserEvents = 0;
        QCOMPARE(words(), QStringLiteral("no longer at least 9 events per reader"));
        before.filter = {};
        now = before;
        now.contestants[0].label = "another name for the same";
        QVERIFY(words().isEmpty());
        now.contestants.push_back({"ease", "ease", {}});
        now.listFiles.emplace_back("/lists.csv");
        now.scoreFiles.emplace_back("/scores.csv");
        QCOMPARE(words(), QStringLiteral("3 models more"));
    }

    void whateverChangesNumbersIsNamed() {
        EvaluateRequest before;
        before.contestants = {{"als", "als", {}}};
        for (const auto& [name, change, shown] : changes()) {
            EvaluateRequest now = before;
            change(now);
            QVERIFY2(specificationOf(before, 42) != specificationOf(now, 42), name);
            QVERIFY2(!differences(before, now, nouns()).isEmpty(), name);
            QVERIFY2(!differences(now, before, nouns()).isEmpty(), name);
            QVERIFY2(differences(now, now, nouns()).isEmpty(), name);
            // Two runs side by side tell of it, too.
            ProjectRun a;
            ProjectRun b;
            a.head.request = before;
            b.head.request = now;
            const std::vector<RunLine> lines = compareRuns(a, b, nouns());
            QVERIFY2(std::ranges::any_of(lines, &RunLine::differs), name);
        }
        // The same file name in another folder is another file.
        EvaluateRequest here = before;
        here.candidatesFile = "/here/c.csv";
        EvaluateRequest there = before;
        there.candidatesFile = "/there/c.csv";
        QCOMPARE(differences(here, there, nouns()).size(), 1);
        here = there = before;
        here.by = "/here/g.csv";
        QCOMPARE(differences(before, here, nouns()), QStringList{QStringLiteral("now groups of g.csv")});
        there.by = "/there/g.csv";
        QCOMPARE(differences(here, there, nouns()).size(), 1);
        // What changes no number makes nothing stale.
        EvaluateRequest same = before;
        same.by = "users";
        same.leaks = true;
        same.validationFile = "v.csv";
        QVERIFY(differences(before, same, nouns()).isEmpty());
    }

    void theBarKeepsWhateverItIsGiven() {
        ProtocolBar bar;
        for (const auto& [name, change, shown] : changes()) {
            EvaluateRequest given;
            given.split.test = 0.123; // more exactly than the box shows
            given.split.seed = std::uint64_t{1} << 40;
            change(given);
            bar.setRequest(given);
            EvaluateRequest told;
            if (!shown) {
                told = given;
            }
            bar.applyTo(told);
            QCOMPARE(toQString(specificationOf(told, 42)), toQString(specificationOf(given, 42)));
        }
        // Back to nothing: no chip stays.
        bar.setRequest(EvaluateRequest());
        EvaluateRequest told;
        change(told);
        bar.applyTo(told);
        QCOMPARE(toQString(specificationOf(told, 42)), toQString(specificationOf(EvaluateRequest(), 42)));
    }

    void everyPartIsTakenAwayByItself() {
        EvaluateRequest all;
        change(all);
        for (const ProtocolPart part : protocolParts) {
            QVERIFY(!partWords(part, all, nouns()).isEmpty());
            EvaluateRequest without = all;
            clearPart(part, without);
            for (const ProtocolPart other : protocolParts) {
                QCOMPARE(partWords(other, without, nouns()).isEmpty(), other == part);
            }
            EvaluateRequest alone;
            QVERIFY(partWords(part, alone, nouns()).isEmpty());
        }
    }

    void checksSayWhatStandsBehindTheNumbers() {
        EvaluationResult of = result();
        QCOMPARE(checksTitle(of), QStringLiteral("Leaks not looked for"));
        QCOMPARE(checksOf(of).size(), std::size_t{1});
        of.leaks.emplace();
        QCOMPARE(checksTitle(of), QStringLiteral("No leak found"));
        QVERIFY(!hasWarning(of));
        QVERIFY(checksOf(of).empty());
        of.leaks->push_back({"cold_items", LeakWeight::Note, 3, 9, "3 of 9 are cold", "leave them out"});
        QCOMPARE(checksTitle(of), QStringLiteral("No leak found"));
        QVERIFY(!hasWarning(of));
        of.leaks->push_back({"sampled_candidates", LeakWeight::Bias, 100, 0, "sampled", "rank all"});
        of.leaks->push_back({"later_events", LeakWeight::Leak, 2, 9, "2 of 9 later", "by time"});
        QCOMPARE(checksTitle(of), QStringLiteral("1 leak, 1 bias"));
        QVERIFY(hasWarning(of));
        of.filters = {{"signals play", 5, 1, 2}};
        of.unseen = {true, 1, 2, 3};
        of.files = {{"lists", "a.csv", {{"rows", 7}, {"seen", 0}}}};
        const std::vector<Check> checks = checksOf(of);
        QCOMPARE(checks.size(), std::size_t{6});
        QCOMPARE(checks[0].what, QStringLiteral("2 of 9 later")); // the gravest first
        QCOMPARE(checks[0].remedy, QStringLiteral("by time"));
        QVERIFY(checks[3].what.contains(QStringLiteral("signals play: 5 events, 1 users")));
        QVERIFY(checks[4].what.contains(QStringLiteral("left out")));
        QCOMPARE(checks[5].what, QStringLiteral("a.csv (lists): 7 rows"));
    }

    void inflationIsAgainstTheStrictestProtocol() {
        const auto under = [](const char* protocol, const char* key, double value) {
            EvaluationResult result;
            result.protocol = protocol;
            ModelResult model;
            model.label = "a";
            model.metrics = {{key, value, value - 0.1, value + 0.1, 7, {}}};
            result.models = {model};
            return result;
        };
        auto rows =
            protocolRows({under("random", "ndcg@10", 0.3), under("time", "ndcg@10", 0.2)}, "a", "ndcg@10");
        QCOMPARE(rows.size(), std::size_t{2});
        QVERIFY(qFuzzyCompare(*rows[0].inflation, 0.5));
        QVERIFY(rows[1].strictest && !rows[1].inflation);
        QVERIFY(inflationWords(rows).contains(QStringLiteral("random")));
        // Less is better: a lower error flatters.
        rows = protocolRows({under("random", "rmse", 0.8), under("time", "rmse", 1.0)}, "a", "rmse");
        QVERIFY(qFuzzyCompare(*rows[0].inflation, 0.2));
        rows = protocolRows({under("random", "ndcg@10", 0.1), under("time", "ndcg@10", 0.2)}, "a", "ndcg@10");
        QVERIFY(*rows[0].inflation < 0);
        QVERIFY(inflationWords(rows).contains(QStringLiteral("No protocol")));
        // Nothing to hold it against: no direction, a zero, one protocol, no such model.
        rows = protocolRows({under("random", "arp@10", 30), under("time", "arp@10", 20)}, "a", "arp@10");
        QVERIFY(!rows[0].inflation);
        rows = protocolRows({under("random", "ndcg@10", 0.1), under("time", "ndcg@10", 0)}, "a", "ndcg@10");
        QVERIFY(!rows[0].inflation && inflationWords(rows).isEmpty());
        rows = protocolRows({under("random", "ndcg@10", 0.1)}, "a", "ndcg@10");
        QVERIFY(rows.size() == 1 && !rows[0].strictest && inflationWords(rows).isEmpty());
        QVERIFY(protocolRows({under("random", "ndcg@10", 0.1)}, "b", "ndcg@10").empty());
        QVERIFY(inflationWords({}).isEmpty());
    }

    void groupsApartAreThoseOfTheResult() {
        EvaluationResult of = result();
        const auto gap = [](const char* label, double difference, double low, double p) {
            GapResult out{"activity", label, "user_group_gap(ndcg@10)", 40, {}};
            out.pairs = {{"5 to 9", "1 to 4", difference, low, difference + 0.1, p}};
            return out;
        };
        of.gaps = {gap("b", 0.1, -0.05, 0.3), gap("a", 0.3, 0.2, 0.001)};
        of.gaps.push_back(of.gaps.front());
        of.gaps.back().by = "gender";
        GapTable table;
        const QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.show(of, {1, 0, 2, 3}, "activity", "ndcg@10");
        QCOMPARE(table.rowCount(), 2);
        QCOMPARE(table.at(0).name, QStringLiteral("a"));
        QCOMPARE(table.at(0).model, std::size_t{1});
        QCOMPARE(table.index(0, GapTable::Gap).data().toString(), QStringLiteral("0.300"));
        QCOMPARE(table.index(1, GapTable::More).data().toString(), QStringLiteral("5 to 9"));
        QVERIFY(table.index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("is real")));
        QVERIFY(table.index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Too early")));
        table.show(of, {1, 0}, "activity", "ild@10");
        QCOMPARE(table.rowCount(), 0);
        table.show(of, {1, 0}, "gender", "ndcg@10");
        QCOMPARE(table.rowCount(), 1);
        table.clear();
    }

    void theSpreadStandsBesideTheNumber() {
        auto run = std::make_shared<ProjectRun>(runOf(result()));
        Leaderboard board;
        board.show(run, "ndcg@10");
        const int before = board.columnCount();
        const auto head = [&](int section) {
            return board.headerData(section, Qt::Horizontal, Qt::DisplayRole);
        };
        const auto cell = [&](int section) { return board.index(0, section).data().toString(); };
        QCOMPARE(board.firstOther(), static_cast<int>(Leaderboard::FirstSpread));
        auto several = std::make_shared<ProjectRun>(*run);
        several->result.runs = {{42, 0}, {43, 0}};
        for (ModelResult& model : several->result.models) {
            model.metrics[0].spread = {0.25, 0.0625, std::nullopt}; // there are no folds
        }
        board.show(several, "ndcg@10");
        QCOMPARE(board.columnCount(), before + 2);
        QCOMPARE(head(Leaderboard::FirstSpread).toString(), QStringLiteral("SD of people"));
        QCOMPARE(head(Leaderboard::FirstSpread + 1).toString(), QStringLiteral("SD of seeds"));
        QCOMPARE(head(board.firstOther()).toString(), QStringLiteral("Diversity@10"));
        QCOMPARE(cell(Leaderboard::FirstSpread), metricText("ndcg@10", 0.25));
        QCOMPARE(cell(Leaderboard::FirstSpread + 1), metricText("ndcg@10", 0.0625));
        const QString hint = board.index(0, Leaderboard::Main).data(Qt::ToolTipRole).toString();
        QVERIFY2(hint.contains(QStringLiteral("Standard deviation between people 0.250, seeds 0.06")),
                 qPrintable(hint));
        for (int section = Leaderboard::Main; section <= board.firstOther(); ++section) {
            QVERIFY(!board.headerData(section, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
        }
        board.show(several, "gini@10"); // of which there is none
        QCOMPARE(board.columnCount(), before);
    }

    // Whatever names a measure beside a number says that the candidates were sampled, or does not.
    void sampledStandsWhereverANumberDoes() {
        for (const bool sampled : {false, true}) {
            auto run = std::make_shared<ProjectRun>(runOf(result()));
            run->result.sampled = sampled;
            const ShownResults shown(run);
            const ResultsView& view = shown.view;
            QStringList titles;
            const auto* board = view.findChild<Leaderboard*>();
            for (int section = Leaderboard::Main; section < board->columnCount(); ++section) {
                titles << board->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
                if (titles.last().contains(u'@')) {
                    titles << board->index(0, section).data(Qt::ToolTipRole).toString().prepend(u'@');
                }
            }
            for (const char* people : {"Groups", "Apart", "Slices", "Groups"}) {
                QTest::mouseClick(findButton(view, QLatin1String(people)), Qt::LeftButton);
                titles += shownWords(view).split(u'\n');
            }
            QVERIFY(shownWords(view).contains(QStringLiteral("by group"))); // and not what slices say
            for (const QComboBox* box : view.findChildren<QComboBox*>()) {
                for (int item = 0; item < box->count(); ++item) {
                    titles << box->itemText(item);
                }
            }
            const ScatterSpec scatter = tradeOff(*run, "ild@10", "ndcg@10").spec;
            titles << scatter.title << scatter.x.title << scatter.y.title << scatter.description
                   << segmentMatrix(run->result, {0, 1}, "activity", "ndcg@10", {}).matrix.title
                   << gapMatrix(run->result, {0, 1}, "ndcg@10").title
                   << protocolRows({run->result}, "a", "ndcg@10").front().title;
            for (const RunLine& line : compareRuns(*run, *run, nouns())) {
                titles << line.title;
            }
            int of = 0;
            for (const QString& title : titles) {
                if (title.contains(u'@')) {
                    ++of;
                    QVERIFY2(title.contains(QStringLiteral(", sampled")) == sampled, qPrintable(title));
                }
            }
            QVERIFY2(of > 25, qPrintable(QString::number(of)));
        }
        // Of two runs of which one was: its own numbers say so.
        ProjectRun all = runOf(result());
        ProjectRun some = all;
        some.result.sampled = true;
        for (const RunLine& line : compareRuns(all, some, nouns())) {
            if (line.title.contains(u'@')) {
                QVERIFY(!line.title.contains(QStringLiteral("sampled")));
                QVERIFY(!line.a.contains(QStringLiteral("sampled")));
                QVERIFY2(line.b.endsWith(QStringLiteral(", sampled")), qPrintable(line.b));
            }
        }
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
