// SPDX-License-Identifier: GPL-3.0-or-later
// One policy in one repeat of a simulation, round after round.
#pragma once

#include "engine/simulation/consumption.h"
#include "engine/simulation/grown.h"
#include "engine/simulation/simulation.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

/// What all loops of a simulation share. Immutable.
struct LoopSetting {
    const SimulationOptions* options = nullptr;
    PolicySetting policy;
    std::shared_ptr<const RoundMeter> meter;
    std::unique_ptr<const PastConsumption> past;
    const TasteWorld* tastes = nullptr;
    ChoiceEvent event;
    std::vector<double> places; ///< utilities of the places of a list
    std::vector<LoopMetric> metrics;
};

/// The metrics beside those of lists, in the order in which a loop fills them in.
std::vector<LoopMetric> loopMetrics(bool tastes);

/// Not thread-safe; the setting and the specification outlive it.
class Loop {
public:
    Loop(const LoopSetting& setting, std::size_t policy, std::size_t repeat);

    /// `model` is that of the data before the first round; null for a policy that does not learn. `tell`
    /// hears of every round. Fails on what a training fails on, and on cancellation.
    Result<LoopRun> run(const std::shared_ptr<const Recommender>& model,
                        const std::function<void(LoopRound)>& tell, const ExecutionContext& context);

private:
    /// The model learns anew, when it is time and there is something to learn.
    Result<void> learn(std::size_t round, const ExecutionContext& context);
    /// How well lists and choices match, by the tastes that people came with.
    struct Pleasure {
        double shown = 0; ///< added up over places
        std::size_t places = 0;
        double taken = 0; ///< and over choices
        std::size_t choices = 0;
    };

    std::optional<ItemIndex> chosenBy(std::size_t person, const RankedList& list, double uniform) const;
    Pleasure choose(const std::vector<RankedList>& lists, LoopRound& round);
    void take(std::size_t person, ItemIndex item, std::size_t round);
    Result<void> measure(const std::vector<RankedList>& lists, const Pleasure& pleasure, LoopRound& round,
                         const ExecutionContext& context);

    const LoopSetting& m_setting;
    const SimulationOptions& m_options;
    const PolicySpec& m_spec;
    std::size_t m_number; ///< of the policy
    std::size_t m_repeat;
    Policy m_policy;
    PeopleState m_people;
    std::optional<Tastes> m_tastes;
    Consumption m_consumption;
    std::vector<double> m_shown; ///< by place in the catalogue, in all rounds so far
    std::vector<Choice> m_choices;
    std::size_t m_learned = 0; ///< choices that the model has seen
    LoopRun m_run;
};

} // namespace tastescope
