// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/rating_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace tastescope {
namespace {

/// Whatever a rating can be. Squares still fit a double.
constexpr double largest = std::numeric_limits<float>::max();
constexpr std::array members{&RatingScale::low, &RatingScale::high, &RatingScale::mean, &RatingScale::liked,
                             &RatingScale::disliked};
/// Once each was stored under a name of its own.
constexpr std::array formerNames{"low", "high", "mean", "liked", "disliked"};

} // namespace

RatingScale RatingScale::measured(std::span<const float> values, bool fromWeights) {
    RatingScale scale;
    scale.fromWeights = fromWeights;
    if (values.empty()) {
        return scale;
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    scale.low = *low;
    scale.high = *high;
    double sum = 0;
    for (const float value : values) {
        sum += value;
    }
    scale.mean = sum / static_cast<double>(values.size());
    double above = 0;
    std::size_t count = 0;
    for (const float value : values) {
        if (value >= scale.mean) {
            above += value;
            ++count;
        }
    }
    // The mean of equal ratings may come out an ulp above them all.
    scale.liked = count > 0 ? above / static_cast<double>(count) : scale.mean;
    scale.disliked =
        count < values.size() ? (sum - above) / static_cast<double>(values.size() - count) : scale.mean;
    return scale;
}

double RatingScale::of(const HistoryEntry& past) const {
    if (fromWeights) {
        return past.weight;
    }
    if (!std::isnan(past.rating)) {
        return past.rating;
    }
    return past.weight > 0 ? liked : disliked;
}

bool RatingScale::counts(const HistoryEntry& past) const {
    return fromWeights || !std::isnan(past.rating) || past.weight > 0;
}

History RatingScale::said(History history) const {
    std::erase_if(history, [&](const HistoryEntry& past) { return !fromWeights && std::isnan(past.rating); });
    return history;
}

double RatingScale::clip(double rating) const {
    return std::clamp(rating, low, high);
}

void RatingScale::save(ModelArchive& archive) const {
    archive.putNumber("from_weights", fromWeights ? 1 : 0);
    std::array<double, members.size()> numbers{};
    std::ranges::transform(members, numbers.begin(), [&](auto member) { return this->*member; });
    archive.put("scale", std::span<const double>(numbers));
}

Result<RatingScale> RatingScale::load(const ModelArchive& archive) {
    TRY_ASSIGN(const auto fromWeights, loadCount(archive, "from_weights", 1));
    RatingScale scale;
    scale.fromWeights = fromWeights == 1;
    const Result<std::vector<double>> numbers = archive.get<double>("scale");
    for (std::size_t place = 0; place < members.size(); ++place) {
        if (!numbers) {
            TRY_ASSIGN(scale.*members[place], loadReal(archive, formerNames[place], -largest, largest));
        } else if (numbers->size() != members.size() ||
                   !(std::abs((*numbers)[place]) <= largest)) { // also true of NaN
            return corruptModel("\"scale\" is out of range");
        } else {
            scale.*members[place] = (*numbers)[place];
        }
    }
    return scale.low > scale.high ? Result<RatingScale>(corruptModel("\"scale\" is upside down")) : scale;
}

} // namespace tastescope
