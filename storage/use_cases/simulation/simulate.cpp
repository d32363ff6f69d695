// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/simulation/simulate.h"

#include "engine/base/progress.h"
#include "storage/use_cases/rerank.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace tastescope {
namespace {

constexpr double preparing = 0.1; ///< of the progress
constexpr double heldOut = 0.2;   ///< of the preparation, and so on
constexpr double guessed = 0.5;

bool sameIds(const IdMap& one, const IdMap& other) {
    bool same = one.size() == other.size();
    for (std::uint32_t row = 0; same && row < one.size(); ++row) {
        same = one.at(row) == other.at(row);
    }
    return same;
}

/// Those whose vector is known, in the plane of their first two principal components.
std::vector<PlanePoint> mapOf(const TasteWorld& tastes) {
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    std::vector<PlanePoint> map(tastes.itemCount(), {nowhere, nowhere});
    std::vector<float> values;
    std::vector<std::size_t> items;
    for (std::size_t item = 0; item < map.size(); ++item) {
        const std::span<const float> vector(tastes.item(ItemIndex(item)), tastes.dimensions);
        if (std::ranges::any_of(vector, [](float value) { return value != 0; })) {
            values.insert(values.end(), vector.begin(), vector.end());
            items.push_back(item);
        }
    }
    const std::vector<PlanePoint> plane = principalPlane(values, tastes.dimensions);
    for (std::size_t at = 0; at < items.size(); ++at) {
        map[items[at]] = plane[at];
    }
    return map;
}

} // namespace

Result<std::optional<TasteWorld>> truthOf(const Dataset& data, const DemoOptions& options,
                                          const ExecutionContext& context) {
    TRY_ASSIGN(const auto world, makeDemoWorld(options, context));
    if (!sameIds(world.dataset->users(), data.users()) || !sameIds(world.dataset->items(), data.items())) {
        return std::optional<TasteWorld>();
    }
    return std::optional(demoTastes(world.truth));
}

Result<std::vector<ChoiceEstimate>> estimateFromData(const std::shared_ptr<const Dataset>& data,
                                                     const std::optional<DemoOptions>& demo,
                                                     const ExecutionContext& context) {
    PartProgress first(context, 0, heldOut);
    TRY_ASSIGN(const auto real, holdOutChoices(*data, first.context()));
    PartProgress second(context, heldOut, demo ? guessed : heldOut);
    std::optional<TasteWorld> tastes;
    if (demo) {
        TRY_ASSIGN(tastes, truthOf(*data, *demo, second.context()));
    }
    PartProgress third(context, demo ? guessed : heldOut, guessed);
    if (!tastes && !real.cases.empty()) {
        TRY_ASSIGN(tastes, fitTastes(real, third.context()));
    }
    PartProgress last(context, guessed, 1);
    return estimateChoice(data, real, tastes ? *tastes : TasteWorld(), last.context());
}

Result<SimulateAnswer> simulateData(const std::shared_ptr<const Dataset>& data, SimulateRequest request,
                                    SimulationSink* sink, const ExecutionContext& context) {
    SimulateAnswer answer;
    request.options.people = samplePeople(*data, request.users, context.seed);
    request.options.candidates = candidatesOfModel;
    PartProgress first(context, 0, preparing * heldOut);
    TRY_ASSIGN(const auto real, holdOutChoices(*data, first.context()));
    const double known = preparing * (request.demo ? guessed : heldOut);
    PartProgress second(context, preparing * heldOut, known);
    std::optional<TasteWorld> tastes;
    if (request.demo) {
        TRY_ASSIGN(tastes, truthOf(*data, *request.demo, second.context()));
    }
    PartProgress third(context, known, preparing * guessed);
    if (!tastes && (request.options.needsTastes() || (request.estimate && !real.cases.empty()))) {
        TRY_ASSIGN(tastes, fitTastes(real, third.context()));
    }
    answer.truth = tastes && tastes->truth;
    if (tastes) {
        answer.strength = tastes->strength;
        answer.map = mapOf(*tastes);
    }
    if (request.estimate) {
        PartProgress last(context, preparing * guessed, preparing);
        TRY_ASSIGN(answer.estimates,
                   estimateChoice(data, real, tastes ? *tastes : TasteWorld(), last.context()));
        if (tastes) { // else nothing moves
            answer.used = applyEstimates(answer.estimates, request.given, request.options);
        }
    }
    PartProgress rounds(context, preparing, 1);
    const TasteWorld* world = tastes ? &*tastes : nullptr;
    TRY_ASSIGN(answer.result, simulate(data, request.options, world, sink, rounds.context()));
    answer.sanity =
        sanityOf(*data, answer.result, real, request.options.choice.asksTaste() ? world : nullptr);
    answer.options = std::move(request.options);
    return answer;
}

} // namespace tastescope
