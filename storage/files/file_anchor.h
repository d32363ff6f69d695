// SPDX-License-Identifier: GPL-3.0-or-later
// Holds on to a file itself, whatever becomes of its name. Immutable, thread-safe.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace tastescope {

/// A descriptor that can neither read nor write: closing it drops no lock that SQLite holds on the file. Any
/// other one does, whoever opened it: the system lets go of all that a process has locked of a file as soon
/// as the process closes it once. So whoever opens files that a person chose asks isHeld() first.
class FileAnchor {
public:
    /// Errors: NotFound; Io.
    static Result<std::shared_ptr<const FileAnchor>> at(const std::filesystem::path& path);
    FileAnchor(const FileAnchor&) = delete;
    FileAnchor& operator=(const FileAnchor&) = delete;
    ~FileAnchor();

    /// Whether an anchor of this process holds the file that `path` leads to, or the one that it is kept
    /// beside (-wal, -shm, -journal): it is read through SQLite, or not at all.
    static bool isHeld(const std::filesystem::path& path);

    enum class Look : std::uint8_t {
        Here,     ///< `path` leads to this file now
        Other,    ///< to another one
        CameBack, ///< to what this file was, on a drive that was taken away and connected anew
        Nothing,  ///< nothing has the name
        Unknown,  ///< the system does not tell: a drive or network that does not answer, a folder without
                  ///< access
    };
    Look lookAt(const std::filesystem::path& path) const;
    bool isAt(const std::filesystem::path& path) const { return lookAt(path) == Look::Here; }
    /// What every write changes. Equal after nothing was written; a change of the times alone differs as
    /// well.
    struct Stamp {
        std::int64_t bytes = 0;
        std::int64_t seconds = 0; ///< of the last write
        std::int64_t nanoseconds = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    Stamp stamp() const;
    /// Where the file is now; none when it has no name any more, or the system does not tell.
    std::optional<std::filesystem::path> place() const;

private:
    explicit FileAnchor(int handle);
    const int m_handle;
    std::uint64_t m_device = 0; ///< as it was found: a drive that is gone does not tell it again
    std::uint64_t m_number = 0; ///< likewise, on that device
};

} // namespace tastescope
