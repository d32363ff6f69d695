// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/rating_similarity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::array<std::pair<std::string_view, RatingSimilarity>, 4> names{
    {{"cosine", RatingSimilarity::Cosine},
     {"msd", RatingSimilarity::Msd},
     {"pearson", RatingSimilarity::Pearson},
     {"pearson_baseline", RatingSimilarity::PearsonBaseline}}};

/// 0 instead of what is no number.
float quotient(double numerator, double squaredDenominator) {
    return squaredDenominator > 0 ? static_cast<float>(numerator / std::sqrt(squaredDenominator)) : 0.0F;
}

} // namespace

std::optional<RatingSimilarity> parseRatingSimilarity(std::string_view name) {
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& kind) { return kind.first == name; });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::string_view ratingSimilarityName(RatingSimilarity kind) {
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& known) { return known.second == kind; });
    return found->first; // all kinds are named
}

float similarityOf(const CommonRatings& common, const RatingSimilarityOptions& options) {
    const auto& [n, x, y, xx, yy, xy] = common;
    if (n < 1 || n < static_cast<double>(options.minSupport)) {
        return 0;
    }
    switch (options.kind) {
    case RatingSimilarity::Cosine:
        return quotient(xy, xx * yy);
    case RatingSimilarity::Msd:
        return static_cast<float>(1 / (1 + std::max(0.0, xx + yy - 2 * xy) / n));
    case RatingSimilarity::Pearson:
        return quotient(n * xy - x * y, (n * xx - x * x) * (n * yy - y * y));
    case RatingSimilarity::PearsonBaseline:
        break;
    }
    const double trust = n - 1 + options.shrinkage > 0 ? (n - 1) / (n - 1 + options.shrinkage) : 0;
    return static_cast<float>(trust * quotient(xy, xx * yy));
}

double similarityPart(RatingSimilarity kind, double x, double y, double meanX, double meanY) {
    switch (kind) {
    case RatingSimilarity::Cosine:
    case RatingSimilarity::PearsonBaseline:
        return x * y;
    case RatingSimilarity::Msd:
        return 1 / (1 + (x - y) * (x - y));
    case RatingSimilarity::Pearson:
        break;
    }
    return (x - meanX) * (y - meanY);
}

} // namespace tastescope
