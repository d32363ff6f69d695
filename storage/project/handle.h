// SPDX-License-Identifier: GPL-3.0-or-later
// What a Project and its stores share: the database, and who may write to it.
#pragma once

#include "storage/files/file_anchor.h"
#include "storage/project/lock.h"
#include "storage/project/own_writes.h"
#include "storage/project/project.h"
#include "storage/project/standing.h"
#include "storage/sqlite/database.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace tastescope {

struct ProjectHandle {
    std::filesystem::path path;
    OpenMode mode = OpenMode::ReadOnly;
    std::optional<ProjectLock> lock;          ///< before `database`, so that it is let go last
    std::shared_ptr<const FileAnchor> anchor; ///< the file that was opened; before `database` as well
    sqlite::Database database;
    unsigned generation = 0;               ///< of its content (own_writes.h)
    bool rewritten = false;                ///< somebody else wrote into it since it was opened
    std::optional<std::int64_t> version{}; ///< SQLite's count of what others stored; opened for reading only

    /// What is in the file now is what this handle shows.
    void begin() {
        generation = lock ? lock->writes().generation(*anchor, database) : 0;
        version = mode == OpenMode::ReadOnly ? storedByOthers() : std::nullopt;
    }
    /// Nothing where it cannot be read: then nothing is known to have changed.
    std::optional<std::int64_t> storedByOthers() {
        const Result<std::int64_t> count = database.integer("PRAGMA data_version");
        return count ? std::optional<std::int64_t>(*count) : std::nullopt;
    }
    /// Whether the window that writes stored something since this handle was opened for reading.
    bool isOutdated() {
        const std::optional<std::int64_t> now = version ? storedByOthers() : std::nullopt;
        return now && *now != *version;
    }
    /// Whether another program wrote into the file itself, as some sync tools do; it stays so. What is opened
    /// for reading may be changed by the window that writes.
    bool isRewritten() {
        // One whose place another file has taken has no say in what is written there.
        rewritten = rewritten || (lock && anchor->isAt(path) &&
                                  lock->writes().generation(*anchor, database) != generation);
        return rewritten;
    }

    Result<void> requireWriting() {
        // What another program put in its place is never written to, and nothing goes into a file that
        // nobody would find again.
        if (mode == OpenMode::ReadWrite && !anchor->isAt(path)) {
            return displacedError(standingOf(*anchor, path), path);
        }
        if (isRewritten()) {
            return displacedError({Standing::Rewritten, {}, 0}, path);
        }
        if (mode == OpenMode::ReadWrite) {
            return {};
        }
        return Error{ErrorCode::InvalidArgument, "The project was opened for reading only",
                     "Close the other window that has it open, then open it again", path.filename().string()};
    }
    /// Errors without a context get the file's name.
    Error named(Error error) const {
        if (error.context.empty() && error.code != ErrorCode::Cancelled) {
            error.context = path.filename().string();
        }
        return error;
    }
    /// Moves what is in the log into the file, so that a file that takes its place finds no log of another.
    /// Best effort and without waiting: while somebody reads, the log stays, and is read with the file.
    void emptyLog() {
        for (const char* step :
             {"PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout = 10000"}) {
            static_cast<void>(database.execute(step).hasValue());
        }
    }
    /// What a transaction that failed leaves: nothing of its own, whatever was stored before it.
    static Error notStored(Error error) {
        if (error.code == ErrorCode::Io) {
            error.remedy += "; nothing of this was stored";
        }
        return error;
    }
    /// `body` sees the file as it is at one moment, whatever others write meanwhile: of what it finds in one
    /// table, nothing is gone in the next. Inside a transaction it sees what that does.
    template <typename Body>
    auto read(const Body& body) -> decltype(body()) {
        if (database.inTransaction()) {
            return body();
        }
        Result<sqlite::Transaction> transaction =
            sqlite::Transaction::begin(database, sqlite::Transaction::Kind::Read);
        if (!transaction) {
            return named(transaction.error());
        }
        return body();
    }
    /// `body` inside a write transaction: all of it or nothing.
    template <typename Body>
    Result<void> change(const Body& body) {
        Result<void> allowed = requireWriting();
        if (!allowed) {
            return allowed;
        }
        return write([&]() -> Result<void> {
            Result<sqlite::Transaction> transaction =
                sqlite::Transaction::begin(database, sqlite::Transaction::Kind::Write);
            if (!transaction) {
                return named(transaction.error());
            }
            Result<void> done = body();
            if (done) {
                database.setStop({});
                done = transaction->commit();
                emptyLog();
            }
            return done ? done : Result<void>(named(notStored(done.error())));
        });
    }
    /// `body`, after which all that came into the file is ours; also when it failed, for it may have moved
    /// something from the log.
    template <typename Body>
    Result<void> write(const Body& body) {
        lock->writes().begin();
        Result<void> done = body();
        lock->writes().end(*anchor, database);
        return done;
    }
};

} // namespace tastescope
