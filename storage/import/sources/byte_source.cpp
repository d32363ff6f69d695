// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/byte_source.h"

#include "storage/files/file_anchor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tastescope {
namespace {

Error fileError(const std::filesystem::path& path, int code) {
    const ErrorCode kind = code == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
    return {kind, std::string("Cannot be read: ") + std::strerror(code),
            "Check the path and your permission to read it", path.string()};
}

/// Until there is something to read, or the end of it; false after a stop.
bool waitForInput(int descriptor, const std::stop_token& stop) {
    constexpr int milliseconds = 50;
    pollfd waiting{descriptor, POLLIN, 0};
    while (!stop.stop_requested()) {
        // A problem shows in the read that follows.
        if (const int ready = ::poll(&waiting, 1, milliseconds); ready > 0 || (ready < 0 && errno != EINTR)) {
            return true;
        }
    }
    return false;
}

class FileSource final : public ByteSource {
public:
    FileSource(std::filesystem::path path, int descriptor, std::stop_token stop)
        : m_path(std::move(path))
        , m_descriptor(descriptor)
        , m_stop(std::move(stop)) {}
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    ~FileSource() override { ::close(m_descriptor); }

    Result<std::size_t> read(std::span<char> out) override {
        // What one call of the system may take, so that a stop is heard in the middle of a large buffer.
        constexpr std::size_t most = 1U << 20U;
        for (;;) {
            if (m_stop.stop_requested()) {
                return cancelledError();
            }
            const ssize_t got = ::read(m_descriptor, out.data(), std::min(out.size(), most));
            if (got >= 0) {
                m_position += static_cast<std::uint64_t>(got);
                return static_cast<std::size_t>(got);
            }
            // Files of /proc and of some network drives may have nothing yet.
            if (errno != EINTR && (errno != EAGAIN || !waitForInput(m_descriptor, m_stop))) {
                return m_stop.stop_requested() ? cancelledError() : fileError(m_path, errno);
            }
        }
    }
    std::uint64_t position() const override { return m_position; }

private:
    std::filesystem::path m_path;
    int m_descriptor;
    std::stop_token m_stop;
    std::uint64_t m_position = 0;
};

/// Never blocks: neither for a pipe without a writer, nor for a device.
Result<int> openForReading(const std::filesystem::path& path, struct stat& status) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        return fileError(path, errno);
    }
    if (::fstat(descriptor, &status) != 0) {
        const int code = errno;
        ::close(descriptor);
        return fileError(path, code);
    }
    return descriptor;
}

Result<std::unique_ptr<ByteSource>> openFile(const std::filesystem::path& path,
                                             const std::stop_token& stop = {}) {
    if (FileAnchor::isHeld(path)) { // closing it would let go of the locks that the open project has on it
        return Error{ErrorCode::BadInput, "Belongs to the Tastescope project that is open",
                     "Give the file that the data was imported from, or export it", path.string()};
    }
    struct stat status {};
    TRY_ASSIGN(const int descriptor, openForReading(path, status));
    if (!S_ISREG(status.st_mode)) {
        ::close(descriptor);
        const bool folder = S_ISDIR(status.st_mode);
        return Error{ErrorCode::BadInput, folder ? "Is a folder" : "Is not a file",
                     folder ? "Give a file in it" : "Give a file, or - for standard input", path.string()};
    }
    return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(path, descriptor, stop));
}

Result<std::unique_ptr<ByteSource>> openPacked(const std::filesystem::path& path, const std::string& member,
                                               const ReadLimits& limits, const std::stop_token& stop) {
    return member.empty() ? openFile(path, stop) : openZipMember(path, member, limits);
}

/// Gives back what was read to see what a file is, then goes on; hears a stop.
class ResumedSource final : public ByteSource {
public:
    ResumedSource(std::string first, std::unique_ptr<ByteSource> rest, std::stop_token stop)
        : m_first(std::move(first))
        , m_rest(std::move(rest))
        , m_stop(std::move(stop)) {}

    Result<std::size_t> read(std::span<char> out) override {
        if (m_stop.stop_requested()) {
            return cancelledError();
        }
        if (m_used == m_first.size()) {
            return m_rest->read(out);
        }
        const std::size_t count = std::min(out.size(), m_first.size() - m_used);
        std::copy_n(m_first.data() + m_used, count, out.data());
        m_used += count;
        return count;
    }
    std::uint64_t position() const override { return m_rest->position(); }

private:
    std::string m_first;
    std::size_t m_used = 0;
    std::unique_ptr<ByteSource> m_rest;
    std::stop_token m_stop;
};

Result<std::string> firstBytes(ByteSource& source, std::size_t wanted) {
    std::string bytes;
    std::array<char, 16> part{};
    while (bytes.size() < wanted) {
        TRY_ASSIGN(const auto got, source.read(std::span(part).first(wanted - bytes.size())));
        if (got == 0) {
            break;
        }
        bytes.append(part.data(), got);
    }
    return bytes;
}

std::string fileBegins(const std::filesystem::path& path, std::size_t bytes) {
    auto source = openFile(path);
    if (!source) {
        return {};
    }
    auto first = firstBytes(**source, bytes);
    return first ? std::move(first).value() : std::string();
}

// Part of the name of a temporary copy, between random letters and how a person knows where it came from.
constexpr std::string_view spoolPrefix = "tastescope-";
constexpr std::size_t spoolRandom = 6;
constexpr std::string_view openDescriptors = "/proc/self/fd";

