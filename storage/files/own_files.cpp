// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/own_files.h"

#include "engine/base/random.h"
#include "storage/files/file_anchor.h"
#include "storage/files/system_error.h"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio> // renameat2
#include <memory>
#include <optional>
#include <vector>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = ".tastescope-";
constexpr std::size_t digits = 8;
constexpr std::string_view partEnd = ".part";
constexpr std::string_view creatingEnd = ".creating";
constexpr std::string_view folderEnd = ".parts";
constexpr std::string_view lockEnd = ".tastescope.lock";
/// What SQLite puts beside a file.
constexpr std::array companions{"-journal", "-wal", "-shm"};
constexpr int mostAttempts = 100;
constexpr int mostLinks = 40;

std::string freshName(std::string_view end) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    Random random(static_cast<std::uint64_t>(now), static_cast<std::uint64_t>(::getpid()));
    return fmt::format("{}{:08x}{}", prefix, random.next32(), end);
}

/// ".tastescope-0123abcd.part" and the like, without a companion's end.
bool isOurName(std::string_view name) {
    if (!name.starts_with(prefix) || name.size() < prefix.size() + digits) {
        return false;
    }
    const std::string_view number = name.substr(prefix.size(), digits);
    const std::string_view end = name.substr(prefix.size() + digits);
    return number.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
           (end == partEnd || end == creatingEnd || end == folderEnd);
}

/// The name of the file that a companion stands beside; nothing for other names.
std::optional<std::string> ownerOf(std::string_view name) {
    for (const std::string_view end : companions) {
        if (name.ends_with(end) && isOurName(name.substr(0, name.size() - end.size()))) {
            return std::string(name.substr(0, name.size() - end.size()));
        }
    }
    return std::nullopt;
}

