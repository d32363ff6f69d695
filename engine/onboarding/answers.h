// SPDX-License-Identifier: GPL-3.0-or-later
// What a stranger says of an item, and what a model is told of it. The three answers of somebody in the data
// are read from their own events, so that people can be asked who are not there. Pure functions, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <limits>
#include <span>

namespace tastescope {

enum class Answer : std::uint8_t {
    Like,
    Dislike,
    Unknown ///< "none of these": never met, or no opinion
};

struct GivenAnswer {
    ItemIndex item;
    Answer answer = Answer::Unknown;
    friend bool operator==(const GivenAnswer&, const GivenAnswer&) = default;
};

/// How answers and events of one body of data stand for each other.
struct AnswerMeaning {
    /// A rating below the middle of its scale is a dislike; NaN without ratings.
    double middle = std::numeric_limits<double>::quiet_NaN();
    float likeWeight = 1; ///< the mean positive weight of a pair
    float likedRating = std::numeric_limits<float>::quiet_NaN();
    float dislikedRating = std::numeric_limits<float>::quiet_NaN();

    /// Met and not liked (weight 0 or less, a rating below the middle) is a dislike, the rest a like.
    Answer of(const HistoryEntry& past) const;
    /// What is known was said: a like weighs what a pair usually does, a dislike as much below 0. In item
    /// order, as Dataset::historyOf; of two answers about one item the later counts.
    History historyOf(std::span<const GivenAnswer> answers) const;
};
/// Meaningless after a stop.
AnswerMeaning answerMeaning(const Dataset& dataset, const ExecutionContext& context = {});

/// Everybody's answers about everything they have met: +1 a like, -1 a dislike, shaped as the data's own
/// matrix. Fails only by cancellation.
Result<InteractionMatrix> answersOf(const Dataset& dataset, const AnswerMeaning& meaning,
                                    const ExecutionContext& context = {});

} // namespace tastescope
