// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/evaluation_json.h"
#include "storage/files/json_tree.h"

#include <charconv>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

Result<std::size_t> countOf(const JsonTree& from) {
    TRY_ASSIGN(const auto number, from.integer());
    return number >= 0 ? Result(static_cast<std::size_t>(number))
                       : Result<std::size_t>(from.wrong("This is no count", "Give 0 or more"));
}

Result<ParamValue> valueOf(const JsonTree& from) {
    if (from.isText()) {
        TRY_ASSIGN(auto text, from.text());
        return ParamValue(std::move(text));
    }
    if (from.isFlag()) {
        TRY_ASSIGN(const bool flag, from.flag());
        return ParamValue(flag);
    }
    if (from.isInteger()) {
        TRY_ASSIGN(const auto whole, from.integer());
        return ParamValue(whole);
    }
    TRY_ASSIGN(const auto number, from.number());
    return ParamValue(number);
}

/// The entries of a list, each read by `read`; none where there is no such list.
template <typename Entry>
Result<void> readAll(const JsonTree& from, Result<Entry> (*read)(const JsonTree&), std::vector<Entry>& to) {
    if (from.isNull()) {
        return {};
    }
    TRY_ASSIGN(const auto entries, from.array());
    for (const JsonTree& entry : entries) {
        TRY_ASSIGN(auto one, read(entry));
        to.push_back(std::move(one));
    }
    return {};
}

Result<void> readRuns(const JsonTree& from, MetricValue& metric) {
    if (!from.has("runs")) {
        return {};
    }
    TRY_ASSIGN(const auto runs, from.at("runs").array());
    for (const JsonTree& run : runs) {
        TRY_ASSIGN(const double value, run.number());
        metric.runs.push_back(value);
    }
    const std::pair<const char*, std::optional<double>*> spreads[] = {{"sd_users", &metric.spread.users},
                                                                      {"sd_seeds", &metric.spread.seeds},
                                                                      {"sd_folds", &metric.spread.folds}};
    for (const auto& [name, deviation] : spreads) {
        if (from.has(name)) {
            TRY_ASSIGN(*deviation, from.at(name).number());
        }
    }
    return {};
}

