// SPDX-License-Identifier: GPL-3.0-or-later
// What a rule set does to prepared people, in numbers: what `rerank` answers and the rule studio shows.
#pragma once

#include "engine/pipeline/rerank/effects.h"
#include "engine/pipeline/rerank/reranker.h"

#include <memory>
#include <vector>

namespace tastescope {

/// That effects are told for when all candidates are listed.
inline constexpr std::size_t lengthWithoutList = 30;

struct MeasuredRules {
    RerankResult result;
    std::vector<ListEffect> effects;
    std::size_t length = 0; ///< of a list, as the effects have it
};

/// BadInput with the path of a name that the data does not have; Cancelled. Reports 0.5 to 1 of its progress.
Result<MeasuredRules> measureRules(const std::shared_ptr<const PreparedCandidates>& candidates,
                                   const RuleSet& rules, const RerankOptions& options,
                                   const ExecutionContext& context);

/// One point of the price of variety: the same rules with another λ.
struct PriceOfVariety {
    double mmr = 1;
    double kept = 0;    ///< relevance that is kept, mean over people
    double variety = 0; ///< within a list
};
/// For each λ; without DPP, which would decide instead.
Result<std::vector<PriceOfVariety>>
priceOfVariety(const std::shared_ptr<const PreparedCandidates>& candidates, const RuleSet& rules,
               const std::vector<double>& lambdas, Time clock, const ExecutionContext& context);

} // namespace tastescope
