// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/text_decoder.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace tastescope {
namespace {

// Windows-1252, 0x80 to 0x9F; the five unassigned bytes keep their number, as the web does it.
constexpr std::array<std::uint16_t, 32> windows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void appendWindows1252(unsigned char byte, std::string& out) {
    appendUtf8(byte >= 0x80 && byte < 0xA0 ? windows1252[byte - 0x80U] : byte, out);
}

bool isContinuation(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

enum class Sequence { Valid, Cut, Invalid };

// Looks at the character that begins at text[0] (a byte >= 0x80); `length` is that of a valid one.
Sequence utf8Sequence(std::string_view text, std::size_t& length) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = at(0);
    if (lead < 0xC2 || lead > 0xF4) {
        return Sequence::Invalid;
    }
    length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() > 1) {
        // Overlong forms, surrogates and numbers past U+10FFFF show in the second byte.
        const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (at(1) < low || at(1) > high) {
            return Sequence::Invalid;
        }
    }
    for (std::size_t i = 2; i < std::min(length, text.size()); ++i) {
        if (!isContinuation(at(i))) {
            return Sequence::Invalid;
        }
    }
    return text.size() < length ? Sequence::Cut : Sequence::Valid;
}

// How many bytes at the end belong to a character that may go on in the next piece.
std::size_t cutOffTail(std::string_view bytes) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
        const std::string_view tail = bytes.substr(bytes.size() - back);
        const auto first = static_cast<unsigned char>(tail[0]);
        if (!isContinuation(first)) {
            std::size_t length = 0;
            return first >= 0x80 && utf8Sequence(tail, length) == Sequence::Cut ? back : 0;
        }
    }
    return 0;
}

bool looksLikeUtf16(std::string_view sample, std::size_t zeroOffset) {
    std::size_t zeros = 0;
    std::size_t others = 0;
    const std::size_t units = std::min<std::size_t>(sample.size() / 2, 4096);
    for (std::size_t i = 0; i < units; ++i) {
        zeros += sample[2 * i + zeroOffset] == '\0' ? 1 : 0;
        others += sample[2 * i + 1 - zeroOffset] == '\0' ? 1 : 0;
    }
    return units >= 2 && zeros * 2 > units && others * 20 < units;
}

} // namespace

void appendUtf8(std::uint32_t codePoint, std::string& out) {
    const auto push = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (codePoint < 0x80) {
        push(codePoint);
    } else if (codePoint < 0x800) {
        push(0xC0U | codePoint >> 6U);
        push(0x80U | (codePoint & 0x3FU));
    } else if (codePoint < 0x10000) {
        push(0xE0U | codePoint >> 12U);
        push(0x80U | (codePoint >> 6U & 0x3FU));
        push(0x80U | (codePoint & 0x3FU));
    } else {
        push(0xF0U | codePoint >> 18U);
        push(0x80U | (codePoint >> 12U & 0x3FU));
        push(0x80U | (codePoint >> 6U & 0x3FU));
        push(0x80U | (codePoint & 0x3FU));
    }
}

Encoding detectEncoding(std::string_view sample, bool complete) {
    if (sample.starts_with("\xEF\xBB\xBF")) {
        return Encoding::Utf8;
    }
    if (sample.starts_with("\xFF\xFE") || looksLikeUtf16(sample, 1)) {
        return Encoding::Utf16Le;
    }
    if (sample.starts_with("\xFE\xFF") || looksLikeUtf16(sample, 0)) {
        return Encoding::Utf16Be;
    }
    const std::size_t tail = complete ? 0 : cutOffTail(sample);
    return simdjson::validate_utf8(sample.data(), sample.size() - tail) ? Encoding::Utf8
                                                                        : Encoding::Windows1252;
}

