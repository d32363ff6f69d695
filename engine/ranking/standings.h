// SPDX-License-Identifier: GPL-3.0-or-later
// What a place in a list means to a person, as scores of different models share no scale: how many of all
// that the asker might have been shown stand below, by the model and by popularity alone.
#pragma once

#include "engine/base/scored_item.h"
#include "engine/data/interaction_matrix.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

/// Shares of the other candidates, 0 to 1; 1 for a candidate that is the only one.
struct PlaceStanding {
    double percentile = 0; ///< that the model places below
    double popularity = 0; ///< that fewer people have an event with; of equals the later item is below

    /// How much further up than popularity alone would have it, -1 to 1.
    double againstPopularity() const { return percentile - popularity; }
    friend bool operator==(const PlaceStanding&, const PlaceStanding&) = default;
};

/// Immutable, thread-safe.
class Standings {
public:
    /// All items of the data are candidates.
    explicit Standings(const InteractionMatrix& matrix);

    /// One for each entry of `list`: the beginning of the order of all items but those in `had` (sorted, each
    /// once), so that place r has all candidates but r below it. Items beyond the data stand at 0 by
    /// popularity.
    std::vector<PlaceStanding> of(std::span<const ItemIndex> had, std::span<const ScoredItem> list) const;

private:
    std::vector<std::size_t> m_places; ///< of each item by popularity, from 0
};

} // namespace tastescope
