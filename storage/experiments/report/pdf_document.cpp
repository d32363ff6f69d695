// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report/pdf_document.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

// Widths of the letters from the blank to '~', in thousandths of the size (Adobe's metrics of the fonts).
constexpr std::array<int, 95> bodyWidths{
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr std::array<int, 95> boldWidths{
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};
constexpr int fixedWidth = 600;
constexpr int otherWidth = 600; ///< of letters beyond ASCII: about that of an accented one

// What WinAnsiEncoding has at 0x80 to 0x9F; 0 = nothing.
constexpr std::array<std::uint16_t, 32> windowsLetters{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// The code point at `at`, which moves behind it; U+FFFD for what is no UTF-8.
std::uint32_t nextLetter(std::string_view text, std::size_t& at) {
    const auto first = static_cast<unsigned char>(text[at++]);
    const int more = first < 0x80   ? 0
                     : first < 0xC2 ? -1
                     : first < 0xE0 ? 1
                     : first < 0xF0 ? 2
                     : first < 0xF5 ? 3
                                    : -1;
    if (more <= 0) {
        return more == 0 ? first : 0xFFFD;
    }
    std::uint32_t letter = first & (0x3FU >> static_cast<unsigned>(more));
    for (int part = 0; part < more; ++part) {
        const auto next = at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
        if ((next & 0xC0U) != 0x80U) {
            return 0xFFFD;
        }
        letter = letter << 6U | (next & 0x3FU);
        ++at;
    }
    return letter;
}

/// The letter in WinAnsiEncoding; nothing where it has none.
std::optional<unsigned char> windowsCode(std::uint32_t letter) {
    if (letter < 0x20) {
        return static_cast<unsigned char>(' ');
    }
    if ((letter < 0x7F) || (letter >= 0xA0 && letter <= 0xFF)) {
        return static_cast<unsigned char>(letter);
    }
    if (letter == 0x2212) { // the minus sign, for which there is a dash of its width
        return static_cast<unsigned char>(0x96);
    }
    if (letter == 0x2009 || letter == 0x202F) { // narrow blanks
        return static_cast<unsigned char>(' ');
    }
    for (std::size_t at = 0; at < windowsLetters.size(); ++at) {
        if (windowsLetters[at] != 0 && windowsLetters[at] == letter) {
            return static_cast<unsigned char>(0x80 + at);
        }
    }
    return std::nullopt;
}

/// As a string of a content stream: in hexadecimal digits nothing has to be escaped.
std::string encoded(std::string_view text, std::size_t& unknown) {
    std::string out = "<";
    for (std::size_t at = 0; at < text.size();) {
        const std::optional<unsigned char> code = windowsCode(nextLetter(text, at));
        unknown += code ? 0 : 1;
        out += fmt::format("{:02X}", code.value_or(static_cast<unsigned char>('?')));
    }
    return out + ">";
}

/// As a text string of the document's own facts: UTF-16, so that every letter is kept.
std::string titleString(std::string_view text) {
    std::string out = "<FEFF";
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t letter = nextLetter(text, at);
        if (letter > 0xFFFF) {
            letter -= 0x10000;
            out += fmt::format("{:04X}{:04X}", 0xD800 + (letter >> 10U), 0xDC00 + (letter & 0x3FFU));
        } else {
            out += fmt::format("{:04X}", letter);
        }
    }
    return out + ">";
}

std::string number(double value) {
    return fmt::format("{:.2f}", value);
}

std::string fill(PdfColor color) {
    return fmt::format("{:.3f} {:.3f} {:.3f} rg ", color.red, color.green, color.blue);
}

} // namespace

double PdfDocument::widthOf(std::string_view text, double size, PdfFont font) {
    int sum = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t letter = nextLetter(text, at);
        const bool plain = letter >= 0x20 && letter < 0x7F;
        sum += font == PdfFont::Fixed  ? fixedWidth
               : !plain                ? otherWidth
               : font == PdfFont::Bold ? boldWidths[letter - 0x20]
                                       : bodyWidths[letter - 0x20];
    }
    return size * sum / 1000;
}

void PdfDocument::text(double x, double y, double size, PdfFont font, std::string_view text, PdfColor color) {
    m_pages.back() +=
        fmt::format("BT {}/F{} {} Tf {} {} Td {} Tj ET\n", fill(color), static_cast<int>(font) + 1,
                    number(size), number(x), number(height - y), encoded(text, m_unknown));
}

void PdfDocument::line(double x1, double y1, double x2, double y2, double thick, PdfColor color) {
    m_pages.back() +=
        fmt::format("{:.3f} {:.3f} {:.3f} RG {} w {} {} m {} {} l S\n", color.red, color.green, color.blue,
                    number(thick), number(x1), number(height - y1), number(x2), number(height - y2));
}

void PdfDocument::dot(double x, double y, double radius, PdfColor color) {
    // Four Bézier curves; .5523 brings them within .03 % of a circle.
    const double pull = 0.5523 * radius;
    const double base = height - y;
    const auto curve = [&](double x1, double y1, double x2, double y2, double x3, double y3) {
        return fmt::format("{} {} {} {} {} {} c ", number(x + x1), number(base + y1), number(x + x2),
                           number(base + y2), number(x + x3), number(base + y3));
    };
    m_pages.back() += fmt::format("{}{} {} m ", fill(color), number(x + radius), number(base)) +
                      curve(radius, pull, pull, radius, 0, radius) +
                      curve(-pull, radius, -radius, pull, -radius, 0) +
                      curve(-radius, -pull, -pull, -radius, 0, -radius) +
                      curve(pull, -radius, radius, -pull, radius, 0) + "f\n";
}

void PdfDocument::box(double x, double y, double wide, double high, PdfColor color) {
    m_pages.back() += fmt::format("{}{} {} {} {} re f\n", fill(color), number(x), number(height - y - high),
                                  number(wide), number(high));
}

std::string PdfDocument::bytes() const {
    std::vector<std::string> objects;
    objects.emplace_back("<< /Type /Catalog /Pages 2 0 R /Lang (en) >>");
    std::string kids;
    constexpr std::size_t firstPage = 7; // the number of its object, counted from 1
    for (std::size_t page = 0; page < m_pages.size(); ++page) {
        kids += fmt::format("{} 0 R ", firstPage + 2 * page);
    }
    objects.push_back(fmt::format("<< /Type /Pages /Kids [ {}] /Count {} >>", kids, m_pages.size()));
    for (const char* name : {"Helvetica", "Helvetica-Bold", "Courier"}) {
        objects.push_back(
            fmt::format("<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>", name));
    }
    objects.push_back(fmt::format("<< /Title {} /Producer (Tastescope) >>", titleString(m_title)));
    for (std::size_t page = 0; page < m_pages.size(); ++page) {
        objects.push_back(
            fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 {} {} ] /Resources << /Font "
                        "<< /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> /Contents {} 0 R >>",
                        width, height, firstPage + 2 * page + 1));
        objects.push_back(
            fmt::format("<< /Length {} >>\nstream\n{}endstream", m_pages[page].size(), m_pages[page]));
    }
    // The second line tells programs that carry files that this one is not text.
    std::string out = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n";
    std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
    for (std::size_t at = 0; at < objects.size(); ++at) {
        table += fmt::format("{:010} 00000 n \n", out.size());
        out += fmt::format("{} 0 obj\n{}\nendobj\n", at + 1, objects[at]);
    }
    const std::size_t begin = out.size();
    return out + table +
           fmt::format("trailer\n<< /Size {} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{}\n%%EOF\n",
                       objects.size() + 1, begin);
}

} // namespace tastescope
