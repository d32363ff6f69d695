// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/rating_knn.h"

#include "engine/base/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tastescope {
namespace {

constexpr int byMode = -1;
constexpr std::size_t ratingNeighbours = 40;
constexpr std::string_view implicitMode = "implicit";
constexpr std::size_t largestCount = 1'000'000'000;
constexpr std::array<std::pair<std::string_view, RatingMode>, 3> modes{
    {{"basic", RatingMode::Basic}, {"means", RatingMode::Means}, {"baseline", RatingMode::Baseline}}};

} // namespace

Result<RatingKnnOptions> ratingKnnOptions(const KnnOptions& asked) {
    const auto kind = parseRatingSimilarity(asked.similarity == "by_mode" ? "msd" : asked.similarity);
    if (!kind) {
        return similarityMismatch(asked);
    }
    return RatingKnnOptions{
        .mode = *asked.mode,
        .similarity = {.kind = *kind, .minSupport = asked.minSupport, .shrinkage = asked.shrinkage},
        .neighbours = neighboursOf(asked, ratingNeighbours),
        .minNeighbours = asked.minNeighbours};
}

BoundParam<KnnOptions> modeParam() {
    std::vector<ParamChoice<std::optional<RatingMode>>> choices{{std::string(implicitMode), std::nullopt}};
    for (const auto& [name, mode] : modes) {
        choices.push_back({std::string(name), mode});
    }
    return {"mode",
            "Mode",
            &KnnOptions::mode,
            std::move(choices),
            "implicit ranks what was liked; basic, means and baseline predict ratings, counted from 0, from "
            "means or from mean and biases.",
            notSearched()};
}

BoundParam<KnnOptions> neighboursParam(std::size_t forLists, const std::string& things) {
    return {"neighbours",
            "Neighbours",
            &KnnOptions::neighbours,
            byMode,
            10000,
            fmt::format("How many of the most similar {} count; 0 takes all, -1 takes {} in mode implicit "
                        "and {} in the others.",
                        things, forLists, ratingNeighbours),
            searchedIn(20, 400) | inName() | byData()};
}

BoundParam<KnnOptions> similarityParam(const std::string& forLists, const std::string& things,
                                       std::vector<std::string> searched) {
    return {"similarity",
            "Similarity",
            &KnnOptions::similarity,
            words({"by_mode", "cosine", "jaccard", "tfidf", "bm25", "asymmetric", "msd", "pearson",
                   "pearson_baseline"}),
            fmt::format("How alike two {} are. by_mode is {} for implicit and msd for ratings; msd and "
                        "pearson need ratings, jaccard, tfidf, bm25 and asymmetric lists.",
                        things, forLists),
            searchedAmong(std::move(searched)) | byData()};
}

BoundParam<KnnOptions> shrinkageParam() {
    return {"shrinkage",
            "Shrinkage",
            &KnnOptions::shrinkage,
            0,
            1000,
            "Distrusts similarities that little stands behind: n in common count n / (n + this). Of the "
            "similarities of ratings only pearson_baseline has it.",
            byData() | searchedIn(2, 200)};
}

BoundParam<KnnOptions> asymmetryParam(const ParamTraits& more) {
    return {"alpha",
            "Asymmetry",
            &KnnOptions::alpha,
            0,
            1,
            "Similarity asymmetric: n in common divided by own size^alpha times other size^(1 - alpha), 0.5 "
            "being the cosine.",
            advanced() | onlyWith("similarity", {"asymmetric"}) | more};
}

BoundParam<KnnOptions> minNeighboursParam() {
    return {"min_neighbours",
            "Least neighbours",
            &KnnOptions::minNeighbours,
            1,
            1000,
            "Ratings: with fewer neighbours than this the mean or baseline alone is predicted.",
            advanced() | linear() | onlyWith("mode", {"basic", "means", "baseline"})};
}

