// SPDX-License-Identifier: GPL-3.0-or-later
// Ratings predicted from neighbours (Herlocker, Konstan, Borchers, Riedl 1999; Koren 2010), with the
// definitions of Surprise's KNNBasic, KNNWithMeans and KNNBaseline: a level plus the neighbours' ratings
// above theirs, averaged with the similarities as weights. What user-kNN and item-kNN have in common.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/result.h"
#include "engine/models/neighbourhood/rating_similarity.h"
#include "engine/models/params/param_table.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// What a rating is counted from. Basic: the mean of all ratings, so that the neighbours' ratings are
/// averaged; Means: the mean of the person (user-kNN) or item (item-kNN); Baseline: mean and biases.
enum class RatingMode { Basic, Means, Baseline };

struct RatingKnnOptions {
    RatingMode mode = RatingMode::Basic;
    RatingSimilarityOptions similarity;
    std::size_t neighbours = 40;   ///< those with the largest similarities above 0; 0 = all
    std::size_t minNeighbours = 1; ///< with fewer the level alone is predicted

    bool needsBiases() const {
        return mode == RatingMode::Baseline || similarity.kind == RatingSimilarity::PearsonBaseline;
    }
};

/// What both algorithms are asked for. Values that another mode stands for are resolved by the mode.
struct KnnOptions {
    std::optional<RatingMode> mode{}; ///< nothing: implicit, which ranks what was liked
    int neighbours = -1;              ///< 0 = all; -1 = as many as suit the mode
    std::string similarity = "by_mode";
    double shrinkage = 0;
    double alpha = 0.5; ///< of the similarity "asymmetric"
    double halfLifeDays = 0;
    double locality = 2; ///< of user-kNN
    std::size_t minNeighbours = 1;
    std::size_t minSupport = 1;
};

BoundParam<KnnOptions> modeParam();
BoundParam<KnnOptions> neighboursParam(std::size_t forLists, const std::string& things);
/// `searched` are those that a search draws from.
BoundParam<KnnOptions> similarityParam(const std::string& forLists, const std::string& things,
                                       std::vector<std::string> searched);
BoundParam<KnnOptions> shrinkageParam();
BoundParam<KnnOptions> asymmetryParam(const ParamTraits& more = {});
BoundParam<KnnOptions> minNeighboursParam();
BoundParam<KnnOptions> minSupportParam();

/// Refuses a similarity that is none of ratings. `asked` has a mode.
Result<RatingKnnOptions> ratingKnnOptions(const KnnOptions& asked);
/// -1 stands for `forLists` in mode implicit and for 40 in the others.
std::size_t neighboursOf(const KnnOptions& asked, std::size_t forLists);
/// "by_mode" stands for `forLists` in mode implicit.
std::string listSimilarityOf(const KnnOptions& asked, const std::string& forLists);
/// Refuses a similarity that is one of ratings alone.
Error similarityMismatch(const KnnOptions& asked);

void saveRatingKnn(ModelArchive& archive, const RatingKnnOptions& options);
Result<RatingKnnOptions> loadRatingKnn(const ModelArchive& archive);
/// Whether what was stored is a model of one of the rating modes.
Result<bool> isRatingKnn(const ModelArchive& archive);

struct RatedNeighbour {
    float similarity = 0;
    std::uint32_t index = 0;
    double deviation = 0; ///< rating above the neighbour's level
};

/// The k most similar ones (0 = all), ties to the lower index; in no particular order.
void keepNearest(std::vector<RatedNeighbour>& neighbours, std::size_t k);
/// Σ similarity · deviation / Σ similarity; 0 for fewer than `least`.
double shiftOf(const std::vector<RatedNeighbour>& neighbours, std::size_t least);

} // namespace tastescope
