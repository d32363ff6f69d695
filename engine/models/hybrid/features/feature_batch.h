// SPDX-License-Identifier: GPL-3.0-or-later
// A batch of a ranking training. To each event an item is sought that the person does not like and that is to
// score lower: any (BPR: Rendle et al. 2009), or one that scores too high, weighing more the sooner one is
// found (WARP: Weston, Bengio, Usunier 2011). Pairs are found against vectors that stand still, and gradients
// are added in a fixed order: the same bits for any number of threads.
//
// Vectors are `dims` floats, a multiple of kernelLanes; a person's has a 1 where an item's has its bias, and
// zeros follow.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/random.h"
#include "engine/models/hybrid/features/feature_side.h"
#include "engine/models/learning/implicit_matrix.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace tastescope {

enum class RankingLoss { Warp, Bpr };

struct RankingEvent {
    std::uint32_t user = 0;
    std::uint32_t item = 0;
    float weight = 1;
};

/// Push > 0: that much of the person's vector is added to the item and taken off the other, and the other way
/// round. The loss falls by push · (score of item - score of other) to the first order.
struct RankingPair {
    std::uint32_t run = 0; ///< row of the people's gradients
    std::uint32_t item = 0;
    std::uint32_t other = 0;
    float push = 0;
    std::uint32_t itemSlot = 0; ///< rows of the items' gradients
    std::uint32_t otherSlot = 0;
};

/// Reused from batch to batch.
class FeatureBatch {
public:
    struct Options {
        RankingLoss loss = RankingLoss::Warp;
        int tries = 10; ///< of WARP: items looked at for one that scores too high
        std::size_t factors = 64;
        std::size_t dims = 72;
    };
    /// `liked` must outlive it. Items without any event are never sought: nothing speaks against them.
    FeatureBatch(const ImplicitMatrix& liked, const Options& options);

    /// Writes a person's vector of `dims` floats.
    using PersonVector = std::function<void(std::uint32_t user, float* out)>;
    /// Finds the pairs of events sorted by user and their gradients. `items` holds the vectors of all items;
    /// `stream` makes the random numbers different from those of other batches. Returns the sum of the
    /// losses: of WARP weight · max(0, 1 - difference), the weight being at most 1, of BPR -log
    /// σ(difference).
    double run(std::span<const RankingEvent> events, const PersonVector& personVector, const float* items,
               std::uint64_t stream, const ExecutionContext& context);

    std::span<const RankingPair> pairs() const { return m_pairs; }
    /// By the numbers of a vector, those of biases included; of people none by the 1.
    VectorGradients people() const { return {m_users, m_userGradients, m_userExamples}; }
    VectorGradients items() const { return {m_touched, m_itemGradients, m_itemExamples}; }

private:
    double findPairs(std::size_t place, std::span<const RankingEvent> events, const float* items,
                     Random& random);
    double searchWarp(const RankingEvent& event, const float* person, const float* items, Random& random,
                      RankingPair& pair) const;
    double drawBpr(const RankingEvent& event, const float* person, const float* items, Random& random,
                   RankingPair& pair) const;
    void findRuns(std::span<const RankingEvent> events);
    void placeItems();
    void addItemGradients(const ExecutionContext& context);
    std::uint32_t drawn(Random& random) const;
    bool likes(const RankingEvent& event, std::uint32_t item) const;

    const ImplicitMatrix& m_liked;
    Options m_options;
    std::vector<std::uint32_t> m_candidates; ///< items with events
    std::vector<std::uint32_t> m_slotOf;     ///< by item: its slot + 1, 0 = not there
    std::vector<std::uint32_t> m_firsts;     ///< by run: its first event, and the end
    std::vector<RankingPair> m_pairs;
    std::vector<std::uint32_t> m_users; ///< by run
    std::vector<float> m_userVectors;
    std::vector<float> m_userGradients;
    std::vector<float> m_userExamples;
    std::vector<std::uint32_t> m_touched; ///< items, by slot
    std::vector<float> m_itemGradients;
    std::vector<float> m_itemExamples;
};

} // namespace tastescope
