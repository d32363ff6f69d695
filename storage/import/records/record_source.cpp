// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/record_source.h"

namespace tastescope {

bool RecordSource::more() {
    if (auto filled = m_buffer.fill(); !filled) {
        m_error = filled.error();
        return false;
    }
    return true;
}

std::size_t RecordSource::lineBreakLength(std::string_view text, std::size_t at) const {
    if (text[at] == '\n') {
        return 1;
    }
    if (at + 1 < text.size()) {
        return text[at + 1] == '\n' ? 2 : 1;
    }
    return m_buffer.atEnd() ? 1 : 0;
}

std::uint64_t RecordSource::lineBreaks(std::string_view text) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pair = text[i] == '\n' && i > 0 && text[i - 1] == '\r';
        count += (text[i] == '\n' || text[i] == '\r') && !pair ? 1 : 0;
    }
    return count;
}

bool RecordSource::skipLine() {
    ++m_nextLine;
    for (;;) {
        const std::string_view text = m_buffer.text();
        const std::size_t at = text.find_first_of("\r\n");
        if (at == std::string_view::npos) {
            m_buffer.consume(text.size());
            if (m_buffer.atEnd()) {
                return true;
            }
        } else if (const std::size_t length = lineBreakLength(text, at); length != 0) {
            m_buffer.consume(at + length);
            return true;
        } else {
            m_buffer.consume(at);
        }
        if (!more()) {
            return false;
        }
    }
}

} // namespace tastescope
