// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report/pdf_document.h"
#include "storage/experiments/report/report_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

constexpr double margin = 48;
constexpr double inside = PdfDocument::width - 2 * margin;
constexpr double bottom = PdfDocument::height - margin;
constexpr double bodySize = 9.5;
constexpr double leading = 1.4; ///< of a line, by the size of its letters
constexpr double cellGap = 8;
constexpr double leastSize = 5.5;
constexpr double titleRoom = 48;         ///< of a title over numbers, before it is broken
constexpr double leastText = 60;         ///< of a column of words
constexpr std::size_t numbersAtOnce = 8; ///< columns; more stand in a table of their own below
constexpr PdfColor black{};
constexpr PdfColor grey{0.45, 0.45, 0.45};
constexpr PdfColor pale{0.85, 0.85, 0.85};
constexpr PdfColor red{0.70, 0.15, 0.12};
constexpr PdfColor blue{0.12, 0.44, 0.92};

/// Lines that are no wider than that; words that are are cut.
std::vector<std::string> wrapped(std::string_view text, double wide, double size, PdfFont font) {
    std::vector<std::string> lines{{}};
    const auto fits = [&](const std::string& line) { return PdfDocument::widthOf(line, size, font) <= wide; };
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t end = text.find(' ', at);
        end = end == std::string_view::npos ? text.size() : end + 1;
        std::string word(text.substr(at, end - at));
        at = end;
        if (!fits(lines.back() + word) && !lines.back().empty()) {
            lines.emplace_back();
        }
        while (!fits(word)) {
            std::size_t cut = 0;
            for (std::size_t next = 1; next <= word.size(); ++next) {
                const bool begins =
                    next == word.size() || (static_cast<unsigned char>(word[next]) & 0xC0U) != 0x80U;
                if (begins && !fits(word.substr(0, next))) {
                    break;
                }
                cut = begins ? next : cut;
            }
            if (cut == 0 || cut == word.size()) {
                break; // not even one letter fits, or only the blank behind does not
            }
            lines.back() += word.substr(0, cut);
            lines.emplace_back();
            word.erase(0, cut);
        }
        lines.back() += word;
    }
    return lines;
}

/// As much of a line as there is room for, with dots where something is left out.
std::string fitting(const std::string& text, double wide, double size) {
    if (PdfDocument::widthOf(text, size, PdfFont::Body) <= wide) {
        return text;
    }
    const std::string dots = "\u2026";
    const double room = wide - PdfDocument::widthOf(dots, size, PdfFont::Body);
    return wrapped(text, room, size, PdfFont::Body).front() + dots;
}

/// A cell in letters that the fonts have: signs of formulas stand as words.
std::string writtenText(const ReportCell& cell) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> signs{
        {{"\u2229", "and"}, {"\u222A", "or"}, {"\u2016", "||"}, {"\u221A", "root of "}}};
    std::string text = cellText(cell);
    const auto replace = [&text](std::string_view sign, std::string_view words) {
        for (std::size_t at = text.find(sign); at != std::string::npos;
             at = text.find(sign, at + words.size())) {
            text.replace(at, sign.size(), words);
        }
    };
    for (const auto& [sign, words] : signs) {
        replace(sign, words);
    }
    replace("\u03A3 ", "sum of ");
    replace("\u03A3", "sum of ");
    return text;
}

/// Puts one thing below the other.
class Writer {
public:
    explicit Writer(const std::string& title) : m_pdf(title) {}

    std::string bytes() {
        if (m_pdf.unknownLetters() > 0) {
            paragraph(
                fmt::format("{} letters of names cannot be written with the fonts of a PDF and stand as "
                            "question marks; the report as .html has them.",
                            m_pdf.unknownLetters()),
                red);
        }
        return m_pdf.bytes();
    }

    /// A new page unless so much is left.
    void need(double high) {
        if (m_y + high > bottom && m_y > margin) {
            m_pdf.addPage();
            m_y = margin;
        }
    }

    void lines(const std::vector<std::string>& all, double x, double size, PdfFont font, PdfColor color) {
        for (const std::string& line : all) {
            need(size * leading);
            m_y += size * leading;
            m_pdf.text(x, m_y - size * (leading - 1), size, font, line, color);
        }
    }

    void paragraph(std::string_view text, PdfColor color = black) {
        lines(wrapped(text, inside, bodySize, PdfFont::Body), margin, bodySize, PdfFont::Body, color);
        m_y += 4;
    }

