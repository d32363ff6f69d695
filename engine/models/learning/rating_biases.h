// SPDX-License-Identifier: GPL-3.0-or-later
// Who rates high and what is rated high: rating = mean + bias of the person + bias of the item, with biases
// drawn towards 0 (Koren, Factor in the Neighbors, 2010), fitted by alternating least squares. People and
// items without ratings have bias 0.
#pragma once

#include "engine/base/archive.h"
#include "engine/data/ratings.h"
#include "engine/models/model_shape.h"

#include <span>
#include <vector>

namespace tastescope {

struct BiasOptions {
    int epochs = 10;
    double userRegularization = 15;
    double itemRegularization = 10;
};

struct RatingBiases {
    double mean = 0;
    double userRegularization = 15;
    std::vector<float> users;
    std::vector<float> items;

    /// Mean plus the item's bias; the mean alone for an item behind the last.
    double ofItem(ItemIndex item) const {
        return mean + (item.value < items.size() ? items[item.value] : 0.0F);
    }
    /// What a past makes of a person: the bias that training gives to somebody with these ratings. Items
    /// behind the last are ignored.
    double foldIn(std::span<const HistoryEntry> history, const RatingScale& scale) const;
    std::size_t bytes() const { return (users.size() + items.size()) * sizeof(float); }

    void save(ModelArchive& archive) const;
    static Result<RatingBiases> load(const ModelArchive& archive, const ModelShape& shape);
};

/// Reports a loss (the training error) an epoch and ends early when asked to finish. The result does not
/// depend on the number of threads. Fails only by cancellation.
Result<RatingBiases> fitBiases(const Ratings& ratings, const BiasOptions& options,
                               const ExecutionContext& context);

} // namespace tastescope
