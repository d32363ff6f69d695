// SPDX-License-Identifier: GPL-3.0-or-later
// What may be said of a simulation: bands over repeats, and sentences made from them that never say more. A
// policy is judged against its own first round, and two policies in the same repeat against each other; what
// an interval does not tell from nothing is not said. Pure functions, thread-safe.
#pragma once

#include "engine/simulation/simulation.h"

#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// The mean over the repeats in which a number exists, with Student's 95 % interval; the mean alone for fewer
/// than two; NaN without any.
struct Band {
    double mean = 0;
    double low = 0;
    double high = 0;
    std::size_t repeats = 0;

    /// The interval has 0 on one side of it, and there is one.
    bool clear() const { return repeats > 1 && (low > 0 || high < 0); }
};
Band bandOf(std::span<const double> values);
Band bandOf(const SimulationResult& result, std::size_t round, std::size_t policy, std::size_t metric);
/// By repeat, the number in a round less that in the first.
Band changeOf(const SimulationResult& result, std::size_t round, std::size_t policy, std::size_t metric);
/// By repeat, the number under one policy less that under another.
Band differenceOf(const SimulationResult& result, std::size_t round, std::size_t one, std::size_t other,
                  std::size_t metric);

/// The measures that the lab draws and speaks of.
struct LabMeasure {
    const char* id;
    const char* title;
    const char* remark;   ///< "Gini, lower is fairer"
    const char* question; ///< that its chart answers
    bool higherIsWider;   ///< more of it is less of a bubble
    bool percent;
};
const std::vector<LabMeasure>& labMeasures();

struct Takeaway {
    std::string title;
    std::string text;
};
/// `names`: what the policies are called, as many as there are.
Takeaway takeawayOf(const SimulationResult& result, std::size_t round, std::span<const std::string> names);

} // namespace tastescope
