// SPDX-License-Identifier: GPL-3.0-or-later
// Holds on to a file itself, whatever becomes of its name. Immutable, thread-safe.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace tastescope {

/// A descriptor that can neither read nor write: closing it drops no lock that SQLite holds on the file.
class FileAnchor {
public:
    /// Errors: NotFound; Io.
    static Result<std::shared_ptr<const FileAnchor>> at(const std::filesystem::path& path);
    FileAnchor(const FileAnchor&) = delete;
    FileAnchor& operator=(const FileAnchor&) = delete;
    ~FileAnchor();

    /// Whether `path` leads to this file now.
    bool isAt(const std::filesystem::path& path) const;
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
    explicit FileAnchor(int handle) : m_handle(handle) {}
    const int m_handle;
};

} // namespace tastescope
