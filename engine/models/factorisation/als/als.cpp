// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als.h"

#include "engine/base/memory.h"
#include "engine/models/data_defaults.h"
#include "engine/models/factorisation/als/als_model.h"
#include "engine/models/factorisation/als/als_trainer.h"
#include "engine/models/learning/popular_bias.h"
#include "engine/models/learning/taste_lift.h"
#include "engine/models/params/param_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

const ParamTable<AlsOptions>& table() {
    static const ParamTable<AlsOptions> all{
        {"factors", "Factors", &AlsOptions::factors, 1, 512,
         "How many hidden traits describe a person and an item.", inName()},
        {"iterations", "Iterations", &AlsOptions::iterations, 1, 200,
         "How often items and people are solved in turn.", linear() | rounds() | notSearched()},
        {"regularization", "Regularisation", &AlsOptions::regularization, 1e-5, 1000,
         "Holds the vectors short; more of it generalises more and fits less. Unless it is set: 0.6, and 1.2 "
         "to 2 where histories are short.",
         byData()},
        {"alpha", "Confidence weight α", &AlsOptions::alpha, 1e-3, 1000,
         "How much more an event counts than the absence of one: confidence is 1 + α · weight. Unless it is "
         "set: 3 where data is dense, up to 40 the sparser it is (10 where histories are short).",
         byData()},
        {"dislikes", "Skips count as dislike", &AlsOptions::dislikes,
         "Events with a negative weight say that the item is not liked, instead of nothing.", notSearched()},
        {"regularization_exponent", "Regularisation by activity", &AlsOptions::exponent, 0, 1,
         "Scales the regularisation of a row by its total confidence to this power; 0 is alike for all, as "
         "published in 2008.",
         advanced() | notSearched()},
        {"unobserved_weight", "Weight of absence", &AlsOptions::unobserved, 1e-3, 10,
         "How much it counts that a pair has no event; 1 as published in 2008, less suits sparse data with a "
         "large α.",
         advanced() | notSearched()},
        {"solver",
         "Solver",
         &AlsOptions::solver,
         {{"cholesky", AlsSolver::Cholesky},
          {"cg", AlsSolver::ConjugateGradients},
          {"block", AlsSolver::Blocks}},
         "Exact (Cholesky), or quicker with many factors: a few steps of conjugate gradients, or one block "
         "of factors after the other (iALS++).",
         advanced() | notSearched()},
        {"cg_steps", "Gradient steps", &AlsOptions::steps, 1, 50,
         "Conjugate-gradient steps a row and half iteration; only for that solver.",
         advanced() | linear() | notSearched() | onlyWith("solver", {"cg"})},
        popularParam(&AlsOptions::popular)};
    return all;
}

/// λ where histories are short: 1.2, as of people with next to no history the vectors are mostly noise and
/// 0.6 ranks worse than what is popular. Where items have many events all the same, chance alone makes
/// factors of up to (√events an item + √events a person), which λ (people · items)^¼ has to hold down:
/// measured, with 2.5 events a person and 62 an item, NDCG@10 .484 with 1.2 and .504 by this rule, where what
/// is popular has .513. With much more than 2 nothing but that is left.
double shortRegularization(const DataShape& shape) {
    constexpr double least = 1.2;
    constexpr double manyEvents = 30;
    if (shape.perItem() < manyEvents) {
        return least;
    }
    const double chance = std::sqrt(shape.perItem()) + std::sqrt(shape.perPerson());
    return twoDigits(std::clamp(4.8 * chance / std::pow(shape.people * shape.items, 0.25), least, 2.0));
}

/// What is popular beside the factors where histories are short: the more the less it is seen in the share of
/// people who have an entry's item, and the less the more people share beyond it. Measured (NDCG@10), the
/// best of .3 to 15: with 6, 10 and 15 events a person 15, 10 and 4 of books (lift 1.5, share .004, .006,
/// .008), with 6 and 10 2 and 1 of films (1.6, .016, .025), 10 and 2 of fewer people's films (2.1, .009,
/// .014), .3 and 2 of artists (2.4, .006, .010), with 3 and 4 1 of games (5.9 and 4.5, .02); the curves are
/// flat.
DataDefault shortPopular(const DataShape& shape, const InteractionMatrix& matrix, bool byHand) {
    if (byHand || shape.history >= shortEntryHistory) {
        return popularDefault(shape, byHand);
    }
    constexpr double atBooks = 0.05;
    constexpr double mostTold = 2.4; ///< as measured with games, which want no less than artists
    double squares = 0;
    for (std::size_t item = 0; item < matrix.itemCount(); ++item) {
        const auto count = static_cast<double>(matrix.countOf(ItemIndex(item)));
        squares += count * count;
    }
    const double share = std::max(squares, 1.0) / shape.entries / shape.people;
    const double lift = tasteLift(matrix);
    const double weight = atBooks / share * std::pow(plainLift / std::min(lift, mostTold), 3);
    return {"popular", twoDigits(std::clamp(weight, 0.0, mostPopularWeight)), liftText(shape, lift)};
}

