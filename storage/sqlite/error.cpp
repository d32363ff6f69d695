// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlite/error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>

namespace tastescope::sqlite {
namespace {

Error ioError(int code, std::string_view detail, std::string context) {
    if (code == SQLITE_IOERR_NOMEM) {
        return {ErrorCode::OutOfMemory, "There is not enough memory", "Close other programs and try again",
                std::move(context)};
    }
    return {ErrorCode::Io, fmt::format("The file could not be read or written ({})", detail),
            "Check that the disk is connected, has free space and may be written to", std::move(context)};
}

} // namespace

Error makeError(int code, std::string_view detail, std::string context) {
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return {ErrorCode::Io, "The disk is full", "Free some space and try again", std::move(context)};
    case SQLITE_IOERR:
        return ioError(code, detail, std::move(context));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_TOOBIG:
        return {ErrorCode::Corrupt, fmt::format("The project file is damaged ({})", detail),
                "Restore it from a backup, or import the data into a new project", std::move(context)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Conflict, "Something else is writing to the project",
                "Wait until it is done and try again", std::move(context)};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return {ErrorCode::Io, fmt::format("The file cannot be opened or written to ({})", detail),
                "Check the permissions of the file and of its folder", std::move(context)};
    case SQLITE_NOMEM:
        return {ErrorCode::OutOfMemory, "There is not enough memory", "Close other programs and try again",
                std::move(context)};
    case SQLITE_INTERRUPT:
        return cancelledError();
    case SQLITE_CONSTRAINT:
        return {ErrorCode::Corrupt, fmt::format("The project's rows contradict each other ({})", detail),
                "Run `tastescope-cli check` on it", std::move(context)};
    default:
        return {ErrorCode::Internal, fmt::format("SQLite failed ({})", detail), "", std::move(context)};
    }
}

Error lastError(sqlite3* handle) {
    const char* file = sqlite3_db_filename(handle, "main");
    std::string name = file && *file ? std::filesystem::path(file).filename().string() : std::string();
    return makeError(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle), std::move(name));
}

} // namespace tastescope::sqlite
