// SPDX-License-Identifier: GPL-3.0-or-later
// The files that the program makes for itself. Each is made new, in a folder that is held open, and never
// opened through a link: in a folder that others may write to, nobody can make us write elsewhere. Each is
// locked (flock) as long as it is in use, so that what a killed run left behind can be told from what is at
// work. The functions here are thread-safe.
#pragma once

#include "engine/base/result.h"
#include "storage/files/descriptor.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace tastescope {

/// Whether `name` in `folder` is the file that is open as `handle`, and no link to it.
bool isSameFile(int handle, int folder, const std::string& name);

/// Where the links at a path lead, there yet or not, as long as this person or the system made them: somebody
/// else's would say which of our files is written to. InvalidArgument for those, and for a circle of links.
Result<std::filesystem::path> followOwnLinks(std::filesystem::path path);

/// A file under a name that nobody has, beside the one that it is to become. Destroyed, it is removed with
/// SQLite's files beside it unless it was put in its place. Not thread-safe.
class TemporaryFile {
public:
    enum class Kind { Part, Creating };
    /// Io when the folder does not take it. Removes on the way what killed runs left in that folder.
    static Result<TemporaryFile> create(const std::filesystem::path& folder, Kind kind);
    TemporaryFile(TemporaryFile&&) noexcept = default;
    TemporaryFile& operator=(TemporaryFile&&) noexcept = default;
    ~TemporaryFile();

    int handle() const { return m_file.get(); }
    std::filesystem::path path() const { return m_folderPath / m_name; }

    enum class Existing { Replace, Keep };
    /// Renames it within its folder and syncs that. Conflict when the name is taken and what has it is to be
    /// kept.
    Result<void> moveTo(const std::string& name, Existing existing);

private:
    TemporaryFile() = default;

    std::filesystem::path m_folderPath;
    Descriptor m_folder;
    Descriptor m_file;
    std::string m_name; ///< empty: nothing is left to remove
};

/// A folder of the same kind, gone with all that is in it when destroyed.
class WorkFolder {
public:
    static Result<WorkFolder> create(const std::filesystem::path& within);
    WorkFolder(WorkFolder&& other) noexcept;
    WorkFolder& operator=(WorkFolder&&) = delete;
    ~WorkFolder();

    const std::filesystem::path& path() const { return m_path; }

private:
    WorkFolder() = default;

    std::filesystem::path m_path;
    Descriptor m_folder;
};

/// Removes what killed runs of this person left in a folder: files and folders of the above kinds and locks
/// of projects, each only when nothing holds it. Best effort.
void removeLeftovers(const std::filesystem::path& folder);

/// Whether the text is what a project's lock holds: a process number, or nothing yet.
bool isLockText(std::string_view text);
inline constexpr std::size_t longestLockText = 31;

} // namespace tastescope
