// SPDX-License-Identifier: GPL-3.0-or-later
// Where the bytes of an import come from: a plain file, a gzip file of one or more members, a member of a zip
// archive (itself gzip or not). What a file is follows from its first bytes, not from its name. Reads are
// bounded, and an archive that unpacks to an absurd size is refused. Not thread-safe.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace tastescope {

/// When unpacking stops with an error: more than `maxBytes` in all, or more than `maxRatio` times the packed
/// size once `ratioFrom` bytes have come out.
struct ReadLimits {
    std::uint64_t maxBytes = 64ULL << 30;
    std::uint64_t ratioFrom = 256ULL << 20;
    double maxRatio = 400;
};

class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Fills at most `out.size()` bytes; 0 means the end.
    virtual Result<std::size_t> read(std::span<char> out) = 0;
    /// Bytes of the file on disk that are used up, for progress.
    virtual std::uint64_t position() const = 0;
};

/// `member` is empty but for zip archives.
Result<std::unique_ptr<ByteSource>> openByteSource(const std::filesystem::path& path,
                                                   const std::string& member = {},
                                                   const ReadLimits& limits = {});

/// Unpacks what `packed` delivers. `name` stands in error messages.
std::unique_ptr<ByteSource> makeGzipSource(std::unique_ptr<ByteSource> packed, std::string name,
                                           const ReadLimits& limits);

struct ZipMember {
    std::string name;
    std::uint64_t packedBytes = 0;
    std::uint64_t bytes = 0;
};

bool isGzip(const std::filesystem::path& path);
bool isZipArchive(const std::filesystem::path& path);
/// The files in an archive, in its order; folders and hidden files are left out.
Result<std::vector<ZipMember>> listZipMembers(const std::filesystem::path& path);
Result<std::unique_ptr<ByteSource>> openZipMember(const std::filesystem::path& path,
                                                  const std::string& member, const ReadLimits& limits);

/// Copies all of standard input to an unnamed temporary file, so that it can be looked at before it is read,
/// and returns a path under which this process can open it (again and again, until it ends). A stop also ends
/// the waiting for a sender that sends nothing.
Result<std::filesystem::path> spoolStandardInput(const std::stop_token& stop = {},
                                                 const ReadLimits& limits = {});

/// How a person knows the file: its name, "archive.zip/member", or "standard input".
std::string sourceLabel(const std::filesystem::path& path, const std::string& member);

} // namespace tastescope
