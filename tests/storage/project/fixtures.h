// SPDX-License-Identifier: GPL-3.0-or-later
// Small data with every kind of column, and a folder that goes away with the test.
#pragma once

#include "storage/project/project_data.h"

#include <filesystem>

namespace tastescope::test {

class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

inline std::filesystem::path operator/(const TemporaryFolder& folder, const char* name) {
    return folder.path() / name;
}

/// Ids and texts that are easily spoiled, several signals, values, times and gaps in all of them.
ProjectData sampleData();
/// `events` seeded events of `users` users and `items` items, with ratings and times.
ProjectData randomData(std::size_t users, std::size_t items, std::size_t events, std::uint64_t seed);

void expectSameTable(const AttributeTable& a, const AttributeTable& b);
void expectSameEvents(const Interactions& a, const Interactions& b);

} // namespace tastescope::test
