// SPDX-License-Identifier: GPL-3.0-or-later
// Where the bytes of everything that is read come from: a plain file, a gzip file of one or more members, a
// member of a zip archive (itself gzip or not), a pipe. What a file is follows from its first bytes, not from
// its name. Reads are bounded and can be stopped, also while nothing arrives; devices are refused, and so is
// an archive that unpacks to an absurd size. A source is not thread-safe; the functions are.
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

/// `member` is empty but for zip archives. After a stop, reading fails with cancelledError(). A pipe can be
/// read once only: settledPath() makes it a file first.
Result<std::unique_ptr<ByteSource>> openByteSource(const std::filesystem::path& path,
                                                   const std::string& member = {},
                                                   const ReadLimits& limits = {},
                                                   const std::stop_token& stop = {});

/// Unpacks what `packed` delivers. `name` stands in error messages.
std::unique_ptr<ByteSource> makeGzipSource(std::unique_ptr<ByteSource> packed, std::string name,
                                           const ReadLimits& limits);

struct ZipMember {
    std::string name;
    std::uint64_t packedBytes = 0;
    std::uint64_t bytes = 0;
    std::size_t copies = 1; ///< how many of that name the archive holds; the last one counts, as for unzip
};

bool isGzip(const std::filesystem::path& path);
bool isZipArchive(const std::filesystem::path& path);
/// The files in an archive, in its order, each name once; folders and hidden files are left out.
Result<std::vector<ZipMember>> listZipMembers(const std::filesystem::path& path);
Result<std::unique_ptr<ByteSource>> openZipMember(const std::filesystem::path& path,
                                                  const std::string& member, const ReadLimits& limits);

/// While one lives, archives that are opened stay open, so that their directory is read once and not once a
/// member.
class KeepArchivesOpen {
public:
    KeepArchivesOpen();
    ~KeepArchivesOpen();
    KeepArchivesOpen(const KeepArchivesOpen&) = delete;
    KeepArchivesOpen& operator=(const KeepArchivesOpen&) = delete;
};

/// A path that can be opened again and again: the given one, or, for "-" (standard input) and for pipes, that
/// of an unnamed temporary copy of all that came through, which this process can open until it ends. A stop
/// also ends the waiting for a sender that sends nothing. Errors: Cancelled; BadInput for a sender of zero
/// bytes without end; Io when the copy cannot be kept.
Result<std::filesystem::path> settledPath(const std::filesystem::path& path, const std::stop_token& stop = {},
                                          const ReadLimits& limits = {});

/// How a person knows the file: its name, "archive.zip/member", or "standard input".
std::string sourceLabel(const std::filesystem::path& path, const std::string& member);

} // namespace tastescope
