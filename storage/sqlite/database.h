// SPDX-License-Identifier: GPL-3.0-or-later
// One connection to an SQLite file.
#pragma once

#include "engine/base/result.h"
#include "storage/sqlite/statement.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

struct sqlite3;

namespace tastescope::sqlite {

enum class Access {
    ReadOnly,
    Immutable, ///< read-only, and nobody else writes: for folders where no lock or WAL file can be made
    ReadWrite,
    Create ///< read and write, made when absent
};

/// Not thread-safe. Hostile content is expected: limits are set, triggers and views do not run, the schema is
/// not trusted and cannot be edited.
class Database {
public:
    /// A path without symbolic links: Io otherwise.
    static Result<Database> open(const std::filesystem::path& path, Access access);
    static Result<Database> inMemory();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// One or more statements without parameters.
    Result<void> execute(const std::string& sql);
    Result<Statement> prepare(std::string_view sql);
    /// First column of the first row; 0 when there is no row.
    Result<std::int64_t> integer(std::string_view sql);
    std::int64_t lastInsertId() const;
    bool inTransaction() const; ///< between BEGIN and its end

    /// Until this is called again, statements end with Cancelled soon after a stop was requested.
    void setStop(std::stop_token stop);

    /// The files beside the database are left where they are when it is closed.
    void keepLogOnClose();

    /// Bytes of the file as it is on the disk, from `place`; fewer where it ends. Through the descriptor that
    /// SQLite has: closing another one of the same file would let go of the locks that this process has on
    /// it. Errors: Io.
    Result<std::size_t> readFile(std::int64_t place, std::span<std::byte> bytes) const;
    /// Of the file as it is on the disk; what stands in the log alone does not count. Of one that is longer
    /// than `most` that many bytes are read: its first page, which counts changes, its last, and others in
    /// even distances. Nothing where it cannot be read.
    std::optional<std::uint32_t> checksumOfFile(std::size_t most) const;

    /// For the files of this folder.
    sqlite3* handle() const;

private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// BEGIN … COMMIT; rolls back when destroyed without commit().
class Transaction {
public:
    enum class Kind { Read, Write };
    static Result<Transaction> begin(Database& database, Kind kind);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Result<void> commit();

private:
    explicit Transaction(Database& database) : m_database(&database) {}
    Database* m_database; ///< null = ended
};

} // namespace tastescope::sqlite
