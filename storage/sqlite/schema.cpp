// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlite/schema.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <tuple>

namespace tastescope::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t headerBytes = 100;
constexpr std::size_t versionOffset = 60;
constexpr std::size_t applicationOffset = 68;

std::uint32_t bigEndian(const char* bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

Error newerError(std::string context) {
    return {ErrorCode::Unsupported, "This project was made by a newer version of Tastescope",
            "Open it with that version, or import the data again", std::move(context)};
}

Error foreignError(std::string_view what, std::string context) {
    return {ErrorCode::BadInput, std::string(what),
            "Choose a .tastescope file, or make a new project and import your data", std::move(context)};
}

using SchemaObject = std::tuple<std::string, std::string, std::string, std::string>;

Result<std::set<SchemaObject>> objectsOf(Database& database) {
    TRY_ASSIGN(auto rows, database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema"));
    std::set<SchemaObject> objects;
    for (;;) {
        const Result<bool> row = rows.step();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return objects;
        }
        objects.emplace(rows.text(0), rows.text(1), rows.text(2), rows.text(3));
    }
}

Result<std::set<SchemaObject>> expectedObjects(std::span<const Migration> steps) {
    TRY_ASSIGN(auto model, Database::inMemory());
    TRY(migrate(model, 0, steps));
    return objectsOf(model);
}

/// SQLite opens none of its files through a symbolic link, but takes a hard one for its own and writes to it.
Result<void> refuseLinksBeside(const fs::path& path) {
    for (const char* end : {"-wal", "-shm", "-journal"}) {
        const std::string name = path.string() + end;
        struct stat status {};
        if (::lstat(name.c_str(), &status) == 0 && (!S_ISREG(status.st_mode) || status.st_nlink > 1)) {
            return Error{ErrorCode::Conflict,
                         fmt::format("\"{}{}\" beside the project is a link, or no file",
                                     path.filename().string(), end),
                         "Look at what it is and move it away; copy projects instead of linking them", name};
        }
    }
    return {};
}

} // namespace

Result<void> inspectHeader(const fs::path& path, std::uint32_t applicationId, int newestVersion) {
    const std::string name = path.filename().string();
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
        return Error{ErrorCode::NotFound, "There is no such file", "Check its name and folder",
                     path.string()};
    }
    if (!fs::is_regular_file(status)) {
        return foreignError("This is not a file", path.string());
    }
    if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) {
        return Error{ErrorCode::Io, fmt::format("The file cannot be read ({})", std::strerror(errno)),
                     "Check its permissions", path.string()};
    }
    // This process may have the file open and locked. SQLite alone can let go of a descriptor without letting
    // go of its locks; nothing is read before it is asked for, so that any file can be opened.
    const fs::path settled = fs::canonical(path, error);
    TRY_ASSIGN(const auto file, Database::open(error ? path : settled, Access::ReadOnly));
    std::array<char, headerBytes> header{};
    TRY_ASSIGN(const auto length, file.readFile(0, std::as_writable_bytes(std::span(header))));
    if (length == 0) {
        return foreignError("The file is empty", name);
    }
    if (length < headerBytes || std::memcmp(header.data(), "SQLite format 3", 16) != 0) {
        return foreignError("This is not a Tastescope project", name);
    }
    if (bigEndian(header.data() + applicationOffset) != applicationId) {
        return foreignError("This is a database of another program, not a Tastescope project", name);
    }
    if (bigEndian(header.data() + versionOffset) > static_cast<std::uint32_t>(newestVersion)) {
        return newerError(name);
    }
    return {};
}

