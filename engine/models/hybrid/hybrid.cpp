// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/hybrid.h"

#include "engine/base/memory.h"
#include "engine/base/progress.h"
#include "engine/models/hybrid/hybrid_model.h"
#include "engine/models/hybrid/hybrid_weights.h"
#include "engine/models/params/param_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>

namespace tastescope {
namespace {

constexpr const char* noPart = "none";

constexpr std::array<const char*, mostHybridParts> partNames{"first", "second", "third"};
constexpr std::array<const char*, mostHybridParts> weightNames{"weight_first", "weight_second",
                                                               "weight_third"};

struct HybridSettings {
    HybridRule rule{HybridKind::Weighted, 10};
    std::array<std::string, mostHybridParts> parts{"slim", "als", "user_knn"};
    std::array<double, mostHybridParts> weights{1, 0.4, 0.3};
};

bool setsNoWeight(const ParamSet& params) {
    return std::ranges::none_of(weightNames, [&](const char* name) { return params.given(name); });
}

/// Whether events are held back for the weights: where they are learned, and where nobody set them.
bool findsWeights(const HybridSettings& settings, const ParamSet& params) {
    return settings.rule.kind == HybridKind::Stacked ||
           (settings.rule.kind == HybridKind::Weighted && setsNoWeight(params));
}

/// What a hybrid can be made of, and what is asked for one.
struct Kit {
    HybridParts parts;
    ParamTable<HybridSettings> table;
};

using Model = std::shared_ptr<const Recommender>;

struct ChosenPart {
    const AlgorithmInfo* info = nullptr;
    double weight = 1;
};

/// Without the parts of weight 0, unless that is all of them.
void dropWithoutWeight(std::vector<ChosenPart>& parts) {
    const auto counts = [](const ChosenPart& part) { return part.weight > 0; };
    if (std::ranges::any_of(parts, counts)) {
        std::erase_if(parts, std::not_fn(counts));
    }
}

/// The parts that are not "none", in order; of those that are added by weights that somebody set, the ones
/// that count.
Result<std::vector<ChosenPart>> chosenParts(const Kit& kit, const ParamSet& params) {
    const HybridSettings settings = kit.table.optionsOf(params);
    std::vector<ChosenPart> out;
    for (std::size_t place = 0; place < mostHybridParts; ++place) {
        const std::string& id = settings.parts[place];
        if (id == noPart) {
            continue;
        }
        const AlgorithmInfo* info = findPart(kit.parts, id);
        if (std::any_of(out.begin(), out.end(), [&](const ChosenPart& part) { return part.info == info; })) {
            return Error{ErrorCode::InvalidArgument, fmt::format("A hybrid cannot hold \"{}\" twice", id),
                         "Choose another part, or none", "hybrid"};
        }
        out.push_back({info, settings.weights[place]});
    }
    if (settings.rule.kind == HybridKind::Weighted && !findsWeights(settings, params)) {
        dropWithoutWeight(out);
    }
    return out;
}

/// Seconds to score those held back and to fit the weights.
double learningSeconds(const Dataset& dataset, std::size_t parts) {
    const auto people = std::min(2000.0, static_cast<double>(dataset.userCount()));
    const double each = 2e-5 + 1e-8 * static_cast<double>(dataset.itemCount());
    return people * each * static_cast<double>(parts);
}

Forecast forecast(const Kit& kit, const Dataset& dataset, const ParamSet& params, int threads) {
    Forecast out{1e-5, 0};
    const HybridSettings settings = kit.table.optionsOf(params);
    const Result<std::vector<ChosenPart>> parts = chosenParts(kit, params);
    if (!parts) {
        return out;
    }
    for (const ChosenPart& part : *parts) {
        const Forecast own = part.info->forecast(dataset, ParamSet(part.info->params), threads);
        out.seconds += own.seconds;
        out.bytes += own.bytes;
    }
    if (findsWeights(settings, params)) {
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
        // Not a rounding beyond the end: what comes next would fall back behind it.
        const double to = std::min(end, from + (end - begin) * seconds[place] / total);
        // Their losses are no one curve.
        PartProgress progress(context, from, to, {.label = info.title, .withLosses = false});
        TRY_ASSIGN(auto model, info.fit(dataset, ParamSet(info.params), progress.context()));
        out.push_back(std::move(model));
        from = to;
    }
    return out;
}

/// What is compared on the events held back: the weights as they are, or learned; where they are nobody's
/// wish, with less of the parts behind the first; and every part by itself, so that together they are no
/// worse than the best of them.
Result<std::vector<HybridWeights>> candidatesOf(const Dataset& dataset, const HeldBack& held,
                                                const std::vector<ChosenPart>& parts, bool learn,
                                                const std::vector<Model>& models,
                                                const ExecutionContext& context) {
    std::vector<HybridWeights> out;
    if (learn) {
        TRY_ASSIGN(const auto learned, learnHybridWeights(dataset, held, models, context));
        out.push_back(learned);
    } else {
        for (const double share : {1.0, 0.5, 0.2}) {
            HybridWeights& weights = out.emplace_back();
            for (std::size_t place = 0; place < parts.size(); ++place) {
                weights[place] = (place == 0 ? 1 : share) * parts[place].weight;
            }
        }
    }
    for (std::size_t place = 0; place < parts.size(); ++place) {
        out.emplace_back()[place] = 1;
    }
    return out;
}

/// Sets the weights of the parts, and takes away those of weight 0; leaves them where nobody can be learned
/// from.
Result<void> findWeights(const Dataset& dataset, std::vector<ChosenPart>& parts, bool learn,
                         const ExecutionContext& context) {
    const HeldBack held = holdBackLiked(dataset, context);
    if (!held.rest) {
        return {};
    }
    TRY_ASSIGN(const auto models, trainParts(*held.rest, parts, context, 0, 0.45));
    context.report(0.45, "Learning the weights");
    TRY_ASSIGN(const auto candidates, candidatesOf(dataset, held, parts, learn, models, context));
    TRY_ASSIGN(const auto best, bestHybridWeights(held, models, candidates, context));
    for (std::size_t place = 0; place < parts.size(); ++place) {
        parts[place].weight = candidates[best][place];
    }
    dropWithoutWeight(parts);
    return {};
}

Result<Model> fit(const Kit& kit, const Dataset& dataset, const ParamSet& params,
                  const ExecutionContext& context) {
    const HybridSettings settings = kit.table.optionsOf(params);
    TRY_ASSIGN(auto parts, chosenParts(kit, params));
    TRY(requireMemory(forecast(kit, dataset, params, 1).bytes, "The hybrid"));
    const bool finds = findsWeights(settings, params);
    if (finds) {
        TRY(findWeights(dataset, parts, settings.rule.kind == HybridKind::Stacked, context));
    }
    TRY_ASSIGN(auto models, trainParts(dataset, parts, context, finds ? 0.5 : 0, 1));
    std::vector<HybridPart> made;
    for (std::size_t place = 0; place < models.size(); ++place) {
        made.push_back({parts[place].info->id, parts[place].weight, std::move(models[place])});
    }
    return makeHybridModel(dataset, settings.rule, std::move(made));
}

/// A search draws different algorithms for each place, so that none is drawn twice, and no "none", beside
/// which a weight would be for nothing.
BoundParam<HybridSettings> partParam(const HybridParts& parts, std::size_t place, const char* name,
                                     const char* title, const char* help, std::vector<std::string> searched) {
    std::vector<std::string> choices;
    for (const AlgorithmInfo& part : parts) {
        choices.push_back(part.id);
    }
    if (place > 0) {
        choices.emplace_back(noPart);
    }
    const auto part = [place](auto& settings) -> decltype(auto) { return (settings.parts[place]); };
    return {name, title, part, words(choices), help, searchedAmong(std::move(searched))};
}

BoundParam<HybridSettings> weightParam(std::size_t place, const char* name, const char* title,
                                       const ParamTraits& more = {}) {
    const auto weight = [place](auto& settings) -> decltype(auto) { return (settings.weights[place]); };
    return {name,
            title,
            weight,
            0,
            100,
            "How much its scores count beside the others when they are added by fixed weights.",
            advanced() | byData() | onlyWith("kind", {"weighted"}) | more};
}

ParamTable<HybridSettings> tableOf(const HybridParts& parts) {
    return {{"kind",
             "Combined by",
             nested(&HybridSettings::rule, &HybridRule::kind),
             {{"weighted", HybridKind::Weighted},
              {"switching", HybridKind::Switching},
              {"stacked", HybridKind::Stacked}},
             "Scores added by weights, one part chosen by the length of the history, or scores added by "
             "weights learned on events held back. Weights that nobody sets are proven on events held back: "
             "a part that is better alone is taken alone."},
            partParam(parts, 0, partNames[0], "First",
                      "The algorithm that leads; when switching, for long histories.", {"slim", "ease"}),
            partParam(parts, 1, partNames[1], "Second",
                      "The algorithm beside it; when switching, for histories below the threshold.",
                      {"als", "puresvd"}),
            partParam(parts, 2, partNames[2], "Third",
                      "One more, or none; when switching, for people without any liked item.",
                      {"user_knn", "item_knn", "content_tfidf"}),
            {"threshold", "Switch at", nested(&HybridSettings::rule, &HybridRule::threshold), 1, 10000,
             "When switching: the number of liked items from which on the first part answers.",
             onlyWith("kind", {"switching"})},
            weightParam(0, weightNames[0], "Weight of the first", notSearched()),
            weightParam(1, weightNames[1], "Weight of the second"),
            weightParam(2, weightNames[2], "Weight of the third")};
}

HybridParts partsAmong(std::span<const AlgorithmInfo> others) {
    HybridParts parts;
    std::ranges::copy_if(others, std::back_inserter(parts),
                         [](const AlgorithmInfo& info) { return info.hybridPlace > 0; });
    std::ranges::stable_sort(parts, {}, &AlgorithmInfo::hybridPlace);
    return parts;
}

} // namespace

AlgorithmInfo hybridInfo(std::span<const AlgorithmInfo> others) {
    HybridParts parts = partsAmong(others);
    ParamTable<HybridSettings> table = tableOf(parts);
    const auto kit = std::make_shared<const Kit>(Kit{std::move(parts), std::move(table)});
    return {.id = std::string(hybridId),
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
            .knowsNewPeople = true,
            .params = kit->table.specs(),
            .fit = [kit](const Dataset& dataset, const ParamSet& params,
                         const ExecutionContext& context) { return fit(*kit, dataset, params, context); },
            .load = [kit](const ModelArchive& archive,
                          const Dataset& dataset) { return loadHybridModel(kit->parts, archive, dataset); },
            .forecast = [kit](const Dataset& dataset, const ParamSet& params,
                              int threads) { return forecast(*kit, dataset, params, threads); }};
}

std::vector<DataDefault> provenWeights(const Recommender& model, const ParamSet& params) {
    std::vector<DataDefault> all;
    const std::span<const HybridPart> parts = hybridParts(model);
    if (parts.empty() || params.choice("kind") != "weighted" || !setsNoWeight(params)) {
        return all;
    }
    for (std::size_t place = 0; place < mostHybridParts; ++place) {
        const std::string& id = params.choice(partNames[place]);
        const auto part = std::ranges::find(parts, id, &HybridPart::algorithm);
        const double weight = part == parts.end() ? 0 : part->weight; // taken away, it counts for nothing
        if (id != noPart && weight != params.real(weightNames[place])) {
            all.push_back({weightNames[place], weight, "proven on events held back"});
        }
    }
    return all;
}

} // namespace tastescope
