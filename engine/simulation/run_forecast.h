// SPDX-License-Identifier: GPL-3.0-or-later
// How long a simulation takes here: trainings by their own forecasts, lists and choices by what one takes, by
// the speed of this machine, put right by what earlier runs on the same data took. Thread-safe.
#pragma once

#include "engine/simulation/simulation.h"

#include <span>

namespace tastescope {

/// A run that ended, on the data that a forecast is asked for.
struct PastRun {
    double forecast = 0; ///< plainRunForecast of it
    double seconds = 0;
};

/// In seconds, on the machine that the constants were measured on. `people` are followed; `guessed`: tastes
/// are fitted to the log first.
double plainRunForecast(const Dataset& dataset, const SimulationOptions& options, std::size_t people,
                        bool guessed, int threads);

/// The last three runs count, each by how many times its forecast it took (within 1/20 to 20, the geometric
/// mean of them), those too short to be timed do not; without any the machine's measured speed stands alone.
double forecastRun(double plain, std::span<const PastRun> past);

} // namespace tastescope
