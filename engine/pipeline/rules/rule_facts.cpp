// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/rule_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

std::vector<bool> smallCreatorsOf(const Dataset& data, const CatalogueFacts& catalogue) {
    const ItemAttributes& attributes = data.itemAttributes();
    std::vector<std::size_t> creatorOf(data.itemCount());
    std::vector<std::uint64_t> counts(attributes.creatorCount(), 0);
    for (std::size_t item = 0; item < creatorOf.size(); ++item) {
        const auto creator = attributes.creatorCode(ItemIndex(item));
        creatorOf[item] = creator ? *creator : counts.size();
        if (!creator) {
            counts.push_back(0);
        }
        counts[creatorOf[item]] += item < catalogue.counts.size() ? catalogue.counts[item] : 0;
    }
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
    std::vector<bool> head(counts.size(), false);
    std::uint64_t held = 0;
    for (const std::size_t creator : order) {
        if (5 * held >= 4 * catalogue.interactions) { // 80 %, exactly
            break;
        }
        head[creator] = true;
        held += counts[creator];
    }
    std::vector<bool> small(creatorOf.size());
    for (std::size_t item = 0; item < small.size(); ++item) {
        small[item] = !head[creatorOf[item]];
    }
    return small;
}

Time newestOf(const Interactions& events) {
    Time newest = noTime;
    for (std::size_t row = 0; events.hasTimes() && row < events.size(); ++row) {
        newest = std::max(newest, events.time(row));
    }
    return newest;
}

} // namespace

double RuleFacts::ageDays(ItemIndex item) const {
    const Time released = data->itemAttributes().released(item);
    if (released == noTime || now == noTime) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return std::max(0.0, (static_cast<double>(now) - static_cast<double>(released)) / millisecondsPerDay);
}

RuleFacts ruleFactsOf(std::shared_ptr<const Dataset> data, Time clock, std::optional<Time> now) {
    RuleFacts facts;
    facts.catalogue = catalogueFacts(data->matrix());
    facts.smallCreator = smallCreatorsOf(*data, facts.catalogue);
    const Time newest = newestOf(data->events());
    facts.now = now ? *now : newest != noTime ? newest : clock;
    facts.data = std::move(data);
    return facts;
}

RulePerson rulePersonOf(const Dataset& data, std::optional<UserIndex> row) {
    return {row, row ? data.historyOf(*row) : History()};
}

} // namespace tastescope
