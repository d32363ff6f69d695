// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/evaluation_input.h"

#include "engine/data/ratings.h"
#include "engine/data/split.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

History coldHistoryOf(const EvaluationInput& input, UserIndex user) {
    const std::span<const ItemIndex> items = input.coldHistory->itemsOf(user);
    const std::span<const float> values = input.coldHistory->valuesOf(user);
    const bool rated = input.coldRatings && user.value < input.coldRatings->userCount();
    const std::span<const ItemIndex> ratedItems =
        rated ? input.coldRatings->itemsOf(user) : std::span<const ItemIndex>();
    History history;
    for (std::size_t at = 0; at < items.size(); ++at) {
        history.push_back({items[at], values[at], noTime});
        const auto found = std::lower_bound(ratedItems.begin(), ratedItems.end(), items[at]);
        if (found != ratedItems.end() && *found == items[at]) {
            const auto place = static_cast<std::size_t>(found - ratedItems.begin());
            history.back().rating = input.coldRatings->valuesOf(user)[place];
        }
    }
    return history;
}

} // namespace

EvaluationInput evaluationInput(const Split& parts, std::string protocol, const ExecutionContext& context) {
    EvaluationInput input;
    input.train = parts.train;
    input.test = heldOutOf(*parts.train, *parts.test);
    input.testRatings =
        std::make_shared<const InteractionMatrix>(ratingMatrix(*parts.train, *parts.test, context));
    input.protocol = std::move(protocol);
    if (parts.coldHistory && parts.coldHistory->size() > 0) {
        const Dataset& train = *parts.train;
        input.coldHistory = std::make_shared<const InteractionMatrix>(InteractionMatrix::build(
            *parts.coldHistory, train.signals(), train.itemCount(), train.parts().matrix, context));
        input.coldRatings =
            std::make_shared<const InteractionMatrix>(ratingMatrix(train, *parts.coldHistory, context));
    }
    return input;
}

bool isCold(const EvaluationInput& input, UserIndex user) {
    return input.coldHistory && user.value < input.coldHistory->userCount() &&
           input.coldHistory->countOf(user) > 0;
}

std::span<const ItemIndex> seenItems(const EvaluationInput& input, UserIndex user) {
    return isCold(input, user) ? input.coldHistory->itemsOf(user) : input.train->matrix().itemsOf(user);
}

std::span<const float> seenWeights(const EvaluationInput& input, UserIndex user) {
    return isCold(input, user) ? input.coldHistory->valuesOf(user) : input.train->matrix().valuesOf(user);
}

History knownHistory(const EvaluationInput& input, UserIndex user) {
    return isCold(input, user) ? coldHistoryOf(input, user) : input.train->historyOf(user);
}

} // namespace tastescope
