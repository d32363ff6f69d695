// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/explicit_als.h"

#include "engine/models/factorisation/ratings/explicit_als_trainer.h"
#include "engine/models/factorisation/ratings/rating_algorithm.h"

#include <string>
#include <string_view>

namespace tastescope {
namespace {

struct ExplicitAls {
    using Options = ExplicitAlsOptions;
    static constexpr std::string_view id = "explicit_als";
    static constexpr std::string_view title = "Explicit ALS";
    static constexpr RatingFoldKind fold = RatingFoldKind::Ridge;
    static constexpr bool implied = false;
    static constexpr auto train = trainExplicitAls;

    static std::vector<ParamSpec> params() {
        const Options standard;
        return {ratingFactorsParam(static_cast<int>(standard.factors)),
                {.name = "iterations",
                 .title = "Iterations",
                 .type = ParamType::Integer,
                 .standard = std::int64_t{standard.iterations},
                 .low = 1,
                 .high = 200,
                 .help = "How often items and people are solved in turn."},
                ratingRegularizationParam(standard.regularization),
                ratingBiasRegularizationParam(standard.biasRegularization),
                ratingValidationParam()};
    }

    static Options optionsOf(const ParamSet& params) {
        Options options;
        options.factors = static_cast<std::size_t>(params.integer("factors"));
        options.iterations = static_cast<int>(params.integer("iterations"));
        options.regularization = params.real("regularization");
        options.biasRegularization = params.real("bias_regularization");
        options.validation = params.real("validation");
        return options;
    }

    // Measured: seconds a multiplication of a rank-k update and of a factorisation; both sides an iteration.
    static RatingSeconds secondsOf(const Options& options, const RatingSize& size) {
        const double rows = size.users + size.items;
        const double iteration = size.ratings * size.factors * (size.factors * 3e-11 + 1e-9) +
                                 rows * size.factors * size.factors * size.factors * 2e-11;
        return {(options.iterations + 0.5) * iteration, 1e-8 * rows * size.factors};
    }
};

} // namespace

const AlgorithmInfo& explicitAlsInfo() {
    static const AlgorithmInfo info = ratingAlgorithm<ExplicitAls>(
        {.id = std::string(ExplicitAls::id),
         .title = std::string(ExplicitAls::title),
         .family = "factorisation",
         .tagline = "Ratings by exact solves",
         .about =
             "Learns biases and hidden factors from ratings by solving people and items in turn. As SVD, "
             "with fewer parameters to set.",
         .source = "Zhou, Wilkinson, Schreiber, Pan 2008",
         .effort = 2,
         .params = ExplicitAls::params()});
    return info;
}

} // namespace tastescope
