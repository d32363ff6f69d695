// SPDX-License-Identifier: GPL-3.0-or-later
// What a list is like beside being right: diverse, novel, popular; and what all lists together do to the
// catalogue. Means are over the real length of a list. Pure functions; NaN = does not apply to this user, as
// nothing here does without a list.
#pragma once

#include "engine/data/interaction_matrix.h"
#include "engine/metrics/accuracy.h"
#include "engine/metrics/metric.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// Counts of the training data that the metrics below share.
struct CatalogueFacts {
    std::vector<std::uint32_t> counts; ///< users of each item
    std::size_t users = 0;             ///< with at least one item
    std::uint64_t interactions = 0;    ///< (user, item) pairs
    std::size_t items = 0;             ///< with at least one user: the training catalogue
    std::vector<bool> head;            ///< the fewest items that hold 80 % of the interactions, ties by index
    std::vector<ItemIndex> byPopularity; ///< the catalogue, most users first, then by index
};
CatalogueFacts catalogueFacts(const InteractionMatrix& train);

/// Mean of 1 − similarity over the list's pairs; pairs of unknown likeness are left out.
double diversityOf(const ListLikeness& likeness);
/// Mean of −log2(users(i) / |U|) in bits; items without users are left out.
double noveltyOf(std::span<const ScoredItem> list, const CatalogueFacts& facts);
/// The same with shares of all interactions.
double interactionNoveltyOf(std::span<const ScoredItem> list, const CatalogueFacts& facts);
/// Mean number of users of the list's items.
double popularityOf(std::span<const ScoredItem> list, const CatalogueFacts& facts);
/// Mean number of users of the history's items; NaN without any.
double popularityOf(std::span<const ItemIndex> history, const CatalogueFacts& facts);
/// (popularity of the list − that of the history) / that of the history.
double popularityLiftOf(std::span<const ScoredItem> list, std::span<const ItemIndex> history,
                        const CatalogueFacts& facts);
double longTailShareOf(std::span<const ScoredItem> list, const CatalogueFacts& facts);
/// Mean over the places of a list of (1 − mean likeness to the history), misses counting 0. Past items whose
/// likeness to a hit is not known are left out; a hit of which none is known counts 0, as nothing says that
/// it surprises. The length is that of the list, whatever is in it.
double serendipityOf(std::size_t places, const HitRow& hits, const ListLikeness& likeness);
/// Share of k places with a hit that is not among the k most popular items outside the history (sorted).
double unexpectedHitsOf(std::span<const ScoredItem> list, const HitRow& hits,
                        std::span<const ItemIndex> history, const CatalogueFacts& facts, std::size_t k);

// From how often each item of the training catalogue was recommended, 0 included.
double coverageOf(std::span<const double> counts);
double entropyOf(std::span<const double> counts);
double giniOf(std::span<const double> counts);

} // namespace tastescope