    void title(const std::string& text) {
        lines(wrapped(text, inside, 18, PdfFont::Bold), margin, 18, PdfFont::Bold, black);
        m_y += 8;
    }

    void operator()(const ReportHeading& block) {
        need(90); // never alone at the end of a page
        m_y += 12;
        lines(wrapped(block.text, inside, 13, PdfFont::Bold), margin, 13, PdfFont::Bold, black);
        m_y += 4;
    }
    void operator()(const ReportWarning& block) {
        const auto all = wrapped(block.text, inside - 12, bodySize, PdfFont::Body);
        for (const std::string& line : all) {
            need(bodySize * leading);
            m_pdf.box(margin, m_y, 2.5, bodySize * leading, red);
            lines({line}, margin + 12, bodySize, PdfFont::Body, black);
        }
        m_y += 6;
    }
    void operator()(const ReportParagraph& block) { paragraph(block.text); }
    void operator()(const ReportCommand& block) {
        lines(wrapped(block.text, inside, 8, PdfFont::Fixed), margin, 8, PdfFont::Fixed, black);
    }
    void operator()(const ReportTable& block) { table(block); }
    void operator()(const ReportFigure& block) {
        const auto about = wrapped(block.about, inside, bodySize, PdfFont::Body);
        const double text = static_cast<double>(about.size()) * bodySize * leading;
        need(std::min(bottom - margin, 26 + text + chartHeight(block.chart) + tableHeight(block.table)));
        m_y += 10;
        lines(wrapped(block.caption, inside, 11, PdfFont::Bold), margin, 11, PdfFont::Bold, black);
        lines(about, margin, bodySize, PdfFont::Body, grey);
        chart(block.chart);
        table(block.table);
    }
    void operator()(const ReportCourse& block) {
        const auto about = wrapped(block.about, inside, bodySize, PdfFont::Body);
        need(std::min(bottom - margin, 26 + static_cast<double>(about.size()) * bodySize * leading +
                                           courseHigh + 40 + tableHeight(block.table)));
        m_y += 10;
        lines(wrapped(block.caption, inside, 11, PdfFont::Bold), margin, 11, PdfFont::Bold, black);
        lines(about, margin, bodySize, PdfFont::Body, grey);
        course(block.lines);
        table(block.table);
    }

private:
    static constexpr double rowHigh = 20;
    static constexpr double courseHigh = 130;

    static double chartHeight(const ReportChart& chart) {
        return rowHigh * static_cast<double>(chart.rows.size()) + 26;
    }
    static double tableHeight(const ReportTable& table) {
        return (static_cast<double>(table.rows.size()) + 1) * (bodySize * leading + 2) + 8;
    }

    /// Lines with the ends of their bands as thin ones; the names stand below in the same colours.
    void course(const ReportLines& chart) {
        static constexpr std::array<PdfColor, 4> colors{
            {{.78, .39, .04}, {.2, .39, .72}, {.12, .58, .37}, {.62, .25, .49}}};
        constexpr double left = margin + 50;
        constexpr double wide = inside - 60;
        m_y += 8;
        const double top = m_y;
        std::size_t steps = 2;
        for (const ReportLines::Line& line : chart.lines) {
            steps = std::max(steps, line.value.size());
        }
        const auto x = [&](std::size_t step) {
            return left + wide * static_cast<double>(step) / static_cast<double>(steps - 1);
        };
        const auto y = [&](double value) {
            return top + courseHigh * (chart.axis.to - value) / (chart.axis.to - chart.axis.from);
        };
        for (const double tick : chart.axis.ticks) {
            m_pdf.line(left, y(tick), left + wide, y(tick), 0.5, pale);
            const std::string text = fmt::format("{:.4g}", tick);
            m_pdf.text(left - 8 - PdfDocument::widthOf(text, 8, PdfFont::Body), y(tick) + 3, 8, PdfFont::Body,
                       text, grey);
        }
        m_y = top + courseHigh + 12;
        m_pdf.text(left, m_y, 8, PdfFont::Body, "0", grey);
        const std::string end = fmt::format("{} {}", chart.steps, steps - 1);
        m_pdf.text(left + wide - PdfDocument::widthOf(end, 8, PdfFont::Body), m_y, 8, PdfFont::Body, end,
                   grey);
        for (std::size_t at = 0; at < chart.lines.size(); ++at) {
            const ReportLines::Line& line = chart.lines[at];
            const PdfColor color = colors[at % colors.size()];
            for (const auto* values : {&line.low, &line.high, &line.value}) {
                for (std::size_t step = 1; step < values->size(); ++step) {
                    if (std::isfinite((*values)[step - 1]) && std::isfinite((*values)[step])) {
                        m_pdf.line(x(step - 1), y((*values)[step - 1]), x(step), y((*values)[step]),
                                   values == &line.value ? 1.5 : 0.4, color);
                    }
                }
            }
            lines({line.label}, left, 8.5, PdfFont::Body, color);
        }
        m_y += 8;
    }

