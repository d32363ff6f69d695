// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/byte_source.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tastescope {
namespace {

constexpr zip_int64_t maxMembers = 10'000;

struct ArchiveCloser {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct MemberCloser {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, ArchiveCloser>;

Result<Archive> openArchive(const std::filesystem::path& path) {
    int code = 0;
    Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        std::string text = zip_error_strerror(&error);
        zip_error_fini(&error);
        return Error{ErrorCode::Corrupt, "The archive cannot be opened: " + text, "Copy or download it again",
                     sourceLabel(path, {})};
    }
    if (zip_get_num_entries(archive.get(), 0) > maxMembers) {
        return Error{ErrorCode::BadInput, "The archive holds more than 10,000 files",
                     "Unpack it and import the files you need", sourceLabel(path, {})};
    }
    return archive;
}

bool isHidden(const std::string& name) {
    const std::size_t slash = name.rfind('/');
    const std::size_t first = slash == std::string::npos ? 0 : slash + 1;
    return first >= name.size() || name[first] == '.' || name.rfind("__MACOSX/", 0) == 0;
}

Error tooLarge(const std::string& label) {
    return {ErrorCode::BadInput, "Unpacks to an absurd size and was refused",
            "Unpack it yourself and import the unpacked file", label};
}

class ZipSource final : public ByteSource {
public:
    ZipSource(Archive archive, zip_file_t* file, std::string label, std::uint64_t packed, std::uint64_t bytes,
              const ReadLimits& limits)
        : m_archive(std::move(archive))
        , m_file(file)
        , m_label(std::move(label))
        , m_packed(packed)
        , m_bytes(bytes)
        , m_limits(limits) {}

    Result<std::size_t> read(std::span<char> out) override {
        const zip_int64_t got = zip_fread(m_file.get(), out.data(), out.size());
        if (got < 0) {
            return Error{ErrorCode::Corrupt,
                         std::string("The archive is damaged: ") + zip_file_strerror(m_file.get()),
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
    Archive m_archive; // outlives m_file
    std::unique_ptr<zip_file_t, MemberCloser> m_file;
    std::string m_label;
    std::uint64_t m_packed;
    std::uint64_t m_bytes;
    ReadLimits m_limits;
    std::uint64_t m_read = 0;
};

} // namespace

Result<std::vector<ZipMember>> listZipMembers(const std::filesystem::path& path) {
    TRY_ASSIGN(auto archive, openArchive(path));
    std::vector<ZipMember> members;
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t status;
        if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &status) != 0 ||
            (status.valid & ZIP_STAT_NAME) == 0 || isHidden(status.name)) {
            continue;
        }
        members.push_back({status.name, status.comp_size, status.size});
    }
    return members;
}

Result<std::unique_ptr<ByteSource>> openZipMember(const std::filesystem::path& path,
                                                  const std::string& member, const ReadLimits& limits) {
    auto archive = openArchive(path);
    if (!archive) {
        return archive.error();
    }
    const std::string label = sourceLabel(path, member);
    zip_stat_t status;
    if (zip_stat(archive->get(), member.c_str(), 0, &status) != 0) {
        return Error{ErrorCode::NotFound, "Is not in the archive", "Choose one of its files", label};
    }
    if (status.size > limits.maxBytes ||
        (status.size > limits.ratioFrom &&
         static_cast<double>(status.size) > limits.maxRatio * static_cast<double>(status.comp_size))) {
        return tooLarge(label);
    }
    zip_file_t* file = zip_fopen_index(archive->get(), status.index, 0);
    if (file == nullptr) {
        return Error{ErrorCode::BadInput, std::string("Cannot be unpacked: ") + zip_strerror(archive->get()),
                     "Unpack the archive yourself and import the file", label};
    }
    return std::unique_ptr<ByteSource>(std::make_unique<ZipSource>(std::move(archive).value(), file, label,
                                                                   status.comp_size, status.size, limits));
}

} // namespace tastescope