Descriptor openFolder(const fs::path& folder) {
    return Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// Of a folder that may be written to and not listed as well.
Descriptor openForNames(const fs::path& folder) {
    return Descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

void unlinkWithCompanions(int folder, const std::string& name) {
    ::unlinkat(folder, name.c_str(), 0);
    for (const char* end : companions) {
        ::unlinkat(folder, (name + end).c_str(), 0);
    }
}

bool holdsLockText(int handle) {
    std::array<char, longestLockText + 1> text{};
    const ssize_t count = ::pread(handle, text.data(), text.size(), 0);
    return count >= 0 && isLockText({text.data(), static_cast<std::size_t>(count)});
}

void removeLeftover(const fs::path& path, int folder, const std::string& name) {
    if (FileAnchor::isHeld(path / name)) { // a project that somebody called so
        return;
    }
    const Descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0 || status.st_uid != ::geteuid()) {
        return;
    }
    const bool lock = name.ends_with(lockEnd);
    const bool folderName = name.ends_with(folderEnd);
    const bool ours = S_ISDIR(status.st_mode)
                          ? folderName
                          : S_ISREG(status.st_mode) && !folderName && (!lock || holdsLockText(file.get()));
    if (!ours || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0 || !isSameFile(file.get(), folder, name)) {
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        std::error_code ignored;
        fs::remove_all(path / name, ignored);
    } else if (lock) {
        ::unlinkat(folder, name.c_str(), 0);
    } else {
        unlinkWithCompanions(folder, name);
    }
}

std::vector<std::string> namesIn(int folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> list(::fdopendir(::dup(folder)), ::closedir);
    while (const dirent* entry = list ? ::readdir(list.get()) : nullptr) {
        const std::string_view name = entry->d_name;
        if (isOurName(name) || name.ends_with(lockEnd) || ownerOf(name)) {
            names.emplace_back(name);
        }
    }
    return names;
}

/// `make(name)` until it gives a handle or another error than that the name is taken.
template <typename Make>
Descriptor makeFresh(std::string_view end, std::string& name, const Make& make) {
    for (int attempt = 0; attempt < mostAttempts; ++attempt) {
        name = freshName(end);
        Descriptor made(make(name));
        if (made || errno != EEXIST) {
            return made;
        }
    }
    return {};
}

/// Whether nobody took it for a leftover before it was locked. Without locks nobody does.
bool claim(int handle, int folder, const std::string& name) {
    return (::flock(handle, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
           isSameFile(handle, folder, name);
}

} // namespace

bool isSameFile(int handle, int folder, const std::string& name) {
    struct stat ours {};
    struct stat there {};
    return ::fstat(handle, &ours) == 0 && ::fstatat(folder, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

Result<fs::path> followOwnLinks(fs::path path) {
    std::error_code failed;
    path = fs::absolute(path, failed);
    for (int link = 0; link < mostLinks; ++link) {
        struct stat status {};
        if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) {
            return path;
        }
        if (status.st_uid != ::geteuid() && status.st_uid != 0) {
            return Error{ErrorCode::InvalidArgument, "This is a link that somebody else made",
                         "Choose another file name", path.string()};
        }
        const fs::path next = fs::read_symlink(path, failed);
        path = next.is_absolute() ? next : path.parent_path() / next;
    }
    return Error{ErrorCode::InvalidArgument, "The links at this name lead in a circle",
                 "Choose another file name", path.string()};
}

bool isLockText(std::string_view text) {
    return text.size() <= longestLockText && text.find_first_not_of("0123456789\n") == std::string_view::npos;
}

void removeLeftovers(const fs::path& path) {
    const Descriptor folder = openFolder(path);
    if (!folder) {
        return;
    }
    const std::vector<std::string> names = namesIn(folder.get());
    for (const std::string& name : names) {
        if (const std::optional<std::string> owner = ownerOf(name); !owner) {
            removeLeftover(path, folder.get(), name);
        } else if (std::ranges::find(names, *owner) == names.end()) {
            ::unlinkat(folder.get(), name.c_str(), 0);
        }
    }
}

Result<TemporaryFile> TemporaryFile::create(const fs::path& folder, Kind kind) {
    removeLeftovers(folder);
    TemporaryFile made;
    made.m_folderPath = folder;
    made.m_folder = openForNames(folder);
    const auto make = [&](const std::string& name) {
        return ::openat(made.m_folder.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                        0666);
    };
    for (int attempt = 0; made.m_folder && attempt < mostAttempts; ++attempt) {
        std::string name;
        made.m_file = makeFresh(kind == Kind::Part ? partEnd : creatingEnd, name, make);
        if (!made.m_file) {
            break;
        }
        if (claim(made.m_file.get(), made.m_folder.get(), name)) {
            made.m_name = std::move(name);
            return made;
        }
    }
    return systemError("A file could not be made", folder, errno);
}

TemporaryFile::~TemporaryFile() {
    if (m_folder && !m_name.empty()) {
        unlinkWithCompanions(m_folder.get(), m_name);
    }
}

Result<void> TemporaryFile::moveTo(const std::string& name, Existing existing) {
    const int folder = m_folder.get();
    const char* const from = m_name.c_str();
    const char* const to = name.c_str();
    bool moved = false;
    if (existing == Existing::Replace) {
        moved = ::renameat(folder, from, folder, to) == 0;
    } else {
        moved = ::renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0;
        if (!moved && (errno == EINVAL || errno == ENOSYS)) { // a file system that cannot refuse
            moved = ::linkat(folder, from, folder, to, 0) == 0;
            if (moved) {
                ::unlinkat(folder, from, 0);
            }
        }
    }
    if (!moved && errno == EEXIST) {
        return Error{ErrorCode::Conflict, "The file exists already", "Choose another name",
                     (m_folderPath / name).string()};
    }
    if (!moved) {
        return systemError("The file could not be put in its place", m_folderPath / name, errno);
    }
    m_name.clear();
    // The file is there: a folder that cannot be synced only means that a power cut may undo that.
    if (const Descriptor open = openFolder(m_folderPath)) {
        ::fsync(open.get());
    }
    return {};
}

Result<WorkFolder> WorkFolder::create(const fs::path& within) {
    removeLeftovers(within);
    const Descriptor folder = openForNames(within);
    WorkFolder made;
    std::string name;
    const auto make = [&](const std::string& fresh) {
        return ::mkdirat(folder.get(), fresh.c_str(), 0777) == 0
                   ? ::openat(folder.get(), fresh.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                   : -1;
    };
    for (int attempt = 0; folder && attempt < mostAttempts; ++attempt) {
        made.m_folder = makeFresh(folderEnd, name, make);
        if (!made.m_folder) {
            break;
        }
        if (claim(made.m_folder.get(), folder.get(), name)) {
            made.m_path = within / name;
            return made;
        }
    }
    return systemError("A folder could not be made", within, errno);
}

WorkFolder::WorkFolder(WorkFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_folder(std::move(other.m_folder)) {}

WorkFolder::~WorkFolder() {
    if (!m_path.empty()) {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
}

} // namespace tastescope
