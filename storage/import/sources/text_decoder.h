// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of any supported encoding become UTF-8. Incremental: however the bytes are cut into pieces, the text
// is the same. Nothing is ever refused: in UTF-8 a byte that cannot belong to a character is read as
// Windows-1252, an unpaired UTF-16 surrogate becomes U+FFFD. Not thread-safe.
#pragma once

#include "storage/import/sources/encoding.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tastescope {

/// By byte order mark, else UTF-16 by its pattern of zero bytes, else strict UTF-8, else Windows-1252.
/// `complete` is false when the sample is cut off, perhaps in the middle of a character.
Encoding detectEncoding(std::string_view sample, bool complete);

class TextDecoder {
public:
    /// Auto: the byte order mark decides, without one it is UTF-8. A byte order mark is never part of the
    /// text.
    explicit TextDecoder(Encoding encoding) : m_encoding(encoding) {}

    /// Appends the text of `bytes` to `out`. What is left of a cut-off character waits for the next call,
    /// unless `last`.
    void decode(std::string_view bytes, bool last, std::string& out);

    /// UTF-8 only: how many bytes were read as Windows-1252.
    std::uint64_t repairedBytes() const { return m_repaired; }

private:
    bool takeByteOrderMark(bool last);
    void decodeUtf8(std::string_view bytes, bool last, std::string& out);
    void decodeUtf16(std::string_view bytes, bool last, std::string& out);
    void addUnit(std::uint32_t unit, std::string& out);

    Encoding m_encoding;
    bool m_started = false;
    std::string m_pending;
    std::uint32_t m_highSurrogate = 0;
    std::uint64_t m_repaired = 0;
};

/// Appends a code point as UTF-8.
void appendUtf8(std::uint32_t codePoint, std::string& out);

} // namespace tastescope