Result<int> verifySchema(Database& database, std::span<const Migration> steps) {
    TRY_ASSIGN(const auto version, database.integer("PRAGMA user_version"));
    if (version > static_cast<std::int64_t>(steps.size())) {
        return newerError("");
    }
    TRY_ASSIGN(auto found, objectsOf(database));
    Result<std::set<SchemaObject>> expected =
        expectedObjects(steps.first(static_cast<std::size_t>(std::max<std::int64_t>(version, 0))));
    if (!expected) {
        return expected.error();
    }
    for (const SchemaObject& object : found) {
        if (!expected->contains(object)) {
            return Error{ErrorCode::BadInput,
                         fmt::format("The {} \"{}\" does not belong in a Tastescope project",
                                     std::get<0>(object), std::get<1>(object)),
                         "The file was altered by another program; restore it from a backup", ""};
        }
    }
    if (version < 1 || found.size() != expected->size()) {
        return Error{ErrorCode::Corrupt, "The project file lacks some of its tables",
                     "Restore it from a backup, or import the data into a new project", ""};
    }
    return static_cast<int>(version);
}

Result<void> migrate(Database& database, int version, std::span<const Migration> steps) {
    for (const Migration& step : steps) {
        if (step.version <= version) {
            continue;
        }
        TRY_ASSIGN(auto transaction, Transaction::begin(database, Transaction::Kind::Write));
        const std::string number = fmt::format("PRAGMA user_version = {}", step.version);
        for (const std::string& sql : {std::string(step.sql), number}) {
            if (Result<void> done = database.execute(sql); !done) {
                return done;
            }
        }
        if (Result<void> done = transaction.commit(); !done) {
            return done;
        }
    }
    return {};
}

Result<Database> openChecked(const fs::path& path, bool write, std::uint32_t applicationId,
                             std::span<const Migration> steps) {
    const int newest = static_cast<int>(steps.size());
    const auto named = [&](Error error) {
        if (error.context.empty()) {
            error.context = path.filename().string();
        }
        return error;
    };
    TRY(inspectHeader(path, applicationId, newest));
    TRY(refuseLinksBeside(path));
    // Whoever may not write the file is refused before the work, and makes nothing beside it to read: what
    // SQLite would leave there is theirs, and keeps the owner from writing. Without a log none is needed.
    const int refusal = ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0 ? 0 : errno;
    if (write && refusal != 0) {
        return Error{ErrorCode::Io,
                     "The file cannot be written to (" + std::generic_category().message(refusal) + ")",
                     "Change its permissions, or work on a copy of it", path.filename().string()};
    }
    std::error_code ignored;
    const bool logged = fs::exists(path.string() + "-wal", ignored);
    if (refusal != 0 && logged && !fs::exists(path.string() + "-shm", ignored)) {
        return Error{ErrorCode::Io, "The project was not closed by the one who wrote it last",
                     "Let who may write it open it once, or work on a copy with its -wal file beside it",
                     path.filename().string()};
    }
    Result<Database> reader =
        Database::open(path, refusal != 0 && !logged ? Access::Immutable : Access::ReadOnly);
    if (!reader) {
        return named(reader.error());
    }
    Result<int> version = verifySchema(*reader, steps);
    if (!version && version.error().code == ErrorCode::Io && !write && !logged) {
        // A read-only folder: SQLite cannot make the files that readers share, and needs none.
        reader = Database::open(path, Access::Immutable);
        if (!reader) {
            return named(reader.error());
        }
        version = verifySchema(*reader, steps);
    }
    if (!version) {
        return named(version.error());
    }
    const std::string pragmas =
        "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -16384;";
    if (!write) {
        if (*version < newest) {
            return Error{ErrorCode::Unsupported, "This project was made by an older version of Tastescope",
                         "Open it once for writing: it is then brought up to date", path.filename().string()};
        }
        Result<void> set = reader->execute(pragmas);
        return set ? std::move(reader) : Result<Database>(named(set.error()));
    }
    Result<Database> writer = Database::open(path, Access::ReadWrite);
    if (!writer) {
        return named(writer.error());
    }
    const std::string forWriting = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 0;";
    if (Result<void> set = writer->execute(pragmas + forWriting); !set) {
        return named(set.error());
    }
    if (Result<void> migrated = migrate(*writer, *version, steps); !migrated) {
        return named(migrated.error());
    }
    return writer;
}

} // namespace tastescope::sqlite
