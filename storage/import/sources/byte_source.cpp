// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/byte_source.h"

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

class FileSource final : public ByteSource {
public:
    explicit FileSource(std::filesystem::path path, int descriptor)
        : m_path(std::move(path))
        , m_descriptor(descriptor) {}
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    ~FileSource() override { ::close(m_descriptor); }

    Result<std::size_t> read(std::span<char> out) override {
        for (;;) {
            const ssize_t got = ::read(m_descriptor, out.data(), out.size());
            if (got >= 0) {
                m_position += static_cast<std::uint64_t>(got);
                return static_cast<std::size_t>(got);
            }
            if (errno != EINTR) {
                return fileError(m_path, errno);
            }
        }
    }
    std::uint64_t position() const override { return m_position; }

private:
    std::filesystem::path m_path;
    int m_descriptor;
    std::uint64_t m_position = 0;
};

Result<std::unique_ptr<ByteSource>> openFile(const std::filesystem::path& path) {
    // Non-blocking, so that a named pipe without a writer cannot hang the program; it is refused below.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return fileError(path, errno);
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return Error{ErrorCode::BadInput, "Is not a file", "Give a file or a folder, or - for standard input",
                     path.string()};
    }
    return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(path, descriptor));
}

Result<std::unique_ptr<ByteSource>> openPacked(const std::filesystem::path& path, const std::string& member,
                                               const ReadLimits& limits) {
    return member.empty() ? openFile(path) : openZipMember(path, member, limits);
}

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

std::string fileBegins(const std::filesystem::path& path, std::size_t bytes) {
    auto source = openFile(path);
    if (!source) {
        return {};
    }
    auto first = firstBytes(**source, bytes);
    return first ? std::move(first).value() : std::string();
}

} // namespace

Result<std::unique_ptr<ByteSource>> openByteSource(const std::filesystem::path& path,
                                                   const std::string& member, const ReadLimits& limits) {
    auto probe = openPacked(path, member, limits);
    if (!probe) {
        return probe;
    }
    TRY_ASSIGN(const auto magic, firstBytes(**probe, 2));
    auto source = openPacked(path, member, limits);
    if (!source || magic != "\x1F\x8B") {
        return source;
    }
    return makeGzipSource(std::move(source).value(), sourceLabel(path, member), limits);
}

bool isGzip(const std::filesystem::path& path) {
    return fileBegins(path, 2) == "\x1F\x8B";
}

bool isZipArchive(const std::filesystem::path& path) {
    const std::string magic = fileBegins(path, 4);
    return magic == "PK\x03\x04" || magic == "PK\x05\x06";
}

Result<std::filesystem::path> spoolStandardInput(const std::stop_token& stop, const ReadLimits& limits) {
    std::string name = (std::filesystem::temp_directory_path() / "tastescope-XXXXXX").string();
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) {
        return fileError(name, errno);
    }
    // Without a name it goes away with the process, however that ends.
    ::unlink(name.c_str());
    std::vector<char> block(1U << 18U);
    std::uint64_t total = 0;
    for (;;) {
        if (!waitForInput(STDIN_FILENO, stop)) {
            ::close(descriptor);
            return cancelledError();
        }
        const ssize_t got = ::read(STDIN_FILENO, block.data(), block.size());
        if (got == 0) {
            return std::filesystem::path("/proc/self/fd") / std::to_string(descriptor);
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        total += got > 0 ? static_cast<std::uint64_t>(got) : 0;
        const bool tooLarge = total > limits.maxBytes;
        ssize_t written = 0;
        while (!tooLarge && got > 0 && written < got) {
            const ssize_t step =
                ::write(descriptor, block.data() + written, static_cast<std::size_t>(got - written));
            if (step < 0 && errno != EINTR) {
                break;
            }
            written += step > 0 ? step : 0;
        }
        if (got < 0 || tooLarge || written < got) {
            const int code = tooLarge ? EFBIG : errno;
            ::close(descriptor);
            return Error{ErrorCode::Io, std::string("Cannot be kept: ") + std::strerror(code),
                         "Make room in the temporary folder or import from a file", "standard input"};
        }
    }
}

std::string sourceLabel(const std::filesystem::path& path, const std::string& member) {
    if (path.parent_path() == "/proc/self/fd") {
        return member.empty() ? "standard input" : "standard input/" + member;
    }
    const std::string name = path.filename().string();
    return member.empty() ? name : name + "/" + member;
}

} // namespace tastescope
