// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/rule_facts.h"

#include "engine/metrics/exposure.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

std::vector<bool> smallCreatorsOf(const Dataset& data, const CatalogueFacts& catalogue) {
    const Creators creators(data.itemAttributes(), catalogue.counts);
    std::vector<bool> small(catalogue.counts.size());
    for (std::size_t item = 0; item < small.size(); ++item) {
        small[item] = creators.small()[creators.of(ItemIndex(item))];
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

Time newestRelease(const Dataset& data) {
    Time newest = noTime;
    for (std::size_t item = 0; item < data.itemCount(); ++item) {
        newest = std::max(newest, data.itemAttributes().released(ItemIndex(item)));
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

RuleFacts ruleFactsOf(std::shared_ptr<const Dataset> data, std::optional<Time> now) {
    RuleFacts facts;
    facts.catalogue = catalogueFacts(data->matrix());
    facts.smallCreator = smallCreatorsOf(*data, facts.catalogue);
    const Time newest = newestOf(data->events());
    facts.now = now ? *now : newest != noTime ? newest : newestRelease(*data);
    facts.data = std::move(data);
    return facts;
}

RulePerson rulePersonOf(const Dataset& data, std::optional<UserIndex> row) {
    return {row, row ? data.historyOf(*row) : History()};
}

std::vector<ItemIndex> pinnedItems(const RuleSet& rules, const IdMap& items) {
    std::vector<ItemIndex> pinned;
    for (const Rule& rule : rules.rules) {
        const auto row = rule.action == Rule::Do::Pin && rule.on ? items.find(rule.item) : std::nullopt;
        if (row) {
            pinned.emplace_back(*row);
        }
    }
    std::ranges::sort(pinned);
    pinned.erase(std::unique(pinned.begin(), pinned.end()), pinned.end());
    return pinned;
}

} // namespace tastescope
