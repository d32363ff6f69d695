// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/beyond_accuracy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();

/// Mean of the values that are numbers.
class KnownMean {
public:
    void add(double value) {
        if (!std::isnan(value)) {
            m_sum += value;
            ++m_count;
        }
    }
    double value() const { return m_count ? m_sum / static_cast<double>(m_count) : notApplicable; }

private:
    double m_sum = 0;
    std::size_t m_count = 0;
};

double surprise(std::uint32_t count, std::uint64_t total) {
    return count ? -std::log2(static_cast<double>(count) / static_cast<double>(total)) : notApplicable;
}

} // namespace

CatalogueFacts catalogueFacts(const InteractionMatrix& train) {
    CatalogueFacts facts;
    facts.counts.resize(train.itemCount());
    for (std::size_t item = 0; item < train.itemCount(); ++item) {
        facts.counts[item] = static_cast<std::uint32_t>(train.countOf(ItemIndex(item)));
        if (facts.counts[item] > 0) {
            facts.byPopularity.emplace_back(item);
        }
    }
    for (std::size_t user = 0; user < train.userCount(); ++user) {
        facts.users += train.countOf(UserIndex(user)) > 0 ? 1 : 0;
    }
    facts.interactions = train.entryCount();
    facts.items = facts.byPopularity.size();
    std::stable_sort(facts.byPopularity.begin(), facts.byPopularity.end(),
                     [&](ItemIndex a, ItemIndex b) { return facts.counts[a.value] > facts.counts[b.value]; });
    facts.head.assign(train.itemCount(), false);
    std::uint64_t held = 0;
    for (const ItemIndex item : facts.byPopularity) {
        if (5 * held >= 4 * facts.interactions) { // 80 %, exactly
            break;
        }
        facts.head[item.value] = true;
        held += facts.counts[item.value];
    }
    return facts;
}

double diversityOf(const ListLikeness& likeness) {
    return likeness.pairs > 0 ? likeness.unlike / static_cast<double>(likeness.pairs) : notApplicable;
}

double noveltyOf(std::span<const ScoredItem> list, const CatalogueFacts& facts) {
    KnownMean mean;
    for (const ScoredItem& entry : list) {
        mean.add(surprise(facts.counts[entry.item.value], facts.users));
    }
    return mean.value();
}

double interactionNoveltyOf(std::span<const ScoredItem> list, const CatalogueFacts& facts) {
    KnownMean mean;
    for (const ScoredItem& entry : list) {
        mean.add(surprise(facts.counts[entry.item.value], facts.interactions));
    }
    return mean.value();
}

double popularityOf(std::span<const ScoredItem> list, const CatalogueFacts& facts) {
    KnownMean mean;
    for (const ScoredItem& entry : list) {
        mean.add(facts.counts[entry.item.value]);
    }
    return mean.value();
}

double popularityOf(std::span<const ItemIndex> history, const CatalogueFacts& facts) {
    KnownMean mean;
    for (const ItemIndex item : history) {
        mean.add(facts.counts[item.value]);
    }
    return mean.value();
}

double popularityLiftOf(std::span<const ScoredItem> list, std::span<const ItemIndex> history,
                        const CatalogueFacts& facts) {
    const double past = popularityOf(history, facts);
    return past > 0 ? (popularityOf(list, facts) - past) / past : notApplicable;
}

double longTailShareOf(std::span<const ScoredItem> list, const CatalogueFacts& facts) {
    KnownMean mean;
    for (const ScoredItem& entry : list) {
        mean.add(facts.head[entry.item.value] ? 0 : 1);
    }
    return mean.value();
}

double serendipityOf(std::size_t places, const HitRow& hits, const ListLikeness& likeness) {
    double sum = 0;
    for (std::size_t place = 0; place < places; ++place) {
        const double known = hits.hit(place) ? 1 - likeness.toHistory[place] : 0;
        sum += std::isnan(known) ? 0 : known;
    }
    return places > 0 ? sum / static_cast<double>(places) : notApplicable;
}

double unexpectedHitsOf(std::span<const ScoredItem> list, const HitRow& hits,
                        std::span<const ItemIndex> history, const CatalogueFacts& facts, std::size_t k) {
    if (list.empty()) {
        return notApplicable;
    }
    std::vector<ItemIndex> expected;
    for (std::size_t at = 0; at < facts.byPopularity.size() && expected.size() < k; ++at) {
        if (!std::binary_search(history.begin(), history.end(), facts.byPopularity[at])) {
            expected.push_back(facts.byPopularity[at]);
        }
    }
    std::sort(expected.begin(), expected.end());
    std::size_t unexpected = 0;
    for (std::size_t place = 0; place < std::min(k, list.size()); ++place) {
        const bool known = std::binary_search(expected.begin(), expected.end(), list[place].item);
        unexpected += hits.hit(place) && !known ? 1 : 0;
    }
    return static_cast<double>(unexpected) / static_cast<double>(k);
}

double coverageOf(std::span<const double> counts) {
    const auto shown = std::count_if(counts.begin(), counts.end(), [](double count) { return count > 0; });
    return counts.empty() ? notApplicable : static_cast<double>(shown) / static_cast<double>(counts.size());
}

double entropyOf(std::span<const double> counts) {
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    double entropy = 0;
    for (const double count : counts) {
        entropy -= count > 0 ? count / total * std::log2(count / total) : 0;
    }
    return total > 0 ? entropy : notApplicable;
}

double giniOf(std::span<const double> counts) {
    std::vector<double> ascending(counts.begin(), counts.end());
    std::sort(ascending.begin(), ascending.end());
    const auto size = static_cast<double>(ascending.size());
    double weighted = 0;
    double total = 0;
    for (std::size_t at = 0; at < ascending.size(); ++at) {
        weighted += (2 * static_cast<double>(at + 1) - size - 1) * ascending[at];
        total += ascending[at];
    }
    return total > 0 ? weighted / (size * total) : notApplicable;
}

} // namespace tastescope
