// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/measure_global.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/evaluation/measure.h"
#include "engine/metrics/aggregate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t pairsPerChunk = 4096;
constexpr std::uint64_t pairStream = ~std::uint64_t{2}; ///< apart from those of resamples and groups

using Lists = std::vector<std::span<const ScoredItem>>;

/// Numbers as a function of which of the lists are kept, of metrics of one kind.
class Statistic {
public:
    virtual ~Statistic() = default;
    virtual void of(std::span<const double> kept, std::span<double> out) const = 0;
};
template <typename Kind>
using Kinds = std::vector<const Kind*>;

/// How often each item of the training catalogue stands in the lists.
class ShownItems : public Statistic {
public:
    ShownItems(Kinds<CatalogueMetric> metrics, const Lists& lists, const CatalogueFacts& facts)
        : m_metrics(std::move(metrics))
        , m_lists(lists)
        , m_items(facts.items) {
        std::size_t next = 0;
        for (const std::uint32_t count : facts.counts) {
            m_places.push_back(count > 0 ? next++ : nowhere);
        }
    }
    void of(std::span<const double> kept, std::span<double> out) const override {
        std::vector<double> counts(m_items, 0.0);
        for (std::size_t at = 0; at < kept.size(); ++at) {
            for (const ScoredItem& entry : kept[at] > 0 ? m_lists[at] : std::span<const ScoredItem>()) {
                if (m_places[entry.item.value] != nowhere) {
                    counts[m_places[entry.item.value]] += 1;
                }
            }
        }
        for (std::size_t at = 0; at < m_metrics.size(); ++at) {
            out[at] = m_metrics[at]->of(counts);
        }
    }
    /// Places that hold an item outside the training catalogue.
    std::size_t coldShown() const {
        std::size_t cold = 0;
        for (const std::span<const ScoredItem> list : m_lists) {
            cold += static_cast<std::size_t>(std::ranges::count_if(
                list, [&](const ScoredItem& entry) { return m_places[entry.item.value] == nowhere; }));
        }
        return cold;
    }

private:
    static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

    Kinds<CatalogueMetric> m_metrics;
    const Lists& m_lists;
    std::size_t m_items;
    std::vector<std::size_t> m_places;
};

/// What the lists do for those who stand behind the items.
class ShownCreators : public Statistic {
public:
    ShownCreators(Kinds<CreatorMetric> metrics, const Lists& lists, const Creators& creators)
        : m_metrics(std::move(metrics))
        , m_lists(lists)
        , m_creators(creators) {
        const std::vector<double> all = exposureOf(std::vector<double>(lists.size(), 1.0));
        for (std::size_t creator = 0; creator < all.size(); ++creator) {
            if (creator < creators.inCatalogue() || all[creator] > 0) {
                m_counted.push_back(creator);
                m_small.push_back(creators.small()[creator]);
            }
        }
    }
    void of(std::span<const double> kept, std::span<double> out) const override {
        const std::vector<double> all = exposureOf(kept);
        std::vector<double> counted;
        counted.reserve(m_counted.size());
        for (const std::size_t creator : m_counted) {
            counted.push_back(all[creator]);
        }
        for (std::size_t at = 0; at < m_metrics.size(); ++at) {
            out[at] = m_metrics[at]->of(counted, m_small);
        }
    }

private:
    std::vector<double> exposureOf(std::span<const double> kept) const {
        std::vector<double> exposure(m_creators.size(), 0.0);
        for (std::size_t at = 0; at < kept.size(); ++at) {
            if (kept[at] > 0) {
                m_creators.addExposure(m_lists[at], exposure);
            }
        }
        return exposure;
    }

    Kinds<CreatorMetric> m_metrics;
    const Lists& m_lists;
    const Creators& m_creators;
    std::vector<std::size_t> m_counted; ///< those of the catalogue and of what is shown
    std::vector<bool> m_small;
};

/// Sorted, each once.
std::vector<ItemIndex> distinctItems(std::span<const ScoredItem> list) {
    std::vector<ItemIndex> items;
    for (const ScoredItem& entry : list) {
        items.push_back(entry.item);
    }
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return items;
}

/// What the lists of two users have in common, of many twos.
class ListPairs : public Statistic {
public:
    ListPairs(const UserPairMetric& metric, std::size_t lists, std::uint64_t seed)
        : m_metric(metric)
        , m_all(lists <= metric.allUpTo)
        , m_pairs(comparedPairs(metric, lists, seed)) {}
    /// Has to be done before `of`. False after a stop.
    bool compare(const Lists& lists, std::size_t items, const ExecutionContext& context) {
        std::vector<std::vector<ItemIndex>> sets;
        for (const std::span<const ScoredItem> list : lists) {
            sets.push_back(distinctItems(list));
        }
        m_values.resize(m_pairs.size());
        return parallelChunks(
            context, m_pairs.size(), pairsPerChunk, [&](std::size_t begin, std::size_t end) {
                std::vector<std::uint32_t> marks(items, 0); // of the items in the list of one
                std::uint32_t mark = 0;
                for (std::size_t at = begin; at < end; ++at) {
                    const auto& [one, other] = m_pairs[at];
                    if (at == begin || one != m_pairs[at - 1].first) { // every two come one by one
                        ++mark;
                        for (const ItemIndex item : sets[one]) {
                            marks[item.value] = mark;
                        }
                    }
                    std::size_t both = 0;
                    for (const ItemIndex item : sets[other]) {
                        both += marks[item.value] == mark ? 1 : 0;
                    }
                    m_values[at] =
                        m_metric.of(static_cast<double>(both),
                                    static_cast<double>(sets[one].size() + sets[other].size() - both));
                }
            });
    }
    void of(std::span<const double> kept, std::span<double> out) const override {
        double sum = 0;
        double count = 0;
        if (m_all) { // row by row, as they lie
            std::size_t row = 0;
            for (std::size_t one = 0; one < kept.size(); ++one) {
                const std::size_t others = kept.size() - one - 1;
                for (std::size_t at = 0; kept[one] > 0 && at < others; ++at) {
                    sum += kept[one + 1 + at] * m_values[row + at];
                    count += kept[one + 1 + at];
                }
                row += others;
            }
        } else {
            for (std::size_t at = 0; at < m_pairs.size(); ++at) {
                const double counts = kept[m_pairs[at].first] * kept[m_pairs[at].second];
                sum += counts * m_values[at];
                count += counts;
            }
        }
        out[0] = sum / count; // NaN without a pair
    }

private:
    const UserPairMetric& m_metric;
    bool m_all; ///< every two, not drawn ones
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_pairs;
    std::vector<double> m_values;
};

