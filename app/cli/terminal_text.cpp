// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tastescope {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 1;
};

/// The character at the front of a text that is not empty; nothing when its bytes make none (RFC 3629).
std::optional<Character> frontOf(std::string_view text) {
    const auto byteAt = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned first = byteAt(0);
    if (first < 0x80) {
        return Character{first, 1};
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) {
        return std::nullopt;
    }
    std::uint32_t code = first & (0xFFU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) {
        if ((byteAt(at) & 0xC0U) != 0x80U) {
            return std::nullopt;
        }
        code = code << 6 | (byteAt(at) & 0x3FU);
    }
    const bool overlong = code < (length == 3 ? 0x800U : length == 4 ? 0x10000U : 0x80U);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return overlong || surrogate || code > 0x10FFFF ? std::nullopt : std::optional(Character{code, length});
}

bool isControl(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

/// Unicode's Bidi_Control.
bool turnsDirection(std::uint32_t code) {
    return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

} // namespace

std::string terminalText(std::string_view text, LineBreaks breaks) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::optional<Character> front = frontOf(text);
        const std::size_t length = front ? front->length : 1;
        if (!front || turnsDirection(front->code)) {
            out += replacement;
        } else if (isControl(front->code)) {
            out += front->code == '\n' && breaks == LineBreaks::Keep ? '\n' : ' ';
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out;
}

} // namespace tastescope
