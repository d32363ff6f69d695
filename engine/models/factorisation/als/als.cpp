// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als.h"

#include "engine/base/memory.h"
#include "engine/models/factorisation/als/als_model.h"
#include "engine/models/factorisation/als/als_trainer.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

AlsOptions optionsOf(const ParamSet& params) {
    AlsOptions options;
    options.factors = static_cast<std::size_t>(params.integer("factors"));
    options.iterations = static_cast<int>(params.integer("iterations"));
    options.regularization = params.real("regularization");
    options.exponent = params.real("regularization_exponent");
    options.alpha = params.real("alpha");
    options.dislikes = params.flag("dislikes");
    options.unobserved = params.real("unobserved_weight");
    const std::string& solver = params.choice("solver");
    options.solver = solver == "cg"      ? AlsSolver::ConjugateGradients
                     : solver == "block" ? AlsSolver::Blocks
                                         : AlsSolver::Cholesky;
    options.steps = static_cast<int>(params.integer("cg_steps"));
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const AlsOptions options = optionsOf(params);
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
    const AlsOptions options = optionsOf(params);
    TRY_ASSIGN(auto factors,
               trainAls(dataset.matrix(), dataset.userCount(), dataset.itemCount(), options, context));
    return makeAlsModel(std::move(factors), options, dataset.userCount(), dataset.itemCount());
}

// The defaults did well on all of MovieLens 100K and latest, goodbooks, HetRec Last.fm, Steam and the demo
// service, and on a twentieth of the first: the exponent keeps them apt whatever the size.
std::vector<ParamSpec> params() {
    return {{.name = "factors",
             .title = "Factors",
             .type = ParamType::Integer,
             .standard = std::int64_t{64},
             .low = 1,
             .high = 512,
             .logarithmic = true,
             .help = "How many hidden traits describe a person and an item."},
            {.name = "iterations",
             .title = "Iterations",
             .type = ParamType::Integer,
             .standard = std::int64_t{15},
             .low = 1,
             .high = 200,
             .help = "How often items and people are solved in turn."},
            {.name = "regularization",
             .title = "Regularisation",
             .type = ParamType::Real,
             .standard = 0.6,
             .low = 1e-5,
             .high = 1000,
             .logarithmic = true,
             .help = "Holds the vectors short; more of it generalises more and fits less."},
            {.name = "alpha",
             .title = "Confidence weight α",
             .type = ParamType::Real,
             .standard = 3.0,
             .low = 1e-3,
             .high = 1000,
             .logarithmic = true,
             .help = "How much more an event counts than the absence of one: confidence is 1 + α · weight."},
            {.name = "dislikes",
             .title = "Skips count as dislike",
             .type = ParamType::Flag,
             .standard = true,
             .help = "Events with a negative weight say that the item is not liked, instead of nothing."},
            {.name = "regularization_exponent",
             .title = "Regularisation by activity",
             .type = ParamType::Real,
             .standard = 0.5,
             .low = 0,
             .high = 1,
             .help = "Scales the regularisation of a row by its total confidence to this power; 0 is alike "
                     "for all, as published in 2008.",
             .advanced = true},
            {.name = "unobserved_weight",
             .title = "Weight of absence",
             .type = ParamType::Real,
             .standard = 1.0,
             .low = 1e-3,
             .high = 10,
             .logarithmic = true,
             .help = "How much it counts that a pair has no event; 1 as published in 2008, less suits sparse "
                     "data with a large α.",
             .advanced = true},
            {.name = "solver",
             .title = "Solver",
             .type = ParamType::Choice,
             .standard = std::string("cholesky"),
             .choices = {"cholesky", "cg", "block"},
             .help = "Exact (Cholesky), or quicker with many factors: a few steps of conjugate gradients, or "
                     "one block of factors after the other (iALS++).",
             .advanced = true},
            {.name = "cg_steps",
             .title = "Gradient steps",
             .type = ParamType::Integer,
             .standard = std::int64_t{3},
             .low = 1,
             .high = 50,
             .help = "Conjugate-gradient steps a row and half iteration; only for that solver.",
             .advanced = true}};
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
        .params = params(),
        .fit = fit,
        .load = loadAlsModel,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