/// The columns of one kind.
template <typename Kind>
struct ColumnsOf {
    Kinds<Kind> kinds;
    std::vector<MetricValue*> values;

    explicit ColumnsOf(std::span<const GlobalColumn> columns) {
        for (const GlobalColumn& column : columns) {
            if (const auto* kind = column.metric->as<Kind>()) {
                kinds.push_back(kind);
                values.push_back(column.value);
            }
        }
    }
};

/// The values alone.
std::vector<Summary> withoutIntervals(std::size_t lists, std::size_t values, const Statistic& statistic) {
    std::vector<double> out(values);
    statistic.of(std::vector<double>(lists, 1.0), out);
    std::vector<Summary> summaries;
    summaries.reserve(values);
    for (const double value : out) {
        summaries.push_back({value, value, value, lists});
    }
    return summaries;
}

template <typename Kind>
Result<void> measure(const Kinds<Kind>& kinds, std::span<MetricValue* const> values,
                     const Statistic& statistic, std::size_t lists, bool intervals,
                     const ExecutionContext& context) {
    const auto of = [&](std::span<const double> kept, std::span<double> out) { statistic.of(kept, out); };
    std::vector<Summary> summaries;
    if (intervals) {
        TRY_ASSIGN(summaries, jackknifeOf(lists, kinds.size(), of, context));
    } else {
        summaries = withoutIntervals(lists, kinds.size(), statistic);
    }
    for (std::size_t at = 0; at < kinds.size(); ++at) {
        const Summary& summary = summaries[at];
        MetricValue& value = *values[at];
        value.value = summary.mean;
        value.users = summary.users;
        // Of no number there is no interval either, and none of one person; a maximum would make one of NaN.
        const bool none = std::isnan(summary.mean + summary.low + summary.high);
        value.low = none ? std::numeric_limits<double>::quiet_NaN() : std::max(0.0, summary.low);
        value.high =
            none ? std::numeric_limits<double>::quiet_NaN() : std::min(kinds[at]->most, summary.high);
    }
    return {};
}

} // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> comparedPairs(const UserPairMetric& metric,
                                                                   std::size_t people, std::uint64_t seed) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    if (people <= metric.allUpTo) {
        for (std::uint32_t one = 0; one < people; ++one) {
            for (std::uint32_t other = one + 1; other < people; ++other) {
                pairs.emplace_back(one, other);
            }
        }
        return pairs;
    }
    Random random(seed, pairStream);
    for (std::size_t pair = 0; pair < metric.drawn; ++pair) {
        const auto one = static_cast<std::uint32_t>(random.below(people));
        const auto other = static_cast<std::uint32_t>(random.below(people - 1));
        pairs.emplace_back(one, other < one ? other : other + 1);
    }
    return pairs;
}

Result<void> measureGlobal(const Yardstick& yardstick, std::span<const std::vector<ScoredItem>> lists,
                           std::size_t k, std::span<const GlobalColumn> columns,
                           const ExecutionContext& context) {
    Lists shown;
    for (const UserIndex user : yardstick.users) {
        const std::vector<ScoredItem>& list = lists[user.value];
        if (!list.empty()) {
            shown.push_back(std::span(list).first(std::min(k, list.size())));
        }
    }
    if (const ColumnsOf<CatalogueMetric> ofItems(columns); !ofItems.kinds.empty()) {
        const ShownItems items(ofItems.kinds, shown, yardstick.facts);
        const std::size_t cold = items.coldShown();
        for (MetricValue* value : ofItems.values) {
            value->coldShown = cold;
        }
        TRY(measure(ofItems.kinds, ofItems.values, items, shown.size(), yardstick.intervals, context));
    }
    if (const ColumnsOf<CreatorMetric> ofCreators(columns); !ofCreators.kinds.empty()) {
        const ShownCreators creators(ofCreators.kinds, shown, yardstick.creators);
        TRY(measure(ofCreators.kinds, ofCreators.values, creators, shown.size(), yardstick.intervals,
                    context));
    }
    const ColumnsOf<UserPairMetric> ofPairs(columns);
    for (std::size_t at = 0; at < ofPairs.kinds.size(); ++at) {
        ListPairs pairs(*ofPairs.kinds[at], shown.size(), context.seed);
        if (!pairs.compare(shown, yardstick.facts.counts.size(), context)) {
            return cancelledError();
        }
        TRY(measure<UserPairMetric>({ofPairs.kinds[at]}, std::span(ofPairs.values).subspan(at, 1), pairs,
                                    shown.size(), yardstick.intervals, context));
    }
    return {};
}

} // namespace tastescope
