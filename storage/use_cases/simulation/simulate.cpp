// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/simulation/simulate.h"

#include "engine/base/progress.h"
#include "storage/use_cases/rerank.h"

#include <utility>

namespace tastescope {
namespace {

constexpr double preparing = 0.1; ///< of the progress

bool sameIds(const IdMap& one, const IdMap& other) {
    bool same = one.size() == other.size();
    for (std::uint32_t row = 0; same && row < one.size(); ++row) {
        same = one.at(row) == other.at(row);
    }
    return same;
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

Result<SimulateAnswer> simulateData(const std::shared_ptr<const Dataset>& data, SimulateRequest request,
                                    SimulationSink* sink, const ExecutionContext& context) {
    SimulateAnswer answer;
    request.options.people = samplePeople(*data, request.users, context.seed);
    request.options.candidates = candidatesOfModel;
    PartProgress before(context, 0, preparing);
    TRY_ASSIGN(const auto real, holdOutChoices(*data, before.context()));
    std::optional<TasteWorld> tastes;
    if (request.demo) {
        TRY_ASSIGN(tastes, truthOf(*data, *request.demo, before.context()));
    }
    if (!tastes && request.options.needsTastes()) {
        TRY_ASSIGN(tastes, fitTastes(real, before.context()));
    }
    answer.truth = tastes && tastes->truth;
    if (tastes) {
        answer.strength = tastes->strength;
    }
    PartProgress rounds(context, preparing, 1);
    const TasteWorld* known = tastes ? &*tastes : nullptr;
    TRY_ASSIGN(answer.result, simulate(data, request.options, known, sink, rounds.context()));
    answer.sanity =
        sanityOf(*data, answer.result, real, request.options.choice.asksTaste() ? known : nullptr);
    answer.options = std::move(request.options);
    return answer;
}

} // namespace tastescope
