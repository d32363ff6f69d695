// SPDX-License-Identifier: GPL-3.0-or-later
// Fills what is empty of a list that is begun with whatever limits allow, no matter what it is worth: items
// that fit together by numbers, of these the ones first whose values are still to come most often, as tasks
// with a cooldown are put in line; else the least demanding. It goes left to right and never back, so that a
// list that it finds is one, and none that it does not find proves nothing. Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/limits.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

class Completion {
public:
    /// Whether the places from `first` on could be filled; the list is as it was, and found() tells how.
    /// `limits` has been asked canFillTogether(first).
    bool find(ListLimits& limits, std::size_t first);
    /// The whole list, with what was there before.
    const std::vector<std::size_t>& found() const { return m_found; }
    /// How far it came where it did not come to the end: so many places can be filled.
    std::size_t reached() const { return m_reached; }

private:
    bool fill(ListLimits& limits, std::size_t first);
    std::size_t next(const ListLimits& limits, std::size_t place);

    std::vector<std::size_t> m_found;
    std::size_t m_reached = 0;
    std::vector<std::size_t> m_first; ///< what goes before others
    std::vector<std::size_t> m_rest;  ///< least demanding first
    std::vector<char> m_used;         ///< by item
    std::vector<std::size_t> m_left;  ///< by value: items of m_first that are to come
};

} // namespace tastescope