Result<std::vector<MetricValue>> metricsOf(const JsonTree& from) {
    std::vector<MetricValue> metrics;
    TRY_ASSIGN(const auto members, from.members());
    for (const auto& [key, entry] : members) {
        MetricValue metric;
        metric.key = key;
        TRY_ASSIGN(metric.value, entry.at("value").number());
        TRY_ASSIGN(metric.low, entry.at("low").number());
        TRY_ASSIGN(metric.high, entry.at("high").number());
        TRY_ASSIGN(metric.users, countOf(entry.at("users")));
        if (entry.has("cold_shown")) {
            TRY_ASSIGN(const auto cold, countOf(entry.at("cold_shown")));
            metric.coldShown = cold;
        }
        TRY(readRuns(entry, metric));
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

Result<DataDefault> chosenOf(const JsonTree& from) {
    DataDefault one;
    TRY_ASSIGN(one.name, from.at("name").text());
    TRY_ASSIGN(one.value, valueOf(from.at("value")));
    TRY_ASSIGN(one.why, from.at("why").text());
    return one;
}

Result<std::string> textOf(const JsonTree& from) {
    return from.text();
}

Result<ModelResult> modelOf(const JsonTree& from) {
    ModelResult model;
    TRY_ASSIGN(model.label, from.at("model").text());
    TRY_ASSIGN(model.algorithm, from.at("algorithm").text());
    TRY_ASSIGN(model.params, from.at("params").text());
    TRY_ASSIGN(model.fitSeconds, from.at("fit_seconds").number());
    TRY_ASSIGN(model.scoreSeconds, from.at("score_seconds").number());
    TRY(readAll(from.at("chosen"), &chosenOf, model.chosen));
    TRY(readAll(from.at("remarks"), &textOf, model.remarks));
    TRY_ASSIGN(model.metrics, metricsOf(from.at("metrics")));
    return model;
}

/// Two things and how much they differ: models, or groups of people.
template <typename Pair>
Result<Pair> differenceOf(const JsonTree& from) {
    Pair pair;
    TRY_ASSIGN(pair.a, from.at("a").text());
    TRY_ASSIGN(pair.b, from.at("b").text());
    TRY_ASSIGN(pair.difference, from.at("difference").number());
    TRY_ASSIGN(pair.low, from.at("low").number());
    TRY_ASSIGN(pair.high, from.at("high").number());
    TRY_ASSIGN(pair.p, from.at("p").number());
    return pair;
}

Result<PairResult> pairOf(const JsonTree& from) {
    TRY_ASSIGN(auto pair, differenceOf<PairResult>(from));
    TRY_ASSIGN(pair.metric, from.at("metric").text());
    return pair;
}

Result<SegmentModel> segmentModelOf(const JsonTree& from) {
    SegmentModel model;
    TRY_ASSIGN(model.label, from.at("model").text());
    TRY_ASSIGN(model.metrics, metricsOf(from.at("metrics")));
    return model;
}

Result<SegmentResult> segmentOf(const JsonTree& from) {
    SegmentResult segment;
    TRY_ASSIGN(segment.by, from.at("by").text());
    TRY_ASSIGN(segment.segment, from.at("segment").text());
    TRY_ASSIGN(segment.users, countOf(from.at("users")));
    TRY(readAll(from.at("models"), &segmentModelOf, segment.models));
    return segment;
}

/// The gaps of one model in one grouping.
Result<void> readGaps(const JsonTree& from, std::vector<GapResult>& gaps) {
    TRY_ASSIGN(const auto by, from.at("by").text());
    TRY_ASSIGN(const auto label, from.at("model").text());
    TRY_ASSIGN(const auto members, from.at("metrics").members());
    for (const auto& [key, entry] : members) {
        GapResult gap{by, label, key, 0, {}};
        TRY_ASSIGN(gap.users, countOf(entry.at("users")));
        TRY(readAll(entry.at("pairs"), &differenceOf<GapPair>, gap.pairs));
        if (gap.pairs.empty()) {
            return entry.wrong("This gap is between no groups", "Give a pair of groups");
        }
        gaps.push_back(std::move(gap));
    }
    return {};
}

Result<FileCounts> fileOf(const JsonTree& from) {
    FileCounts file;
    TRY_ASSIGN(const auto members, from.members());
    for (const auto& [name, entry] : members) {
        if (name == "role") {
            TRY_ASSIGN(file.role, entry.text());
        } else if (name == "file") {
            TRY_ASSIGN(file.file, entry.text());
        } else {
            TRY_ASSIGN(const auto count, countOf(entry));
            file.counts.emplace_back(name, count);
        }
    }
    return file;
}

Result<FilterEffect> filterOf(const JsonTree& from) {
    FilterEffect effect;
    TRY_ASSIGN(effect.what, from.at("what").text());
    TRY_ASSIGN(effect.events, countOf(from.at("removed_events")));
    TRY_ASSIGN(effect.users, countOf(from.at("removed_users")));
    TRY_ASSIGN(effect.items, countOf(from.at("removed_items")));
    return effect;
}

Result<UnseenCounts> unseenOf(const JsonTree& from) {
    UnseenCounts unseen;
    TRY_ASSIGN(const auto policy, from.at("policy").text());
    unseen.leftOut = policy == "left out";
    TRY_ASSIGN(unseen.users, countOf(from.at("users")));
    TRY_ASSIGN(unseen.items, countOf(from.at("items")));
    TRY_ASSIGN(unseen.events, countOf(from.at("events")));
    return unseen;
}

Result<Leak> leakOf(const JsonTree& from) {
    Leak leak;
    TRY_ASSIGN(leak.id, from.at("id").text());
    TRY_ASSIGN(const auto weight, from.at("weight").text());
    for (const LeakWeight one : {LeakWeight::Leak, LeakWeight::Bias, LeakWeight::Note}) {
        leak.weight = leakWeightName(one) == weight ? one : leak.weight;
    }
    TRY_ASSIGN(leak.count, countOf(from.at("count")));
    TRY_ASSIGN(leak.of, countOf(from.at("of")));
    TRY_ASSIGN(leak.what, from.at("what").text());
    TRY_ASSIGN(leak.remedy, from.at("remedy").text());
    return leak;
}

Result<EvaluationRun> runOf(const JsonTree& from) {
    EvaluationRun run;
    TRY_ASSIGN(const auto seed, from.at("seed").text());
    std::from_chars(seed.data(), seed.data() + seed.size(), run.seed);
    TRY_ASSIGN(run.fold, countOf(from.at("fold")));
    return run;
}

Result<SliceCondition> conditionOf(const JsonTree& from) {
    SliceCondition condition;
    TRY_ASSIGN(condition.by, from.at("by").text());
    TRY_ASSIGN(condition.segment, from.at("segment").text());
    return condition;
}

Result<Slice> sliceOf(const JsonTree& from) {
    Slice slice;
    TRY(readAll(from.at("conditions"), &conditionOf, slice.conditions));
    TRY_ASSIGN(slice.users, countOf(from.at("users")));
    TRY_ASSIGN(slice.a, from.at("a").number());
    TRY_ASSIGN(slice.b, from.at("b").number());
    TRY_ASSIGN(slice.loss, from.at("loss").number());
    TRY_ASSIGN(slice.low, from.at("low").number());
    TRY_ASSIGN(slice.p, from.at("p").number());
    return slice;
}

Result<SliceSearch> slicesOf(const JsonTree& from) {
    SliceSearch search;
    TRY_ASSIGN(search.a, from.at("a").text());
    TRY_ASSIGN(search.b, from.at("b").text());
    TRY_ASSIGN(search.metric, from.at("metric").text());
    TRY_ASSIGN(search.looked, countOf(from.at("looked")));
    TRY_ASSIGN(search.found, countOf(from.at("found")));
    TRY_ASSIGN(search.users, countOf(from.at("users")));
    TRY_ASSIGN(search.loss, from.at("loss").number());
    TRY(readAll(from.at("slices"), &sliceOf, search.slices));
    return search;
}

Result<EvaluationResult> resultOf(std::string_view text) {
    TRY_ASSIGN(const auto tree, JsonTree::parse(text));
    EvaluationResult result;
    TRY_ASSIGN(result.fingerprint, tree.at("fingerprint").text());
    TRY_ASSIGN(result.protocol, tree.at("protocol").text());
    TRY_ASSIGN(result.sampled, tree.at("sampled").flag());
    TRY_ASSIGN(result.usersWithTest, countOf(tree.at("users")));
    TRY_ASSIGN(result.usersWithout, countOf(tree.at("users_without_test")));
    if (tree.has("unseen")) {
        TRY_ASSIGN(result.unseen, unseenOf(tree.at("unseen")));
    }
    if (tree.has("leaks")) {
        TRY(readAll(tree.at("leaks"), &leakOf, result.leaks.emplace()));
    }
    TRY(readAll(tree.at("filters"), &filterOf, result.filters));
    TRY(readAll(tree.at("runs"), &runOf, result.runs));
    TRY(readAll(tree.at("models"), &modelOf, result.models));
    TRY(readAll(tree.at("pairs"), &pairOf, result.pairs));
    TRY(readAll(tree.at("segments"), &segmentOf, result.segments));
    if (tree.has("gaps")) { // not in what was stored before there were any
        TRY_ASSIGN(const auto gaps, tree.at("gaps").array());
        for (const JsonTree& entry : gaps) {
            TRY(readGaps(entry, result.gaps));
        }
    }
    if (tree.has("slices")) {
        TRY(readAll(tree.at("slices"), &slicesOf, result.slices.emplace()));
    }
    TRY(readAll(tree.at("files"), &fileOf, result.files));
    return result;
}

} // namespace

Result<EvaluationResult> evaluationFromJson(std::string_view text) {
    Result<EvaluationResult> result = resultOf(text);
    return result ? std::move(result)
                  : Error{ErrorCode::Corrupt, "A stored evaluation is damaged",
                          "Run it again; the data is not affected", result.error().context};
}

} // namespace tastescope
