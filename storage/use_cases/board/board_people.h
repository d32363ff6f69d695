// SPDX-License-Identifier: GPL-3.0-or-later
// The people of a test board: one for each way in which a past can be out of the common, picked from the data
// in the same way every time, and those that somebody pinned.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

enum class PersonKind : std::uint8_t {
    Pinned,
    Heavy,       ///< most items
    Light,       ///< fewest, but one at least
    New,         ///< the latest first event; nobody without times
    OneCategory, ///< the largest share of one category; nobody without categories
    Eclectic,    ///< the most evenly spread over categories (entropy)
    Contrarian   ///< whose items the fewest others have, on average of the logarithm
};

struct BoardPerson {
    UserIndex user;
    PersonKind kind = PersonKind::Pinned;
    friend bool operator==(const BoardPerson&, const BoardPerson&) = default;
};

/// Pinned ones first, in their order; ids that the data does not have are passed over. Then one of each kind,
/// nobody twice: who is the most in two ways stands for the first, and the next best for the other. The last
/// three kinds need a past of five items or more. Of equals the one with more items, then the earlier.
/// Cancelled after a stop.
Result<std::vector<BoardPerson>> boardPeople(const Dataset& dataset, std::span<const std::string> pinned,
                                             const ExecutionContext& context = {});

} // namespace tastescope
