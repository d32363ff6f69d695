// SPDX-License-Identifier: GPL-3.0-or-later
// What a mix loses against ranking everything: the share of a model's best that are among the candidates, and
// what each source had to do with it.
#pragma once

#include "engine/metrics/aggregate.h"
#include "engine/pipeline/candidates/mix.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

struct SourceRecall {
    Summary found; ///< share of the model's best that the source brought
    Summary own;   ///< share that it alone brought: what would be lost without it and a replacement
};

struct MixRecall {
    std::size_t k = 0;
    Summary all; ///< share of the model's best k that are candidates
    std::vector<SourceRecall> sources;
};

/// Of somebody with sets[i] for askers[i]: the best k of `model`, without what they have had, over the whole
/// catalogue. Means over people for whom the model lists anything, with the bootstrap's interval; somebody
/// with fewer than k items left counts with those. Fails only by cancellation.
Result<MixRecall> recallOf(std::span<const CandidateSet> sets, const Recommender& model,
                           std::span<const Asker> askers, std::size_t k,
                           const ExecutionContext& context = {});

} // namespace tastescope
