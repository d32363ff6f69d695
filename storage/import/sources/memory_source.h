// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes that are in memory already, as a ByteSource.
#pragma once

#include "storage/import/sources/byte_source.h"

#include <algorithm>
#include <string_view>

namespace tastescope {

/// The text must outlive the source.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string_view text) : m_text(text) {}
    Result<std::size_t> read(std::span<char> out) override {
        const std::size_t count = std::min(out.size(), m_text.size() - m_position);
        std::copy_n(m_text.data() + m_position, count, out.data());
        m_position += count;
        return count;
    }
    std::uint64_t position() const override { return m_position; }

private:
    std::string_view m_text;
    std::size_t m_position = 0;
};

} // namespace tastescope
