// SPDX-License-Identifier: GPL-3.0-or-later
// An item that nobody has met, placed by its attributes alone: what it stands beside, and how many people
// would be shown it. Pure functions of the data and the context's seed; thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/base/scored_item.h"
#include "engine/data/dataset.h"

#include <memory>
#include <string>
#include <vector>

namespace tastescope {

/// The attributes of one item, as a table of a single row that has the columns of the data's items: of a
/// column that is missing nothing is known.
struct NewItem {
    AttributeTable attributes;
};
/// As an item of the data has them, to begin with.
NewItem newItemLike(const Dataset& dataset, ItemIndex item);

/// The data with the item as its last row, without events. Words that no item has yet are added.
std::shared_ptr<const Dataset> withNewItem(const Dataset& dataset, const NewItem& item,
                                           const ExecutionContext& context = {});

struct PlacementRequest {
    std::string algorithm = "content_tfidf"; ///< one that scores new items
    std::size_t k = 30;
    std::size_t nearest = 6;
    std::size_t people = 1'000; ///< asked, drawn by the seed where there are more
};

struct Placement {
    std::vector<ScoredItem> nearest; ///< of what somebody has met; likeness over 0, best first
    double reach = 0;                ///< people of all whose list of k would hold it
    std::size_t people = 0;          ///< all who have done anything
    std::size_t asked = 0;
};

/// InvalidArgument for an algorithm that cannot place an item; Cancelled.
Result<Placement> placeNewItem(const Dataset& dataset, const NewItem& item, const PlacementRequest& request,
                               const ExecutionContext& context = {});

} // namespace tastescope
