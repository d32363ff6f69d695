// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svdpp.h"

#include "engine/models/factorisation/ratings/rating_algorithm.h"
#include "engine/models/factorisation/ratings/svdpp_trainer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

struct Svdpp {
    using Options = SvdppOptions;
    static constexpr std::string_view id = "svdpp";
    static constexpr std::string_view title = "SVD++";
    static constexpr RatingFoldKind fold = RatingFoldKind::Ridge;
    static constexpr bool implied = true;
    static constexpr auto train = trainSvdpp;

    static const ParamTable<Options>& table() {
        static const ParamTable<Options> all{
            ratingFactorsParam<Options>(),
            ratingEpochsParam<Options>(),
            ratingLearningRateParam<Options>(),
            ratingRegularizationParam<Options>(),
            ratingBiasRegularizationParam<Options>(),
            {"implied_regularization", "Regularisation of implied vectors", &Options::impliedRegularization,
             1e-4, 10, "The same for what having rated an item at all says about a person.",
             advanced() | byData()},
            ratingDecayParam<Options>(),
            ratingValidationParam<Options>()};
        return all;
    }

    static std::vector<DataDefault> defaultsFor(const DataShape& shape) {
        const double implied = twoDigits(std::clamp(0.5 * std::pow(60 / shape.perItem(), 0.94), 0.15, 0.5));
        return {{"regularization", ratingRegularization(shape, 0.12), ratingsAnItem(shape)},
                {"implied_regularization", implied, ratingsAnItem(shape)}};
    }

    // Measured: seconds of a rating's steps and of a batch.
    static RatingSeconds secondsOf(const Options& options, const RatingSize& size) {
        const double epoch = size.ratings * (2e-8 + size.factors * 1e-9) + size.users * 1e-6;
        return {options.epochs * epoch + size.ridgeSeconds(), 1e-8 * size.users * size.factors};
    }
};

} // namespace

const AlgorithmInfo& svdppInfo() {
    static const AlgorithmInfo info = ratingAlgorithm<Svdpp>(
        {.id = std::string(Svdpp::id),
         .title = std::string(Svdpp::title),
         .family = "factorisation",
         .tagline = "SVD, and what was rated",
         .about = "As SVD, but what people chose to rate at all counts as well. Often the most exact "
                  "predictions of ratings, at a longer training.",
         .source = "Koren 2008",
         .effort = 3});
    return info;
}

} // namespace tastescope
