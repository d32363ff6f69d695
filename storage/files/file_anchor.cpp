// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/file_anchor.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace tastescope {

namespace fs = std::filesystem;

namespace {

Error cannotHold(const fs::path& path, int code) {
    const char* const remedy = "Check its name and folder";
    std::error_code ignored;
    if (code == ELOOP) {
        return {ErrorCode::NotFound, "The link leads in a circle, and to no file", remedy, path.string()};
    }
    if (code == ENAMETOOLONG) {
        constexpr std::size_t shown = 60;
        return {ErrorCode::NotFound, "The name is too long for a file", remedy,
                path.string().substr(0, shown) + "…"};
    }
    if (code == ENOENT && fs::is_symlink(path, ignored)) {
        return {ErrorCode::NotFound,
                fmt::format("The link leads to \"{}\", which does not exist",
                            fs::read_symlink(path, ignored).string()),
                remedy, path.string()};
    }
    if (code == ENOENT || code == ENOTDIR) {
        return {ErrorCode::NotFound, "The file does not exist", remedy, path.string()};
    }
    return {ErrorCode::Io, fmt::format("The file cannot be held on to ({})", std::strerror(code)),
            "Close other programs and try again", path.string()};
}

} // namespace

Result<std::shared_ptr<const FileAnchor>> FileAnchor::at(const fs::path& path) {
    const int handle = ::open(path.c_str(), O_PATH | O_CLOEXEC);
    if (handle < 0) {
        return cannotHold(path, errno);
    }
    return std::shared_ptr<const FileAnchor>(new FileAnchor(handle));
}

FileAnchor::~FileAnchor() {
    ::close(m_handle);
}

bool FileAnchor::isAt(const fs::path& path) const {
    struct stat ours {};
    struct stat there {};
    return ::fstat(m_handle, &ours) == 0 && ::stat(path.c_str(), &there) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

FileAnchor::Stamp FileAnchor::stamp() const {
    struct stat ours {};
    if (::fstat(m_handle, &ours) != 0) {
        return {};
    }
    return {ours.st_size, ours.st_mtim.tv_sec, ours.st_mtim.tv_nsec};
}

std::optional<fs::path> FileAnchor::place() const {
    struct stat ours {};
    if (::fstat(m_handle, &ours) != 0 || ours.st_nlink == 0) {
        return std::nullopt;
    }
    std::error_code failed;
    fs::path found = fs::read_symlink(fmt::format("/proc/self/fd/{}", m_handle), failed);
    // The name under which it was opened may be gone while it has another one.
    if (failed || !isAt(found)) {
        return std::nullopt;
    }
    return found;
}

} // namespace tastescope
