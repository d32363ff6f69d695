// SPDX-License-Identifier: GPL-3.0-or-later
// What a Project and its stores share: the database, and who may write to it.
#pragma once

#include "storage/files/file_anchor.h"
#include "storage/project/lock.h"
#include "storage/project/project.h"
#include "storage/project/standing.h"
#include "storage/sqlite/database.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace tastescope {

struct ProjectHandle {
    std::filesystem::path path;
    OpenMode mode = OpenMode::ReadOnly;
    std::optional<ProjectLock> lock; ///< before `database`, so that it is let go last
    sqlite::Database database;
    std::shared_ptr<const FileAnchor> anchor; ///< the file that was opened
    FileAnchor::Stamp stamp{};                ///< of the file after our last write
    std::optional<std::uint32_t> checksum{};  ///< likewise, unless it is too long to be read again and again
    static constexpr std::size_t longestChecked = std::size_t{16} << 20U;
    bool rewritten = false; ///< somebody else wrote into it since

    /// What is in the file now is ours.
    void remember() {
        stamp = anchor->stamp();
        checksum = mode == OpenMode::ReadWrite ? database.checksumOfFile(longestChecked) : std::nullopt;
    }
    /// Whether another program wrote into the file itself, as some sync tools do; it stays so. A new time
    /// over the same bytes is nothing, but in a long file. What is opened for reading may be changed by the
    /// window that writes.
    bool isRewritten() {
        const FileAnchor::Stamp now = anchor->stamp();
        if (mode == OpenMode::ReadOnly || rewritten || now == stamp) {
            return rewritten;
        }
        rewritten =
            now.bytes != stamp.bytes || !checksum || database.checksumOfFile(longestChecked) != checksum;
        stamp = rewritten ? stamp : now;
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
    /// `body` inside a write transaction: all of it or nothing.
    template <typename Body>
    Result<void> change(const Body& body) {
        Result<void> allowed = requireWriting();
        if (!allowed) {
            return allowed;
        }
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
        remember(); // also what a failed one may have moved from the log
        return done ? done : Result<void>(named(notStored(done.error())));
    }
};

} // namespace tastescope
