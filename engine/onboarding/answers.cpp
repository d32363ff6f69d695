// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/answers.h"

#include "engine/base/parallel.h"
#include "engine/data/ratings.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

Answer AnswerMeaning::of(const HistoryEntry& past) const {
    if (!(past.weight > 0) || static_cast<double>(past.rating) < middle) {
        return Answer::Dislike;
    }
    return Answer::Like;
}

History AnswerMeaning::historyOf(std::span<const GivenAnswer> answers) const {
    History history;
    for (std::size_t at = 0; at < answers.size(); ++at) {
        const GivenAnswer& given = answers[at];
        const bool again =
            std::ranges::any_of(answers.subspan(at + 1), [&](const auto& o) { return o.item == given.item; });
        if (given.answer != Answer::Unknown && !again) {
            const bool like = given.answer == Answer::Like;
            history.push_back(
                {given.item, like ? likeWeight : -likeWeight, noTime, like ? likedRating : dislikedRating});
        }
    }
    std::ranges::sort(history, {}, &HistoryEntry::item);
    return history;
}

AnswerMeaning answerMeaning(const Dataset& dataset, const ExecutionContext& context) {
    AnswerMeaning meaning;
    double sum = 0;
    std::size_t positive = 0;
    for (const float value : dataset.matrix().values()) {
        sum += value > 0 ? static_cast<double>(value) : 0;
        positive += value > 0 ? 1 : 0;
    }
    if (positive > 0) {
        meaning.likeWeight = static_cast<float>(sum / static_cast<double>(positive));
    }
    const Ratings ratings = ratingsOf(dataset, context);
    if (!ratings.fromWeights && ratings.low < ratings.high) {
        meaning.middle = (ratings.low + ratings.high) / 2;
        meaning.likedRating = static_cast<float>(ratings.liked);
        meaning.dislikedRating = static_cast<float>(ratings.disliked);
    }
    return meaning;
}

Result<InteractionMatrix> answersOf(const Dataset& dataset, const AnswerMeaning& meaning,
                                    const ExecutionContext& context) {
    constexpr std::size_t usersPerChunk = 256;
    const InteractionMatrix& matrix = dataset.matrix();
    std::vector<float> values(matrix.entryCount());
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t user = begin; user < end; ++user) {
            std::size_t at = matrix.userOffsets()[user];
            for (const HistoryEntry& entry : dataset.historyOf(UserIndex(user))) {
                values[at++] = meaning.of(entry) == Answer::Like ? 1.0F : -1.0F;
            }
        }
    };
    if (!parallelChunks(context, matrix.userCount(), usersPerChunk, work)) {
        return cancelledError();
    }
    InteractionMatrix answers = InteractionMatrix::fromRows(
        {matrix.userOffsets().begin(), matrix.userOffsets().end()},
        {matrix.items().begin(), matrix.items().end()}, std::move(values), matrix.itemCount(), context);
    return context.stopRequested() ? Result<InteractionMatrix>(cancelledError()) : std::move(answers);
}

} // namespace tastescope
