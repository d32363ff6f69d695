// SPDX-License-Identifier: GPL-3.0-or-later
// What people said outright: one rating a pair, whatever the signals' weights make of it elsewhere. What the
// rating algorithms train on and what rmse and mae compare with. Immutable once built, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"
#include "engine/data/rating_scale.h"

namespace tastescope {

/// The ratings themselves and, as measured on them, their scale.
struct Ratings : RatingScale {
    /// The latest rating of each pair, by user and by item; users and items as in the data set.
    InteractionMatrix matrix;
};

/// After a stop: without entries.
Ratings ratingsOf(const Dataset& dataset, const ExecutionContext& context = {});
/// The ratings among `events` (held-out ones, say), read as those of `train` are. The matrix is as wide as
/// the largest item index asks, at least train.itemCount().
InteractionMatrix ratingMatrix(const Dataset& train, const Interactions& events,
                               const ExecutionContext& context = {});

} // namespace tastescope
