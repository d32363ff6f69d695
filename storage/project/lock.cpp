// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/lock.h"

#include "storage/files/file_anchor.h"
#include "storage/files/own_files.h"
#include "storage/project/own_writes.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

struct Entry {
    Descriptor folder;
    Descriptor handle;
    std::string name; ///< in that folder
    int holders = 0;
    std::shared_ptr<OwnWrites> writes = std::make_shared<OwnWrites>();
};

std::mutex& registryMutex() {
    static std::mutex mutex;
    return mutex;
}

// By lock file. Guarded by registryMutex().
std::map<fs::path, Entry>& registry() {
    static std::map<fs::path, Entry> locks;
    return locks;
}

Error lockedError(int handle, const fs::path& project) {
    std::array<char, longestLockText + 1> owner{};
    const ssize_t count = ::pread(handle, owner.data(), owner.size() - 1, 0);
    const std::string number(owner.data(), count > 0 ? std::strspn(owner.data(), "0123456789") : 0);
    return {ErrorCode::Conflict,
            number.empty() ? "The project is open in another window"
                           : fmt::format("The project is open in another window (process {})", number),
            "Close it there first; looking at it without changing it is possible",
            project.filename().string()};
}

Error cannotLock(int code, const fs::path& project) {
    return {ErrorCode::Io, fmt::format("The project cannot be locked for writing ({})", std::strerror(code)),
            "Check the permissions of its folder", project.string()};
}

Error notALock(const std::string& name, const fs::path& project) {
    return {ErrorCode::Conflict,
            fmt::format("The project cannot be locked for writing: \"{}\" beside it is something else", name),
            "Look at it, and move it away or rename it", project.string()};
}

bool isLock(int handle) {
    struct stat status {};
    std::array<char, longestLockText + 1> text{};
    const ssize_t count = ::fstat(handle, &status) == 0 && S_ISREG(status.st_mode)
                              ? ::pread(handle, text.data(), text.size(), 0)
                              : -1;
    return count >= 0 && isLockText({text.data(), static_cast<std::size_t>(count)});
}

/// Removes what a killed run left, which nobody holds; an error when it is held or no lock at all. Nothing is
/// ever written to it.
Result<void> clearOldLock(int folder, const std::string& name, const fs::path& project,
                          ProjectLock::Patience patience) {
    if (FileAnchor::isHeld(fs::path(project) += ".lock")) { // a project that somebody called so
        return notALock(name, project);
    }
    const Descriptor old(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!old) {
        return errno == ENOENT  ? Result<void>()
               : errno == ELOOP ? notALock(name, project)
                                : cannotLock(errno, project);
    }
    if (!isLock(old.get())) {
        return notALock(name, project);
    }
    // A file system without locks (some network drives) falls through: SQLite's own locking remains.
    // Whoever only looks for leftovers holds it for less than a millisecond, a reader that removes an empty
    // log for some more.
    for (int wait = 5; ::flock(old.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; wait *= 2) {
        if (wait > 80 || patience == ProjectLock::Patience::None) {
            return lockedError(old.get(), project);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    }
    if (isSameFile(old.get(), folder, name)) {
        ::unlinkat(folder, name.c_str(), 0);
    }
    return {};
}

/// A lock is always a file made here and now: what stands there already is looked at and never written to.
Result<Descriptor> lockFile(int folder, const std::string& name, const fs::path& project,
                            ProjectLock::Patience patience) {
    constexpr int mostAttempts = 100; // each lost to another process that begins or ends
    for (int attempt = 0; attempt < mostAttempts; ++attempt) {
        Descriptor made(
            ::openat(folder, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
        if (!made && errno != EEXIST) {
            return cannotLock(errno, project);
        }
        if (!made) {
            TRY(clearOldLock(folder, name, project, patience));
        } else if ((::flock(made.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
                   isSameFile(made.get(), folder, name)) {
            return made;
        }
    }
    return cannotLock(EAGAIN, project);
}

} // namespace

struct ProjectLock::Held {
    fs::path file;
    std::shared_ptr<OwnWrites> writes;

    Held(fs::path lockedFile, std::shared_ptr<OwnWrites> ours)
        : file(std::move(lockedFile))
        , writes(std::move(ours)) {}
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() {
        const std::scoped_lock guard(registryMutex());
        const auto entry = registry().find(file);
        if (--entry->second.holders == 0) {
            const Entry& held = entry->second;
            if (isSameFile(held.handle.get(), held.folder.get(), held.name)) {
                ::unlinkat(held.folder.get(), held.name.c_str(), 0);
            }
            registry().erase(entry);
        }
    }
};

Result<ProjectLock> ProjectLock::acquire(const fs::path& project, Sharing sharing, Patience patience) {
    std::error_code ignored;
    fs::path file = fs::weakly_canonical(project, ignored);
    file += ".lock";
    const std::scoped_lock guard(registryMutex());
    auto entry = registry().find(file);
    if (entry != registry().end() && sharing == Sharing::None) {
        return Error{ErrorCode::Conflict, "The project is in use by another task", "Wait until it is done",
                     project.filename().string()};
    }
    if (entry == registry().end()) {
        Entry made;
        made.folder = Descriptor(::open(file.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        made.name = file.filename().string();
        if (!made.folder) {
            return cannotLock(errno, project);
        }
        TRY_ASSIGN(made.handle, lockFile(made.folder.get(), made.name, project, patience));
        // Best effort: only the message that a second window shows names the process.
        const std::string owner = fmt::format("{}\n", ::getpid());
        static_cast<void>(::pwrite(made.handle.get(), owner.data(), owner.size(), 0) > 0);
        entry = registry().emplace(file, std::move(made)).first;
    }
    ++entry->second.holders;
    return ProjectLock(std::make_shared<Held>(std::move(file), entry->second.writes));
}

OwnWrites& ProjectLock::writes() const {
    return *m_held->writes;
}

} // namespace tastescope
