// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlite/backup.h"

#include "storage/sqlite/database.h"
#include "storage/sqlite/error.h"

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <thread>

namespace tastescope::sqlite {

namespace {

constexpr int pagesAStep = 64; ///< a megabyte of ours

struct Finish {
    void operator()(sqlite3_backup* handle) const { sqlite3_backup_finish(handle); }
};

} // namespace

Result<void> backup(Database& from, Database& to, const ExecutionContext& context) {
    std::unique_ptr<sqlite3_backup, Finish> copying(
        sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
    if (!copying) {
        return lastError(to.handle());
    }
    for (;;) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const int code = sqlite3_backup_step(copying.get(), pagesAStep);
        const int pages = sqlite3_backup_pagecount(copying.get());
        if (pages > 0) {
            context.report(1.0 - static_cast<double>(sqlite3_backup_remaining(copying.get())) / pages,
                           "Copying");
        }
        if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20)); // somebody is writing
        } else if (code != SQLITE_OK) {
            break; // done, or failed: finish() tells which
        }
    }
    if (sqlite3_backup_finish(copying.release()) != SQLITE_OK) {
        return lastError(to.handle());
    }
    return {};
}

} // namespace tastescope::sqlite
