// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/ratings.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

bool isExplicit(const Dataset& dataset, SignalIndex signal) {
    return signal < dataset.signals().size() && dataset.signals()[signal].kind == SignalKind::Explicit;
}

bool isRating(const Dataset& dataset, const Interactions& events, std::size_t row) {
    return isExplicit(dataset, events.signal(row)) && !std::isnan(events.value(row));
}

bool hasRatings(const Dataset& dataset) {
    const Interactions& events = dataset.events();
    for (std::size_t row = 0; events.hasValues() && row < events.size(); ++row) {
        if (isRating(dataset, events, row)) {
            return true;
        }
    }
    return false;
}

} // namespace

InteractionMatrix ratingMatrix(const Dataset& train, const Interactions& events,
                               const ExecutionContext& context) {
    std::size_t width = train.itemCount();
    for (const ItemIndex item : events.items()) {
        width = std::max<std::size_t>(width, std::size_t{item.value} + 1);
    }
    if (!hasRatings(train)) {
        return InteractionMatrix::build(events, train.signals(), width, train.parts().matrix, context);
    }
    std::vector<bool> keep(events.size());
    for (std::size_t row = 0; row < events.size(); ++row) {
        keep[row] = isRating(train, events, row);
    }
    std::vector<SignalType> signals = train.signals();
    for (SignalType& signal : signals) {
        signal.weight = 1;
        signal.useValue = true;
    }
    return InteractionMatrix::build(events.subset(keep), signals, width, {.policy = PairPolicy::Last},
                                    context);
}

Ratings ratingsOf(const Dataset& dataset, const ExecutionContext& context) {
    const bool fromWeights = !hasRatings(dataset);
    InteractionMatrix matrix =
        fromWeights ? dataset.matrix() : ratingMatrix(dataset, dataset.events(), context);
    const RatingScale scale = RatingScale::measured(matrix.values(), fromWeights);
    return {scale, std::move(matrix)};
}

} // namespace tastescope
