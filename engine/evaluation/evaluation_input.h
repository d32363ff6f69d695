// SPDX-License-Identifier: GPL-3.0-or-later
// What models are judged on: what they may see, and what was held back from them. No leakage: models see
// `train` only.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct Split;

/// Held-out relevant items, sorted by item within a user; `values` are the test values used as gain (1
/// without values). `coldItems[u]` counts relevant items that are not in the training id map at all: they
/// belong to |T|; `coldValues` holds their gains, user after user (empty = all 1).
struct HeldOut {
    std::vector<std::uint64_t> offsets;
    std::vector<ItemIndex> items;
    std::vector<float> values;
    std::vector<std::uint32_t> coldItems;
    std::vector<float> coldValues{};

    std::span<const ItemIndex> itemsOf(UserIndex user) const {
        return std::span(items).subspan(offsets[user.value], offsets[user.value + 1] - offsets[user.value]);
    }
    std::span<const float> valuesOf(UserIndex user) const {
        return std::span(values).subspan(offsets[user.value], offsets[user.value + 1] - offsets[user.value]);
    }
    std::size_t relevantCount(UserIndex user) const {
        return itemsOf(user).size() + (coldItems.empty() ? 0 : coldItems[user.value]);
    }
};

/// Relevant = pairs of `test` that count as positive under the data set's signals (weight > 0).
HeldOut heldOutOf(const Dataset& train, const Interactions& test);

struct EvaluationInput {
    std::shared_ptr<const Dataset> train;
    HeldOut test;
    /// Cold users: their history instead of a row in train; null otherwise.
    std::shared_ptr<const InteractionMatrix> coldHistory;
    std::string protocol; ///< shown and part of the fingerprint: "per-user, 20 % test"
    bool sampled = false; ///< candidates were sampled: shown wherever its numbers are shown
    /// Held-out ratings, whatever they weigh, as ratingMatrix gives them; null: ratings are not measured.
    /// Columns at and behind train->itemCount() are items unknown to train.
    std::shared_ptr<const InteractionMatrix> testRatings{};
    /// The ratings in the cold users' histories; null without any.
    std::shared_ptr<const InteractionMatrix> coldRatings{};
};

/// From the parts of a split, whose train part says how events become numbers. After a stop: without entries.
EvaluationInput evaluationInput(const Split& parts, std::string protocol,
                                const ExecutionContext& context = {});

bool isCold(const EvaluationInput& input, UserIndex user);
/// What the user is known by: the row of train, or the cold history. Sorted.
std::span<const ItemIndex> seenItems(const EvaluationInput& input, UserIndex user);
/// What each of them weighs there.
std::span<const float> seenWeights(const EvaluationInput& input, UserIndex user);
/// The history a user is known by, cold or not, with its ratings where they are known.
History knownHistory(const EvaluationInput& input, UserIndex user);

} // namespace tastescope
