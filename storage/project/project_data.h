// SPDX-License-Identifier: GPL-3.0-or-later
// What a project is about, in memory.
#pragma once

#include "engine/data/dataset.h"

#include <string>
#include <utility>
#include <vector>

namespace tastescope {

/// Everything that a project's data consists of, before it is written or after it was read.
struct ProjectData {
    Dataset::Parts parts;
    std::string provenance; ///< JSON: files, options, counts of the last import
    /// Settings that belong to this data, set together with it (an empty value takes one back).
    std::vector<std::pair<std::string, std::string>> settings = {};
};

} // namespace tastescope
