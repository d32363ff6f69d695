// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als.h"

#include "engine/base/memory.h"
#include "engine/models/factorisation/als/als_model.h"
#include "engine/models/factorisation/als/als_trainer.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

// The defaults did well on all of MovieLens 100K and latest, goodbooks, HetRec Last.fm, Steam and the demo
// service, and on a twentieth of the first: the exponent keeps them apt whatever the size.
const ParamTable<AlsOptions>& table() {
    static const ParamTable<AlsOptions> all{
        {"factors", "Factors", &AlsOptions::factors, 1, 512,
         "How many hidden traits describe a person and an item.", inName()},
        {"iterations", "Iterations", &AlsOptions::iterations, 1, 200,
         "How often items and people are solved in turn.", linear() | rounds()},
        {"regularization", "Regularisation", &AlsOptions::regularization, 1e-5, 1000,
         "Holds the vectors short; more of it generalises more and fits less."},
        {"alpha", "Confidence weight α", &AlsOptions::alpha, 1e-3, 1000,
         "How much more an event counts than the absence of one: confidence is 1 + α · weight."},
        {"dislikes", "Skips count as dislike", &AlsOptions::dislikes,
         "Events with a negative weight say that the item is not liked, instead of nothing."},
        {"regularization_exponent", "Regularisation by activity", &AlsOptions::exponent, 0, 1,
         "Scales the regularisation of a row by its total confidence to this power; 0 is alike for all, as "
         "published in 2008.",
         advanced()},
        {"unobserved_weight", "Weight of absence", &AlsOptions::unobserved, 1e-3, 10,
         "How much it counts that a pair has no event; 1 as published in 2008, less suits sparse data with a "
         "large α.",
         advanced()},
        {"solver",
         "Solver",
         &AlsOptions::solver,
         {{"cholesky", AlsSolver::Cholesky},
          {"cg", AlsSolver::ConjugateGradients},
          {"block", AlsSolver::Blocks}},
         "Exact (Cholesky), or quicker with many factors: a few steps of conjugate gradients, or one block "
         "of factors after the other (iALS++).",
         advanced()},
        {"cg_steps", "Gradient steps", &AlsOptions::steps, 1, 50,
         "Conjugate-gradient steps a row and half iteration; only for that solver.", advanced() | linear()}};
    return all;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const AlsOptions options = table().optionsOf(params);
    const auto factors = static_cast<double>(options.factors);
    const auto entries = static_cast<double>(dataset.matrix().entryCount());
    const auto rows = static_cast<double>(dataset.userCount() + dataset.itemCount());
    // Measured: seconds a multiplication of a rank-k update, of a factorisation and of a gradient step.
    const double exact = entries * factors * factors * 1.5e-11 + rows * factors * factors * factors * 2e-11;
    const double gradients =
        (1 + options.steps) * (entries * factors * 8e-11 + rows * factors * factors * 4e-11);
    const double block = std::min(factors, 32.0);
    const double blocks = entries * factors * (block * 3e-11 + 4e-10) + rows * factors * factors * 4e-11;
    const double iteration = options.solver == AlsSolver::Cholesky ? exact
                             : options.solver == AlsSolver::Blocks ? blocks
                                                                   : gradients;
    const auto bytes =
        static_cast<std::size_t>(rows * (factors + 1) * sizeof(float) + factors * factors * sizeof(double));
    return {options.iterations * iteration / std::max(threads, 1) + 1e-8 * rows * factors, bytes};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // Training keeps its own, padded copy of the factors.
    TRY(requireMemory(3 * forecast(dataset, params, 1).bytes, "ALS"));
    const AlsOptions options = table().optionsOf(params);
    TRY_ASSIGN(auto factors,
               trainAls(dataset.matrix(), dataset.userCount(), dataset.itemCount(), options, context));
    return makeAlsModel(std::move(factors), options, dataset.userCount(), dataset.itemCount());
}

} // namespace

const AlgorithmInfo& alsInfo() {
    static const AlgorithmInfo info{
        .id = std::string(alsId),
        .title = "ALS",
        .family = "factorisation",
        .tagline = "Factors from events",
        .about = "Describes each person and item by a few hidden factors. Good first choice for play counts.",
        .source = "Hu, Koren, Volinsky 2008; Rendle, Krichene, Zhang, Koren 2022",
        .effort = 2,
        .personal = true,
        .scoresNewItems = false,
        .firstOf = ModelKind::Factors,
        .hybridPlace = 30,
        .params = table().specs(),
        .fit = fit,
        .load = loadAlsModel,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
