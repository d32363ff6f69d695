// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/lock.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

struct Entry {
    int handle = -1;
    int holders = 0;
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
    std::array<char, 32> owner{};
    const ssize_t count = ::pread(handle, owner.data(), owner.size() - 1, 0);
    const std::string number(owner.data(), count > 0 ? std::strspn(owner.data(), "0123456789") : 0);
    return {ErrorCode::Conflict,
            number.empty() ? "The project is open in another window"
                           : fmt::format("The project is open in another window (process {})", number),
            "Close it there first; looking at it without changing it is possible",
            project.filename().string()};
}

// The holder removes the file when it lets go: a lock on a removed file counts for nothing.
bool isStillThere(int handle, const fs::path& file) {
    struct stat ours {};
    struct stat there {};
    return ::fstat(handle, &ours) == 0 && ::stat(file.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

Result<int> lockFile(const fs::path& file, const fs::path& project) {
    for (;;) {
        const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (handle < 0) {
            return Error{ErrorCode::Io,
                         fmt::format("The project cannot be locked for writing ({})", std::strerror(errno)),
                         "Check the permissions of its folder", project.string()};
        }
        if (::flock(handle, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            Error error = lockedError(handle, project);
            ::close(handle);
            return error;
        }
        // A file system without locks (some network drives) falls through: SQLite's own locking remains.
        if (isStillThere(handle, file)) {
            return handle;
        }
        ::close(handle);
    }
}

} // namespace

struct ProjectLock::Held {
    fs::path file;

    explicit Held(fs::path lockedFile) : file(std::move(lockedFile)) {}
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() {
        const std::scoped_lock guard(registryMutex());
        const auto entry = registry().find(file);
        if (--entry->second.holders == 0) {
            ::unlink(file.c_str());
            ::close(entry->second.handle);
            registry().erase(entry);
        }
    }
};

Result<ProjectLock> ProjectLock::acquire(const fs::path& project, Sharing sharing) {
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
        TRY_ASSIGN(auto handle, lockFile(file, project));
        // Best effort: only the message that a second window shows names the process.
        const std::string owner = fmt::format("{}\n", ::getpid());
        static_cast<void>(::ftruncate(handle, 0) == 0 && ::pwrite(handle, owner.data(), owner.size(), 0) > 0);
        entry = registry().emplace(file, Entry{handle, 0}).first;
    }
    ++entry->second.holders;
    return ProjectLock(std::make_shared<Held>(std::move(file)));
}

} // namespace tastescope
