// SPDX-License-Identifier: GPL-3.0-or-later
// What each part of a rule set costs: everybody's list without it, and how much more relevance that would
// have.
#pragma once

#include "engine/pipeline/rerank/all_lists.h"

#include <span>
#include <vector>

namespace tastescope {

struct PartPrices {
    /// By part and person: the list's discounted relevance over that of the list without the part; NaN where
    /// that has none.
    std::vector<std::vector<double>> kept;
    std::vector<std::size_t> changed; ///< by part: people whose list is another without it
};

/// `with` has ranked by `compiled`, the rules that `parts` are of. Cancelled.
Result<PartPrices> pricesOf(const PreparedCandidates& candidates, std::span<const RulePart> parts,
                            const CompiledRules& compiled, const AllLists& with, const RerankOptions& options,
                            const ExecutionContext& context);

} // namespace tastescope
