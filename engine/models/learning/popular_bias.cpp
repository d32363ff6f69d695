// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/popular_bias.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace tastescope {

std::vector<float> popularShares(const InteractionMatrix& matrix, std::size_t items) {
    std::vector<double> liked(items);
    double people = 0;
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        const auto known = matrix.itemsOf(UserIndex(user));
        const auto weights = matrix.valuesOf(UserIndex(user));
        people += known.empty() ? 0 : 1;
        for (std::size_t place = 0; place < known.size(); ++place) {
            liked[known[place].value] += weights[place] > 0 ? 1 : 0;
        }
    }
    std::vector<float> shares(items);
    std::ranges::transform(liked, shares.begin(),
                           [&](double count) { return static_cast<float>(count / std::max(people, 1.0)); });
    return shares;
}

// What factors learn of an item are the events that stand beside its own: its people times their histories.
// Measured (NDCG@10, a fifth of everybody's events held out, so many of the rest learned) with weights of 0
// to
// 32. With 5 to 7 of those an item PureSVD wants 4 to 32 (books .058 → .065, artists .047 → .052, films .073
// → .082), with 10 half to 16, with 14 up to 2, with 22 (games) up to 0.5 and with 34 up to 1: more costs up
// to a tenth there. ALS wants any weight above 0 with 5 to 10, up to 4 with 14, 1 with 22 and up to 1
// with 34.
double popularWeightFor(const DataShape& shape) {
    constexpr double atFew = 8;
    constexpr double few = 6;
    if (shape.history >= shortEntryHistory) {
        return 0;
    }
    const double beside = shape.perItem() * shape.history;
    return twoDigits(std::clamp(atFew * std::pow(few / beside, 2), 0.0, mostPopularWeight));
}

DataDefault popularDefault(const DataShape& shape, bool byHand) {
    if (byHand) {
        return {"popular", 0.0, "the rest is set by hand"};
    }
    return {"popular", popularWeightFor(shape),
            fmt::format("{:.1f} events an item, {:.0f} where an event is", shape.perItem(), shape.history)};
}

std::vector<float> withColumn(std::span<const float> rows, std::size_t width, std::span<const float> last) {
    assert(rows.size() == width * last.size());
    std::vector<float> out;
    out.reserve(rows.size() + last.size());
    for (std::size_t row = 0; row < last.size(); ++row) {
        const auto values = rows.subspan(row * width, width);
        out.insert(out.end(), values.begin(), values.end());
        out.push_back(last[row]);
    }
    return out;
}

} // namespace tastescope
