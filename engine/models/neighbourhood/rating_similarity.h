// SPDX-License-Identifier: GPL-3.0-or-later
// How alike two people rate, or two items are rated, judged by the ratings they have in common: cosine, mean
// squared difference (1 / (1 + msd)), Pearson's correlation, and Pearson's correlation about the baseline
// instead of the means, drawn towards 0 where few ratings are common (Koren 2010). Definitions as in
// Surprise (Hug 2020).
#pragma once

#include "engine/models/learning/rating_biases.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tastescope {

enum class RatingSimilarity { Cosine, Msd, Pearson, PearsonBaseline };

/// "cosine", "msd", "pearson", "pearson_baseline"; nothing for another name.
std::optional<RatingSimilarity> parseRatingSimilarity(std::string_view name);
std::string_view ratingSimilarityName(RatingSimilarity kind);

struct RatingSimilarityOptions {
    RatingSimilarity kind = RatingSimilarity::Msd;
    std::size_t minSupport = 1; ///< fewer common ratings make a similarity of 0
    double shrinkage = 0;       ///< PearsonBaseline alone: times (n - 1) / (n - 1 + shrinkage)
};

/// Sums over the ratings two lines have in common, x of the one and y of the other. A value type.
struct CommonRatings {
    double count = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;

    void add(double left, double right) {
        count += 1;
        x += left;
        y += right;
        xx += left * left;
        yy += right * right;
        xy += left * right;
    }
};
/// In -1..1, 0 where nothing can be said. For PearsonBaseline the sums are of ratings less their baselines.
float similarityOf(const CommonRatings& common, const RatingSimilarityOptions& options);

/// What one common rating, x of the one and y of the other, has to do with their similarity: the parts that a
/// reason is split by. Products for the cosine and (about `meanX` and `meanY`) the correlations, 1 / (1 + d²)
/// for the difference d; they add up to more than 0 wherever the similarity is more than 0.
double similarityPart(RatingSimilarity kind, double x, double y, double meanX, double meanY);

} // namespace tastescope
