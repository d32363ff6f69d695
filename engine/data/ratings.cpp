// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/ratings.h"

#include <algorithm>
#include <cmath>
#include <limits>
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

void measureScale(Ratings& ratings) {
    const std::span<const float> values = ratings.matrix.values();
    if (values.empty()) {
        return;
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    ratings.low = *low;
    ratings.high = *high;
    double sum = 0;
    for (const float value : values) {
        sum += value;
    }
    ratings.mean = sum / static_cast<double>(values.size());
    double above = 0;
    std::size_t count = 0;
    for (const float value : values) {
        if (value >= ratings.mean) {
            above += value;
            ++count;
        }
    }
    // The mean of equal ratings may come out an ulp above them all.
    ratings.liked = count > 0 ? above / static_cast<double>(count) : ratings.mean;
    ratings.disliked =
        count < values.size() ? (sum - above) / static_cast<double>(values.size() - count) : ratings.mean;
}

} // namespace

double Ratings::of(const HistoryEntry& past) const {
    if (fromWeights) {
        return past.weight;
    }
    if (!std::isnan(past.rating)) {
        return past.rating;
    }
    return past.weight > 0 ? liked : disliked;
}

bool Ratings::counts(const HistoryEntry& past) const {
    return fromWeights || !std::isnan(past.rating) || past.weight > 0;
}

History Ratings::said(History history) const {
    std::erase_if(history, [&](const HistoryEntry& past) { return !fromWeights && std::isnan(past.rating); });
    return history;
}

double Ratings::clip(double rating) const {
    return std::clamp(rating, low, high);
}

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
    Ratings ratings;
    ratings.fromWeights = !hasRatings(dataset);
    ratings.matrix =
        ratings.fromWeights ? dataset.matrix() : ratingMatrix(dataset, dataset.events(), context);
    measureScale(ratings);
    return ratings;
}

} // namespace tastescope
