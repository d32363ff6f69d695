// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlite/database.h"

#include "engine/base/fingerprint.h"
#include "storage/sqlite/error.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace tastescope::sqlite {
namespace {

constexpr int busyMilliseconds = 10'000;

// What a hostile file could otherwise ask of us (https://sqlite.org/security.html).
void harden(sqlite3* handle) {
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 256 << 20);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100'000);
    sqlite3_limit(handle, SQLITE_LIMIT_COLUMN, 64);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 32);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, 4);
    sqlite3_limit(handle, SQLITE_LIMIT_FUNCTION_ARG, 8);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64);
    sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, 32);
    sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
}

std::string uriOf(const std::filesystem::path& path) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        if (c == '?' || c == '#' || c == '%') {
            const auto byte = static_cast<unsigned char>(c);
            uri += {'%', digits[byte >> 4], digits[byte & 15]};
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

int stopWanted(void* stop) {
    return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

} // namespace

struct Database::State {
    SQLite::Database connection;
    std::stop_token stop; ///< the progress handler looks at it
};

Database::Database(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& path, Access access) {
    int flags = SQLite::OPEN_READONLY;
    std::string name = path.string();
    if (access == Access::Immutable) {
        flags |= SQLite::OPEN_URI;
        name = uriOf(path);
    } else if (access == Access::ReadWrite) {
        flags = SQLite::OPEN_READWRITE;
    } else if (access == Access::Create) {
        flags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
    }
    // A handle is used by one thread at a time, by contract; SQLite's own mutex would cost a fifth of an
    // import.
    flags |= SQLite::OPEN_NOMUTEX;
    // Callers say where a file really is; a link put there since leads elsewhere. Logs are opened so anyway.
    flags |= SQLITE_OPEN_NOFOLLOW;
    try {
        auto state = std::make_unique<State>(State{SQLite::Database(name, flags), {}});
        sqlite3* handle = state->connection.getHandle();
        sqlite3_extended_result_codes(handle, 1);
        sqlite3_busy_timeout(handle, busyMilliseconds);
        harden(handle);
        return Database(std::move(state));
    } catch (const SQLite::Exception& e) {
        return makeError(e.getExtendedErrorCode() ? e.getExtendedErrorCode() : e.getErrorCode(), e.what(),
                         path.filename().string());
    }
}

Result<Database> Database::inMemory() {
    return open(":memory:", Access::Create);
}

Result<void> Database::execute(const std::string& sql) {
    sqlite3* handle = m_state->connection.getHandle();
    if (sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return lastError(handle);
    }
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3* handle = m_state->connection.getHandle();
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
        SQLITE_OK) {
        return lastError(handle);
    }
    return Statement(statement);
}

Result<std::int64_t> Database::integer(std::string_view sql) {
    TRY_ASSIGN(auto statement, prepare(sql));
    const Result<bool> row = statement.step();
    if (!row) {
        return row.error();
    }
    return *row ? statement.integer(0) : std::int64_t{0};
}

std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(m_state->connection.getHandle());
}

bool Database::inTransaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

void Database::keepLogOnClose() {
    int on = 1;
    sqlite3_file_control(handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

Result<std::size_t> Database::readFile(std::int64_t place, std::span<std::byte> bytes) const {
    const auto failed = [this](int code) {
        const char* name = sqlite3_db_filename(handle(), "main");
        return makeError(code, sqlite3_errstr(code),
                         name ? std::filesystem::path(name).filename().string() : std::string());
    };
    sqlite3_file* file = nullptr;
    sqlite3_file_control(handle(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
    if (file == nullptr || file->pMethods == nullptr) {
        return failed(SQLITE_IOERR_READ);
    }
    sqlite3_int64 size = 0;
    if (const int code = file->pMethods->xFileSize(file, &size); code != SQLITE_OK) {
        return failed(code);
    }
    const auto length =
        std::min(std::max<sqlite3_int64>(size - place, 0), static_cast<sqlite3_int64>(bytes.size()));
    // What is cut meanwhile comes as zeros.
    const int code =
        length == 0 ? SQLITE_OK : file->pMethods->xRead(file, bytes.data(), static_cast<int>(length), place);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) {
        return failed(code);
    }
    return static_cast<std::size_t>(length);
}

std::optional<std::uint32_t> Database::checksumOfFile(std::size_t most) const {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(handle(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
    sqlite3_int64 size = 0;
    if (file == nullptr || file->pMethods == nullptr || file->pMethods->xFileSize(file, &size) != SQLITE_OK) {
        return std::nullopt;
    }
    constexpr std::size_t piece = std::size_t{1} << 14U; // a page of ours
    const std::size_t count = (static_cast<std::size_t>(size) + piece - 1) / piece;
    const std::size_t read = std::min(count, std::max<std::size_t>(most / piece, 2));
    std::vector<std::byte> bytes(piece);
    std::uint32_t checksum = 0;
    for (std::size_t part = 0; part < read; ++part) {
        const std::size_t number = read == count ? part : part * (count - 1) / (read - 1);
        const Result<std::size_t> length = readFile(static_cast<std::int64_t>(number * piece), bytes);
        if (!length) {
            return std::nullopt;
        }
        checksum = crc32(std::span(bytes).first(*length), checksum);
    }
    return checksum;
}

sqlite3* Database::handle() const {
    return m_state->connection.getHandle();
}

void Database::setStop(std::stop_token stop) {
    m_state->stop = std::move(stop);
    const bool possible = m_state->stop.stop_possible();
    sqlite3_progress_handler(m_state->connection.getHandle(), possible ? 20'000 : 0,
                             possible ? stopWanted : nullptr, &m_state->stop);
}

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
    TRY(database.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN"));
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr)) {}

Transaction::~Transaction() {
    if (m_database) {
        m_database->setStop({});
        // Fails when SQLite has rolled back by itself, as after a full disk.
        static_cast<void>(m_database->execute("ROLLBACK").hasValue());
    }
}

Result<void> Transaction::commit() {
    if (Result<void> done = m_database->execute("COMMIT"); !done) {
        return done;
    }
    m_database = nullptr;
    return {};
}

} // namespace tastescope::sqlite
