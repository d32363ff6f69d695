// SPDX-License-Identifier: GPL-3.0-or-later
// What a ranking network is trained by: the negative log likelihood of each example's target among
// candidates, all or sampled. Scores are computed, turned into gradients and used in tiles of examples, so
// that memory never is examples × candidates. Instantiated for float and double. Thread-safe with a scratch
// of its own.
#pragma once

#include "engine/linalg/rows.h"

#include <cstdint>
#include <span>
#include <stop_token>

namespace tastescope {

/// What the losses share. `hidden` has a row an example, `candidates` a row a candidate.
template <typename T>
struct SoftmaxTask {
    Rows<const T> hidden;
    Rows<const T> candidates;
    T scale = 1; ///< the gradients are those of scale · loss
    std::stop_token stop{};
};

template <typename T>
struct RankingGradients {
    Rows<T> hidden;     ///< written
    Rows<T> candidates; ///< added to
};

/// Who is the target, and who is no candidate.
template <typename T>
struct SoftmaxTargets {
    std::span<const std::uint32_t> columns; ///< the target's row in `candidates`, by example
    /// Added to a candidate's scores: minus the logarithm of its chance of being there (Yi et al. 2019);
    /// empty = nothing.
    std::span<const T> offsets{};
    /// Groups of examples, group g being [groups[g], groups[g + 1]): the targets of one's own group do not
    /// compete with one's target; empty = they do.
    std::span<const std::uint32_t> groups{};
    /// What was chosen right before each example, for groups that are sequences of choices without return: it
    /// and what was chosen before it in the group do not compete, the group's targets do. Rows that are no
    /// candidates stand for nothing. Empty = no such groups.
    std::span<const std::uint32_t> chosen{};
};

/// Softmax cross-entropy over all candidates. Returns the sum over the examples; after a stop it is
/// meaningless.
template <typename T>
double softmaxLoss(const SoftmaxTask<T>& task, const SoftmaxTargets<T>& targets,
                   const RankingGradients<T>& gradients, Buffer<T>& scratch);

/// Targets beside sampled candidates ("negatives") that all examples share.
template <typename T>
struct SampledTargets {
    Rows<const T> vectors;                       ///< of the target, by example
    Rows<T> gradients;                           ///< written
    std::span<const std::uint32_t> ids;          ///< of the target, by example
    std::span<const std::uint32_t> candidateIds; ///< a negative that is an example's target is left out there
};

/// Softmax of the target against uniformly sampled negatives (Klenitskiy and Vasilev 2023); `logWeight` is
/// the logarithm of how many items a negative stands for (Jean et al. 2015).
template <typename T>
double sampledSoftmaxLoss(const SoftmaxTask<T>& task, const SampledTargets<T>& targets, T logWeight,
                          const RankingGradients<T>& gradients, Buffer<T>& scratch);
/// Generalised binary cross-entropy (Petrov and Macdonald 2023):
/// -(β log σ(s⁺) + Σ log(1 - σ(s⁻))) / (1 + N).
template <typename T>
double calibratedBinaryLoss(const SoftmaxTask<T>& task, const SampledTargets<T>& targets, T beta,
                            const RankingGradients<T>& gradients, Buffer<T>& scratch);
/// β for N sampled negatives of `items` items and calibration t (0 = plain binary cross-entropy, 1 = as if
/// all items were negatives).
double calibrationExponent(std::size_t negatives, std::size_t items, double t);

} // namespace tastescope
