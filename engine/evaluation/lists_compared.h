// SPDX-License-Identifier: GPL-3.0-or-later
// Two sets of lists beside each other: how much they agree, and how far items move from the first, the
// original, to the second. Pure functions, thread-safe. An item counts at its best place; a repetition holds
// its place and is like nothing.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/base/scored_item.h"
#include "engine/metrics/aggregate.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// |A ∩ B| / k of the first k places; shorter lists have fewer items to share.
double overlapAt(std::span<const ScoredItem> a, std::span<const ScoredItem> b, std::size_t k);
/// Rank-biased overlap, extrapolated, of whole lists of any two lengths (RBO_ext: Webber, Moffat, Zobel 2010,
/// eq. 32): the further down, the less a place counts, by the factor `p` in (0, 1) a place. 1 for equal
/// lists, 0 for lists without a common item. NaN when either is empty.
double rankBiasedOverlap(std::span<const ScoredItem> a, std::span<const ScoredItem> b, double p);

/// How the items of both lists move from the places of `a` to those of `b`.
struct Moves {
    double climb = 0;   ///< the most places that an item rises; 0 when none does
    double drop = 0;    ///< the most places that an item falls
    double deepest = 0; ///< the deepest place in `a` of what `b` shows; NaN when nothing of it is in `a`
};
Moves movesBetween(std::span<const ScoredItem> a, std::span<const ScoredItem> b);

struct ListsComparedOptions {
    std::size_t k = 10; ///< of the overlap; the others are of whole lists
    double p = 0.9;     ///< of the rank-biased overlap
    std::size_t resamples = 1000;
};
/// One number a user, summarised over the users who have both lists.
struct ListsComparedValue {
    std::string key; ///< "overlap", "rbo", "largest_climb", "largest_drop", "least_item_promoted"
    Summary summary;
};
struct ListsCompared {
    std::vector<ListsComparedValue> values;
    std::size_t both = 0; ///< users with both lists
    std::size_t onlyA = 0;
    std::size_t onlyB = 0;
};

/// By user index, in the same row numbers of users and items; who has an empty list has none, and so has who
/// is behind the end. Means are NaN when nobody has both. InvalidArgument for k = 0 and for p outside (0, 1);
/// otherwise fails only by cancellation.
Result<ListsCompared> compareLists(std::span<const std::vector<ScoredItem>> a,
                                   std::span<const std::vector<ScoredItem>> b,
                                   const ListsComparedOptions& options, const ExecutionContext& context = {});

} // namespace tastescope