bool TextDecoder::takeByteOrderMark(bool last) {
    struct Mark {
        std::string_view bytes;
        Encoding encoding;
    };
    static constexpr std::array<Mark, 3> marks = {
        {{"\xEF\xBB\xBF", Encoding::Utf8}, {"\xFF\xFE", Encoding::Utf16Le}, {"\xFE\xFF", Encoding::Utf16Be}}};
    for (const Mark& mark : marks) {
        if (m_encoding != Encoding::Auto && m_encoding != mark.encoding) {
            continue;
        }
        if (m_pending.starts_with(mark.bytes)) {
            m_pending.erase(0, mark.bytes.size());
            m_encoding = mark.encoding;
            return true;
        }
        if (!last && mark.bytes.starts_with(m_pending)) {
            return false; // too early to tell
        }
    }
    if (m_encoding == Encoding::Auto) {
        m_encoding = Encoding::Utf8;
    }
    return true;
}

void TextDecoder::decode(std::string_view bytes, bool last, std::string& out) {
    std::string joined;
    if (!m_started) {
        m_pending.append(bytes);
        m_started = takeByteOrderMark(last);
        if (!m_started) {
            return;
        }
        bytes = {};
    }
    if (!m_pending.empty()) {
        joined = std::move(m_pending);
        m_pending.clear();
        joined.append(bytes);
        bytes = joined;
    }
    switch (m_encoding) {
    case Encoding::Auto:
    case Encoding::Utf8:
        decodeUtf8(bytes, last, out);
        break;
    case Encoding::Utf16Le:
    case Encoding::Utf16Be:
        decodeUtf16(bytes, last, out);
        break;
    case Encoding::Windows1252:
        for (const char byte : bytes) {
            appendWindows1252(static_cast<unsigned char>(byte), out);
        }
        break;
    }
}

void TextDecoder::decodeUtf8(std::string_view bytes, bool last, std::string& out) {
    const std::size_t tail = last ? 0 : cutOffTail(bytes);
    m_pending.assign(bytes.substr(bytes.size() - tail));
    bytes.remove_suffix(tail);
    if (simdjson::validate_utf8(bytes.data(), bytes.size())) {
        out.append(bytes);
        return;
    }
    while (!bytes.empty()) {
        const auto first = static_cast<unsigned char>(bytes[0]);
        std::size_t length = 1;
        if (first < 0x80 || utf8Sequence(bytes, length) == Sequence::Valid) {
            out.append(bytes.substr(0, length));
        } else {
            length = 1;
            appendWindows1252(first, out);
            ++m_repaired;
        }
        bytes.remove_prefix(length);
    }
}

void TextDecoder::decodeUtf16(std::string_view bytes, bool last, std::string& out) {
    const std::size_t high = m_encoding == Encoding::Utf16Le ? 1 : 0;
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        const auto upper = static_cast<unsigned char>(bytes[i + high]);
        const auto lower = static_cast<unsigned char>(bytes[i + 1 - high]);
        addUnit(static_cast<std::uint32_t>(upper) << 8U | lower, out);
    }
    m_pending.assign(bytes.substr(i));
    if (last && (!m_pending.empty() || m_highSurrogate != 0)) {
        appendUtf8(0xFFFD, out);
        m_pending.clear();
        m_highSurrogate = 0;
    }
}

void TextDecoder::addUnit(std::uint32_t unit, std::string& out) {
    const bool isHigh = unit >= 0xD800 && unit < 0xDC00;
    const bool isLow = unit >= 0xDC00 && unit < 0xE000;
    if (isLow && m_highSurrogate != 0) {
        appendUtf8(0x10000 + ((m_highSurrogate - 0xD800) << 10U) + (unit - 0xDC00), out);
        m_highSurrogate = 0;
        return;
    }
    if (m_highSurrogate != 0) {
        appendUtf8(0xFFFD, out);
    }
    m_highSurrogate = isHigh ? unit : 0;
    if (!isHigh) {
        appendUtf8(isLow ? 0xFFFD : unit, out);
    }
}

} // namespace tastescope
