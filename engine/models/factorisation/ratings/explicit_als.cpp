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

    static const ParamTable<Options>& table() {
        static const ParamTable<Options> all{ratingFactorsParam<Options>(),
                                             {"iterations", "Iterations", &Options::iterations, 1, 200,
                                              "How often items and people are solved in turn.",
                                              linear() | rounds() | notSearched()},
                                             ratingRegularizationParam<Options>(),
                                             ratingBiasRegularizationParam<Options>(),
                                             ratingValidationParam<Options>()};
        return all;
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
         .effort = 2});
    return info;
}

} // namespace tastescope
