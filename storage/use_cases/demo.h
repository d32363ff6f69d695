// SPDX-License-Identifier: GPL-3.0-or-later
// A project of synthetic data, and the way back to what it was made from.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/data/demo/demo_world.h"
#include "storage/use_cases/train.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

class Project;

/// Creates a project with the synthetic music service; its options are kept in the settings, so that its
/// truth can be made again.
Result<std::shared_ptr<const Dataset>> createDemoProject(const std::filesystem::path& path,
                                                         const DemoOptions& options,
                                                         const ExecutionContext& context = {});

/// What the window trains on the demo when it is opened without a model: one of each kind that is easy to
/// tell apart, quickest personal one first, with the defaults.
std::vector<TrainRequest> demoModels();

/// The options the project's synthetic data was made with; nothing when its data is not synthetic.
Result<std::optional<DemoOptions>> demoOptions(const Project& project);

} // namespace tastescope
