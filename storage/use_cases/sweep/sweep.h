// SPDX-License-Identifier: GPL-3.0-or-later
// One thing about a contestant moved over several values while all else stays: the points of a curve. A knob
// is a parameter of its algorithm, or a weight of the rules behind it ("balance.mmr"). Pure functions,
// thread-safe.
#pragma once

#include "engine/base/result.h"
#include "engine/evaluation/evaluation_options.h"

#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

inline constexpr std::size_t mostSweepValues = 50;

struct Knob {
    std::string name;  ///< "factors", "balance.mmr"
    std::string title; ///< "Factors"
    std::string help;
    std::string standing;                ///< what the contestant has
    std::vector<std::string> proposed{}; ///< some values worth looking at, `standing` among them
};

/// What can be swept, the weights of rules first. Empty for lists made elsewhere and unknown algorithms; of
/// rules that cannot be read the parameters alone.
std::vector<Knob> knobsOf(const Contestant& contestant);

/// What a contestant has of a knob, as text; empty for one that it does not have.
std::string knobValue(const Contestant& contestant, std::string_view knob);

/// The contestant with the knob at each of the values, in their order, and all else as it is, also what the
/// data decides; the label tells the value: "ALS, factors 16". InvalidArgument names the value that is not
/// allowed, or says that there are none, that one stands twice, or that there are more than mostSweepValues.
Result<std::vector<Contestant>> sweepOf(const Contestant& contestant, std::string_view knob,
                                        const std::vector<std::string>& values);

/// "8, 16 32;64" as values, in their order.
std::vector<std::string> sweepValues(std::string_view text);

} // namespace tastescope