    void chart(const ReportChart& chart) {
        constexpr double left = margin + 140;
        constexpr double wide = inside - 150;
        const auto place = [&](double value) {
            return left + wide * (value - chart.axis.from) / (chart.axis.to - chart.axis.from);
        };
        // A chart is drawn in one piece; more models than a page has rows for go on below.
        for (std::size_t begin = 0; begin < chart.rows.size();) {
            const auto room = static_cast<std::size_t>((bottom - margin - 30) / rowHigh);
            const std::size_t end = std::min(chart.rows.size(), begin + room);
            const double high = rowHigh * static_cast<double>(end - begin);
            need(high + 30);
            m_y += 6;
            for (const double tick : chart.axis.ticks) {
                m_pdf.line(place(tick), m_y, place(tick), m_y + high, 0.5, pale);
                const std::string text = fmt::format("{:.4g}", tick);
                m_pdf.text(place(tick) - PdfDocument::widthOf(text, 8, PdfFont::Body) / 2, m_y + high + 11, 8,
                           PdfFont::Body, text, grey);
            }
            for (std::size_t at = begin; at < end; ++at) {
                const ReportChart::Row& row = chart.rows[at];
                const double y = m_y + rowHigh * (static_cast<double>(at - begin) + 0.5);
                const std::string label = fitting(shortenedLabel(row.label), left - 14 - margin, 8.5);
                m_pdf.text(left - 10 - PdfDocument::widthOf(label, 8.5, PdfFont::Body), y + 3, 8.5,
                           PdfFont::Body, label);
                if (std::isfinite(row.value)) {
                    if (std::isfinite(row.low) && std::isfinite(row.high)) {
                        m_pdf.line(place(row.low), y, place(row.high), y, 1.5);
                    }
                    m_pdf.dot(place(row.value), y, 3.2, blue);
                }
            }
            m_y += high + 20;
            begin = end;
        }
    }

    /// Widths that are as the cells ask for where all fit; else texts give way, then the letters shrink.
    struct Layout {
        std::vector<double> widths;
        double size = bodySize;
    };

