// SPDX-License-Identifier: GPL-3.0-or-later
// What the handles of one process wrote into a project's file, so that none of them takes another's writing
// for that of a stranger: a sync tool that keeps the file and writes over its bytes. Thread-safe.
#pragma once

#include "storage/files/file_anchor.h"

#include <cstdint>
#include <mutex>
#include <optional>

namespace tastescope {

namespace sqlite {
class Database;
}

class OwnWrites {
public:
    /// The number of the file's content, which goes up when somebody else wrote into it. A new time over the
    /// same bytes is nothing; of a long file not all are compared (Database::checksumOfFile), which finds a
    /// file put over it and may miss a change of a few bytes. While one of ours writes nothing is looked at.
    unsigned generation(const FileAnchor& file, const sqlite::Database& database);

    /// From begin to end whatever comes into the file is ours.
    void begin();
    void end(const FileAnchor& file, const sqlite::Database& database);

private:
    void remember(const FileAnchor& file, const sqlite::Database& database);

    std::mutex m_mutex;
    std::optional<FileAnchor::Stamp> m_stamp; ///< after our last write; empty before the first look
    std::optional<std::uint32_t> m_checksum;  ///< likewise; empty when it could not be read
    unsigned m_generation = 0;
    int m_writing = 0;
};

} // namespace tastescope
