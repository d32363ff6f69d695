// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/run_forecast.h"

#include "engine/base/machine_speed.h"
#include "engine/models/training_forecast.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

// Seconds of one thread.
constexpr double perList = 5e-6;         ///< a person's list, choice and share of the measures
constexpr double perListItem = 32e-9;    ///< and for every item that it is chosen from
constexpr double perEvent = 1e-6;        ///< to put the data together again, or to cut it
constexpr double furtherShare = 1.0 / 3; ///< of a training that goes on from where it stands
constexpr int newest = 3;
constexpr double shortest = 0.05; ///< seconds; below, starting up is most of a run
constexpr double mostTimes = 20;

} // namespace

double plainRunForecast(const Dataset& dataset, const SimulationOptions& options, std::size_t people,
                        bool guessed, int threads) {
    const auto events = static_cast<double>(dataset.events().size());
    const auto trainingOf = [&](const char* id, const ParamSet& params) {
        const AlgorithmInfo* algorithm = findAlgorithm(id);
        return algorithm ? plainForecast(*algorithm, dataset, params, threads).seconds : 0;
    };
    double seconds = events * perEvent;
    if (guessed) {
        seconds += trainingOf("als", ParamSet(findAlgorithm("als")->params));
    }
    const std::size_t again =
        options.retrain > 0 && options.rounds > 0 ? (options.rounds - 1) / options.retrain : 0;
    const auto repeats = static_cast<double>(options.repeats);
    std::set<std::string> first;
    double loops = 0;
    for (const PolicySpec& policy : options.policies) {
        if (policy.ranker == PolicySpec::Ranker::Model) {
            const double training = trainingOf(policy.algorithm.c_str(), policy.params);
            seconds += first.insert(policy.algorithm + ":" + policy.params.text()).second ? training : 0;
            const double share = policy.algorithm == "als" ? furtherShare : 1;
            loops += repeats * static_cast<double>(again) * (training * share + events * perEvent);
        }
        loops += repeats * static_cast<double>(options.rounds * people) *
                 (perList + perListItem * static_cast<double>(dataset.itemCount()));
    }
    // Repeats and policies run beside each other; trainings know of the threads already, and share them then.
    const auto beside = std::min(static_cast<double>(std::max(threads, 1)),
                                 repeats * static_cast<double>(options.policies.size()));
    return seconds + loops / std::max(1.0, beside);
}

double forecastRun(double plain, std::span<const PastRun> past) {
    int runs = 0;
    double logarithms = 0;
    for (std::size_t back = past.size(); back > 0 && runs < newest; --back) {
        const PastRun& run = past[back - 1];
        if (run.seconds >= shortest && run.forecast > 0) {
            logarithms += std::log(std::clamp(run.seconds / run.forecast, 1 / mostTimes, mostTimes));
            ++runs;
        }
    }
    return plain * (runs > 0 ? std::exp(logarithms / runs) : machineSlowness());
}

} // namespace tastescope
