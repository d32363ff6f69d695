// SPDX-License-Identifier: GPL-3.0-or-later
// How long a training takes here: an algorithm's forecast for the parameters that fit the data, by the speed
// of this machine, put right by what the same kind took on the same data before. Thread-safe.
#pragma once

#include "engine/models/algorithm.h"

#include <span>
#include <string>

namespace tastescope {

/// A training of this kind that ended, on the data that a forecast is asked for.
struct PastTraining {
    std::string algorithm;
    ParamSet params;
    double seconds = 0;
};

/// The forecast of the algorithm alone, on the machine that its constants were measured on.
Forecast plainForecast(const AlgorithmInfo& algorithm, const Dataset& dataset, const ParamSet& params,
                       int threads);

/// `past` in the order in which they ended. The last three of the same kind count, each by how many times its
/// own forecast it took (within 1/20 to 20, the geometric mean of them); runs too short to be timed do not.
/// Without any of its kind the machine's measured speed stands alone.
Forecast forecastTraining(const AlgorithmInfo& algorithm, const Dataset& dataset, const ParamSet& params,
                          int threads, std::span<const PastTraining> past);

} // namespace tastescope
