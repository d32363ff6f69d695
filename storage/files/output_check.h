// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a file may be written, asked before anything is read or computed.
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <span>
#include <string_view>

namespace tastescope {

/// InvalidArgument when writing `out` would destroy what the command reads or keeps, by whatever name, by
/// symbolic and by hard links: one of `inputs` (files, "-" for the standard input, or folders with all that
/// is in them), the project, or its lock and log, there yet or not, or any other database with what stands
/// beside it. Also when it is no name of a file. Io when its folder takes no file. `option` is named in the
/// error: "--out".
Result<void> checkOutput(const std::filesystem::path& out, std::string_view option,
                         const std::filesystem::path& project,
                         std::span<const std::filesystem::path> inputs = {});

/// The files of these names in a folder that may be still to be made.
Result<void> checkOutputs(const std::filesystem::path& folder, std::span<const std::string_view> names,
                          std::string_view option, const std::filesystem::path& project);

} // namespace tastescope
