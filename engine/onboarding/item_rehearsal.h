// SPDX-License-Identifier: GPL-3.0-or-later
// Cold start of items, rehearsed: a share of the items is hidden whole, a model that knows attributes is
// trained without their events, and then says to whom it would show them. Who went for them in truth is
// known.
//
// Reach is the number of people whose list of k holds an item. How far it lies from the reach that the same
// model gives the item once its events are known says how sure a new item's reach is: with the quotients of
// the hidden items, sorted, the interval of a new one is split conformal (Vovk, Gammerman and Shafer 2005;
// Lei et al. 2018) and holds with its probability for an item like the hidden ones, whatever the
// distribution.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/metrics/aggregate.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct ItemRehearsalRequest {
    std::vector<std::string> algorithms; ///< empty: itemRehearsalAlgorithms()
    double hidden = 0.1;                 ///< share of the items that have so many events or more
    std::size_t leastEvents = 5;
    std::size_t mostHidden = 200;
    std::size_t k = 30;
    std::size_t people = 2'000; ///< drawn by the seed where there are more
    std::size_t resamples = 1'000;
    double confidence = 0.9; ///< of intervals of reach
};

/// Ids of what can place an item by its attributes alone: content, feature factorisation, item tower.
std::span<const std::string_view> itemRehearsalAlgorithms();

/// Quotients (with + 1) / (without + 1) of the reach with and without an item's events, ascending.
struct ReachError {
    std::vector<double> quotients;

    /// Of an item that `reach` people would be shown by its attributes, of `people`: low and high hold with
    /// `confidence` or more. Where there are too few quotients for that, 0 and everybody.
    Interval intervalOf(double reach, double people, double confidence) const;
    /// The others: what an item that is among them is judged by.
    ReachError without(double quotient) const;
};

struct RehearsedItem {
    ItemIndex item;
    std::size_t audience = 0;  ///< of the people asked about, those who went for it
    std::size_t reach = 0;     ///< people whose list of k holds it, by attributes alone
    std::size_t hits = 0;      ///< of them the audience
    std::size_t warmReach = 0; ///< once its events are known
    double auc = 0;            ///< chance that it stands higher with one of the audience than with another
    double rank = 0;           ///< mean place with the audience, 0 the first of all and 1 the last

    double quotient() const {
        return (static_cast<double>(warmReach) + 1) / (static_cast<double>(reach) + 1);
    }
};

/// What one model makes of all hidden items.
struct ItemRehearsalModel {
    std::string algorithm;
    Summary auc;
    Summary rank;
    Summary hit;                      ///< share of the audience that is reached
    Summary precision;                ///< share of the reached who are audience; of items that reach anybody
    Summary chance;                   ///< share of everybody that is reached: what `hit` would be by chance
    std::vector<RehearsedItem> items; ///< by item index
    ReachError error;
};

struct ItemRehearsal {
    std::size_t hidden = 0;
    std::size_t people = 0;
    std::vector<ItemRehearsalModel> models;
};

/// Unsupported where the data has no attributes of items; InvalidArgument for an algorithm that knows none;
/// BadInput where no item has enough events. The result depends on the context's seed alone.
Result<ItemRehearsal> rehearseItems(const Dataset& dataset, const ItemRehearsalRequest& request,
                                    const ExecutionContext& context = {});

} // namespace tastescope
