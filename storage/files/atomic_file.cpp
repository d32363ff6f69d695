// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/atomic_file.h"

#include "storage/files/own_files.h"
#include "storage/files/system_error.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bufferBytes = 1 << 20;

/// What is true of every failure before the last step: the file of that name is what it was.
Error unchanged(Error error, const fs::path& target) {
    std::error_code ignored;
    error.remedy += fs::exists(target, ignored) ? "; the earlier file is as it was" : "; no file was made";
    return error;
}

} // namespace

struct AtomicFile::State {
    fs::path target;
    TemporaryFile file;
    std::string buffer;
    std::uint64_t flushed = 0;
    int failure = 0; ///< errno of the first write that failed

    Result<void> flush() {
        std::string_view rest = buffer;
        while (failure == 0 && !rest.empty()) {
            const ssize_t count = ::write(file.handle(), rest.data(), rest.size());
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
        return failure == 0 ? Result<void>() : problem(failure);
    }
    Error problem(int code) const {
        return unchanged(systemError("The file could not be written", target, code), target);
    }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::create(const fs::path& target) {
    // A symbolic link stays one: what it points to is replaced.
    TRY_ASSIGN(const auto real, followOwnLinks(target));
    std::error_code ignored;
    const fs::file_status old = fs::status(real, ignored);
    if (target.filename().empty() || (fs::exists(old) && !fs::is_regular_file(old))) {
        return Error{ErrorCode::InvalidArgument, "This is not the name of a file",
                     "Choose a file name in an existing folder", target.string()};
    }
    Result<TemporaryFile> file = TemporaryFile::create(real.parent_path(), TemporaryFile::Kind::Part);
    if (!file) {
        Error error = file.error();
        error.context = target.string();
        return error;
    }
    auto state = std::make_unique<State>(State{real, *std::move(file), {}});
    if (fs::exists(old)) {
        ::fchmod(state->file.handle(), static_cast<mode_t>(old.permissions()) & 0777);
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
    if (::fsync(state.file.handle()) != 0) {
        return state.problem(errno);
    }
    struct stat written {};
    if (::fstat(state.file.handle(), &written) != 0 ||
        static_cast<std::uint64_t>(written.st_size) != state.flushed) {
        return unchanged(systemError("The file came out shorter than it was written", state.target, EIO),
                         state.target);
    }
    const Result<void> moved =
        state.file.moveTo(state.target.filename().string(), TemporaryFile::Existing::Replace);
    return moved ? moved : unchanged(moved.error(), state.target);
}

Result<void> writeFileAtomically(const fs::path& target, std::string_view bytes) {
    TRY_ASSIGN(auto file, AtomicFile::create(target));
    if (Result<void> written = file.write(bytes); !written) {
        return written;
    }
    return file.commit();
}

} // namespace tastescope
