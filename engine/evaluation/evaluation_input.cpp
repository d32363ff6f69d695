// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/evaluator.h"

#include "engine/data/ratings.h"

#include <utility>

namespace tastescope {

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

} // namespace tastescope
