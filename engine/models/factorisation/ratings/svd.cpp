// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svd.h"

#include "engine/models/factorisation/ratings/rating_algorithm.h"
#include "engine/models/factorisation/ratings/svd_trainer.h"

#include <string>
#include <string_view>

namespace tastescope {
namespace {

struct Svd {
    using Options = SvdOptions;
    static constexpr std::string_view id = "svd";
    static constexpr std::string_view title = "SVD";
    static constexpr RatingFoldKind fold = RatingFoldKind::Ridge;
    static constexpr bool implied = false;
    static constexpr auto train = trainSvd;

    // The defaults settle at what the objective allows, so that more epochs change little, on MovieLens 100K
    // and latest and on goodbooks alike.
    static const ParamTable<Options>& table() {
        static const ParamTable<Options> all{ratingFactorsParam<Options>(),
                                             ratingEpochsParam<Options>(),
                                             ratingLearningRateParam<Options>(),
                                             ratingRegularizationParam<Options>(),
                                             ratingBiasRegularizationParam<Options>(),
                                             ratingDecayParam<Options>(),
                                             ratingValidationParam<Options>()};
        return all;
    }

    static std::vector<DataDefault> defaultsFor(const DataShape& shape) {
        return {{"regularization", ratingRegularization(shape, 0.1), ratingsAnItem(shape)}};
    }

    // Measured: seconds of a step.
    static RatingSeconds secondsOf(const Options& options, const RatingSize& size) {
        const double epoch = size.ratings * (1.3e-8 + size.factors * 2.4e-10);
        return {options.epochs * epoch + size.ridgeSeconds(),
                1e-8 * size.ratings + 1e-8 * size.users * size.factors};
    }
};

} // namespace

const AlgorithmInfo& svdInfo() {
    static const AlgorithmInfo info = ratingAlgorithm<Svd>(
        {.id = std::string(Svd::id),
         .title = std::string(Svd::title),
         .family = "factorisation",
         .tagline = "Ratings from factors",
         .about = "Learns what is typical of each person and item and, by hidden factors, how they suit each "
                  "other. The standard choice where people give ratings.",
         .source = "Koren, Bell, Volinsky 2009",
         .effort = 2});
    return info;
}

} // namespace tastescope