    /// What the columns ask for; `titles` is the room of a title over numbers.
    static std::vector<double> widthsOf(const ReportTable& table, double size, double titles) {
        std::vector<double> wide(table.columns.empty() ? 2 : table.columns.size(), 0);
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const double title =
                PdfDocument::widthOf(table.columns[column].title, size, PdfFont::Bold) + cellGap;
            wide[column] = table.columns[column].numbers ? std::min(title, titles) : title;
        }
        for (const std::vector<ReportCell>& row : table.rows) {
            for (std::size_t column = 0; column < std::min(wide.size(), row.size()); ++column) {
                const bool names = table.columns.empty() && column == 0;
                wide[column] =
                    std::max(wide[column], PdfDocument::widthOf(writtenText(row[column]), size,
                                                                names ? PdfFont::Bold : PdfFont::Body) +
                                               cellGap);
            }
        }
        return wide;
    }

    static bool isNumber(const ReportTable& table, std::size_t column) {
        return column < table.columns.size() && table.columns[column].numbers;
    }

    static Layout layoutOf(const ReportTable& table) {
        Layout layout{widthsOf(table, bodySize, inside), bodySize};
        const auto sum = [](const std::vector<double>& widths) {
            return std::accumulate(widths.begin(), widths.end(), 0.0);
        };
        if (sum(layout.widths) <= inside) {
            return layout;
        }
        for (;; layout.size -= 0.5) {
            layout.widths = widthsOf(table, layout.size, titleRoom);
            double numbers = 0;
            double texts = 0;
            double least = 0;
            for (std::size_t column = 0; column < layout.widths.size(); ++column) {
                const double wide = layout.widths[column];
                (isNumber(table, column) ? numbers : texts) += wide;
                least += isNumber(table, column) ? 0 : std::min(wide, leastText);
            }
            if (numbers + least > inside && layout.size - 0.5 >= leastSize) {
                continue;
            }
            // Texts share what the numbers leave, each as much as it asks for of it.
            const double share = std::max(0.0, inside - numbers - least) / std::max(1.0, texts - least);
            for (std::size_t column = 0; column < layout.widths.size(); ++column) {
                if (!isNumber(table, column)) {
                    const double floor = std::min(layout.widths[column], leastText);
                    layout.widths[column] = floor + std::min(1.0, share) * (layout.widths[column] - floor);
                }
            }
            return layout;
        }
    }

    void row(const Layout& layout, const ReportTable& table, const std::vector<std::string>& cells,
             PdfFont font) {
        std::vector<std::vector<std::string>> texts;
        std::size_t most = 1;
        for (std::size_t column = 0; column < cells.size() && column < layout.widths.size(); ++column) {
            const bool numbers = isNumber(table, column);
            const bool head = font == PdfFont::Bold || (table.columns.empty() && column == 0);
            texts.push_back(numbers && font != PdfFont::Bold
                                ? std::vector<std::string>{cells[column]}
                                : wrapped(cells[column], layout.widths[column] - cellGap, layout.size,
                                          head ? PdfFont::Bold : font));
            most = std::max(most, texts.back().size());
        }
        const double line = layout.size * leading;
        need(std::min(bottom - margin, line * static_cast<double>(most) + 2));
        double x = margin;
        for (std::size_t column = 0; column < texts.size(); ++column) {
            const bool numbers = isNumber(table, column);
            for (std::size_t at = 0; at < texts[column].size(); ++at) {
                const std::string& text = texts[column][at];
                const double shift =
                    numbers ? layout.widths[column] - cellGap - PdfDocument::widthOf(text, layout.size, font)
                            : 0;
                const bool head = font == PdfFont::Bold || (table.columns.empty() && column == 0);
                m_pdf.text(x + shift, m_y + line * static_cast<double>(at + 1) - layout.size * (leading - 1),
                           layout.size, head ? PdfFont::Bold : font, text);
            }
            x += layout.widths[column];
        }
        m_y += line * static_cast<double>(most) + 1;
        m_pdf.line(margin, m_y, std::min(x, margin + inside), m_y, 0.4, pale);
        m_y += 1;
    }

    /// The columns of words with some of those of numbers.
    static ReportTable partOf(const ReportTable& whole, std::size_t from, std::size_t to) {
        ReportTable part;
        part.rows.resize(whole.rows.size());
        std::size_t number = 0;
        for (std::size_t column = 0; column < whole.columns.size(); ++column) {
            const bool numbers = whole.columns[column].numbers;
            if (!numbers || (number >= from && number < to)) {
                part.columns.push_back(whole.columns[column]);
                for (std::size_t row = 0; row < whole.rows.size(); ++row) {
                    part.rows[row].push_back(column < whole.rows[row].size() ? whole.rows[row][column]
                                                                             : ReportCell());
                }
            }
            number += numbers ? 1 : 0;
        }
        return part;
    }

    void table(const ReportTable& whole) {
        const auto numbers =
            static_cast<std::size_t>(std::ranges::count_if(whole.columns, &ReportTable::Column::numbers));
        if (numbers <= numbersAtOnce) {
            narrowTable(whole);
            return;
        }
        for (std::size_t from = 0; from < numbers; from += numbersAtOnce) {
            narrowTable(partOf(whole, from, from + numbersAtOnce));
        }
    }

    void narrowTable(const ReportTable& table) {
        const Layout layout = layoutOf(table);
        if (!table.columns.empty()) {
            std::vector<std::string> titles;
            titles.reserve(table.columns.size());
            for (const ReportTable::Column& column : table.columns) {
                titles.push_back(column.title);
            }
            row(layout, table, titles, PdfFont::Bold);
        }
        for (const std::vector<ReportCell>& cells : table.rows) {
            std::vector<std::string> texts;
            texts.reserve(cells.size());
            for (const ReportCell& cell : cells) {
                texts.push_back(writtenText(cell));
            }
            row(layout, table, texts, PdfFont::Body);
        }
        m_y += 8;
    }

    PdfDocument m_pdf;
    double m_y = margin;
};

} // namespace

std::string reportPdf(const ReportSource& source) {
    return pdfOf(reportContent(source));
}

std::string pdfOf(const ReportContent& content) {
    Writer writer(content.title + "?");
    writer.title(content.title + "?");
    for (const ReportBlock& block : content.blocks) {
        std::visit(writer, block);
    }
    return writer.bytes();
}

} // namespace tastescope
