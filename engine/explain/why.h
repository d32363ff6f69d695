// SPDX-License-Identifier: GPL-3.0-or-later
// Why an item is in a list: contributions of past items, attributes in common, matching factors, and one
// sentence.
#pragma once

#include "engine/data/dataset.h"
#include "engine/models/recommender.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct CommonAttribute {
    std::string name;  ///< column: "categories", "creator", "tempo"
    std::string value; ///< "Folk", "Marlo Quill", "78"
    bool shared =
        false; ///< it is common among the person's positive history (not merely present on the item)
    double historyShare = 0; ///< share of the positive history that has it
};

struct FactorMatch {
    std::size_t factor = 0;
    float person = 0;
    float item = 0;
    float product = 0;
    /// Titles of the items at the two ends of this factor: names for an otherwise nameless axis.
    std::string lowEnd;
    std::string highEnd;
};

struct Why {
    Explanation explanation;
    std::vector<CommonAttribute> attributes; ///< shared ones first
    /// The `factorCount` of largest |product|, empty without vectors. What is popular is none of them, though
    /// it may stand in the vectors: that is explanation.base.
    std::vector<FactorMatch> factors;
    std::size_t factorsInAll = 0; ///< of the model
    std::size_t rank = 0;         ///< 1-based, among unseen items; 0 when the item is in the history
    /// The history item without which the rank falls most, and the rank then; 0 when no removal changes the
    /// rank.
    std::optional<ItemIndex> decisive;
    std::size_t rankWithoutDecisive = 0;
};

/// `history` is the person's (edited) history; deterministic; one thread; meant for a click (some ms a call).
Why explainWhy(const Dataset& dataset, const Recommender& model, std::span<const HistoryEntry> history,
               ItemIndex item, std::size_t factorCount = 7);

} // namespace tastescope
