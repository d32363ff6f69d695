// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/copy_file.h"

#include "storage/sqlite/backup.h"
#include "storage/sqlite/database.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

Error failure(const fs::path& target, int code) {
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return {ErrorCode::Io,
            full ? "The disk is full"
                 : fmt::format("The copy could not be written ({})", std::strerror(code)),
            full ? "Free some space, or choose another folder" : "Check the folder's permissions",
            target.string()};
}

void removeCompanions(const fs::path& file) {
    std::error_code ignored;
    for (const char* suffix : {"-journal", "-wal", "-shm"}) {
        fs::remove(file.string() + suffix, ignored);
    }
}

/// Made new and locked by nobody else; gone when destroyed, unless it was renamed.
struct PartFile {
    fs::path path;
    int handle = -1;

    explicit PartFile(const fs::path& target)
        : path(target.parent_path() / ("." + target.filename().string() + ".creating")) {
        ::unlink(path.c_str()); // of a run that was killed: the caller holds the lock of the target
        handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    }
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    ~PartFile() {
        if (handle >= 0) {
            ::close(handle);
            removeCompanions(path);
            ::unlink(path.c_str());
        }
    }
};

} // namespace

Result<void> copyProject(sqlite::Database& from, const fs::path& target, const ExecutionContext& context) {
    const PartFile part(target);
    if (part.handle < 0) {
        return failure(target, errno);
    }
    {
        TRY_ASSIGN(auto to, sqlite::Database::open(part.path, sqlite::Access::ReadWrite));
        TRY(to.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"));
        TRY(sqlite::backup(from, to, context));
    }
    if (::fsync(part.handle) != 0) {
        return failure(target, errno);
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    removeCompanions(target); // a log of what was there would be played into the copy
    if (::rename(part.path.c_str(), target.c_str()) != 0) {
        return failure(target, errno);
    }
    const int folder = ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

} // namespace tastescope
