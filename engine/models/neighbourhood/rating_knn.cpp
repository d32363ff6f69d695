// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/rating_knn.h"

#include "engine/base/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tastescope {
namespace {

constexpr std::int64_t byMode = -1;
constexpr std::size_t ratingNeighbours = 40;
constexpr std::size_t largestCount = 1'000'000'000;
constexpr std::array<std::pair<std::string_view, RatingMode>, 3> modes{
    {{"basic", RatingMode::Basic}, {"means", RatingMode::Means}, {"baseline", RatingMode::Baseline}}};

} // namespace

bool asksForRatings(const ParamSet& params) {
    return params.choice("mode") != "implicit";
}

Result<RatingKnnOptions> ratingKnnOptions(const ParamSet& params) {
    RatingKnnOptions options;
    for (const auto& [name, mode] : modes) {
        options.mode = params.choice("mode") == name ? mode : options.mode;
    }
    const std::string& similarity = params.choice("similarity");
    const auto kind = parseRatingSimilarity(similarity == "by_mode" ? "msd" : similarity);
    if (!kind) {
        return similarityMismatch(params);
    }
    options.similarity = {.kind = *kind,
                          .minSupport = static_cast<std::size_t>(params.integer("min_support")),
                          .shrinkage = params.real("shrinkage")};
    options.neighbours = neighboursOf(params, ratingNeighbours);
    options.minNeighbours = static_cast<std::size_t>(params.integer("min_neighbours"));
    return options;
}

ParamSpec modeParam() {
    return {.name = "mode",
            .title = "Mode",
            .type = ParamType::Choice,
            .standard = std::string("implicit"),
            .choices = {"implicit", "basic", "means", "baseline"},
            .help = "implicit ranks what was liked; basic, means and baseline predict ratings, counted from "
                    "0, from means or from mean and biases.",
            .searchChoices = {"implicit"}};
}

ParamSpec neighboursParam(std::int64_t standard, std::int64_t forLists, const std::string& things) {
    return {.name = "neighbours",
            .title = "Neighbours",
            .type = ParamType::Integer,
            .standard = standard,
            .low = static_cast<double>(byMode),
            .high = 10000,
            .help = fmt::format("How many of the most similar {} count; 0 takes all, -1 takes {} in mode "
                                "implicit and {} in the others.",
                                things, forLists, ratingNeighbours),
            .searchLow = 10,
            .searchHigh = 300};
}

ParamSpec similarityParam(const std::string& forLists, const std::string& things) {
    return {.name = "similarity",
            .title = "Similarity",
            .type = ParamType::Choice,
            .standard = std::string("by_mode"),
            .choices = {"by_mode", "cosine", "jaccard", "tfidf", "bm25", "asymmetric", "msd", "pearson",
                        "pearson_baseline"},
            .help = fmt::format("How alike two {} are. by_mode is {} for implicit and msd for ratings; msd "
                                "and pearson need ratings, jaccard, tfidf, bm25 and asymmetric lists.",
                                things, forLists),
            .searchChoices = {"cosine", "jaccard", "tfidf", "bm25", "asymmetric"}};
}

ParamSpec shrinkageParam(double standard) {
    return {.name = "shrinkage",
            .title = "Shrinkage",
            .type = ParamType::Real,
            .standard = standard,
            .low = 0,
            .high = 1000,
            .help = "Distrusts similarities that little stands behind: n in common count n / (n + this). "
                    "Of the similarities of ratings only pearson_baseline has it."};
}

ParamSpec asymmetryParam() {
    return {.name = "alpha",
            .title = "Asymmetry",
            .type = ParamType::Real,
            .standard = 0.5,
            .low = 0,
            .high = 1,
            .help = "Similarity asymmetric: n in common divided by own size^alpha times other size^(1 - "
                    "alpha), 0.5 being the cosine.",
            .advanced = true};
}

ParamSpec minNeighboursParam() {
    return {.name = "min_neighbours",
            .title = "Least neighbours",
            .type = ParamType::Integer,
            .standard = std::int64_t{1},
            .low = 1,
            .high = 1000,
            .help = "Ratings: with fewer neighbours than this the mean or baseline alone is predicted.",
            .advanced = true};
}

ParamSpec minSupportParam() {
    return {.name = "min_support",
            .title = "Least in common",
            .type = ParamType::Integer,
            .standard = std::int64_t{1},
            .low = 1,
            .high = 1000,
            .help = "Ratings: with fewer ratings in common than this a similarity is 0.",
            .advanced = true};
}

std::size_t neighboursOf(const ParamSet& params, std::size_t forLists) {
    const std::int64_t asked = params.integer("neighbours");
    if (asked != byMode) {
        return static_cast<std::size_t>(asked);
    }
    return asksForRatings(params) ? ratingNeighbours : forLists;
}

std::string listSimilarityOf(const ParamSet& params, const std::string& forLists) {
    const std::string& similarity = params.choice("similarity");
    return similarity == "by_mode" ? forLists : similarity;
}

Error similarityMismatch(const ParamSet& params) {
    const std::string& mode = params.choice("mode");
    const bool ratings = asksForRatings(params);
    return {ErrorCode::InvalidArgument,
            fmt::format("Similarity {} does not go with mode {}: it compares {}", params.choice("similarity"),
                        mode, ratings ? "lists" : "ratings"),
            ratings ? "Use cosine, msd, pearson or pearson_baseline, or mode=implicit"
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
