// SPDX-License-Identifier: GPL-3.0-or-later
// A window of decoded text that slides over a file: readers look at what is in it and ask for more when a
// record is not complete yet. Not thread-safe.
#pragma once

#include "storage/import/sources/byte_source.h"
#include "storage/import/sources/text_decoder.h"

#include <memory>
#include <string>
#include <string_view>

namespace tastescope {

inline constexpr std::size_t defaultReadBuffer = 256 * 1024;

class TextBuffer {
public:
    TextBuffer(std::unique_ptr<ByteSource> source, Encoding encoding, std::size_t bufferSize);

    /// The text not yet consumed. A '\0' stands behind its last byte. Valid until the next fill().
    std::string_view text() const { return std::string_view(m_text).substr(m_begin); }
    /// Nothing will be added any more.
    bool atEnd() const { return m_atEnd; }
    void consume(std::size_t bytes) { m_begin += bytes; }
    /// Adds at least as much as is there already (so that looking again and again at a growing record stays
    /// linear), less only at the end of the file.
    Result<void> fill();
    /// Room behind the text that may be read (not used), as SIMD parsers want it.
    void reservePadding(std::size_t bytes) { m_text.reserve(m_text.size() + bytes); }
    std::size_t capacity() const { return m_text.capacity() - m_begin; }

    std::uint64_t position() const { return m_source->position(); }
    std::uint64_t repairedBytes() const { return m_decoder.repairedBytes(); }

private:
    std::unique_ptr<ByteSource> m_source;
    TextDecoder m_decoder;
    std::size_t m_rawSize;
    std::unique_ptr<char[]> m_raw; ///< not filled beforehand: small files come in their thousands
    std::string m_text;
    std::size_t m_begin = 0;
    bool m_atEnd = false;
};

} // namespace tastescope
