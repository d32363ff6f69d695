// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/text_buffer.h"

#include <algorithm>
#include <utility>

namespace tastescope {

TextBuffer::TextBuffer(std::unique_ptr<ByteSource> source, Encoding encoding, std::size_t bufferSize)
    : m_source(std::move(source))
    , m_decoder(encoding)
    , m_rawSize(std::max<std::size_t>(bufferSize, 1))
    , m_raw(std::make_unique_for_overwrite<char[]>(m_rawSize)) {}

Result<void> TextBuffer::fill() {
    m_text.erase(0, m_begin);
    m_begin = 0;
    const std::size_t wanted = m_text.size() * 2;
    do {
        TRY_ASSIGN(const auto got, m_source->read(std::span(m_raw.get(), m_rawSize)));
        m_atEnd = got == 0;
        m_decoder.decode(std::string_view(m_raw.get(), got), m_atEnd, m_text);
    } while (!m_atEnd && (m_text.empty() || m_text.size() < wanted));
    return {};
}

} // namespace tastescope
