// SPDX-License-Identifier: GPL-3.0-or-later
// What ratings range over and what a rating says: all that a trained model must know of the ratings it was
// trained on. A value.
#pragma once

#include "engine/base/archive.h"
#include "engine/data/dataset.h"

#include <span>

namespace tastescope {

struct RatingScale {
    /// The data has no explicit event with a value: the interaction weights stand for ratings.
    bool fromWeights = false;
    double low = 0; ///< least and greatest rating; 0 and 0 without any
    double high = 0;
    double mean = 0;
    double liked = 0;    ///< mean of the ratings at or above `mean`
    double disliked = 0; ///< mean of those below; `mean` when there are none

    /// All 0 without values.
    static RatingScale measured(std::span<const float> values, bool fromWeights);

    /// What an entry of a history says: its rating; its weight where weights stand for ratings; otherwise
    /// `liked` for a positive weight and `disliked` for any other.
    double of(const HistoryEntry& past) const;
    /// Whether an entry counts among a person's ratings: it is one, or stands for one by being liked. A skip
    /// says nothing of the kind, and training knows nothing of it either.
    bool counts(const HistoryEntry& past) const;
    /// What training sees of a history: without likes, views and skips where there are ratings.
    History said(History history) const;
    double clip(double rating) const;

    /// Takes the names "from_weights" and "scale".
    void save(ModelArchive& archive) const;
    /// Reads also what factorisations of ratings once stored: a name a number. Corrupt where a number is out
    /// of range or low above high.
    static Result<RatingScale> load(const ModelArchive& archive);
};

} // namespace tastescope
