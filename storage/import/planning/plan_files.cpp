// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/plan_files.h"

#include "storage/import/planning/foreign_format.h"
#include "storage/import/sources/byte_source.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t maxFiles = 1'000;

bool isData(const std::filesystem::path& path) {
    static constexpr std::array<std::string_view, 20> other = {".png",
                                                               ".jpg",
                                                               ".jpeg",
                                                               ".gif",
                                                               ".pdf",
                                                               ".md",
                                                               ".py",
                                                               ".sh",
                                                               ".pl",
                                                               ".xml",
                                                               ".html",
                                                               ".exe",
                                                               ".so",
                                                               ".ipynb",
                                                               ".tastescope",
                                                               ".sqlite",
                                                               ".db",
                                                               ".tastescope-wal",
                                                               ".tastescope-shm",
                                                               ".tastescope-journal"};
    const std::string name = path.filename().string();
    return !name.starts_with('.') && std::ranges::find(other, path.extension().string()) == other.end();
}

Result<void> addFile(const std::filesystem::path& path, bool named, std::vector<SourceFile>& sources) {
    if (!isZipArchive(path)) {
        std::error_code failed;
        const auto bytes = std::filesystem::file_size(path, failed);
        sources.push_back({path, {}, failed ? 0 : bytes, named});
        return {};
    }
    TRY_ASSIGN(const auto members, listZipMembers(path));
    if (!foreignArchive(members).what.empty()) { // an office document is one thing, and no table
        sources.push_back({path, {}, 0});
        return {};
    }
    for (const ZipMember& member : members) {
        if (isData(member.name)) {
            sources.push_back({path, member.name, member.packedBytes, false, member.copies});
        }
    }
    return {};
}

void listFolder(const std::filesystem::path& folder, std::vector<std::filesystem::path>& files,
                std::vector<std::filesystem::path>& folders) {
    const auto before = static_cast<std::ptrdiff_t>(files.size());
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
        std::error_code ignored;
        if (entry.is_regular_file(ignored) && isData(entry.path())) {
            files.push_back(entry.path());
        } else if (entry.is_directory(ignored) && !entry.path().filename().string().starts_with('.')) {
            folders.push_back(entry.path());
        }
    }
    std::sort(files.begin() + before, files.end());
    std::ranges::sort(folders);
}

bool holdsData(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::vector<std::filesystem::path> folders;
    std::vector<std::filesystem::path> deeper;
    listFolder(folder, files, folders);
    for (const auto& inner : folders) {
        listFolder(inner, files, deeper);
    }
    return !files.empty();
}

Result<void> addFolder(const std::filesystem::path& folder, std::vector<SourceFile>& sources,
                       std::vector<std::filesystem::path>* passedOver) {
    std::vector<std::filesystem::path> files;
    std::vector<std::filesystem::path> folders;
    listFolder(folder, files, folders);
    if (files.empty()) {
        std::vector<std::filesystem::path> deeper;
        for (const auto& inner : folders) {
            listFolder(inner, files, deeper);
        }
        folders = std::move(deeper);
    }
    if (passedOver != nullptr) {
        std::ranges::copy_if(folders, std::back_inserter(*passedOver), holdsData);
    }
    if (files.size() > maxFiles) {
        return Error{ErrorCode::BadInput, "The folder holds more than 1,000 files",
                     "Give the files you want to import", folder.string()};
    }
    for (const auto& file : files) {
        if (auto added = addFile(file, false, sources); !added) {
            return added;
        }
    }
    return {};
}

} // namespace

Result<std::vector<SourceFile>> listSources(const std::vector<std::filesystem::path>& paths,
                                            const std::stop_token& stop,
                                            std::vector<std::filesystem::path>* passedOver) {
    std::vector<SourceFile> sources;
    for (const std::filesystem::path& given : paths) {
        TRY_ASSIGN(const auto path, settledPath(given, stop));
        std::error_code failed;
        const auto status = std::filesystem::status(path, failed);
        if (!std::filesystem::exists(status)) {
            return Error{ErrorCode::NotFound, "There is no such file or folder", "Check the path",
                         path.string()};
        }
        TRY(std::filesystem::is_directory(status) ? addFolder(path, sources, passedOver)
                                                  : addFile(path, true, sources));
    }
    std::set<std::pair<std::filesystem::path, std::string>> listed;
    std::erase_if(sources, [&](const SourceFile& source) {
        return !listed.emplace(source.path.lexically_normal(), source.member).second;
    });
    if (passedOver != nullptr) { // one that was given as well is read
        std::erase_if(*passedOver, [&](const std::filesystem::path& folder) {
            return std::ranges::any_of(sources, [&](const SourceFile& source) {
                const auto file = source.path.lexically_normal().string();
                return file.starts_with((folder.lexically_normal() / "").string());
            });
        });
    }
    return sources;
}

} // namespace tastescope
