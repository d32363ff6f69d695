// SPDX-License-Identifier: GPL-3.0-or-later
// A feedback loop (Chaney, Stewart and Engelhardt 2018; Jiang, Chiappa, Lattimore, György and Kohli 2019): in
// every round everybody gets a list from a policy and takes something from it or not; what is taken becomes
// an event, and every so many rounds the model learns from all events, from where it stands if it can
// (refit.h). Several policies, each several times with other chances.
//
// A policy gives the same numbers alone as beside others, on any number of threads: people, rounds and
// repeats have streams of random numbers of their own, the same for every policy. Trainings have one seed, so
// that repeats begin alike and differ by what people take. The first round, 0, is about the data as they are.
#pragma once

#include "engine/simulation/choice.h"
#include "engine/simulation/policy.h"
#include "engine/simulation/round_metrics.h"
#include "engine/simulation/tastes.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

struct SimulationOptions {
    std::vector<UserIndex> people; ///< with a past, each once
    std::vector<PolicySpec> policies;
    std::size_t rounds = 20;
    std::size_t repeats = 5;
    std::size_t k = 10;
    ChoiceOptions choice;
    double drift = 0;   ///< how far a taste turns towards what is consumed, a round
    double boredom = 0; ///< how much what was had lately repels, in units of a match
    /// The probability that somebody who finds nothing leaves for good; who takes what pleases a little less
    /// than that leaves in between (departing bandits: Ben-Porat et al. 2022).
    double leaving = 0;
    std::size_t retrain = 5; ///< every so many rounds; 0 = never
    bool keepSeen = false;
    bool foldIn = false;
    std::size_t candidates = 1'000; ///< that rules choose from
    Time clock = noTime;

    /// Somebody's likes matter for what happens.
    bool needsTastes() const;
};

inline constexpr std::uint32_t nothingChosen = 0xFFFF'FFFF;

/// One policy in one round of one repeat.
struct LoopRound {
    std::size_t round = 0;
    std::size_t policy = 0; ///< place among the policies
    std::size_t repeat = 0;
    std::vector<double> values;         ///< by metric of the result; NaN where nothing can be said
    std::size_t people = 0;             ///< with a list
    std::vector<std::uint32_t> choices; ///< by person: the item, or nothingChosen
    std::vector<char> shown;            ///< by person: 1 with a list
    std::vector<char> here;             ///< by person: 1 who came, whether or not anything was left to show
};

/// One policy in one repeat, from beginning to end.
struct LoopRun {
    std::size_t policy = 0;
    std::size_t repeat = 0;
    std::size_t eventsBefore = 0;
    std::size_t choices = 0;
    std::size_t eventsAfter = 0; ///< of the data with the choices in it
    std::size_t left = 0;
    std::size_t trainings = 0; ///< after the first
};

struct SimulationResult {
    std::vector<LoopMetric> metrics;
    std::vector<std::string> policies;
    std::vector<UserIndex> people;
    std::size_t repeats = 0;
    std::vector<LoopRound> rounds; ///< by round, then policy, then repeat
    std::vector<LoopRun> runs;     ///< by policy, then repeat

    /// Its place among the metrics; nothing when it is not measured.
    std::optional<std::size_t> metric(std::string_view id) const;
    std::size_t roundCount() const;
    const LoopRound& at(std::size_t round, std::size_t policy, std::size_t repeat) const;
    /// Of a metric in the repeats of a round.
    std::vector<double> valuesOf(std::size_t round, std::size_t policy, std::size_t metric) const;
};

/// Hears of rounds as they come: in order within a policy and repeat, never two at once, from any thread.
class SimulationSink {
public:
    virtual ~SimulationSink() = default;
    virtual void begins(const std::vector<LoopMetric>&) {}
    virtual void round(const LoopRound& round) = 0;
};

/// `tastes` is needed where likes matter and by the ideal policy, which wants the truth; null otherwise.
/// Metrics beside those of RoundMeter: gini_exposure of all places shown so far, entropy_consumption,
/// gini_consumption and homogenisation_consumption of the past and all choices so far, choice_rate,
/// retention, and with tastes drift and utility, the mean match of what is shown, and utility_chosen. Errors:
/// InvalidArgument with what is wrong; what a training fails on; Cancelled.
Result<SimulationResult> simulate(const std::shared_ptr<const Dataset>& data,
                                  const SimulationOptions& options, const TasteWorld* tastes,
                                  SimulationSink* sink = nullptr, const ExecutionContext& context = {});

} // namespace tastescope
