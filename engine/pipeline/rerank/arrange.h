// SPDX-License-Identifier: GPL-3.0-or-later
// One list from candidates, pins, limits and a gain. Limits are obeyed first: of all lists that obey them the
// longest, with as much of every least share as there can be. Among these, where the gain of an item does not
// depend on the list, the largest sum of gains, then the largest discounted sum, then the lowest item
// indices; where it does, place after place goes to the largest gain of which the rest can still be filled.
//
// A greedy list comes first, and is the answer whenever nothing can be better. Else a search with counting
// bounds, which tells apart only items that some limit tells apart; it is complete for small problems and
// bounded by a number of steps for large ones, so that the answer depends on nothing but its input. Scratch
// of one thread.
#pragma once

#include "engine/pipeline/rerank/gain.h"
#include "engine/pipeline/rerank/limits.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct PinnedItem {
    std::size_t item = 0;  ///< a candidate
    std::size_t place = 0; ///< from 0
    std::size_t rule = 0;
};

/// A least share that could not be had.
struct LoweredShare {
    std::size_t limit = 0;
    std::size_t share = 0; ///< number among ListLimits::shares()
    double asked = 0;
    std::size_t needed = 0;
    std::size_t given = 0; ///< places
    std::size_t length = 0;
};

class Arranger {
public:
    struct Outcome {
        std::vector<std::size_t> list; ///< candidates by place
        std::vector<LoweredShare> lowered;
        std::vector<std::size_t> pinned; ///< place of each pin, in their order; beyond the list without one
        bool shortened = false;          ///< limits leave places empty
        /// Every place was taken at the first go by the largest gain, so that a limit that refused nothing
        /// changed nothing (ListLimits::refused).
        bool straight = false;
    };

    /// `gain` and `limits` have begun with the same candidates; pins are among no others. At most `length`
    /// places.
    Outcome arrange(Gain& gain, ListLimits& limits, std::span<const PinnedItem> pins, std::size_t length,
                    std::size_t eligible);

private:
    bool atLength(std::size_t length);
    bool fill(std::size_t length, bool guarded);
    bool filled(std::size_t length);
    bool searched(std::size_t length);
    void shareOut(std::size_t length);
    void countShares(Outcome& outcome) const;
    void inOrder(std::size_t length, Outcome& outcome);
    void tellPins(Outcome& outcome) const;
    bool lowerBy(std::size_t total, std::size_t share, std::size_t length);
    void placePins(std::size_t length);
    std::vector<std::size_t> placesNow() const;

    // Where gains do not depend on the list.
    struct Worth {
        double sum = 0;
        double discounted = 0;
    };
    Worth worthOf(std::span<const std::size_t> list) const;
    void improve(std::size_t length);
    bool choose(std::size_t length);
    void exchange();
    void branch(std::size_t place, Worth worth);
    Worth bound(std::size_t place) const;
    bool better(const Worth& a, const Worth& b) const;

    Gain* m_gain = nullptr;
    ListLimits* m_limits = nullptr;
    std::span<const PinnedItem> m_pins;
    std::vector<std::size_t> m_pinAt; ///< by place, `none` where there is none
    std::size_t m_eligible = 0;
    std::size_t m_steps = 0;  ///< left
    std::vector<char> m_only; ///< what fill() may choose from; empty: everything
    std::vector<std::vector<std::uint64_t>> m_tried;

    // Branch and bound.
    std::vector<std::size_t> m_best;
    Worth m_bestWorth;
    bool m_found = false; ///< m_best is from the search itself, and ties are for it
    std::vector<char> m_used;
};

} // namespace tastescope
