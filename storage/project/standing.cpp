// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/standing.h"

#include "storage/files/file_anchor.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

bool isWritable(const fs::path& path) {
    constexpr mode_t anybody = S_IWUSR | S_IWGRP | S_IWOTH;
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 && (found.st_mode & anybody) != 0 &&
           ::access(path.c_str(), W_OK) == 0;
}

std::uint64_t freeBytesAt(const fs::path& folder) {
    struct statvfs found {};
    if (::statvfs(folder.c_str(), &found) != 0) {
        return UINT64_MAX;
    }
    return static_cast<std::uint64_t>(found.f_bavail) * static_cast<std::uint64_t>(found.f_frsize);
}

} // namespace

StandingReport judgeStanding(const StandingFacts& facts) {
    StandingReport report;
    if (!facts.reachable) {
        report.standing = Standing::Unreachable;
    } else if (!facts.isThere) {
        report.standing = facts.cameBack         ? Standing::CameBack
                          : facts.nameTaken      ? Standing::Replaced
                          : !facts.place.empty() ? Standing::Moved
                          : !facts.folderThere   ? Standing::FolderGone
                                                 : Standing::Deleted;
        report.movedTo = report.standing == Standing::Moved ? facts.place : fs::path();
    } else if (!facts.writable) {
        report.standing = Standing::ReadOnly;
    } else if (facts.freeBytes < leastFreeBytes) {
        report.standing = Standing::DiskFull;
        report.freeMegabytes = facts.freeBytes >> 20U;
    }
    return report;
}

StandingReport standingOf(const FileAnchor& opened, const fs::path& path) {
    std::error_code ignored;
    StandingFacts facts;
    const FileAnchor::Look look = opened.lookAt(path);
    facts.reachable = look != FileAnchor::Look::Unknown;
    facts.cameBack = look == FileAnchor::Look::CameBack;
    facts.isThere = look == FileAnchor::Look::Here;
    if (facts.isThere) {
        facts.writable = mayWrite(path);
        facts.freeBytes = freeBytesAt(path.parent_path());
    } else if (facts.reachable) {
        facts.nameTaken = look == FileAnchor::Look::Other;
        facts.folderThere = fs::is_directory(path.parent_path(), ignored);
        facts.place = opened.place().value_or(fs::path());
    }
    return judgeStanding(facts);
}

bool mayWrite(const fs::path& file) {
    const fs::path folder = file.parent_path();
    return isWritable(file) && isWritable(folder.empty() ? fs::path(".") : folder);
}

Error displacedError(const StandingReport& report, const fs::path& path) {
    Error error{ErrorCode::Conflict, {}, "Save a copy of it, and open that", path.filename().string()};
    switch (report.standing) {
    case Standing::Moved:
        error.message = fmt::format("The project file was moved while it was open: it is {} now",
                                    report.movedTo.string());
        error.remedy = "Open it there";
        break;
    case Standing::Replaced:
        error.message = "Another program put another file in the place of the open project";
        error.remedy = "Save a copy of what is open, or open the new file";
        break;
    case Standing::Rewritten:
        error.message = "Another program wrote into the file of the open project";
        error.remedy = "Open it again to see what is in it now";
        break;
    case Standing::FolderGone:
        error.message = "The folder of the open project is gone";
        break;
    case Standing::CameBack:
        error.message = "The drive of the open project was taken away and connected anew";
        error.remedy = "Open the project again";
        break;
    case Standing::Deleted:
        error.message = "The project file was deleted while it was open";
        break;
    default: // also what was away for a moment only
        error = {ErrorCode::Io, "The file of the open project cannot be reached just now",
                 "Check that its drive or network folder is connected, then try again", error.context};
        break;
    }
    return error;
}

} // namespace tastescope
