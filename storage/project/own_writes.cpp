// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/own_writes.h"

#include "storage/sqlite/database.h"

#include <cstddef>

namespace tastescope {
namespace {

constexpr std::size_t mostChecked = std::size_t{16} << 20U;

} // namespace

void OwnWrites::remember(const FileAnchor& file, const sqlite::Database& database) {
    m_stamp = file.stamp();
    m_checksum = database.checksumOfFile(mostChecked);
}

unsigned OwnWrites::generation(const FileAnchor& file, const sqlite::Database& database) {
    const std::scoped_lock guard(m_mutex);
    if (m_writing > 0) {
        return m_generation;
    }
    const FileAnchor::Stamp now = file.stamp();
    if (!m_stamp) {
        remember(file, database);
    } else if (now != *m_stamp) {
        const bool same =
            now.bytes == m_stamp->bytes && m_checksum && database.checksumOfFile(mostChecked) == m_checksum;
        if (same) {
            m_stamp = now;
        } else {
            ++m_generation;
            remember(file, database);
        }
    }
    return m_generation;
}

void OwnWrites::begin() {
    const std::scoped_lock guard(m_mutex);
    ++m_writing;
}

void OwnWrites::end(const FileAnchor& file, const sqlite::Database& database) {
    const std::scoped_lock guard(m_mutex);
    --m_writing;
    remember(file, database);
}

} // namespace tastescope
