// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/measure.h"

#include "engine/base/parallel.h"
#include "engine/evaluation/list_likeness.h"
#include "engine/evaluation/measure_global.h"
#include "engine/metrics/aggregate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 64;
constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();

std::span<const ScoredItem> cut(const std::vector<ScoredItem>& list, std::size_t k) {
    return std::span(list).first(std::min(k, list.size()));
}

/// A metric with values per user.
struct Column {
    const MetricInfo* metric;
    MetricValue* value;
};

/// The two ways to tell how like each other items are.
struct Likenesses {
    ListLikenesses byAttributes;
    ListLikenesses byAudience;
};

/// One list of one length.
struct Judged {
    JudgedList list;
    JudgedCategories categories;
    ListLikeness byAttributes;
    ListLikeness byAudience;
};

double measureList(const MetricInfo& metric, const Judged& judged, bool attributesKnown) {
    if (judged.list.hits.relevantCount() == 0 && metric.countsHits()) {
        return notApplicable; // somebody who has a list all the same
    }
    if (const auto* ofList = metric.as<ListMetric>()) {
        return ofList->of(judged.list);
    }
    if (const auto* ofCategories = metric.as<CategoryMetric>()) {
        return judged.list.list.empty() ? notApplicable : ofCategories->of(judged.categories);
    }
    const auto& ofPairs = *metric.as<SimilarityMetric>();
    if (ofPairs.by == SimilarBy::Audience) {
        return ofPairs.of(judged.list, judged.byAudience);
    }
    // Where no item has any attributes, nothing can be told of misses either.
    return attributesKnown ? ofPairs.of(judged.list, judged.byAttributes) : notApplicable;
}

std::vector<std::size_t> coldOffsetsOf(const HeldOut& test) {
    std::vector<std::size_t> offsets{0};
    for (const std::uint32_t count : test.coldItems) {
        offsets.push_back(offsets.back() + count);
    }
    return offsets;
}

std::span<const float> coldGainsOf(const HeldOut& test, const std::vector<std::size_t>& offsets,
                                   UserIndex user) {
    return test.coldValues.empty()
               ? std::span<const float>{}
               : std::span(test.coldValues).subspan(offsets[user.value], test.coldItems[user.value]);
}

/// Fills the columns of one length, which come together.
void fillLength(std::span<const Column> columns, UserIndex user, const Judged& judged, bool attributesKnown) {
    for (const Column& column : columns) {
        const double value = measureList(*column.metric, judged, attributesKnown);
        column.value->perUser[user.value] = value;
        if (column.value->ofGroups && !std::isnan(value)) {
            const double weight = column.metric->as<ListMetric>()->groupWeight(judged.list);
            column.value->ofGroups->sums[user.value] = weight * value;
            column.value->ofGroups->counts[user.value] = weight;
        }
    }
}

bool fillColumns(const Yardstick& yardstick, std::span<const std::vector<ScoredItem>> lists,
                 const Likenesses& likenesses, const std::map<std::size_t, std::vector<Column>>& columns,
                 const ExecutionContext& context) {
    const HeldOut& test = yardstick.input->test;
    const std::vector<std::size_t> coldOffsets = coldOffsetsOf(test);
    const bool categories = std::ranges::any_of(
        yardstick.metrics, [](const MetricInfo* metric) { return metric->as<CategoryMetric>() != nullptr; });
    const ItemCategories& known = yardstick.categories;
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user = yardstick.users[at];
            const std::vector<ScoredItem>& list = lists[user.value];
            const HitRow hits(list, test.itemsOf(user), test.valuesOf(user), test.relevantCount(user),
                              coldGainsOf(test, coldOffsets, user));
            const std::span<const ItemIndex> past = seenItems(*yardstick.input, user);
            std::vector<double> pastShares;
            if (categories && !list.empty()) {
                pastShares = known.sharesOf(past, seenWeights(*yardstick.input, user));
            }
            std::size_t length = 0; // as the likenesses count them
            for (const auto& [k, ofLength] : columns) {
                const std::span<const ScoredItem> shown = cut(list, k);
                const std::vector<double> shares = categories ? known.sharesOf(shown) : std::vector<double>();
                fillLength(ofLength, user,
                           {{shown, hits, past, k, yardstick.facts},
                            {shares, pastShares, known.inCatalogue()},
                            likenesses.byAttributes.of(at, length),
                            likenesses.byAudience.of(at, length)},
                           !yardstick.byAttributes.empty());
                ++length;
            }
        }
    };
    return parallelChunks(context, yardstick.users.size(), usersPerChunk, work);
}

Result<void> summarise(std::span<MetricValue> values, std::size_t resamples,
                       const ExecutionContext& context) {
    std::vector<MetricValue*> kept;
    std::vector<std::span<const double>> columns;
    for (MetricValue& value : values) {
        if (!value.perUser.empty()) {
            kept.push_back(&value);
            columns.emplace_back(value.perUser);
        }
    }
    TRY_ASSIGN(const auto summaries, summariseColumns(columns, resamples, context));
    for (std::size_t at = 0; at < kept.size(); ++at) {
        const Summary& summary = summaries[at];
        kept[at]->value = summary.mean;
        kept[at]->low = summary.low;
        kept[at]->high = summary.high;
        kept[at]->users = summary.users;
    }
    return {};
}

} // namespace

Result<std::vector<MetricValue>> measureLists(const Yardstick& yardstick,
                                              std::span<const std::vector<ScoredItem>> lists,
                                              std::span<const std::vector<double>> ofScores,
                                              const ExecutionContext& context) {
    std::vector<MetricValue> values;
    values.reserve(yardstick.metrics.size() * yardstick.ks.size());
    std::map<std::size_t, std::vector<Column>> columns; // by length
    std::map<std::size_t, std::vector<GlobalColumn>> global;
    std::size_t scored = 0; // score metrics so far
    for (const MetricInfo* metric : yardstick.metrics) {
        if (metric->as<ScoreMetric>()) {
            if (!ofScores.empty()) {
                values.push_back({metricKey(*metric, 0), 0, 0, 0, 0, ofScores[scored++]});
            }
            continue;
        }
        if (!metric->dependsOnK()) {
            continue; // of predictions or of other metrics, not of lists
        }
        for (const std::size_t k : yardstick.ks) {
            values.push_back({metricKey(*metric, k), 0, 0, 0, 0, {}});
            if (metric->ofAllLists()) {
                global[k].push_back({metric, &values.back()});
                continue;
            }
            values.back().perUser.assign(lists.size(), notApplicable);
            const auto* ofList = metric->as<ListMetric>();
            if (ofList && ofList->groupWeight) {
                const std::vector<double> none(lists.size());
                values.back().ofGroups = PooledMean{none, none, [](double mean) { return mean; }};
            }
            columns[k].push_back({metric, &values.back()});
        }
    }
    TRY_ASSIGN(auto byAttributes, ListLikenesses::build(yardstick, lists, SimilarBy::Attributes, context));
    TRY_ASSIGN(auto byAudience, ListLikenesses::build(yardstick, lists, SimilarBy::Audience, context));
    const Likenesses likenesses{std::move(byAttributes), std::move(byAudience)};
    if (!fillColumns(yardstick, lists, likenesses, columns, context)) {
        return cancelledError();
    }
    TRY(summarise(values, yardstick.resamples, context));
    for (const auto& [k, ofLength] : global) {
        TRY(measureGlobal(yardstick, lists, k, ofLength, context));
    }
    return values;
}

} // namespace tastescope
