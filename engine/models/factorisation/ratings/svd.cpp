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
    static std::vector<ParamSpec> params() {
        const Options standard;
        return {ratingFactorsParam(static_cast<int>(standard.factors)),
                ratingEpochsParam(standard.epochs),
                ratingLearningRateParam(standard.learningRate),
                ratingRegularizationParam(standard.regularization),
                ratingBiasRegularizationParam(standard.biasRegularization),
                ratingDecayParam(standard.decay),
                ratingValidationParam()};
    }

    static Options optionsOf(const ParamSet& params) {
        Options options;
        options.factors = static_cast<std::size_t>(params.integer("factors"));
        options.epochs = static_cast<int>(params.integer("epochs"));
        options.learningRate = params.real("learning_rate");
        options.decay = params.real("decay");
        options.regularization = params.real("regularization");
        options.biasRegularization = params.real("bias_regularization");
        options.validation = params.real("validation");
        return options;
    }

    // Measured: seconds of a step.
    static RatingSeconds secondsOf(const Options& options, const RatingSize& size) {
        const double epoch = size.ratings * (8e-9 + size.factors * 1.5e-10);
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
         .effort = 2,
         .params = Svd::params()});
    return info;
}

} // namespace tastescope
