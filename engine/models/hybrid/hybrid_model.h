// SPDX-License-Identifier: GPL-3.0-or-later
// A trained hybrid: its parts, how much each counts, and how they become one score.
//
// Adding: each part's scores of one person are moved and scaled to mean 0 and deviation 1 over what that
// person has not met (what is met scores far above in some parts, and would drown what they say of the rest),
// then added by weight; a part that scores all items alike says nothing. Switching: the score is that of the
// one part that the number of liked items of the history calls for.
#pragma once

#include "engine/models/algorithm.h"

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

inline constexpr std::string_view hybridId = "hybrid";
inline constexpr std::size_t mostHybridParts = 3;

/// The algorithms a hybrid can be made of.
using HybridParts = std::vector<AlgorithmInfo>;
/// Null when it is none of them.
const AlgorithmInfo* findPart(const HybridParts& parts, std::string_view id);

enum class HybridKind { Weighted, Switching, Stacked };

struct HybridPart {
    std::string algorithm;
    double weight = 1; ///< not negative
    std::shared_ptr<const Recommender> model;
};

struct HybridRule {
    HybridKind kind = HybridKind::Weighted;
    std::size_t threshold = 0; ///< Switching: liked items from which on the first part answers

    /// Which of `parts` (1..3) answers for a history with so many liked items: the first from the threshold
    /// on, the second below it, the third where there is nothing to go by.
    std::size_t choose(std::size_t liked, std::size_t parts) const;
};

/// score · scale + shift has mean 0 and deviation 1 over the items the person has not met (over all where
/// next to all are met); scale 0 where all scores are alike.
struct Standardisation {
    double scale = 0;
    double shift = 0;
};
Standardisation standardisationOf(std::span<const float> scores, std::span<const ItemIndex> met);

/// Of a model that was made or loaded here; empty for any other.
std::span<const HybridPart> hybridParts(const Recommender& model);

std::shared_ptr<const Recommender> makeHybridModel(const Dataset& dataset, const HybridRule& rule,
                                                   std::vector<HybridPart> parts);
Result<std::shared_ptr<const Recommender>>
loadHybridModel(const HybridParts& parts, const ModelArchive& archive, const Dataset& dataset);

} // namespace tastescope
