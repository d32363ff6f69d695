// SPDX-License-Identifier: GPL-3.0-or-later
// What the models of a project are worth, by one protocol: numbers of two protocols are never set side by
// side.
#pragma once

#include "engine/base/result.h"
#include "storage/experiments/evaluate_request.h"
#include "storage/project/experiment_store.h"

#include <string>
#include <vector>

namespace tastescope {

class Project;

/// Equal for requests whose numbers can stand in one column: the same data, cut and filtered alike, judged on
/// the same candidates. Which models, measures and lengths were asked for does not matter.
std::string cutOf(EvaluateRequest request);

/// The numbers of the newest experiment, and those of older ones that cut the same data in the same way: of
/// each algorithm with the same settings, measure and counting of events the newest. NotFound without any
/// experiment.
Result<std::vector<StoredMetric>> currentNumbers(const Project& project);

} // namespace tastescope