/// A temporary file without a name: it goes away with the process, however that ends.
Result<int> makeSpool(const std::string& label) {
    const std::string file =
        std::string(spoolPrefix) + std::string(spoolRandom, 'X') + '-' + label.substr(0, 100);
    std::string name = (std::filesystem::temp_directory_path() / file).string();
    const int descriptor =
        ::mkostemps(name.data(), static_cast<int>(std::min<std::size_t>(label.size(), 100)) + 1, O_CLOEXEC);
    if (descriptor < 0) {
        return fileError(name, errno);
    }
    ::unlink(name.c_str());
    return descriptor;
}

/// False: errno says why not.
bool writeAll(int descriptor, std::span<const char> bytes) {
    while (!bytes.empty()) {
        const ssize_t step = ::write(descriptor, bytes.data(), bytes.size());
        if (step < 0 && errno != EINTR) {
            return false;
        }
        bytes = bytes.subspan(step > 0 ? static_cast<std::size_t>(step) : 0);
    }
    return true;
}

Result<void> copyAll(int from, int to, const std::string& label, const std::stop_token& stop,
                     const ReadLimits& limits) {
    constexpr std::uint64_t zeroBytes = 1U << 20U; // of a sender that sends nothing else
    std::vector<char> block(1U << 18U);
    std::uint64_t total = 0;
    bool onlyZero = true;
    for (;;) {
        if (!waitForInput(from, stop)) {
            return cancelledError();
        }
        const ssize_t got = ::read(from, block.data(), block.size());
        if (got == 0) {
            return {};
        }
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        const auto bytes = std::span<const char>(block).first(got > 0 ? static_cast<std::size_t>(got) : 0);
        total += bytes.size();
        onlyZero = onlyZero && std::ranges::all_of(bytes, [](char c) { return c == '\0'; });
        if (onlyZero && total >= zeroBytes) {
            return Error{ErrorCode::BadInput, "Holds nothing but zero bytes", "Give a file of text", label};
        }
        const bool tooLarge = total > limits.maxBytes;
        if (got < 0 || tooLarge || !writeAll(to, bytes)) {
            const int code = tooLarge ? EFBIG : errno;
            return Error{ErrorCode::Io, std::string("Cannot be kept: ") + std::strerror(code),
                         "Make room in the temporary folder or give a file", label};
        }
    }
}

/// The path of the copy.
Result<std::filesystem::path> spooled(int from, const std::string& label, const std::stop_token& stop,
                                      const ReadLimits& limits) {
    TRY_ASSIGN(const int copy, makeSpool(label));
    if (Result<void> copied = copyAll(from, copy, label, stop, limits); !copied) {
        ::close(copy);
        return copied.error();
    }
    return std::filesystem::path(openDescriptors) / std::to_string(copy);
}

/// What is behind the random letters in the name of a temporary copy; empty for anything else.
std::string spoolLabel(const std::filesystem::path& path) {
    std::error_code failed;
    std::string name = std::filesystem::read_symlink(path, failed).filename().string();
    constexpr std::string_view deleted = " (deleted)";
    if (!name.starts_with(spoolPrefix) || !name.ends_with(deleted) ||
        name.size() < spoolPrefix.size() + spoolRandom + 1 + deleted.size()) {
        return {};
    }
    name.resize(name.size() - deleted.size());
    return name.substr(spoolPrefix.size() + spoolRandom + 1);
}

} // namespace

Result<std::unique_ptr<ByteSource>> openByteSource(const std::filesystem::path& path,
                                                   const std::string& member, const ReadLimits& limits,
                                                   const std::stop_token& stop) {
    TRY_ASSIGN(auto packed, openPacked(path, member, limits, stop));
    TRY_ASSIGN(auto first, firstBytes(*packed, 2));
    const bool gzip = first == "\x1F\x8B";
    auto source = std::make_unique<ResumedSource>(std::move(first), std::move(packed), stop);
    if (gzip) { // what was unpacked of a block that is in memory already must not outlive a stop
        return std::unique_ptr<ByteSource>(std::make_unique<ResumedSource>(
            std::string(), makeGzipSource(std::move(source), sourceLabel(path, member), limits), stop));
    }
    return std::unique_ptr<ByteSource>(std::move(source));
}

bool isGzip(const std::filesystem::path& path) {
    return fileBegins(path, 2) == "\x1F\x8B";
}

bool isZipArchive(const std::filesystem::path& path) {
    const std::string magic = fileBegins(path, 4);
    return magic == "PK\x03\x04" || magic == "PK\x05\x06";
}

Result<std::filesystem::path> settledPath(const std::filesystem::path& path, const std::stop_token& stop,
                                          const ReadLimits& limits) {
    if (path == "-") {
        return spooled(STDIN_FILENO, "standard input", stop, limits);
    }
    struct stat status {};
    // Asked first, as opening a pipe wakes its writer.
    if (::stat(path.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) {
        return path;
    }
    TRY_ASSIGN(const int descriptor, openForReading(path, status));
    auto copy = spooled(descriptor, "pipe " + path.filename().string(), stop, limits);
    ::close(descriptor);
    return copy;
}

std::string sourceLabel(const std::filesystem::path& path, const std::string& member) {
    std::string name = path.parent_path() == openDescriptors ? spoolLabel(path) : std::string();
    if (name.empty()) {
        name = path.filename().string();
    }
    return member.empty() ? name : name + "/" + member;
}

} // namespace tastescope
