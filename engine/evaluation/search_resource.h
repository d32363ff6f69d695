// SPDX-License-Identifier: GPL-3.0-or-later
// What a search spends less of on its first rungs: epochs or iterations where the algorithm has them, a share
// of the people otherwise. Pure functions; thread-safe.
#pragma once

#include "engine/data/split.h"
#include "engine/models/params/param.h"

#include <cstdint>
#include <span>

namespace tastescope {

/// The parameter that is a number of rounds of training; null when the algorithm has none.
const ParamSpec* resourceOf(std::span<const ParamSpec> specs);

/// The same parameters with a share of the rounds, at least one. Without such a parameter: unchanged.
ParamSet withShare(std::span<const ParamSpec> specs, const ParamSet& params, double share);
/// The parts cut to a share of the people, drawn by the seed; a smaller share is part of a larger one.
/// Everybody keeps a row number; those left out have no events. 200 people are left in any case.
Split withShare(const Split& parts, double share, std::uint64_t seed, const ExecutionContext& context);

} // namespace tastescope
