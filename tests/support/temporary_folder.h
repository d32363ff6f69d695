// SPDX-License-Identifier: GPL-3.0-or-later
// A folder that goes away with the test, and the files in it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tastescope::test {

class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }
    /// Folders on the way are made; the path is returned.
    std::filesystem::path write(const std::string& name, std::string_view content) const;
    std::string read(const std::string& name) const;

private:
    std::filesystem::path m_path;
};

/// Every byte of a file; empty when there is none.
std::string contentOf(const std::filesystem::path& file);

} // namespace tastescope::test
