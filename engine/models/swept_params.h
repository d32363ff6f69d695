// SPDX-License-Identifier: GPL-3.0-or-later
// A parameter that a sweep moves is not one that somebody set: rules that mind who set it (what is popular
// counts for nothing where the rest is set by hand) say of every point of a curve what they say of where it
// was moved from, so that one thing moves alone. Not so what a training finds out for itself: a hybrid of
// which one weight is given proves none. `params` are those of a point, `from` what it was moved
// away from. Pure; thread-safe.
#pragma once

#include "engine/models/algorithm.h"

#include <vector>

namespace tastescope {

/// As dataDefaults(): of what nobody set in `params`.
std::vector<DataDefault> sweptDefaults(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                       const ParamSet& params, const ParamSet& from);
/// `params` with these in place, as if they were set. InvalidArgument where a rule gives what its parameter
/// does not take.
Result<ParamSet> sweptParams(const AlgorithmInfo& algorithm, const Dataset& dataset, ParamSet params,
                             const ParamSet& from);

} // namespace tastescope
