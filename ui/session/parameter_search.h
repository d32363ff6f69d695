// SPDX-License-Identifier: GPL-3.0-or-later
// A hyper-parameter search of the open project as the window sees it while it runs and afterwards.
#pragma once

#include "storage/use_cases/search.h"

#include <optional>
#include <vector>

namespace tastescope {

struct SearchState {
    SearchRequest request;
    std::vector<SearchTrial> trials;   ///< by number
    std::optional<std::size_t> best{}; ///< place in `trials`: of those on the highest rung reached
    bool complete = false;             ///< all trials were made
};

/// The place of the best trial so far: the best value on the highest rung that any was measured on.
std::optional<std::size_t> bestSoFar(const SearchRequest& request, const std::vector<SearchTrial>& trials);

/// Whether the trials of one are trials of the other, as the project keeps them: all that is asked is the
/// same, but for the number of trials.
bool sameSearch(const SearchRequest& one, const SearchRequest& other);

} // namespace tastescope
