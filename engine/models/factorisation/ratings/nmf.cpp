// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/nmf.h"

#include "engine/models/factorisation/ratings/nmf_trainer.h"
#include "engine/models/factorisation/ratings/rating_algorithm.h"

#include <string>
#include <string_view>

namespace tastescope {
namespace {

struct Nmf {
    using Options = NmfOptions;
    static constexpr std::string_view id = "nmf";
    static constexpr std::string_view title = "NMF";
    static constexpr RatingFoldKind fold = RatingFoldKind::NonNegative;
    static constexpr bool implied = false;
    static constexpr auto train = trainNmf;

    static std::vector<ParamSpec> params() {
        const Options standard;
        return {ratingFactorsParam(static_cast<int>(standard.factors)), ratingEpochsParam(standard.epochs),
                ratingRegularizationParam(standard.regularization), ratingValidationParam()};
    }

    static Options optionsOf(const ParamSet& params) {
        Options options;
        options.factors = static_cast<std::size_t>(params.integer("factors"));
        options.epochs = static_cast<int>(params.integer("epochs"));
        options.regularization = params.real("regularization");
        options.validation = params.real("validation");
        return options;
    }

    // Measured: seconds a rating and epoch, seen from both sides, and of the solution for every person.
    static RatingSeconds secondsOf(const Options& options, const RatingSize& size) {
        const double squares = size.factors * size.factors;
        const double epoch = 2 * size.ratings * (8e-9 + size.factors * 2.5e-10);
        const double solution =
            size.ratings * squares * 1e-10 + size.users * squares * (1e-7 + size.factors * 1e-10);
        return {options.epochs * epoch + solution, 1e-8 * size.users * size.factors};
    }
};

} // namespace

const AlgorithmInfo& nmfInfo() {
    static const AlgorithmInfo info = ratingAlgorithm<Nmf>(
        {.id = std::string(Nmf::id),
         .title = std::string(Nmf::title),
         .family = "factorisation",
         .tagline = "Ratings from shared traits",
         .about =
             "Explains ratings by traits that only ever add up. Its factors are the easiest to read, its "
             "predictions a little less exact than those of SVD.",
         .source = "Luo, Zhou, Xia, Zhu 2014",
         .effort = 2,
         .params = Nmf::params()});
    return info;
}

} // namespace tastescope
