// SPDX-License-Identifier: GPL-3.0-or-later
// What became of a project's file while it is open: other programs delete, move and replace it, or fill the
// disk. Thread-safe.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>

namespace tastescope {

class FileAnchor;

enum class Standing : std::uint8_t {
    Fine,
    ReadOnly,   ///< it, or its folder, may not be written to
    Outdated,   ///< as ReadOnly, and who may write to it has changed it since it was read
    DiskFull,   ///< too little room is left for a change
    Moved,      ///< another name or folder
    Deleted,    ///< the file is gone, the folder is there
    Replaced,   ///< another file has its name: a sync tool, a copy over it
    Rewritten,  ///< another program wrote into the file itself
    FolderGone, ///< deleted, or the drive was taken away
    CameBack,   ///< on a drive that was taken away and connected anew: what is open does not lead there
    Unreachable ///< the system does not tell: a drive or a network folder that does not answer, no access
};

/// Changes would go into a file that nobody finds under its name.
inline bool isDisplaced(Standing standing) {
    return standing >= Standing::Moved;
}

struct StandingReport {
    Standing standing = Standing::Fine;
    std::filesystem::path movedTo{}; ///< Moved only
    std::uint64_t freeMegabytes = 0; ///< DiskFull only

    friend bool operator==(const StandingReport&, const StandingReport&) = default;
};

/// What was seen of a file, and what it means.
struct StandingFacts {
    bool reachable = true; ///< else nothing below is known
    bool cameBack = false; ///< what has the name is the file that was opened, on a drive connected anew
    bool isThere = true;   ///< the file that was opened, under its name
    bool nameTaken = true; ///< some file has the name
    bool folderThere = true;
    bool writable = true;
    std::filesystem::path place{}; ///< of the file that was opened; empty: nowhere
    std::uint64_t freeBytes = UINT64_MAX;
};
StandingReport judgeStanding(const StandingFacts& facts);

inline constexpr std::uint64_t leastFreeBytes = 8U << 20U;

/// Looks at the file now. Touches the disk: not for a thread that must not wait.
StandingReport standingOf(const FileAnchor& opened, const std::filesystem::path& path);

/// Whether the file may be written to where it is. One that has no right to be written at all is read-only
/// for everybody, also for those whom the system would let.
bool mayWrite(const std::filesystem::path& file);

/// In words: Conflict; Io for what may pass by itself.
Error displacedError(const StandingReport& report, const std::filesystem::path& path);

} // namespace tastescope
