// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a project is intact: what is called so has been used, not only compared with its checksums.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <string>
#include <vector>

namespace tastescope {

class Project;

/// Project::checkIntegrity, every model loaded with the project's data, every experiment with its values and
/// lists, and every search with its trials. Empty = intact. A model of data that was replaced since, what is
/// of an algorithm that only a newer version has, and what somebody deletes meanwhile, is not damaged.
/// Cancelled.
Result<std::vector<std::string>> checkProject(const Project& project, const Dataset& dataset,
                                              const ExecutionContext& context = {});

} // namespace tastescope
