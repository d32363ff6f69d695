// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/measure.h"

#include "engine/evaluation/rating_errors.h"
#include "engine/metrics/aggregate.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

namespace tastescope {
namespace {

/// Differences at once: a gigabyte of them and of their copies would be no help to anybody.
constexpr std::size_t mostHeld = std::size_t{1} << 24;

struct Comparison {
    PairResult result;
    /// By user index, NaN where either model has no value. Of pooled metrics: of the users with ratings.
    std::vector<double> differences;
    bool pooled = false; ///< the difference and its interval are known already
};

const MetricValue* findValue(const ModelResult& model, const std::string& key) {
    const auto found = std::find_if(model.metrics.begin(), model.metrics.end(),
                                    [&](const MetricValue& value) { return value.key == key; });
    return found == model.metrics.end() || found->perUser.empty() ? nullptr : &*found;
}

std::vector<std::string> comparedKeys(std::span<const ModelResult> models) {
    std::vector<std::string> keys;
    for (const ModelResult& model : models) {
        for (const MetricValue& value : model.metrics) {
            if (!value.perUser.empty() && std::find(keys.begin(), keys.end(), value.key) == keys.end()) {
                keys.push_back(value.key);
            }
        }
    }
    return keys;
}

Comparison compareMeans(const MetricValue& a, const MetricValue& b) {
    Comparison comparison{{}, a.perUser};
    std::transform(a.perUser.begin(), a.perUser.end(), b.perUser.begin(), comparison.differences.begin(),
                   std::minus<>());
    return comparison;
}

Result<std::vector<Comparison>> comparisonsOf(std::span<const ModelResult> models, const std::string& key,
                                              const ExecutionContext& context) {
    std::vector<Comparison> out;
    for (std::size_t a = 0; a < models.size(); ++a) {
        for (std::size_t b = a + 1; b < models.size(); ++b) {
            const MetricValue* left = findValue(models[a], key);
            const MetricValue* right = findValue(models[b], key);
            if (!left || !right) {
                continue;
            }
            Comparison comparison;
            if (left->pooled && right->pooled) {
                comparison.pooled = true;
                TRY_ASSIGN(auto pair, comparePooled(*left, *right, comparison.differences, context));
                comparison.result = std::move(pair);
            } else {
                comparison = compareMeans(*left, *right);
            }
            comparison.result.a = models[a].label;
            comparison.result.b = models[b].label;
            comparison.result.metric = key;
            out.push_back(std::move(comparison));
        }
    }
    return out;
}

/// The p-values of one metric's pairs, corrected.
void testPairs(std::span<Comparison> comparisons) {
    std::vector<double> p;
    for (const Comparison& comparison : comparisons) {
        std::vector<double> known;
        std::copy_if(comparison.differences.begin(), comparison.differences.end(), std::back_inserter(known),
                     [](double difference) { return !std::isnan(difference); });
        p.push_back(pairedTTest(known));
    }
    const std::vector<double> corrected = holmCorrection(p);
    for (std::size_t at = 0; at < comparisons.size(); ++at) {
        comparisons[at].result.p = corrected[at];
    }
}

/// Means, intervals and what else is known of the comparisons, which are used up: their differences are as
/// many as users, pairs and metrics together.
Result<void> appendPairs(std::vector<Comparison>& comparisons, std::vector<PairResult>& pairs,
                         std::size_t resamples, const ExecutionContext& context) {
    std::vector<std::span<const double>> columns;
    columns.reserve(comparisons.size());
    for (const Comparison& comparison : comparisons) {
        if (!comparison.pooled) {
            columns.emplace_back(comparison.differences);
        }
    }
    TRY_ASSIGN(const auto summaries, summariseColumns(columns, resamples, context));
    std::size_t next = 0;
    for (const Comparison& comparison : comparisons) {
        if (comparison.pooled) {
            pairs.push_back(comparison.result);
            continue;
        }
        const Summary& summary = summaries[next++];
        if (summary.users > 0) {
            pairs.push_back(comparison.result);
            pairs.back().difference = summary.mean;
            pairs.back().low = summary.low;
            pairs.back().high = summary.high;
        }
    }
    comparisons.clear();
    return {};
}

} // namespace

Result<std::vector<PairResult>> comparePairs(std::span<const ModelResult> models, std::size_t resamples,
                                             const ExecutionContext& context) {
    std::vector<PairResult> pairs;
    std::vector<Comparison> all;
    std::size_t held = 0; // differences of `all`
    for (const std::string& key : comparedKeys(models)) {
        TRY_ASSIGN(auto comparisons, comparisonsOf(models, key, context));
        testPairs(comparisons);
        for (const Comparison& comparison : comparisons) {
            held += comparison.differences.size();
        }
        std::move(comparisons.begin(), comparisons.end(), std::back_inserter(all));
        if (held < mostHeld) {
            continue; // metrics at once share the drawing of the resamples
        }
        TRY(appendPairs(all, pairs, resamples, context));
        held = 0;
    }
    TRY(appendPairs(all, pairs, resamples, context));
    return pairs;
}

} // namespace tastescope
