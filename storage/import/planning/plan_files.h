// SPDX-License-Identifier: GPL-3.0-or-later
// Which files an import is about: folders and archives are opened up.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace tastescope {

struct SourceFile {
    std::filesystem::path path;
    std::string member; ///< of a zip archive
    std::uint64_t bytes = 0;
};

/// In a stable order (by name within a folder, as given otherwise). A folder stands for the files in it, or,
/// if it holds none, for those one level below. "-" is standard input. Errors: NotFound, with the path;
/// Cancelled while standard input is waited for.
Result<std::vector<SourceFile>> listSources(const std::vector<std::filesystem::path>& paths,
                                            const std::stop_token& stop = {});

} // namespace tastescope
