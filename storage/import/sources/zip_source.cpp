// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/byte_source.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <sys/stat.h>

namespace tastescope {
namespace {

constexpr zip_int64_t maxMembers = 10'000;

struct ArchiveCloser {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Handle = std::unique_ptr<zip_t, ArchiveCloser>;

bool isHidden(const std::string& name) {
    const std::size_t slash = name.rfind('/');
    const std::size_t first = slash == std::string::npos ? 0 : slash + 1;
    return first >= name.size() || name[first] == '.' || name.rfind("__MACOSX/", 0) == 0;
}

/// One archive, opened once. Whoever reads from it holds the lock: libzip moves one position in the file for
/// all members.
struct Archive {
    Handle handle;
    std::vector<ZipMember> members;
    std::unordered_map<std::string, zip_uint64_t> places; ///< of the last member of each name
    std::mutex lock;
};

Result<Handle> openHandle(const std::filesystem::path& path) {
    int code = 0;
    Handle handle(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (!handle) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        std::string text = zip_error_strerror(&error);
        zip_error_fini(&error);
        return Error{ErrorCode::Corrupt, "The archive cannot be opened: " + text, "Copy or download it again",
                     sourceLabel(path, {})};
    }
    if (zip_get_num_entries(handle.get(), 0) > maxMembers) {
        return Error{ErrorCode::BadInput, "The archive holds more than 10,000 files",
                     "Unpack it and import the files you need", sourceLabel(path, {})};
    }
    return handle;
}

Result<std::shared_ptr<Archive>> openArchive(const std::filesystem::path& path) {
    auto archive = std::make_shared<Archive>();
    TRY_ASSIGN(archive->handle, openHandle(path));
    std::unordered_map<std::string, std::size_t> listed;
    const zip_int64_t count = zip_get_num_entries(archive->handle.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t status;
        if (zip_stat_index(archive->handle.get(), static_cast<zip_uint64_t>(i), 0, &status) != 0 ||
            (status.valid & ZIP_STAT_NAME) == 0 || isHidden(status.name)) {
            continue;
        }
        archive->places[status.name] = static_cast<zip_uint64_t>(i);
        const auto [place, added] = listed.emplace(status.name, archive->members.size());
        const std::size_t copies = added ? 1 : archive->members[place->second].copies + 1;
        if (added) {
            archive->members.emplace_back();
        }
        archive->members[place->second] = {status.name, status.comp_size, status.size, copies};
    }
    return archive;
}

/// Tells a file from another one of its name.
std::string identityOf(const std::filesystem::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return {};
    }
    std::string identity;
    for (const auto part :
         {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
          static_cast<std::uint64_t>(status.st_size), static_cast<std::uint64_t>(status.st_mtim.tv_sec),
          static_cast<std::uint64_t>(status.st_mtim.tv_nsec)}) {
        identity += std::to_string(part) + ' ';
    }
    return identity;
}

/// The archives that are open, while somebody keeps them open.
class OpenArchives {
public:
    void enter() {
        const std::lock_guard lock(m_lock);
        ++m_keepers;
    }
    void leave() {
        const std::lock_guard lock(m_lock);
        if (--m_keepers == 0) {
            m_archives.clear();
        }
    }
    Result<std::shared_ptr<Archive>> find(const std::filesystem::path& path) {
        const std::lock_guard lock(m_lock);
        const std::string identity = identityOf(path);
        const auto found = m_archives.find(identity);
        if (!identity.empty() && found != m_archives.end()) {
            return found->second;
        }
        TRY_ASSIGN(auto archive, openArchive(path));
        if (m_keepers > 0) {
            m_archives[identity] = archive;
        }
        return archive;
    }

private:
    std::mutex m_lock;
    std::size_t m_keepers = 0;
    std::map<std::string, std::shared_ptr<Archive>> m_archives;
};

OpenArchives& openArchives() {
    static OpenArchives archives;
    return archives;
}

Error tooLarge(const std::string& label) {
    return {ErrorCode::BadInput, "Unpacks to an absurd size and was refused",
            "Unpack it yourself and import the unpacked file", label};
}

class ZipSource final : public ByteSource {
public:
    ZipSource(std::shared_ptr<Archive> archive, zip_file_t* file, std::string label, std::uint64_t packed,
              std::uint64_t bytes, const ReadLimits& limits)
        : m_archive(std::move(archive))
        , m_file(file)
        , m_label(std::move(label))
        , m_packed(packed)
        , m_bytes(bytes)
        , m_limits(limits) {}
    ZipSource(const ZipSource&) = delete;
    ZipSource& operator=(const ZipSource&) = delete;
    ~ZipSource() override {
        const std::lock_guard lock(m_archive->lock);
        zip_fclose(m_file);
    }

