// SPDX-License-Identifier: GPL-3.0-or-later
// A file as its plan would read it, for the eye.
#pragma once

#include "engine/base/result.h"
#include "storage/import/planning/import_plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tastescope {

struct PreviewRow {
    std::uint64_t line = 0;
    std::vector<std::string> fields;
    std::vector<std::string> problems; ///< per field, empty = fine
};

struct FilePreview {
    FilePlan plan;
    std::vector<PreviewRow> rows;
    bool complete = false; ///< the whole file was short enough to be in `rows`
};

/// The first rows of one file read as planned; also for a plan the person is still editing.
Result<FilePreview> previewFile(const FilePlan& plan, std::size_t rows = 50);

} // namespace tastescope
