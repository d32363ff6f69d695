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
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string mended;
    if (!isUtf8(text)) {
        mended = repaired(text);
        text = mended;
    }
    m_text += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            m_text += '\\';
            m_text += c;
        } else if (byte < 0x20) {
            m_text += "\\u00";
            m_text += digits[byte >> 4];
            m_text += digits[byte & 15];
        } else {
            m_text += c;
        }
    }
    m_text += '"';
}

} // namespace tastescope
