// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/save_copy.h"

#include "storage/project/project.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace tastescope {

Result<std::filesystem::path> saveCopy(const Project& project, const std::filesystem::path& target,
                                       const ExecutionContext& context) {
    std::filesystem::path named = target;
    const bool isNamed = std::ranges::equal(
        named.extension().string(), std::string_view(".tastescope"),
        [](char letter, char lower) { return std::tolower(static_cast<unsigned char>(letter)) == lower; });
    if (!isNamed) {
        named += ".tastescope";
    }
    TRY(project.copyTo(named, context));
    TRY(Project::open(named, OpenMode::ReadOnly));
    return named;
}

} // namespace tastescope
