// SPDX-License-Identifier: GPL-3.0-or-later
// Which parameters can change nothing of a model on given data: where nothing has a time, no half-life does.
// A search leaves them alone. By name, as a name means the same wherever it stands. Pure functions;
// thread-safe.
#pragma once

#include "engine/models/algorithm.h"

#include <vector>

namespace tastescope {

/// `specs`, which are the algorithm's, with `searched` off where the data has nothing that a parameter speaks
/// of, and with the range of those that the data bounds: half-lives by the time that it spans, attributes by
/// their number.
std::vector<ParamSpec> feltSpecs(const AlgorithmInfo& algorithm, std::vector<ParamSpec> specs,
                                 const Dataset& dataset);

} // namespace tastescope
