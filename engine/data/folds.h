// SPDX-License-Identifier: GPL-3.0-or-later
// Cross-validation: every (user, item) pair is held out once. Seeded; the same cut on any machine.
#pragma once

#include "engine/base/result.h"
#include "engine/data/split.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tastescope {

/// The fold of every pair, in the order of the matrix's entries.
struct Folds {
    static constexpr std::uint32_t never = ~std::uint32_t{0}; ///< held out by none: always in train
    std::size_t count = 0;
    std::vector<std::uint32_t> ofPair;
    bool users =
        false; ///< whole users are held out, but for the first half of their events, which are known of them
};

/// Random: all pairs in a drawn order, cut into `count` parts that differ by one at most. PerUser: likewise
/// the pairs of each user, beginning at a drawn fold; a user's only pair is never held out. ColdUsers: the
/// users, those with one pair in none. InvalidArgument for the other protocols, of which there is one cut
/// only, for fewer than two folds, and for more than there is something to put into.
Result<Folds> drawFolds(const Dataset& dataset, Protocol protocol, std::size_t count, std::uint64_t seed);

/// Train and test where fold `fold` is held out. Fails when a part would be empty.
Result<Split> splitFold(const Dataset& dataset, const Folds& folds, std::size_t fold,
                        const ExecutionContext& context = {});

} // namespace tastescope
