// SPDX-License-Identifier: GPL-3.0-or-later
// A PDF file of text and lines, page by page, by the fonts that every reader has (ISO 32000-1, the fourteen
// standard fonts): nothing is embedded, nothing is compressed, the same calls give the same bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

enum class PdfFont { Body, Bold, Fixed };

/// A grey or a colour, each part 0 to 1.
struct PdfColor {
    double red = 0;
    double green = 0;
    double blue = 0;
};

/// Points, A4, from the top left corner downwards. Texts are UTF-8; letters that the fonts lack (beyond
/// Windows' Latin alphabet) become question marks and are counted. Not thread-safe.
class PdfDocument {
public:
    static constexpr double width = 595;
    static constexpr double height = 842;

    explicit PdfDocument(std::string title) : m_title(std::move(title)) { addPage(); }

    void addPage() { m_pages.emplace_back(); }
    std::size_t pageCount() const { return m_pages.size(); }
    /// The base line begins at x, y.
    void text(double x, double y, double size, PdfFont font, std::string_view text, PdfColor color = {});
    void line(double x1, double y1, double x2, double y2, double thick, PdfColor color = {});
    void dot(double x, double y, double radius, PdfColor color);
    void box(double x, double y, double wide, double high, PdfColor color); ///< filled
    /// Letters that could not be written so far.
    std::size_t unknownLetters() const { return m_unknown; }

    static double widthOf(std::string_view text, double size, PdfFont font);

    std::string bytes() const;

private:
    std::string m_title;
    std::vector<std::string> m_pages; ///< their contents
    std::size_t m_unknown = 0;
};

} // namespace tastescope
