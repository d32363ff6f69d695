// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/attributes/text_tokens.h"

#include <array>
#include <cstdint>
#include <utility>

namespace tastescope {
namespace {

constexpr char32_t invalid = 0xFFFFFFFF;

/// Takes one code point off the front; `invalid` (and one byte) where the text is no UTF-8.
char32_t takeCodePoint(std::string_view& text) {
    const auto byte = [&](std::size_t place) { return static_cast<unsigned char>(text[place]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 0 || first > 0xF4 || text.size() < length) {
        text.remove_prefix(1);
        return invalid;
    }
    constexpr std::array<unsigned char, 5> leadBits{0, 0x7F, 0x1F, 0x0F, 0x07};
    char32_t code = first & leadBits[length];
    for (std::size_t place = 1; place < length; ++place) {
        if ((byte(place) & 0xC0) != 0x80) {
            text.remove_prefix(1);
            return invalid;
        }
        code = code << 6 | (byte(place) & 0x3F);
    }
    text.remove_prefix(length);
    return code;
}

void appendCodePoint(std::string& out, char32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

bool within(char32_t code, char32_t first, char32_t last) {
    return code >= first && code <= last;
}

bool isLetterOrDigit(char32_t code) {
    if (code < 0x80) {
        return within(code, '0', '9') || within(code, 'a', 'z') || within(code, 'A', 'Z');
    }
    if (code < 0xC0) {
        return code == 0xAA || code == 0xB5 || code == 0xBA;
    }
    // Everything beyond Latin-1 is taken for a letter, except the blocks of punctuation and symbols.
    return code != invalid && code != 0xD7 && code != 0xF7 && !within(code, 0x2000, 0x2BFF) &&
           !within(code, 0x3000, 0x303F) && !within(code, 0xFE10, 0xFE6F) && !within(code, 0xFF00, 0xFF0F) &&
           !within(code, 0xFF1A, 0xFF20) && !within(code, 0x1F000, 0x1FAFF);
}

bool standsAlone(char32_t code) {
    return within(code, 0x3040, 0x30FF) || within(code, 0x3400, 0x4DBF) || within(code, 0x4E00, 0x9FFF) ||
           within(code, 0x20000, 0x3134F);
}

bool isApostrophe(char32_t code) {
    return code == '\'' || code == 0x2019;
}

char32_t lowerCase(char32_t code) {
    if (within(code, 'A', 'Z') || (within(code, 0xC0, 0xDE) && code != 0xD7) ||
        (within(code, 0x391, 0x3A9) && code != 0x3A2) || within(code, 0x410, 0x42F)) {
        return code + 0x20;
    }
    if (within(code, 0x400, 0x40F)) {
        return code + 0x50;
    }
    // Latin Extended-A and Additional alternate capital and small; the parity changes twice.
    if ((within(code, 0x139, 0x148) || within(code, 0x179, 0x17E)) && code % 2 == 1) {
        return code + 1;
    }
    if ((within(code, 0x100, 0x137) || within(code, 0x14A, 0x177) || within(code, 0x1E00, 0x1EFF) ||
         within(code, 0x460, 0x481) || within(code, 0x48A, 0x4BF)) &&
        code % 2 == 0 && code != 0x130) {
        return code + 1;
    }
    return code == 0x178 ? 0xFF : code == 0x130 ? U'i' : code;
}

} // namespace

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    };
    while (!text.empty()) {
        const char32_t code = takeCodePoint(text);
        if (isApostrophe(code)) {
            continue;
        }
        if (!isLetterOrDigit(code)) {
            finish();
        } else if (standsAlone(code)) {
            finish();
            appendCodePoint(word, code);
            finish();
        } else {
            appendCodePoint(word, lowerCase(code));
        }
    }
    finish();
    return words;
}

std::string normalisedText(std::string_view text) {
    std::string joined;
    for (const std::string& word : wordsOf(text)) {
        joined += joined.empty() ? "" : " ";
        joined += word;
    }
    return joined;
}

} // namespace tastescope
