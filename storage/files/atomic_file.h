// SPDX-License-Identifier: GPL-3.0-or-later
// A file that appears whole or not at all, also on a full disk: every write is compared with what was asked,
// the file is synced, its size read again, and only then renamed into place.
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace tastescope {

/// Not thread-safe. Destroyed without commit(), it removes what it wrote and leaves the old file alone.
class AtomicFile {
public:
    static Result<AtomicFile> create(const std::filesystem::path& target);
    AtomicFile(AtomicFile&&) noexcept;
    AtomicFile& operator=(AtomicFile&&) noexcept;
    ~AtomicFile();

    /// Buffered; an error here or in commit() means that the target was not touched.
    Result<void> write(std::string_view bytes);
    Result<void> commit();

private:
    struct State;
    explicit AtomicFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// The whole content at once.
Result<void> writeFileAtomically(const std::filesystem::path& target, std::string_view bytes);

} // namespace tastescope
