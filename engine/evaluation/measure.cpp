// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/measure.h"

#include "engine/base/parallel.h"
#include "engine/evaluation/ranking.h"
#include "engine/metrics/aggregate.h"

#include <algorithm>
#include <limits>
#include <map>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 64;
constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();

/// One user's list of one length, with everything a metric may ask for.
struct Place {
    std::span<const ScoredItem> list; ///< cut at k
    const HitRow& hits;
    std::span<const ItemIndex> history;
    std::size_t k;
    const Yardstick& yardstick;
    const AudienceSimilarity& byAudience;
};

using Measure = double (*)(const Place&);

template <double (*metric)(const HitRow&, std::size_t)>
double onHits(const Place& place) {
    return metric(place.hits, place.k);
}

template <double (*metric)(std::span<const ScoredItem>, const CatalogueFacts&)>
double onList(const Place& place) {
    return metric(place.list, place.yardstick.facts);
}

double diversityByAttributes(const Place& place) {
    return diversityOf(place.list, std::cref(place.yardstick.byAttributes));
}
double diversityByAudience(const Place& place) {
    return diversityOf(place.list, std::cref(place.byAudience));
}
double serendipityByAttributes(const Place& place) {
    return place.yardstick.byAttributes.empty() ? notApplicable
                                                : serendipityOf(place.list, place.hits, place.history,
                                                                std::cref(place.yardstick.byAttributes));
}
double serendipityByAudience(const Place& place) {
    return serendipityOf(place.list, place.hits, place.history, std::cref(place.byAudience));
}
double popularityLift(const Place& place) {
    return popularityLiftOf(place.list, place.history, place.yardstick.facts);
}
double unexpectedHits(const Place& place) {
    return unexpectedHitsOf(place.list, place.hits, place.history, place.yardstick.facts, place.k);
}

Measure measureOf(const MetricInfo& metric) {
    static const std::map<std::string_view, Measure> table{
        {"precision", onHits<precisionAt>},
        {"recall", onHits<recallAt>},
        {"recall_capped", onHits<recallCappedAt>},
        {"hit", onHits<hitAt>},
        {"ndcg", onHits<ndcgAt>},
        {"ndcg_graded", onHits<ndcgGradedAt>},
        {"map", onHits<averagePrecisionAt>},
        {"map_capped", onHits<averagePrecisionCappedAt>},
        {"mrr", onHits<reciprocalRankAt>},
        {"serendipity", serendipityByAttributes},
        {"serendipity_cooc", serendipityByAudience},
        {"unexpected_hits", unexpectedHits},
        {"ild", diversityByAttributes},
        {"ild_cooc", diversityByAudience},
        {"novelty", onList<noveltyOf>},
        {"novelty_interactions", onList<interactionNoveltyOf>},
        {"arp", onList<popularityOf>},
        {"popularity_lift", popularityLift},
        {"longtail_share", onList<longTailShareOf>},
    };
    const auto found = table.find(metric.id);
    return found == table.end() ? nullptr : found->second;
}

std::span<const ScoredItem> cut(const std::vector<ScoredItem>& list, std::size_t k) {
    return std::span(list).first(std::min(k, list.size()));
}

/// The pairs of items that the metrics asked for will want the common audience of.
std::vector<std::uint64_t> audiencePairs(const Yardstick& yardstick,
                                         std::span<const std::vector<ScoredItem>> lists,
                                         const ExecutionContext& context) {
    const auto asked = [&](std::string_view id) {
        return std::any_of(yardstick.metrics.begin(), yardstick.metrics.end(),
                           [&](const MetricInfo* metric) { return metric->id == id; });
    };
    const bool within = asked("ild_cooc");
    const bool withHistory = asked("serendipity_cooc");
    const std::size_t k = *std::max_element(yardstick.ks.begin(), yardstick.ks.end());
    std::vector<std::uint64_t> keys;
    for (const UserIndex user : yardstick.users) {
        if (context.stopRequested()) {
            break;
        }
        const std::span<const ScoredItem> list = cut(lists[user.value], k);
        const std::span<const ItemIndex> test = yardstick.input->test.itemsOf(user);
        for (std::size_t place = 0; place < list.size(); ++place) {
            const ItemIndex item = list[place].item;
            for (std::size_t next = place + 1; within && next < list.size(); ++next) {
                keys.push_back(AudienceSimilarity::pairKey(item, list[next].item));
            }
            if (withHistory && std::binary_search(test.begin(), test.end(), item)) {
                for (const ItemIndex past : seenItems(*yardstick.input, user)) {
                    keys.push_back(AudienceSimilarity::pairKey(item, past));
                }
            }
        }
    }
    return keys;
}

