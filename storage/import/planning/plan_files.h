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
    bool named = true;      ///< by its own path, not as part of a folder or archive
    std::size_t copies = 1; ///< members of that name in the archive
};

/// In a stable order (by name within a folder, as given otherwise). A folder stands for the files in it, or,
/// if it holds none, for those one level below. What is there twice is listed once. "-" and pipes
/// are copied to where they can be read again. `passedOver` takes the folders with data that stand beside or
/// below the files that are listed, and are not. Errors: NotFound, with the path; Cancelled while standard
/// input is waited for.
Result<std::vector<SourceFile>> listSources(const std::vector<std::filesystem::path>& paths,
                                            const std::stop_token& stop = {},
                                            std::vector<std::filesystem::path>* passedOver = nullptr);

} // namespace tastescope
