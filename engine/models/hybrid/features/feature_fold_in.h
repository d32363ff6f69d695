// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a history into a person of a factorisation that was trained by FeatureBatch: the same loss, minimised
// over the person's vector alone while the items stand still. From the person to expect without any history,
// a fixed number of Adagrad steps goes against the expected gradient over a part of the catalogue that
// changes from step to step and is the same for everybody. So the same history gives the same bits.
//
// Each step is linear in what the past items ask for, so that the shares of a score are exact. Thread-safe:
// const.
#pragma once

#include "engine/linalg/dense_kernel.h"
#include "engine/models/hybrid/features/feature_batch.h"
#include "engine/models/recommender.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct FeatureFoldInOptions {
    RankingLoss loss = RankingLoss::Warp;
    int tries = 10;
    double ridge = 0.1; ///< λ of the training
};

/// An item that the model knows, and its weight.
struct PastItem {
    ItemIndex item;
    float weight = 1;
};

/// u · v + b of the item = base + Σ amounts, one amount a past item.
struct RankingShares {
    double base = 0;
    std::vector<double> amounts;
};

class FeatureFoldIn {
public:
    /// Rows are [v, b] and must outlive the fold; `sought` says by item whether it may stand against others.
    FeatureFoldIn(const VectorView& items, std::span<const std::uint8_t> sought,
                  const FeatureFoldInOptions& options);

    /// u for a prior of the same length: the prior itself for a history without items.
    std::vector<float> personOf(std::span<const PastItem> past, std::span<const float> prior) const;
    RankingShares sharesOf(std::span<const PastItem> past, std::span<const float> prior,
                           ItemIndex item) const;

    std::size_t bytes() const;
    /// The same before there is one.
    static std::size_t bytes(std::size_t items, std::size_t factors);

private:
    class Descent;
    std::size_t factors() const { return m_items.dimensions - 1; }

    VectorView m_items;
    FeatureFoldInOptions m_options;
    std::size_t m_dims;
    std::vector<std::uint32_t> m_places; ///< by item: its row in the pool, or none
    std::vector<std::uint32_t> m_pool;   ///< items in the order in which they are looked at
    AlignedFloats m_vectors;             ///< [v, b] of the pool, padded
    std::vector<float> m_weights;        ///< of WARP, by violators among those looked at
};

} // namespace tastescope
