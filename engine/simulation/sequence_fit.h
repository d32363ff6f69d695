// SPDX-License-Identifier: GPL-3.0-or-later
// Maximum likelihood of what a simulation is set to, from choices whose alternatives are known: how strongly
// tastes decide, how far they turn towards what was consumed, how much what was had lately repels
// (conditional logit of McFadden 1974 over tastes that move as in tastes.h); how many choices follow
// popularity alone; what taking nothing is worth; how many of those whom nothing pleases leave. Pure
// functions, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/simulation/fitted_tastes.h"

#include <span>
#include <vector>

namespace tastescope {

/// With its 95 % interval; NaN where nothing can be said.
struct Likeliest {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// One event of somebody, after which their tastes move. Where it was a choice, `among` has the item first
/// and then what else there was; of others nothing is asked.
struct SequenceEvent {
    ItemIndex item;
    bool choice = false;
    std::array<ItemIndex, choiceAlternatives> among{};
};
struct ChoiceSequence {
    UserIndex user;
    std::vector<SequenceEvent> events; ///< in the order in which they came
};

/// All three at once. Drift by its profile likelihood, 0 to 0.5; strength and boredom by Newton with the
/// observed information. Boredom may be under 0: what was had lately attracts.
struct SequenceFit {
    Likeliest strength;
    Likeliest drift;
    Likeliest boredom;
    std::size_t choices = 0;
};
/// Tastes begin as in `world`, whose strength does not count. Fails by cancellation alone.
Result<SequenceFit> fitSequences(const TasteWorld& world, std::span<const ChoiceSequence> people,
                                 const ExecutionContext& context = {});

/// Those below say NaN, or what no one should read, once a stop was asked for: ask the context afterwards.
///
/// The share of choices that follow popularity alone, by which the alternatives were drawn, where the others
/// follow taste: a mixture of the two (Everitt and Hand 1981).
Likeliest likeliestPopularity(const TasteWorld& world, std::span<const RealChoice> cases,
                              const ExecutionContext& context = {});
/// The strength alone.
Likeliest likeliestStrength(const TasteWorld& world, std::span<const RealChoice> cases,
                            const ExecutionContext& context = {});

/// Something stood there and was taken or left; its utility without that of taking nothing.
struct TakenOrLeft {
    double utility = 0;
    bool taken = false;
};
/// The utility of taking nothing that explains them best; NaN where all were taken or all left.
Likeliest likeliestNoChoice(std::span<const TakenOrLeft> seen, const ExecutionContext& context = {});

/// Somebody might have left after an event that pleased them so much, 0 to 1.
struct MayLeave {
    double pleased = 0;
    bool left = false;
};
/// The probability to leave of somebody whom nothing pleases, 0 to 1, by its profile likelihood.
Likeliest likeliestLeaving(std::span<const MayLeave> seen, const ExecutionContext& context = {});

} // namespace tastescope
