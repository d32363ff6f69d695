// SPDX-License-Identifier: GPL-3.0-or-later
// The second stage: candidates get the scores by which they are ordered. A ranker only scores; cutting to
// the best, rules and lists are made outside, once.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/pipeline/candidates/candidate.h"
#include "engine/ranking/recommend.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// Somebody's candidates. Everything referred to outlives the question.
struct RankQuestion {
    const Asker& asker;
    const CandidateSet& candidates;
    Time now = noTime; ///< what ages count from; noTime: the newest event the ranker knows
};

/// What one feature adds to a score.
struct FeatureShare {
    std::string feature; ///< as a person reads it
    double amount = 0;
};

/// raw = bias + Σ amounts, to 1e-5 of the largest of them.
struct RankExplanation {
    double score = 0;                 ///< what score() gives
    double raw = 0;                   ///< before any calibration to 0..1; the score where there is none
    double bias = 0;                  ///< what no feature accounts for
    std::vector<FeatureShare> shares; ///< |amount| descending
};

/// Const and thread-safe. An asker without any event, an empty set and items the ranker has never seen are
/// answered, never an error.
class Ranker {
public:
    virtual ~Ranker() = default;
    Ranker() = default;
    Ranker(const Ranker&) = delete;
    Ranker& operator=(const Ranker&) = delete;

    virtual std::string name() const = 0;
    /// scores[i] belongs to candidates.items[i]: finite, higher first, equal ones by item index. The same for
    /// the same question, on any number of threads. Fails only by cancellation.
    virtual Result<void> score(const RankQuestion& question, std::span<double> scores,
                               const ExecutionContext& context) const = 0;
    /// Why a candidate scores what it does; `candidate` is a place in candidates.items.
    virtual Result<RankExplanation> explain(const RankQuestion& question, std::size_t candidate,
                                            const ExecutionContext& context) const = 0;
};

} // namespace tastescope
