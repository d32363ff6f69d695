// SPDX-License-Identifier: GPL-3.0-or-later
// `train --model ranker`: the learned second stage.
#pragma once

#include "app/cli/shell.h"
#include "storage/use_cases/ranker/train_ranker.h"

#include <string>

namespace tastescope {

/// Trains, stores and tells what came of it.
Result<void> runTrainRanker(Shell& shell, const std::string& project, const RankerRequest& request);

} // namespace tastescope