    Result<std::size_t> read(std::span<char> out) override {
        const std::lock_guard lock(m_archive->lock);
        const zip_int64_t got = zip_fread(m_file, out.data(), out.size());
        if (got < 0) {
            return Error{ErrorCode::Corrupt,
                         std::string("The archive is damaged: ") + zip_file_strerror(m_file),
                         "Copy or download it again", m_label};
        }
        m_read += static_cast<std::uint64_t>(got);
        if (m_read > m_limits.maxBytes ||
            (m_read > m_limits.ratioFrom &&
             static_cast<double>(m_read) > m_limits.maxRatio * static_cast<double>(m_packed))) {
            return tooLarge(m_label);
        }
        return static_cast<std::size_t>(got);
    }

    std::uint64_t position() const override {
        const double share = m_bytes == 0 ? 1.0 : static_cast<double>(m_read) / static_cast<double>(m_bytes);
        return static_cast<std::uint64_t>(std::min(share, 1.0) * static_cast<double>(m_packed));
    }

private:
    std::shared_ptr<Archive> m_archive;
    zip_file_t* m_file;
    std::string m_label;
    std::uint64_t m_packed;
    std::uint64_t m_bytes;
    ReadLimits m_limits;
    std::uint64_t m_read = 0;
};

} // namespace

KeepArchivesOpen::KeepArchivesOpen() {
    openArchives().enter();
}

KeepArchivesOpen::~KeepArchivesOpen() {
    openArchives().leave();
}

Result<std::vector<ZipMember>> listZipMembers(const std::filesystem::path& path) {
    TRY_ASSIGN(const auto archive, openArchives().find(path));
    return archive->members;
}

Result<std::unique_ptr<ByteSource>> openZipMember(const std::filesystem::path& path,
                                                  const std::string& member, const ReadLimits& limits) {
    TRY_ASSIGN(auto archive, openArchives().find(path));
    const std::lock_guard lock(archive->lock);
    const std::string label = sourceLabel(path, member);
    zip_stat_t status;
    const auto place = archive->places.find(member);
    if (place == archive->places.end() ||
        zip_stat_index(archive->handle.get(), place->second, 0, &status) != 0) {
        return Error{ErrorCode::NotFound, "Is not in the archive", "Choose one of its files", label};
    }
    if (status.size > limits.maxBytes ||
        (status.size > limits.ratioFrom &&
         static_cast<double>(status.size) > limits.maxRatio * static_cast<double>(status.comp_size))) {
        return tooLarge(label);
    }
    zip_file_t* file = zip_fopen_index(archive->handle.get(), place->second, 0);
    if (file == nullptr) {
        return Error{ErrorCode::BadInput,
                     std::string("Cannot be unpacked: ") + zip_strerror(archive->handle.get()),
                     "Unpack the archive yourself and import the file", label};
    }
    return std::unique_ptr<ByteSource>(
        std::make_unique<ZipSource>(archive, file, label, status.comp_size, status.size, limits));
}

} // namespace tastescope
