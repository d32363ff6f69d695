// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/evaluator.h"

#include <utility>

namespace tastescope {

EvaluationInput evaluationInput(const Split& parts, std::string protocol, const ExecutionContext& context) {
    EvaluationInput input;
    input.train = parts.train;
    input.test = heldOutOf(*parts.train, *parts.test);
    input.protocol = std::move(protocol);
    if (parts.coldHistory && parts.coldHistory->size() > 0) {
        const Dataset& train = *parts.train;
        input.coldHistory = std::make_shared<const InteractionMatrix>(InteractionMatrix::build(
            *parts.coldHistory, train.signals(), train.itemCount(), train.parts().matrix, context));
    }
    return input;
}

} // namespace tastescope
