// SPDX-License-Identifier: GPL-3.0-or-later
// What a log says about how people choose: an estimate of every setting of a simulation that the log allows,
// with its interval and what it rests on, and of every other the reason why not. A log of consumption does
// not say what was shown at which place, so that the trust in a list is never among them.
#pragma once

#include "engine/simulation/sequence_fit.h"
#include "engine/simulation/simulation.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct ChoiceEstimate {
    /// "strength", "popularity", "trust", "no_choice", "drift", "boredom" or "leaving": stable.
    std::string id;
    std::string title; ///< "Taste drift"
    Likeliest is;
    std::size_t events = 0; ///< it rests on
    std::string source;     ///< how, and after whom
    std::string note{};     ///< what weakens it; for one that is not estimable, why
    bool estimated = false;

    /// In the range of the simulation's setting.
    double setting() const;
};

/// In the order of the ids above. `choices` of the data; `tastes` decide what pleases (the truth of a
/// synthetic service, or fitTastes). Drift and boredom rest on tastes of the first half of everybody's events
/// and on choices of the second, and what the same gives for events in shuffled order is taken off, as
/// guessed tastes learn from every event, whether people change or not. Depends on the context's seed alone.
/// Fails on what a training fails on, and by cancellation.
Result<std::vector<ChoiceEstimate>> estimateChoice(const std::shared_ptr<const Dataset>& data,
                                                   const HeldOutChoices& choices, const TasteWorld& tastes,
                                                   const ExecutionContext& context = {});

/// The settings of what was estimated; those `given` by their ids stay, and that of taking nothing where the
/// choice model always takes something. The ids of what was set.
std::set<std::string> applyEstimates(const std::vector<ChoiceEstimate>& estimates,
                                     const std::set<std::string>& given, SimulationOptions& options);

/// "Taste drift .021 [.012, .030], from 5,930 events", or why not.
std::string estimateWords(const ChoiceEstimate& estimate);

/// Events of those who might have left after them. Somebody is taken for gone who is silent longer than all
/// but one in a hundred gaps between two events; of events so close to the end nothing is known, nor how
/// those pleased whose signal weighs nothing. Cut short once a stop was asked for.
std::vector<MayLeave> leavingEvents(const Dataset& data, const TasteWorld& tastes,
                                    const ExecutionContext& context = {});
/// Events with a signal that speaks for or against the item. Cut short once a stop was asked for.
std::vector<TakenOrLeft> signalEvents(const Dataset& data, const TasteWorld& tastes,
                                      const ExecutionContext& context = {});

} // namespace tastescope
