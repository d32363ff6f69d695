// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/save_copy.h"

#include "storage/project/project.h"

namespace tastescope {

Result<std::filesystem::path> saveCopy(const Project& project, const std::filesystem::path& target,
                                       const ExecutionContext& context) {
    std::filesystem::path named = target;
    if (named.extension() != ".tastescope") {
        named += ".tastescope";
    }
    TRY(project.copyTo(named, context));
    TRY(Project::open(named, OpenMode::ReadOnly));
    return named;
}

} // namespace tastescope
