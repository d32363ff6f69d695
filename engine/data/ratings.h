// SPDX-License-Identifier: GPL-3.0-or-later
// What people said outright: one rating a pair, whatever the signals' weights make of it elsewhere. What the
// rating algorithms train on and what rmse and mae compare with. Immutable once built, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"

namespace tastescope {

struct Ratings {
    /// The latest rating of each pair, by user and by item; users and items as in the data set.
    InteractionMatrix matrix;
    /// The data has no explicit event with a value: the interaction weights stand for ratings.
    bool fromWeights = false;
    double low = 0; ///< the scale: least and greatest rating; 0 and 0 without any
    double high = 0;
    double mean = 0;
    double liked = 0;    ///< mean of the ratings at or above `mean`
    double disliked = 0; ///< mean of those below; `mean` when there are none

    /// What an entry of a history says: its rating; its weight where weights stand for ratings; otherwise
    /// `liked` for a positive weight and `disliked` for any other.
    double of(const HistoryEntry& past) const;
    /// Whether an entry counts among a person's ratings: it is one, or stands for one by being liked. A skip
    /// says nothing of the kind, and training knows nothing of it either.
    bool counts(const HistoryEntry& past) const;
    /// What training sees of a history: without likes, views and skips where there are ratings.
    History said(History history) const;
    double clip(double rating) const;
};

/// After a stop: without entries.
Ratings ratingsOf(const Dataset& dataset, const ExecutionContext& context = {});
/// The ratings among `events` (held-out ones, say), read as those of `train` are. The matrix is as wide as
/// the largest item index asks, at least train.itemCount().
InteractionMatrix ratingMatrix(const Dataset& train, const Interactions& events,
                               const ExecutionContext& context = {});

} // namespace tastescope