BoundParam<KnnOptions> minSupportParam() {
    return {"min_support",
            "Least in common",
            &KnnOptions::minSupport,
            1,
            1000,
            "Ratings: with fewer ratings in common than this a similarity is 0.",
            advanced() | linear() | onlyWith("mode", {"basic", "means", "baseline"})};
}

std::size_t neighboursOf(const KnnOptions& asked, std::size_t forLists) {
    if (asked.neighbours != byMode) {
        return static_cast<std::size_t>(asked.neighbours);
    }
    return asked.mode ? ratingNeighbours : forLists;
}

std::string listSimilarityOf(const KnnOptions& asked, const std::string& forLists) {
    return asked.similarity == "by_mode" ? forLists : asked.similarity;
}

Error similarityMismatch(const KnnOptions& asked) {
    std::string_view mode = implicitMode;
    for (const auto& [name, value] : modes) {
        mode = asked.mode == value ? name : mode;
    }
    return {ErrorCode::InvalidArgument,
            fmt::format("Similarity {} does not go with mode {}: it compares {}", asked.similarity, mode,
                        asked.mode ? "lists" : "ratings"),
            asked.mode ? "Use cosine, msd, pearson or pearson_baseline, or mode=implicit"
                       : "Use cosine, jaccard, tfidf, bm25 or asymmetric, or mode=basic, means or baseline",
            "similarity"};
}

void saveRatingKnn(ModelArchive& archive, const RatingKnnOptions& options) {
    archive.putNumber("mode", 1 + static_cast<double>(options.mode));
    archive.putText("similarity", ratingSimilarityName(options.similarity.kind));
    archive.putNumber("min_support", static_cast<double>(options.similarity.minSupport));
    archive.putNumber("shrinkage", options.similarity.shrinkage);
    archive.putNumber("neighbours", static_cast<double>(options.neighbours));
    archive.putNumber("min_neighbours", static_cast<double>(options.minNeighbours));
}

Result<bool> isRatingKnn(const ModelArchive& archive) {
    const Result<std::size_t> mode = loadCount(archive, "mode", modes.size());
    return mode ? Result(*mode > 0) : Result<bool>(mode.error());
}

Result<RatingKnnOptions> loadRatingKnn(const ModelArchive& archive) {
    TRY_ASSIGN(const auto mode, loadCount(archive, "mode", modes.size()));
    TRY_ASSIGN(const auto name, archive.text("similarity"));
    const auto kind = parseRatingSimilarity(name);
    if (!kind || mode == 0) {
        return corruptModel("it is of no rating mode");
    }
    TRY_ASSIGN(const auto shrinkage, loadReal(archive, "shrinkage", 0, 1e9));
    RatingKnnOptions options;
    options.mode = static_cast<RatingMode>(mode - 1);
    options.similarity.kind = *kind;
    options.similarity.shrinkage = shrinkage;
    for (const auto& [text, count] : {std::pair("min_support", &options.similarity.minSupport),
                                      {"neighbours", &options.neighbours},
                                      {"min_neighbours", &options.minNeighbours}}) {
        TRY_ASSIGN(const auto number, loadCount(archive, text, largestCount));
        *count = number;
    }
    return options;
}

void keepNearest(std::vector<RatedNeighbour>& neighbours, std::size_t k) {
    if (k > 0 && neighbours.size() > k) {
        std::nth_element(neighbours.begin(), neighbours.begin() + static_cast<std::ptrdiff_t>(k) - 1,
                         neighbours.end(), [](const RatedNeighbour& a, const RatedNeighbour& b) {
                             return a.similarity != b.similarity ? a.similarity > b.similarity
                                                                 : a.index < b.index;
                         });
        neighbours.resize(k);
    }
}

double shiftOf(const std::vector<RatedNeighbour>& neighbours, std::size_t least) {
    double sum = 0;
    double weight = 0;
    for (const RatedNeighbour& neighbour : neighbours) {
        sum += static_cast<double>(neighbour.similarity) * neighbour.deviation;
        weight += neighbour.similarity;
    }
    return weight > 0 && neighbours.size() >= least ? sum / weight : 0;
}

} // namespace tastescope
