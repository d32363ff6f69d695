// SPDX-License-Identifier: GPL-3.0-or-later
// How far a list with one more item would be from what a person's past holds: KL(taste ‖ 0.99 of the list
// with the item + 0.01 taste) over categories (Steck 2018), an item of n categories counting 1/n in each.
// Items with the same categories are one; a sum over tastes of which an item changes a few, so that what it
// changes is added to what stays. Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/candidates.h"

#include <cstdint>
#include <vector>

namespace tastescope {

class TasteDivergence {
public:
    /// Nothing to be compared with where the person has no tastes, or not `wanted`.
    void begin(const PreparedCandidates& candidates, const PreparedPerson& person, bool wanted);
    bool on() const { return m_on; }
    /// Back to the empty list.
    void restart();
    /// The item enters the list (`sign` 1) or leaves it (-1).
    void show(std::size_t item, double sign);

    /// For the list as it is; before of() and ofSet().
    void prepare();
    double of(std::size_t item) const { return m_divergence[m_person->categorySet[item]]; }
    /// Of any item with that set of categories.
    double ofSet(std::size_t set) const { return m_divergence[set]; }

private:
    double partOf(std::size_t taste, double shown, double items) const;
    double asItIs() const;

    const PreparedPerson* m_person = nullptr;
    bool m_on = false;
    bool m_known = false;                 ///< m_divergence is of the list as it is
    std::vector<std::uint32_t> m_tasteOf; ///< by category: place among the tastes + 1, or 0
    std::vector<double> m_shown;          ///< by taste: what the list has of it
    std::vector<double> m_unshown;        ///< by taste: its part while the list has nothing of it
    double m_withCategories = 0;
    std::vector<double> m_divergence; ///< by set of categories
    std::size_t m_most = 0;           ///< categories of an item
    std::vector<double> m_steps;      ///< scratch: by taste and number of categories
};

} // namespace tastescope
