// SPDX-License-Identifier: GPL-3.0-or-later
// What rules may ask about the items of a data set and about people, made once and shared. Immutable,
// thread-safe.
#pragma once

#include "engine/data/dataset.h"
#include "engine/metrics/beyond_accuracy.h"
#include "engine/pipeline/rules/rule_set.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

struct RuleFacts {
    std::shared_ptr<const Dataset> data;
    CatalogueFacts catalogue;
    /// From it ages and "seen within" are counted: the newest event, so that a log of last year is not
    /// hopelessly old; the newest release where events have no times; noTime where releases are not known
    /// either. Never the clock, so that a run can be repeated to the bit.
    Time now = noTime;
    /// By item: the creator is outside the head, as small_creator_exposure of the metrics has it.
    std::vector<bool> smallCreator;

    /// Days from the release to `now`, not below 0; NaN when the release is not known.
    double ageDays(ItemIndex item) const;
    /// Users of the item; 0 for what only lists know.
    std::uint32_t countOf(ItemIndex item) const {
        return item.value < catalogue.counts.size() ? catalogue.counts[item.value] : 0;
    }
};

/// `now` goes before what the data says.
RuleFacts ruleFactsOf(std::shared_ptr<const Dataset> data, std::optional<Time> now = {});

/// Somebody rules are about: the row they have in the data, if any, and what they did.
struct RulePerson {
    std::optional<UserIndex> row;
    History history; ///< in item order
};
RulePerson rulePersonOf(const Dataset& data, std::optional<UserIndex> row);

/// The items that rules which are on pin by their id, ascending; unknown ids are left out.
std::vector<ItemIndex> pinnedItems(const RuleSet& rules, const IdMap& items);

} // namespace tastescope
