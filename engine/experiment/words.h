// SPDX-License-Identifier: GPL-3.0-or-later
// What the numbers of an experiment allow to say. Intervals are rounded outwards, so that a sentence never
// claims more than they do. Pure functions.
#pragma once

#include "engine/experiment/analysis.h"

#include <string>

namespace tastescope {

/// By interval and corrected p alone.
Reading readingOf(const Effect& effect, double pHolm, double alpha);

/// "retention_7 is lower in gate_40 than in gate_30, by 0.31 to 1.33 percentage points (95 % interval)".
/// `compared`: how many comparisons were corrected for.
std::string comparisonWords(const Comparison& comparison, const std::string& metric, MetricKind kind,
                            const std::string& control, const std::string& arm, std::size_t compared,
                            double alpha);

std::string splitWordsOf(const SplitCheck& split);

/// To three digits of the interval's width, away from its middle.
struct OutwardBounds {
    std::string low;
    std::string high;
};
OutwardBounds outward(double low, double high);

} // namespace tastescope
