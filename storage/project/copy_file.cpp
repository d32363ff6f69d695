// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/copy_file.h"

#include "storage/files/own_files.h"
#include "storage/files/system_error.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/database.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace tastescope {

namespace fs = std::filesystem;

Result<void> copyProject(sqlite::Database& from, const fs::path& target, const ExecutionContext& context) {
    TRY_ASSIGN(auto part, TemporaryFile::create(target.parent_path(), TemporaryFile::Kind::Creating));
    {
        TRY_ASSIGN(auto to, sqlite::Database::open(part.path(), sqlite::Access::ReadWrite));
        TRY(to.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"));
        TRY(sqlite::backup(from, to, context));
    }
    if (::fsync(part.handle()) != 0) {
        return systemError("The copy could not be written", target, errno);
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    std::error_code ignored;
    for (const char* end : {"-journal", "-wal", "-shm"}) { // a log of what was there would be played into it
        fs::remove(target.string() + end, ignored);
    }
    return part.moveTo(target.filename().string(), TemporaryFile::Existing::Replace);
}

} // namespace tastescope
