// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/json_writer.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

namespace tastescope {
namespace {

bool isUtf8(std::string_view text) {
    return simdjson::validate_utf8(text.data(), text.size());
}

/// Every byte that belongs to no character becomes U+FFFD: names of files may be any bytes.
std::string repaired(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t length = 1;
        while (length < std::min<std::size_t>(4, text.size()) && !isUtf8(text.substr(0, length))) {
            ++length;
        }
        const bool valid = isUtf8(text.substr(0, length));
        out += valid ? text.substr(0, length) : "\xEF\xBF\xBD";
        text.remove_prefix(valid ? length : 1);
    }
    return out;
}

struct Steering {
    unsigned code = 0;
    std::size_t length = 0; ///< bytes; 0 = it is an ordinary character
};

/// What a terminal or an editor obeys at the front of a text in UTF-8, which JSON can say in letters instead:
/// control characters (C0, DEL, C1), separators of lines, marks of direction.
Steering steeringAt(std::string_view text) {
    const auto byteAt = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned first = byteAt(0);
    if (first < 0x20 || first == 0x7F) {
        return {first, 1};
    }
    if ((first == 0xC2 && byteAt(1) < 0xA0) || (first == 0xD8 && byteAt(1) == 0x9C)) {
        return {(first & 0x1FU) << 6 | (byteAt(1) & 0x3FU), 2};
    }
    if (first == 0xE2 && (byteAt(1) == 0x80 || byteAt(1) == 0x81)) {
        const unsigned code = 0x2000U | (byteAt(1) & 0x3FU) << 6 | (byteAt(2) & 0x3FU);
        const bool steers = code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
                            (code >= 0x2066 && code <= 0x2069);
        return {code, steers ? std::size_t{3} : 0};
    }
    return {};
}

std::string escaped(unsigned code) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        out += digits[(code >> shift) & 15U];
    }
    return out;
}

} // namespace

std::string shortestNumber(double number) {
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    assert(error == std::errc());
    return {buffer.data(), end};
}

JsonWriter& JsonWriter::key(std::string_view name) {
    assert(!m_afterKey);
    separate();
    quote(name);
    m_text += ':';
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    quote(text);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    return raw(std::isfinite(number) ? shortestNumber(number) : "null");
}

JsonWriter& JsonWriter::value(bool flag) {
    return raw(flag ? "true" : "false");
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    m_text += bracket;
    m_filled.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    assert(!m_filled.empty() && !m_afterKey);
    m_filled.pop_back();
    m_text += bracket;
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view text) {
    separate();
    m_text += text;
    return *this;
}

void JsonWriter::separate() {
    if (!m_afterKey && !m_filled.empty()) {
        if (m_filled.back()) {
            m_text += ',';
        }
        m_filled.back() = true;
    }
    m_afterKey = false;
}

void JsonWriter::quote(std::string_view text) {
    std::string mended;
    if (!isUtf8(text)) {
        mended = repaired(text);
        text = mended;
    }
    m_text += '"';
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' || c == '\\') {
            m_text += '\\';
            m_text += c;
        } else if (const auto [code, length] = steeringAt(text.substr(at)); length > 0) {
            m_text += escaped(code);
            at += length - 1;
        } else {
            m_text += c;
        }
    }
    m_text += '"';
}

} // namespace tastescope
