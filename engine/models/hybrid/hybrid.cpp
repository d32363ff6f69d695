// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/hybrid.h"

#include "engine/base/memory.h"
#include "engine/base/progress.h"
#include "engine/models/hybrid/hybrid_model.h"
#include "engine/models/hybrid/hybrid_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tastescope {
namespace {

constexpr std::array<std::string_view, 13> partIds{
    "ease",     "slim",          "als",        "bpr",    "warp",      "puresvd", "user_knn",
    "item_knn", "content_tfidf", "popularity", "markov", "two_tower", "sasrec"};
constexpr std::string_view noPart = "none";
constexpr std::array<const char*, mostHybridParts> partNames{"first", "second", "third"};
constexpr std::array<const char*, mostHybridParts> weightNames{"weight_first", "weight_second",
                                                               "weight_third"};

using Model = std::shared_ptr<const Recommender>;

struct ChosenPart {
    const AlgorithmInfo* info = nullptr;
    double weight = 1;
};

/// The parts that are not "none", in order.
Result<std::vector<ChosenPart>> chosenParts(const ParamSet& params) {
    std::vector<ChosenPart> out;
    for (std::size_t place = 0; place < mostHybridParts; ++place) {
        const std::string& id = params.choice(partNames[place]);
        if (id == noPart) {
            continue;
        }
        TRY_ASSIGN(const auto info, requireAlgorithm(id));
        if (std::any_of(out.begin(), out.end(), [&](const ChosenPart& part) { return part.info == info; })) {
            return Error{ErrorCode::InvalidArgument, fmt::format("A hybrid cannot hold \"{}\" twice", id),
                         "Choose another part, or none", "hybrid"};
        }
        out.push_back({info, params.real(weightNames[place])});
    }
    return out;
}

HybridKind kindOf(const ParamSet& params) {
    const std::string& kind = params.choice("kind");
    return kind == "switching" ? HybridKind::Switching
           : kind == "stacked" ? HybridKind::Stacked
                               : HybridKind::Weighted;
}

/// Seconds to score those held back and to fit the weights.
double learningSeconds(const Dataset& dataset, std::size_t parts) {
    const auto people = std::min(2000.0, static_cast<double>(dataset.userCount()));
    const double each = 2e-5 + 2e-8 * static_cast<double>(dataset.itemCount());
    return people * each * static_cast<double>(parts);
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    Forecast out{1e-5, 0};
    const Result<std::vector<ChosenPart>> parts = chosenParts(params);
    if (!parts) {
        return out;
    }
    for (const ChosenPart& part : *parts) {
        const Forecast own = part.info->forecast(dataset, ParamSet(part.info->params), threads);
        out.seconds += own.seconds;
        out.bytes += own.bytes;
    }
    if (kindOf(params) == HybridKind::Stacked) {
        out.seconds = 2 * out.seconds + learningSeconds(dataset, parts->size()) / std::max(threads, 1);
    }
    return out;
}

/// Every part with its own defaults; progress goes from `begin` to `end`, each taking what it is forecast.
Result<std::vector<Model>> trainParts(const Dataset& dataset, const std::vector<ChosenPart>& parts,
                                      const ExecutionContext& context, double begin, double end) {
    std::vector<double> seconds;
    double total = 0;
    for (const ChosenPart& part : parts) {
        seconds.push_back(part.info->forecast(dataset, ParamSet(part.info->params), 1).seconds);
        total += seconds.back();
    }
    std::vector<Model> out;
    double from = begin;
    for (std::size_t place = 0; place < parts.size(); ++place) {
        const AlgorithmInfo& info = *parts[place].info;
        const double to = from + (end - begin) * seconds[place] / total;
        // Their losses are no one curve.
        PartProgress progress(context, from, to, {.label = info.title, .withLosses = false});
        TRY_ASSIGN(auto model, info.fit(dataset, ParamSet(info.params), progress.context()));
        out.push_back(std::move(model));
        from = to;
    }
    return out;
}

/// Sets the weights of the parts; leaves them where nobody can be learned from.
Result<void> learnWeights(const Dataset& dataset, std::vector<ChosenPart>& parts,
                          const ExecutionContext& context) {
    const HeldBack held = holdBackLiked(dataset, context);
    if (!held.rest) {
        return {};
    }
    TRY_ASSIGN(const auto models, trainParts(*held.rest, parts, context, 0, 0.45));
    context.report(0.45, "Learning the weights");
    TRY_ASSIGN(const auto weights, learnHybridWeights(dataset, held, models, context));
    for (std::size_t place = 0; place < parts.size(); ++place) {
        parts[place].weight = weights[place];
    }
    return {};
}

Result<Model> fit(const Dataset& dataset, const ParamSet& params, const ExecutionContext& context) {
    TRY_ASSIGN(auto parts, chosenParts(params));
    TRY(requireMemory(forecast(dataset, params, 1).bytes, "The hybrid"));
    const HybridRule rule{kindOf(params), static_cast<std::size_t>(params.integer("threshold"))};
    const bool stacked = rule.kind == HybridKind::Stacked;
    if (stacked) {
        TRY(learnWeights(dataset, parts, context));
    }
    TRY_ASSIGN(auto models, trainParts(dataset, parts, context, stacked ? 0.5 : 0, 1));
    std::vector<HybridPart> made;
    for (std::size_t place = 0; place < models.size(); ++place) {
        made.push_back({parts[place].info->id, parts[place].weight, std::move(models[place])});
    }
    return makeHybridModel(dataset, rule, std::move(made));
}

/// A search draws different algorithms for each place, so that none is drawn twice.
ParamSpec partSpec(std::size_t place, const char* title, const char* standard,
                   std::vector<std::string> searched) {
    std::vector<std::string> choices(partIds.begin(), partIds.end());
    if (place > 0) {
        choices.emplace_back(noPart);
    }
    return {.name = partNames[place],
            .title = title,
            .type = ParamType::Choice,
            .standard = std::string(standard),
            .choices = std::move(choices),
            .help = place == 0 ? "The algorithm that leads; when switching, for long histories."
                    : place == 1
                        ? "The algorithm beside it; when switching, for histories below the threshold."
                        : "One more, or none; when switching, for people without any liked item.",
            .searchChoices = std::move(searched)};
}

ParamSpec weightSpec(std::size_t place, const char* title, double standard) {
    return {.name = weightNames[place],
            .title = title,
            .type = ParamType::Real,
            .standard = standard,
            .low = 0,
            .high = 100,
            .help = "How much its scores count beside the others when they are added by fixed weights.",
            .advanced = true,
            .searchLow = 0.0,
            .searchHigh = 2.0};
}

std::vector<ParamSpec> params() {
    return {{.name = "kind",
             .title = "Combined by",
             .type = ParamType::Choice,
             .standard = std::string("weighted"),
             .choices = {"weighted", "switching", "stacked"},
             .help = "Scores added by fixed weights, one part chosen by the length of the history, or scores "
                     "added by weights learned on events held back."},
            partSpec(0, "First", "slim", {"slim", "ease"}),
            partSpec(1, "Second", "als", {"als", "puresvd"}),
            partSpec(2, "Third", "user_knn", {"user_knn", "item_knn", "content_tfidf", "none"}),
            {.name = "threshold",
             .title = "Switch at",
             .type = ParamType::Integer,
             .standard = std::int64_t{10},
             .low = 1,
             .high = 10000,
             .logarithmic = true,
             .help = "When switching: the number of liked items from which on the first part answers.",
             .searchLow = 2.0,
             .searchHigh = 100.0},
            weightSpec(0, "Weight of the first", 1),
            weightSpec(1, "Weight of the second", 0.4),
            weightSpec(2, "Weight of the third", 0.3)};
}

} // namespace

std::span<const std::string_view> hybridPartIds() {
    return partIds;
}

const AlgorithmInfo& hybridInfo() {
    static const AlgorithmInfo info{
        .id = std::string(hybridId),
        .title = "Hybrid",
        .family = "hybrid",
        .tagline = "Several algorithms as one",
        .about = "Combines up to three algorithms: adds their scores by fixed or learned weights, or "
                 "switches between them by the length of a person's history. Where they err differently, "
                 "together they are better than the best of them.",
        .source = "Burke 2002",
        .effort = 2,
        .personal = true,
        .scoresNewItems = true,
        .params = params(),
        .fit = fit,
        .load = loadHybridModel,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
