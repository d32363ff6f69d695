// SPDX-License-Identifier: GPL-3.0-or-later
// One list from candidates, pins, limits and a gain. Limits are obeyed first: of all lists that obey them the
// longest, with as much of every least share as there can be. Among these, where the gain of an item does not
// depend on the list, the largest sum of gains, then the largest discounted sum, then the lowest item
// indices; where it does, place after place goes to the largest gain of which the rest can still be filled.
//
// A greedy list comes first, and is the answer whenever nothing can be better. Else a search with counting
// bounds, which tells apart only items that some limit tells apart, and no two beginnings that leave the
// same. Its steps are counted, not timed, so that the answer depends on nothing but its input: a list has so
// many in all, of which every length gets half of what is left; small problems do not need them. Where they
// run out, a list that is known to be possible leads: each place to the largest gain of which it can be seen
// that the rest can be filled. Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/completion.h"
#include "engine/pipeline/rerank/gain.h"
#include "engine/pipeline/rerank/limits.h"

#include <cstdint>
#include <span>
#include <unordered_set>
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

/// What rules that differ in one rule or limit made of the same candidates, pins and length at the first go:
/// places are the same until that difference shows.
struct Precedent {
    std::span<const std::uint32_t> list;
    std::size_t places = 0; ///< from here on a limit may have made a difference
    /// Candidates whose gain or eligibility is another, and the same by candidate.
    std::span<const std::uint32_t> changed;
    std::span<const char> isChanged;
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
        std::size_t steps = 0; ///< that the searches took
    };
    /// No list takes more steps.
    static std::size_t mostSteps(std::size_t eligible);

    /// `gain` and `limits` have begun with the same candidates; pins are among no others. At most `length`
    /// places. A precedent changes the time it takes and nothing else.
    Outcome arrange(Gain& gain, ListLimits& limits, std::span<const PinnedItem> pins, std::size_t length,
                    std::size_t eligible, const Precedent* precedent = nullptr);

private:
    /// What a problem of that size may take.
    struct Effort {
        bool thorough = true; ///< enough for every problem of the size but hard ones
        std::size_t any = 0;  ///< steps to any list
        std::size_t best = 0; ///< steps to the best
        std::size_t looks = 0;
    };
    static Effort effortFor(std::size_t eligible);

    bool atLength(std::size_t length);
    bool fill(std::size_t length, bool guarded);
    bool follow(const Precedent& precedent, std::size_t length);
    bool fillFrom(std::size_t place, std::size_t length, bool guarded);
    std::size_t longest(std::size_t most);
    void restore(std::span<const std::size_t> list);
    bool filled(std::size_t length);
    bool searched(std::size_t length);
    bool leavesAList(std::size_t place);
    void lead(std::size_t length, std::vector<std::size_t> plan);
    std::size_t ledTo(std::size_t place, std::vector<std::size_t>& plan);
    std::uint64_t stateAt(std::size_t place) const;
    void shareOut(std::size_t length);
    void raise(std::size_t possible, std::size_t length);
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
    Effort m_effort;
    std::size_t m_steps = 0;    ///< left to the search at hand
    std::size_t m_allSteps = 0; ///< left to all searches for any list
    std::size_t m_taken = 0;    ///< by all
    std::size_t m_looks = 0;    ///< left to find out whether a beginning can be completed
    std::size_t m_reached = 0;  ///< places that the last greedy list came to
    std::size_t m_tries = 0;    ///< left of ways to lower shares
    Completion m_completion;
    std::vector<char> m_only; ///< what fill() may choose from; empty: everything
    std::vector<std::vector<std::uint64_t>> m_tried;
    std::vector<std::uint64_t> m_signatures;       ///< by item
    std::unordered_set<std::uint64_t> m_exhausted; ///< what is known to lead nowhere

    // Branch and bound.
    std::vector<std::size_t> m_best;
    Worth m_bestWorth;
    bool m_found = false; ///< m_best is from the search itself, and ties are for it
    std::vector<char> m_used;
};

} // namespace tastescope