/// From so many events a person on λ = 0.6 holds.
constexpr double usualHistory = 12;

// α: an event has to stand against all the cells beside it that have none. Measured: 3 on MovieLens and
// goodbooks (density .7 to 5 %), 10 on plays and purchases (.2 %). With α, λ has to grow, the more so the
// shorter histories are: α = 40 and λ = 1.2 fall below what is popular. Measured (NDCG@10) with 3 to 10
// events a person: books .0137 → .0217 (with 3) and .0328 → .0389 (with 10), artists .0414 → .0464 and .0816
// → .0959; what is popular has .0253, .0350, .0417 and .0580. People with hundreds of events beside those
// with few do not change that: purchases, 10 events a person, .401.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet& params) {
    constexpr double dense = 0.02;
    constexpr double ridgeOfAlpha = 0.06;
    const DataShape shape = shapeOf(dataset.matrix());
    const bool isShort = shape.perPerson() < shortHistory;
    const double alpha = twoDigits(std::clamp(dense / shape.density(), 3.0, isShort ? 10.0 : 40.0));
    double regularization = 0.6;
    if (isShort) {
        regularization = shortRegularization(shape);
    } else if (shape.perPerson() < usualHistory) {
        regularization = twoDigits(std::clamp(ridgeOfAlpha * alpha, 0.6, 1.2));
    }
    const double percent = 100 * shape.density();
    const std::string share = percent < 10 ? fmt::format("{:.2g}", percent) : fmt::format("{:.0f}", percent);
    return {{"alpha", alpha, share + " % of all pairs have an event"},
            {"regularization", regularization,
             fmt::format("{:.1f} events a person, {:.0f} an item", shape.perPerson(), shape.perItem())},
            shortPopular(shape, dataset.matrix(), params.given("alpha") && params.given("regularization"))};
}

AlsOptions optionsFor(const Dataset& dataset, const ParamSet& params) {
    return table().optionsOf(fittedParams(alsInfo(), dataset, params));
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

std::shared_ptr<const Recommender> modelOf(AlsFactors factors, const AlsOptions& options,
                                           const Dataset& dataset) {
    return makeAlsModel(withPopular(std::move(factors), options, dataset.matrix()), options,
                        dataset.userCount(), dataset.itemCount());
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // Training keeps its own, padded copy of the factors.
    TRY(requireMemory(3 * forecast(dataset, params, 1).bytes, "ALS"));
    const AlsOptions options = optionsFor(dataset, params);
    TRY_ASSIGN(auto factors,
               trainAls(dataset.matrix(), dataset.userCount(), dataset.itemCount(), options, context));
    return modelOf(std::move(factors), options, dataset);
}

/// The factors of rows of `ids` in the order of `wanted`; zeros for those that are not there.
std::vector<float> vectorsOf(const IdMap& wanted, const IdMap& ids, const VectorView& vectors,
                             std::size_t factors) {
    std::vector<float> out(wanted.size() * factors);
    for (std::uint32_t row = 0; row < wanted.size(); ++row) {
        const auto found = ids.find(wanted.at(row));
        if (found && *found < vectors.rows()) {
            std::ranges::copy(vectors.row(*found).first(factors),
                              out.begin() + static_cast<std::ptrdiff_t>(row * factors));
        }
    }
    return out;
}

/// From factors that were solved for nearly the same data.
constexpr int iterationsAfter = 5;

Result<std::shared_ptr<const Recommender>> fitAfter(const Recommender& before, const Dataset& known,
                                                    const Dataset& dataset, const ParamSet& params,
                                                    const ExecutionContext& context) {
    AlsOptions options = optionsFor(dataset, params);
    const VectorView users = before.userVectors();
    const VectorView items = before.itemVectors();
    // What is popular may stand behind them, with the same weight for everybody; it is counted anew.
    const bool popular = users.rows() > 0 && users.row(0).back() > 0 && [&] {
        for (std::size_t row = 1; row < users.rows(); ++row) {
            if (users.row(row).back() != users.row(0).back()) {
                return false;
            }
        }
        return true;
    }();
    const std::size_t columns = options.factors + (popular ? 1 : 0);
    if (users.dimensions != columns || items.dimensions != columns) {
        return fit(dataset, params, context);
    }
    TRY(requireMemory(3 * forecast(dataset, params, 1).bytes, "ALS"));
    options.iterations = std::min(options.iterations, iterationsAfter);
    const AlsFactors start{vectorsOf(dataset.users(), known.users(), users, options.factors),
                           vectorsOf(dataset.items(), known.items(), items, options.factors)};
    TRY_ASSIGN(auto factors, trainAls(dataset.matrix(), dataset.userCount(), dataset.itemCount(), options,
                                      context, &start));
    return modelOf(std::move(factors), options, dataset);
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
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

AlgorithmInfo alsAfter(const Recommender& before, const Dataset& known) {
    AlgorithmInfo info = alsInfo();
    info.fit = [&before, &known](const Dataset& dataset, const ParamSet& params,
                                 const ExecutionContext& context) {
        return fitAfter(before, known, dataset, params, context);
    };
    return info;
}

} // namespace tastescope