struct Column {
    Measure measure;
    std::size_t k;
    MetricValue* value;
};

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

bool fillColumns(const Yardstick& yardstick, std::span<const std::vector<ScoredItem>> lists,
                 const AudienceSimilarity& byAudience, std::span<const Column> columns,
                 const ExecutionContext& context) {
    const HeldOut& test = yardstick.input->test;
    const std::vector<std::size_t> coldOffsets = coldOffsetsOf(test);
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user = yardstick.users[at];
            const std::vector<ScoredItem>& list = lists[user.value];
            const HitRow hits(list, test.itemsOf(user), test.valuesOf(user), test.relevantCount(user),
                              coldGainsOf(test, coldOffsets, user));
            const std::span<const ItemIndex> history = seenItems(*yardstick.input, user);
            for (const Column& column : columns) {
                column.value->perUser[user.value] =
                    column.measure({cut(list, column.k), hits, history, column.k, yardstick, byAudience});
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

/// Coverage, entropy and Gini of one k, all three at once because they share the resampled counts.
Result<void> measureGlobal(const Yardstick& yardstick, std::span<const std::vector<ScoredItem>> lists,
                           std::size_t k, std::span<MetricValue* const> values,
                           std::span<const MetricInfo* const> kinds, const ExecutionContext& context) {
    const auto statistics = [&](std::span<const double> drawn, std::span<double> out) {
        std::vector<double> counts(yardstick.facts.counts.size(), 0.0);
        for (std::size_t at = 0; at < drawn.size(); ++at) {
            if (drawn[at] > 0) {
                for (const ScoredItem& entry : cut(lists[yardstick.users[at].value], k)) {
                    counts[entry.item.value] += drawn[at];
                }
            }
        }
        for (std::size_t at = 0; at < kinds.size(); ++at) {
            out[at] = kinds[at]->id == "coverage"  ? coverageOf(counts, yardstick.facts.items)
                      : kinds[at]->id == "entropy" ? entropyOf(counts)
                                                   : giniOf(counts, yardstick.facts.items);
        }
    };
    std::vector<double> point(kinds.size());
    statistics(std::vector<double>(yardstick.users.size(), 1.0), point);
    TRY_ASSIGN(const auto intervals, bootstrapStatistics(yardstick.users.size(), kinds.size(),
                                                         yardstick.resamples, statistics, context));
    for (std::size_t at = 0; at < kinds.size(); ++at) {
        values[at]->value = point[at];
        // Drawing with replacement repeats users and so covers less than all of them do: the percentiles may
        // lie wholly below the value, which an interval of it has to contain.
        values[at]->low = std::min(point[at], intervals[at].low);
        values[at]->high = std::max(point[at], intervals[at].high);
        values[at]->users = yardstick.users.size();
    }
    return {};
}

} // namespace

Result<std::vector<MetricValue>> measureLists(const Yardstick& yardstick,
                                              std::span<const std::vector<ScoredItem>> lists,
                                              std::span<const double> auc, const ExecutionContext& context) {
    std::vector<MetricValue> values;
    values.reserve(yardstick.metrics.size() * yardstick.ks.size());
    std::vector<Column> columns;
    std::map<std::size_t, std::pair<std::vector<MetricValue*>, std::vector<const MetricInfo*>>> global;
    for (const MetricInfo* metric : yardstick.metrics) {
        if (metric->id == "auc") {
            if (!auc.empty()) {
                values.push_back({metricKey(*metric, 0), 0, 0, 0, 0, {}});
                values.back().perUser.assign(auc.begin(), auc.end());
            }
            continue;
        }
        if (metric->scope == MetricScope::Rating) {
            continue; // of predictions, not of lists
        }
        for (const std::size_t k : yardstick.ks) {
            values.push_back({metricKey(*metric, k), 0, 0, 0, 0, {}});
            if (metric->scope == MetricScope::Global) {
                global[k].first.push_back(&values.back());
                global[k].second.push_back(metric);
            } else {
                values.back().perUser.assign(lists.size(), notApplicable);
                columns.push_back({measureOf(*metric), k, &values.back()});
            }
        }
    }
    TRY_ASSIGN(const auto byAudience,
               AudienceSimilarity::build(yardstick.input->train->matrix(),
                                         audiencePairs(yardstick, lists, context), context));
    if (!fillColumns(yardstick, lists, byAudience, columns, context)) {
        return cancelledError();
    }
    TRY(summarise(values, yardstick.resamples, context));
    for (const auto& [k, metrics] : global) {
        TRY(measureGlobal(yardstick, lists, k, metrics.first, metrics.second, context));
    }
    return values;
}

} // namespace tastescope
