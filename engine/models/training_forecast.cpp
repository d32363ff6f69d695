// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/training_forecast.h"

#include "engine/base/machine_speed.h"
#include "engine/models/data_defaults.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tastescope {
namespace {

constexpr int newest = 3;
constexpr double shortest = 0.02; ///< seconds; below, starting up is most of a run
constexpr double mostTimes = 20;

} // namespace

Forecast plainForecast(const AlgorithmInfo& algorithm, const Dataset& dataset, const ParamSet& params,
                       int threads) {
    return algorithm.forecast(dataset, fittedParams(algorithm, dataset, params), threads);
}

Forecast forecastTraining(const AlgorithmInfo& algorithm, const Dataset& dataset, const ParamSet& params,
                          int threads, std::span<const PastTraining> past) {
    Forecast forecast = plainForecast(algorithm, dataset, params, threads);
    int runs = 0;
    double logarithms = 0;
    for (std::size_t back = past.size(); back > 0; --back) {
        const PastTraining& run = past[back - 1];
        if (run.algorithm != algorithm.id || !(run.seconds >= shortest) || runs == newest) {
            continue;
        }
        const double own = plainForecast(algorithm, dataset, run.params, threads).seconds;
        logarithms += std::log(std::clamp(run.seconds / std::max(own, 1e-6), 1 / mostTimes, mostTimes));
        ++runs;
    }
    forecast.seconds *= runs > 0 ? std::exp(logarithms / runs) : machineSlowness();
    return forecast;
}

} // namespace tastescope
