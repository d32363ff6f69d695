// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/new_file.h"

#include "storage/files/own_files.h"
#include "storage/files/system_error.h"
#include "storage/project/project.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/migrations.h"
#include "storage/sqlite/schema.h"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <initializer_list>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

/// What is true of every failure until the new file is in its place.
Error nothingMade(Error error) {
    if (error.code == ErrorCode::Io) {
        error.remedy += "; no project was made";
    }
    return error;
}

Result<void> fillFile(const fs::path& file, const std::function<Result<void>(sqlite::Database&)>& fill) {
    TRY_ASSIGN(auto database, sqlite::Database::open(file, sqlite::Access::ReadWrite));
    const std::string pragmas =
        // Every page is new, so that next to nothing is kept for a way back. (OFF would be refused: the
        // connection is a defensive one.)
        fmt::format("PRAGMA page_size = 16384; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
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

Result<void> sync(const TemporaryFile& file) {
    return ::fsync(file.handle()) == 0 ? Result<void>()
                                       : systemError("The project could not be written", file.path(), errno);
}

/// A log that a deleted project left behind would be played into the new one.
void removeOldLog(const fs::path& target) {
    std::error_code ignored;
    for (const char* suffix : {"-journal", "-wal", "-shm"}) {
        if (!fs::exists(target, ignored)) {
            fs::remove(target.string() + suffix, ignored);
        }
    }
}

} // namespace

Result<void> writeNewProject(const fs::path& target,
                             const std::function<Result<void>(sqlite::Database&)>& fill,
                             const std::stop_token& stop) {
    TRY_ASSIGN(auto file, TemporaryFile::create(target.parent_path(), TemporaryFile::Kind::Creating));
    for (const auto& step : std::initializer_list<std::function<Result<void>()>>{
             [&] { return fillFile(file.path(), fill); },
             [&] { return switchToWal(file.path()); },
             [&] { return sync(file); },
         }) {
        if (Result<void> done = step(); !done) {
            return nothingMade(done.error());
        }
        // Writing a large file out takes longer than a person who stopped it would wait.
        if (stop.stop_requested()) {
            return cancelledError();
        }
    }
    removeOldLog(target);
    const Result<void> moved = file.moveTo(target.filename().string(), TemporaryFile::Existing::Keep);
    return moved ? moved : nothingMade(moved.error());
}

} // namespace tastescope
