// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of pairwise learning over one cell of PairwiseBlocks: BPR (Rendle, Freudenthaler, Gantner,
// Schmidt-Thieme 2009) and WARP (Weston, Bengio, Usunier 2011). A score is s_ui = x_u · y_i + b_i. Rows are
// `dims` floats, a multiple of kernelLanes, best aligned to 64 bytes. Thread-safe as long as no two calls
// share a user or an item.
#pragma once

#include "engine/base/random.h"
#include "engine/models/factorisation/pairwise/pairwise_blocks.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tastescope {

struct PairwiseTables {
    float* users = nullptr;
    float* items = nullptr;
    float* biases = nullptr; ///< of items
    std::size_t dims = 0;
};

struct PairwiseStep {
    float rate = 0;
    float ridge = 0;     ///< λ of vectors
    float biasRidge = 0; ///< of biases
};

/// The positives of a cell, and the items their places stand for.
struct PairwiseRun {
    std::span<const PairwiseCell> cells;
    std::span<const std::uint32_t> items;
};

enum class Negatives {
    Uniform,   ///< every item alike
    Popularity ///< as often as it is somebody's positive
};

/// Stands for a negative that was not found: the positive is left out.
inline constexpr std::uint32_t noPlace = std::numeric_limits<std::uint32_t>::max();

/// One negative a positive, from the items of the run that are not the person's own. `marks` has a zero byte
/// for each item, and again when it returns.
void drawNegatives(const PairwiseRun& run, Negatives kind, Random& random, std::span<unsigned char> marks,
                   std::vector<std::uint32_t>& negatives);

struct PairwiseSums {
    double loss = 0;
    std::uint64_t steps = 0;
    PairwiseSums& operator+=(const PairwiseSums& other) {
        loss += other.loss;
        steps += other.steps;
        return *this;
    }
};

/// BPR. For each positive i and its negative j in order, with d = s_ui - s_uj before the step (held within
/// ±largestMargin) and g = 1 / (1 + exp d):
///   x += rate (g (y_i - y_j) - λ x),  y_i += rate (g x - λ y_i),  y_j += rate (-g x - λ y_j),
///   b_i += rate (g - λ_b b_i),  b_j += rate (-g - λ_b b_j).
/// The loss is Σ log(1 + exp(-d)).
PairwiseSums descendPairs(const PairwiseRun& run, std::span<const std::uint32_t> negatives,
                          const PairwiseTables& tables, const PairwiseStep& step);
inline constexpr float largestMargin = 40;

struct WarpRule {
    int mostDraws = 50;           ///< negatives tried for a positive
    std::span<const float> gains; ///< of the rank: gains[N] for a violation found by draw N, from 1
};
/// What a violation found by draw N weighs: Φ(⌊(items - 1) / N⌋) / Φ(items - 1) with Φ(k) = Σ_{n ≤ k} 1 / n.
/// Element 0 is not used.
std::vector<float> warpGains(std::size_t items, int mostDraws);

/// WARP. For each positive i negatives j are drawn, all alike, until one is closer than the margin of 1,
/// d = s_ui - s_uj < 1; with g = gains[number of draws] it is a step as that of BPR. Positives without such a
/// negative among mostDraws make no step. The loss is Σ g (1 - d).
PairwiseSums descendWarp(const PairwiseRun& run, const WarpRule& rule, Random& random,
                         std::span<unsigned char> marks, const PairwiseTables& tables,
                         const PairwiseStep& step);

} // namespace tastescope
