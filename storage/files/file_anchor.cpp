// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/file_anchor.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>
#include <system_error>
#include <utility>

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

using FileNumber = std::pair<std::uint64_t, std::uint64_t>; ///< device, and on it

/// How many anchors of this process are on a file.
class HeldFiles {
public:
    void add(const FileNumber& file) {
        const std::scoped_lock guard(m_mutex);
        ++m_count[file];
    }
    void remove(const FileNumber& file) {
        const std::scoped_lock guard(m_mutex);
        if (const auto found = m_count.find(file); found != m_count.end() && --found->second == 0) {
            m_count.erase(found);
        }
    }
    bool holds(const fs::path& path) {
        struct stat status {};
        if (::stat(path.c_str(), &status) != 0) {
            return false;
        }
        const std::scoped_lock guard(m_mutex);
        return m_count.contains({status.st_dev, status.st_ino});
    }

private:
    std::mutex m_mutex;
    std::map<FileNumber, int> m_count;
};

FileAnchor::Stamp stampOf(const struct stat& status) {
    return {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

HeldFiles& heldFiles() {
    static HeldFiles files;
    return files;
}

} // namespace

FileAnchor::FileAnchor(int handle) : m_handle(handle) {
    struct stat ours {};
    if (::fstat(handle, &ours) == 0) {
        m_device = ours.st_dev;
        m_number = ours.st_ino;
    }
    heldFiles().add({m_device, m_number});
}

bool FileAnchor::isHeld(const fs::path& path) {
    if (heldFiles().holds(path)) {
        return true;
    }
    std::error_code none;
    const std::string name = fs::canonical(path, none).string();
    constexpr std::array<std::string_view, 3> besides{"-wal", "-shm", "-journal"};
    return std::ranges::any_of(besides, [&](std::string_view end) {
        return name.ends_with(end) && heldFiles().holds(name.substr(0, name.size() - end.size()));
    });
}

Result<std::shared_ptr<const FileAnchor>> FileAnchor::at(const fs::path& path) {
    const int handle = ::open(path.c_str(), O_PATH | O_CLOEXEC);
    if (handle < 0) {
        return cannotHold(path, errno);
    }
    return std::shared_ptr<const FileAnchor>(new FileAnchor(handle));
}

FileAnchor::~FileAnchor() {
    heldFiles().remove({m_device, m_number});
    ::close(m_handle);
}

FileAnchor::Look FileAnchor::lookAt(const fs::path& path) const {
    struct stat ours {};
    struct stat there {};
    if (::stat(path.c_str(), &there) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? Look::Nothing : Look::Unknown;
    }
    if (m_device != there.st_dev || m_number != there.st_ino) {
        const bool same =
            m_number == there.st_ino && ::fstat(m_handle, &ours) == 0 && stampOf(ours) == stampOf(there);
        return same ? Look::CameBack : Look::Other;
    }
    return ::fstat(m_handle, &ours) == 0 ? Look::Here : Look::Unknown;
}

FileAnchor::Stamp FileAnchor::stamp() const {
    struct stat ours {};
    if (::fstat(m_handle, &ours) != 0) {
        return {};
    }
    return stampOf(ours);
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
