// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/output_check.h"

#include "storage/files/atomic_file.h"
#include "storage/files/file_anchor.h"
#include "storage/files/own_files.h"

#include <fmt/format.h>

#include <sys/stat.h>

#include <array>
#include <fstream>
#include <string>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

/// In a folder with more than this many files only names are compared.
constexpr int mostFiles = 100'000;

/// What SQLite and the program keep beside a project.
constexpr std::array<std::string_view, 4> besides = {".lock", "-wal", "-shm", "-journal"};

bool isSameInode(const fs::path& a, const fs::path& b) {
    struct stat left {};
    struct stat right {};
    return ::stat(a.c_str(), &left) == 0 && ::stat(b.c_str(), &right) == 0 && left.st_ino == right.st_ino &&
           left.st_dev == right.st_dev;
}

fs::path placeOf(const fs::path& path) {
    std::error_code ignored;
    return fs::weakly_canonical(fs::absolute(path, ignored), ignored);
}

/// Also for names that nothing has yet.
bool isSamePlace(const fs::path& a, const fs::path& b) {
    return isSameInode(a, b) || placeOf(a) == placeOf(b);
}

bool isWithin(const fs::path& file, const fs::path& folder) {
    std::error_code ignored;
    fs::recursive_directory_iterator entries(folder, fs::directory_options::skip_permission_denied, ignored);
    int left = mostFiles;
    for (const fs::directory_entry& entry : entries) {
        if (--left < 0 || isSameInode(entry.path(), file)) {
            return left >= 0;
        }
    }
    return false;
}

bool isOneOf(const fs::path& out, const fs::path& input) {
    std::error_code ignored;
    if (input == "-") {
        return isSameInode(out, "/dev/stdin");
    }
    return isSamePlace(out, input) || (fs::is_directory(input, ignored) && isWithin(out, input));
}

Error refused(std::string_view what, const fs::path& out, std::string_view option) {
    return {ErrorCode::InvalidArgument, fmt::format("\"{}\" is {}", out.string(), what),
            "Choose another name: it would be overwritten", std::string(option)};
}

Result<void> checkProject(const fs::path& out, std::string_view option, const fs::path& project) {
    // What stands beside a project stands beside the file itself, not beside a link to it.
    const fs::path real = placeOf(project);
    if (isSamePlace(out, real)) {
        return refused("the project", out, option);
    }
    for (const std::string_view end : besides) {
        if (isSamePlace(out, real.string().append(end))) {
            return refused(fmt::format("kept by the program beside the project ({})", end), out, option);
        }
    }
    return {};
}

bool isDatabase(const fs::path& file) {
    if (FileAnchor::isHeld(file)) { // a project that is open, which nothing else may open and close
        return true;
    }
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) {
        return false;
    }
    constexpr std::string_view magic = "SQLite format 3";
    std::array<char, magic.size()> begin{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(begin.data(), begin.size());
    return stream && std::string_view(begin.data(), begin.size()) == magic;
}

/// No table and no picture takes the place of a database: there it is another project, most likely.
Result<void> checkDatabases(const fs::path& out, std::string_view option) {
    if (isDatabase(out)) {
        return refused("another project or database", out, option);
    }
    const std::string name = out.string();
    for (const std::string_view end : besides) {
        if (name.ends_with(end) && isDatabase(name.substr(0, name.size() - end.size()))) {
            return refused(fmt::format("kept beside another project ({})", end), out, option);
        }
    }
    return {};
}

} // namespace

Result<void> checkOutput(const fs::path& out, std::string_view option, const fs::path& project,
                         std::span<const fs::path> inputs) {
    if (out.empty()) {
        return Error{ErrorCode::InvalidArgument, "The name of the file is empty", "Give the name of a file",
                     std::string(option)};
    }
    // A link to what is not there yet, as a lock, is no name of its own.
    TRY_ASSIGN(const auto real, followOwnLinks(out));
    TRY(checkProject(real, option, project));
    TRY(checkDatabases(real, option));
    for (const fs::path& input : inputs) {
        if (isOneOf(real, input)) {
            return refused("read by this command", out, option);
        }
    }
    // Made and taken back: whatever the folder refuses, it refuses now.
    TRY(AtomicFile::create(out));
    return {};
}

Result<void> checkOutputs(const fs::path& folder, std::span<const std::string_view> names,
                          std::string_view option, const fs::path& project) {
    std::error_code ignored;
    if (folder.empty() || (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored))) {
        return Error{ErrorCode::InvalidArgument,
                     folder.empty() ? std::string("The name of the folder is empty")
                                    : fmt::format("\"{}\" is no folder", folder.string()),
                     "Give the name of a folder", std::string(option)};
    }
    for (const std::string_view name : names) {
        if (fs::is_directory(folder, ignored)) {
            TRY(checkOutput(folder / name, option, project));
        }
    }
    return {};
}

} // namespace tastescope
