// SPDX-License-Identifier: GPL-3.0-or-later
// What people were shown in an evaluation, and what of theirs had been held out: kept beside the values per
// user, so that hits can be marked without a second training.
#pragma once

#include "engine/base/result.h"
#include "engine/data/id_map.h"
#include "storage/sqlite/database.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace tastescope {

struct KeptPlace {
    std::uint32_t item = 0; ///< in KeptLists::items
    float score = 0;        ///< finite
};
using KeptList = std::vector<KeptPlace>; ///< best first

/// Of one judged person.
struct KeptHeldOut {
    std::vector<std::uint32_t> items; ///< in KeptLists::items
    std::uint32_t count = 0;          ///< with those that have no id in what was trained on
};

struct KeptLists {
    /// So many places of a list are kept: what a person looks at.
    static constexpr std::size_t places = 20;

    std::shared_ptr<const IdMap> items; ///< whatever lists and held-out parts name; null: none are kept
    std::vector<KeptHeldOut> heldOut;   ///< of the judged users, in their order
    std::vector<std::vector<KeptList>> ofModel; ///< by place in the experiment, likewise; empty: has no lists
};

/// Inside a transaction; nothing without items. Cancelled after a stop.
Result<void> writeKeptLists(sqlite::Database& database, std::int64_t experiment, const KeptLists& lists,
                            const std::stop_token& stop = {});
/// Without items where none are kept. Corrupt where they are damaged, or of another number of people.
Result<KeptLists> readKeptLists(sqlite::Database& database, std::int64_t experiment, std::size_t models,
                                std::size_t judged);

} // namespace tastescope
