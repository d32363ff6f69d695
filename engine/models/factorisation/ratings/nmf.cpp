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

    static const ParamTable<Options>& table() {
        static const ParamTable<Options> all{ratingFactorsParam<Options>(), ratingEpochsParam<Options>(),
                                             ratingRegularizationParam<Options>(),
                                             ratingValidationParam<Options>()};
        return all;
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
         .effort = 2});
    return info;
}

} // namespace tastescope
