// SPDX-License-Identifier: GPL-3.0-or-later
// What re-ranking does to lists, before and after, in the numbers of the metrics: how much relevance is kept,
// how varied, new and fresh lists are, and whom they show. Means are over the real length of a list.
#pragma once

#include "engine/metrics/aggregate.h"
#include "engine/pipeline/rerank/candidates.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tastescope {

struct ListEffect {
    std::string id;  ///< "ild", without the k
    std::string key; ///< "ild@30"
    std::string title;
    std::string unit; ///< "", "bits", "days"
    Summary before;
    Summary after;
};

/// `lists`: by person, candidates from the first place on; before are the best `length` candidates. Means
/// over people come with the bootstrap's interval, shares of all lists with the jackknife's. NaN where nobody
/// has what it takes (categories, releases). Fails only by cancellation.
Result<std::vector<ListEffect>> effectsOf(const PreparedCandidates& candidates,
                                          const std::vector<std::vector<std::uint32_t>>& lists,
                                          std::size_t length, double halfLifeDays,
                                          std::size_t resamples = 1'000,
                                          const ExecutionContext& context = {});

/// The two of them that a curve of prices is made of, without intervals: means over people.
struct KeptAndVariety {
    double kept = 0;    ///< relevance_kept
    double variety = 0; ///< ild; NaN where nothing is known of the items
};
Result<KeptAndVariety> keptAndVarietyOf(const PreparedCandidates& candidates,
                                        const std::vector<std::vector<std::uint32_t>>& lists,
                                        std::size_t length, const ExecutionContext& context = {});

} // namespace tastescope
