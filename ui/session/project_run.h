// SPDX-License-Identifier: GPL-3.0-or-later
// One evaluation as the window keeps it: what was asked, on which data, and what came out. Immutable once
// shared.
#pragma once

#include "engine/data/interactions.h"
#include "storage/use_cases/evaluate.h"

#include <optional>
#include <string>

namespace tastescope {

/// An experiment of the project without its numbers.
struct RunHead {
    std::int64_t experiment = 0;
    std::string protocol; ///< "per-user, 20 % test"
    Time made = noTime;
    std::string dataFingerprint; ///< empty where the version that made it did not keep it
    std::size_t models = 0;      ///< 0 = not known
    /// nullopt where the project does not say, or this version cannot do it again.
    std::optional<EvaluateRequest> request;
    std::string version{}; ///< of the program that made it; empty where that one did not keep it
};

struct ProjectRun {
    RunHead head;
    EvaluationResult result; ///< without lists and values per user
};

} // namespace tastescope
