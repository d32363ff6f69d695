// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/text_decoder.h"
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

using namespace std::string_literals;

// Decodes in pieces of one size.
std::string decoded(std::string_view bytes, Encoding encoding, std::size_t piece) {
    TextDecoder decoder(encoding);
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        decoder.decode(bytes.substr(at, piece), false, out);
    }
    decoder.decode({}, true, out);
    return out;
}

struct Case {
    const char* name;
    Encoding encoding;
    std::string bytes;
    std::string text;
};

std::vector<Case> cases() {
    return {
        {"plain", Encoding::Auto, "a,b\n", "a,b\n"},
        {"empty", Encoding::Auto, "", ""},
        {"utf-8", Encoding::Utf8, "né € 𝄞", "né € 𝄞"},
        {"byte order mark", Encoding::Auto, "\xEF\xBB\xBFid", "id"},
        {"byte order mark, encoding given", Encoding::Utf8, "\xEF\xBB\xBFid", "id"},
        {"half a byte order mark is text", Encoding::Utf8, "\xEF\xBB", "ï»"},
        {"Windows-1252 inside UTF-8", Encoding::Utf8, "caf\xE9 \xE2\x82\xAC \x80.", "café € €."},
        {"overlong form is no UTF-8", Encoding::Utf8, "\xC0\xAF", "À¯"},
        {"surrogate is no UTF-8", Encoding::Utf8, "\xED\xA0\x80", "í\xC2\xA0€"},
        {"cut character at the end", Encoding::Utf8, "x\xE2\x82", "xâ‚"},
        {"Windows-1252", Encoding::Windows1252, "\x93q\x94 \xFC\x81", "“q” ü\xC2\x81"},
        {"UTF-16 LE by mark", Encoding::Auto, "\xFF\xFE\x41\x00\xAC\x20\x34\xD8\x1E\xDD"s, "A€𝄞"},
        {"UTF-16 BE by mark", Encoding::Auto, "\xFE\xFF\x00\x41\x20\xAC\xD8\x34\xDD\x1E"s, "A€𝄞"},
        {"UTF-16 LE without mark", Encoding::Utf16Le, "A\0\n\0"s, "A\n"},
        {"unpaired surrogates", Encoding::Utf16Le, "\x34\xD8\x41\x00\x1E\xDD"s, "\uFFFDA\uFFFD"},
        {"UTF-16 ends in the middle", Encoding::Utf16Le, "A\0\x34"s, "A\uFFFD"},
    };
}

TEST(TextDecoder, DecodesTheSameInPiecesOfAnySize) {
    for (const Case& example : cases()) {
        for (const std::size_t piece : test::bufferSizes) {
            EXPECT_EQ(decoded(example.bytes, example.encoding, piece), example.text)
                << example.name << ", pieces of " << piece;
        }
    }
}

TEST(TextDecoder, CountsRepairedBytes) {
    TextDecoder decoder(Encoding::Utf8);
    std::string out;
    decoder.decode("caf\xE9, na\xEFve", true, out);
    EXPECT_EQ(out, "café, naïve");
    EXPECT_EQ(decoder.repairedBytes(), 2U);
}

TEST(DetectEncoding, TellsEncodingsApart) {
    EXPECT_EQ(detectEncoding("user,item\n", true), Encoding::Utf8);
    EXPECT_EQ(detectEncoding("", true), Encoding::Utf8);
    EXPECT_EQ(detectEncoding("caf\xC3\xA9", true), Encoding::Utf8);
    EXPECT_EQ(detectEncoding("caf\xE9,1", true), Encoding::Windows1252);
    EXPECT_EQ(detectEncoding("caf\xC3", false), Encoding::Utf8) << "the sample ends within a character";
    EXPECT_EQ(detectEncoding("caf\xC3", true), Encoding::Windows1252);
    EXPECT_EQ(detectEncoding("\xFF\xFE\x41\x00"s, true), Encoding::Utf16Le);
    EXPECT_EQ(detectEncoding("\xFE\xFF\x00\x41"s, true), Encoding::Utf16Be);
    EXPECT_EQ(detectEncoding("u\0s\0e\0r\0,\0"s, true), Encoding::Utf16Le);
    EXPECT_EQ(detectEncoding("\0u\0s\0e\0r\0,"s, true), Encoding::Utf16Be);
}

} // namespace
} // namespace tastescope
