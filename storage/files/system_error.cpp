// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/system_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace tastescope {

Error systemError(std::string_view what, const std::filesystem::path& path, int code) {
    if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
        return {ErrorCode::Io, "The disk is full", "Free some space, or choose another folder",
                path.string()};
    }
    return {ErrorCode::Io, fmt::format("{} ({})", what, std::strerror(code)),
            "Check the permissions of the folder, or choose another one", path.string()};
}

} // namespace tastescope
