// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/atomic_file.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bufferBytes = 1 << 20;

Error fileError(std::string_view what, const fs::path& path, int code) {
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return {ErrorCode::Io, full ? "The disk is full" : fmt::format("{} ({})", what, std::strerror(code)),
            full ? "Free some space, or choose another folder; nothing was changed"
                 : "Check the folder's permissions, or choose another one",
            path.string()};
}

// Random, because two programs may write the same target at once.
int openBeside(const fs::path& target, fs::path& made) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    Random random(static_cast<std::uint64_t>(now), static_cast<std::uint64_t>(::getpid()));
    for (int attempt = 0; attempt < 100; ++attempt) {
        made = target.parent_path() /
               fmt::format(".{}.{:08x}.part", target.filename().string(), random.next32());
        const int handle = ::open(made.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (handle >= 0 || errno != EEXIST) {
            return handle;
        }
    }
    return -1;
}

void syncFolder(const fs::path& folder) {
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle >= 0) {
        ::fsync(handle);
        ::close(handle);
    }
}

} // namespace

struct AtomicFile::State {
    fs::path target;
    fs::path temporary;
    int handle = -1;
    std::string buffer;
    std::uint64_t flushed = 0;
    int failure = 0; ///< errno of the first write that failed

    Result<void> flush() {
        std::string_view rest = buffer;
        while (failure == 0 && !rest.empty()) {
            const ssize_t count = ::write(handle, rest.data(), rest.size());
            if (count < 0) {
                failure = errno == EINTR ? 0 : errno;
            } else if (count == 0) {
                failure = ENOSPC;
            } else {
                rest.remove_prefix(static_cast<std::size_t>(count));
                flushed += static_cast<std::uint64_t>(count);
            }
        }
        buffer.clear();
        return failure == 0 ? Result<void>() : fileError("The file could not be written", target, failure);
    }

    ~State() {
        if (handle >= 0) {
            ::close(handle);
        }
        if (!temporary.empty()) {
            ::unlink(temporary.c_str());
        }
    }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::create(const fs::path& target) {
    auto state = std::make_unique<State>();
    // A symbolic link stays one: what it points to is replaced.
    std::error_code ignored;
    state->target = fs::is_symlink(target, ignored) ? fs::weakly_canonical(target, ignored) : target;
    state->target = fs::absolute(state->target, ignored);
    const fs::file_status old = fs::status(state->target, ignored);
    if (target.filename().empty() || (fs::exists(old) && !fs::is_regular_file(old))) {
        return Error{ErrorCode::InvalidArgument, "This is not the name of a file",
                     "Choose a file name in an existing folder", target.string()};
    }
    fs::path made;
    state->handle = openBeside(state->target, made);
    if (state->handle < 0) {
        return fileError("The file could not be made", target, errno);
    }
    state->temporary = made;
    if (fs::exists(old)) {
        ::fchmod(state->handle, static_cast<mode_t>(old.permissions()) & 0777);
    }
    state->buffer.reserve(bufferBytes);
    return AtomicFile(std::move(state));
}

Result<void> AtomicFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), bufferBytes - m_state->buffer.size());
        m_state->buffer.append(bytes.substr(0, count));
        bytes.remove_prefix(count);
        if (m_state->buffer.size() == bufferBytes) {
            if (Result<void> flushed = m_state->flush(); !flushed) {
                return flushed;
            }
        }
    }
    return {};
}

Result<void> AtomicFile::commit() {
    State& state = *m_state;
    if (Result<void> flushed = state.flush(); !flushed) {
        return flushed;
    }
    if (::fsync(state.handle) != 0) {
        return fileError("The file could not be written", state.target, errno);
    }
    struct stat written {};
    if (::fstat(state.handle, &written) != 0 ||
        static_cast<std::uint64_t>(written.st_size) != state.flushed) {
        return fileError("The file came out shorter than it was written", state.target, EIO);
    }
    const int handle = std::exchange(state.handle, -1);
    if (::close(handle) != 0) {
        return fileError("The file could not be written", state.target, errno);
    }
    if (::rename(state.temporary.c_str(), state.target.c_str()) != 0) {
        return fileError("The file could not be put in place", state.target, errno);
    }
    state.temporary.clear();
    syncFolder(state.target.parent_path());
    return {};
}

Result<void> writeFileAtomically(const fs::path& target, std::string_view bytes) {
    TRY_ASSIGN(auto file, AtomicFile::create(target));
    if (Result<void> written = file.write(bytes); !written) {
        return written;
    }
    return file.commit();
}

} // namespace tastescope
