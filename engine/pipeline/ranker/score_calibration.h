// SPDX-License-Identifier: GPL-3.0-or-later
// Scores as probabilities by a sigmoid (Platt 1999, with the targets and the Newton steps of Lin, Lin, Weng
// 2007). It keeps the order: a larger score never becomes a smaller probability. Pure functions.
#pragma once

#include <span>

namespace tastescope {

struct ScoreCalibration {
    double slope = 1; ///< above 0
    double shift = 0;

    /// Between 0 and 1.
    double operator()(double raw) const;
};

/// Of scores and whether what they were about came true. Where these say nothing (no scores, nothing that
/// came true, or the larger scores less often): the plain sigmoid, moved to the share that came true.
ScoreCalibration calibrated(std::span<const double> scores, std::span<const char> taken);

} // namespace tastescope
