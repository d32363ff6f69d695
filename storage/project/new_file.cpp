// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/new_file.h"

#include "storage/project/project.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/migrations.h"
#include "storage/sqlite/schema.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio> // renameat2
#include <cstring>
#include <initializer_list>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

Error systemError(std::string_view what, const fs::path& path) {
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    return {ErrorCode::Io, full ? "The disk is full" : fmt::format("{} ({})", what, std::strerror(errno)),
            full ? "Free some space and try again; nothing was changed" : "Check the folder's permissions",
            path.string()};
}

void removeWithCompanions(const fs::path& file) {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
        fs::remove(file.string() + suffix, ignored);
    }
}

struct RemoveOnExit {
    fs::path file;
    ~RemoveOnExit() { removeWithCompanions(file); }
};

Result<void> fillFile(const fs::path& file, const std::function<Result<void>(sqlite::Database&)>& fill) {
    TRY_ASSIGN(auto database, sqlite::Database::open(file, sqlite::Access::Create));
    const std::string pragmas =
        fmt::format("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF;"
                    "PRAGMA application_id = {};",
                    Project::applicationId);
    if (Result<void> set = database.execute(pragmas); !set) {
        return set;
    }
    if (Result<void> made = sqlite::migrate(database, 0, sqlite::migrations()); !made) {
        return made;
    }
    TRY_ASSIGN(auto transaction, sqlite::Transaction::begin(database, sqlite::Transaction::Kind::Write));
    if (Result<void> filled = fill(database); !filled) {
        return filled;
    }
    database.setStop({});
    return transaction.commit();
}

Result<void> switchToWal(const fs::path& file) {
    Result<sqlite::Database> database = sqlite::Database::open(file, sqlite::Access::ReadWrite);
    return database ? database->execute("PRAGMA journal_mode = WAL") : Result<void>(database.error());
}

Result<void> sync(const fs::path& path, int flags) {
    const int handle = ::open(path.c_str(), flags | O_CLOEXEC);
    if (handle < 0 || ::fsync(handle) != 0) {
        Error error = systemError("The project could not be written", path);
        if (handle >= 0) {
            ::close(handle);
        }
        return error;
    }
    ::close(handle);
    return {};
}

Result<void> renameToNew(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return {};
    }
    if ((errno == EINVAL || errno == ENOSYS) && ::link(from.c_str(), to.c_str()) == 0) {
        return {};
    }
    if (errno == EEXIST) {
        return Error{ErrorCode::Conflict, "The file exists already", "Choose another name", to.string()};
    }
    return systemError("The project could not be put in place", to);
}

} // namespace

Result<void> writeNewProject(const fs::path& target,
                             const std::function<Result<void>(sqlite::Database&)>& fill,
                             const std::stop_token& stop) {
    const fs::path temporary = target.parent_path() / ("." + target.filename().string() + ".creating");
    removeWithCompanions(temporary);
    const RemoveOnExit remove{temporary};
    for (const auto& step : std::initializer_list<std::function<Result<void>()>>{
             [&] { return fillFile(temporary, fill); },
             [&] { return switchToWal(temporary); },
             [&] { return sync(temporary, O_RDWR); },
         }) {
        if (Result<void> done = step(); !done) {
            return done;
        }
        // Writing a large file out takes longer than a person who stopped it would wait.
        if (stop.stop_requested()) {
            return cancelledError();
        }
    }
    // A log that a deleted project left behind would be played into the new one.
    std::error_code ignored;
    if (!fs::exists(target, ignored)) {
        removeWithCompanions(target);
    }
    if (Result<void> renamed = renameToNew(temporary, target); !renamed) {
        return renamed;
    }
    return sync(target.parent_path(), O_RDONLY | O_DIRECTORY);
}

} // namespace tastescope
