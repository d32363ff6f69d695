// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report/report_content.h"
#include "storage/export/json_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view style =
    ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:64em;margin:2em "
    "auto;padding:0 1em}"
    "h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em}table{border-collapse:collapse;margin:1em 0}"
    "th,td{text-align:left;padding:.2em .8em;border-bottom:1px solid color-mix(in srgb,currentColor "
    "20%,transparent)}"
    "td+td{overflow-wrap:anywhere}td.n,th.n{text-align:right;white-space:nowrap;overflow-wrap:normal;font-"
    "variant-numeric:tabular-nums}.warn{border-left:4px solid "
    "#b3261e;padding:.3em .8em;margin:.5em 0}"
    "pre{white-space:pre-wrap;padding:.8em;border:1px solid color-mix(in srgb,currentColor 20%,transparent)}"
    "figure{margin:1.2em 0}figcaption{font-weight:600}svg{max-width:100%;height:auto}svg "
    "text{fill:currentColor;font-size:12px}"
    ".line{fill:none;stroke-width:2}.band{stroke:none;opacity:.15}"
    ".bar{stroke:currentColor;stroke-width:2}.dot{fill:#1f6feb}.grid{stroke:currentColor;stroke-opacity:.2}"
    "@media print{.warn{break-inside:avoid}figure{break-inside:avoid}}";

/// Where a chart stands in its picture.
struct Place {
    static constexpr double left = 190;
    static constexpr double width = 420;
    const ReportChart& chart;
    double x(double value) const {
        return left + width * (value - chart.axis.from) / (chart.axis.to - chart.axis.from);
    }
};

/// Four digits to be read, all of them to be taken.
std::string numberHtml(double value) {
    return std::isfinite(value)
               ? fmt::format("<data value=\"{}\">{}</data>", shortestNumber(value), numberText(value))
               : std::string("&ndash;");
}

std::string cellHtml(const ReportCell& cell) {
    return cell.numbers.size() == 2
               ? fmt::format("[{}, {}]", numberHtml(cell.numbers[0]), numberHtml(cell.numbers[1]))
           : cell.numbers.size() == 1 ? numberHtml(cell.numbers[0])
                                      : htmlText(cell.text);
}

std::string svgOf(const ReportChart& chart) {
    const Place place{chart};
    const double height = 28.0 * static_cast<double>(chart.rows.size()) + 34;
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 640 {:.0f}\" width=\"640\" role=\"img\" aria-label=\"{} by model\">",
                    height, htmlText(chart.key));
    for (const double tick : chart.axis.ticks) {
        svg += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"4\" y2=\"{1:.0f}\"/>"
                           "<text x=\"{0:.1f}\" y=\"{2:.0f}\" text-anchor=\"middle\">{3:.4g}</text>",
                           place.x(tick), height - 26, height - 10, tick);
    }
    double y = 20;
    for (const ReportChart::Row& row : chart.rows) {
        svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{}</text>", Place::left - 12,
                           y + 4, htmlText(shortenedLabel(row.label)));
        if (std::isfinite(row.value)) {
            if (std::isfinite(row.low) && std::isfinite(row.high)) {
                svg += fmt::format(
                    "<line class=\"bar\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.0f}\" y2=\"{:.0f}\"/>",
                    place.x(row.low), place.x(row.high), y, y);
            }
            svg += fmt::format(
                "<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.0f}\" r=\"5\"><title>{} {}</title></circle>",
                place.x(row.value), y, htmlText(row.label), shortestNumber(row.value));
        }
        y += 28;
    }
    return svg + "</svg>";
}

/// Colour and dashes of the lines of a chart, in this order and from the beginning again.
struct LineLook {
    std::string_view color;
    std::string_view dashes;
};
constexpr std::array<LineLook, 4> lineLooks{
    {{"#c76309", ""}, {"#3364b7", "7 4"}, {"#1f945e", "2 3"}, {"#9f407e", "8 3 2 3"}}};

/// The parts of a line or of a band between gaps.
std::string courseOf(const ReportLines& chart, std::size_t at, const std::function<double(double)>& x,
                     const std::function<double(double)>& y) {
    const ReportLines::Line& line = chart.lines[at];
    const LineLook& look = lineLooks[at % lineLooks.size()];
    std::string svg;
    for (std::size_t step = 0; step < line.value.size();) {
        std::string there;
        std::string top;
        std::string bottom;
        for (; step < line.value.size() && std::isfinite(line.value[step]); ++step) {
            const double place = x(static_cast<double>(step));
            there += fmt::format("{:.1f},{:.1f} ", place, y(line.value[step]));
            top += fmt::format("{:.1f},{:.1f} ", place, y(line.high[step]));
            bottom.insert(0, fmt::format("{:.1f},{:.1f} ", place, y(line.low[step])));
        }
        ++step;
        if (!there.empty()) {
            svg += fmt::format("<polygon class=\"band\" fill=\"{0}\" points=\"{1}{2}\"/><polyline "
                               "class=\"line\" stroke=\"{0}\" stroke-dasharray=\"{3}\" points=\"{4}\"/>",
                               look.color, top, bottom, look.dashes, there);
        }
    }
    return svg;
}

std::string svgOf(const ReportLines& chart) {
    constexpr double left = 60;
    constexpr double width = 400;
    constexpr double high = 180;
    std::size_t steps = 1;
    for (const ReportLines::Line& line : chart.lines) {
        steps = std::max(steps, line.value.size());
    }
    const double last = std::max(1.0, static_cast<double>(steps) - 1);
    const auto x = [&](double step) { return left + width * step / last; };
    const auto y = [&](double value) {
        return 10 + high * (chart.axis.to - value) / (chart.axis.to - chart.axis.from);
    };
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 640 230\" width=\"640\" role=\"img\" aria-label=\"{} by {}\">",
                    htmlText(chart.key), htmlText(chart.steps));
    for (const double tick : chart.axis.ticks) {
        svg +=
            fmt::format("<line class=\"grid\" x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
                        "<text x=\"{3:.0f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.4g}</text>",
                        left, left + width, y(tick), left - 8, y(tick) + 4, tick);
    }
    for (const double step : {0.0, std::floor(last / 2), last}) {
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{:.0f}</text>", x(step),
                           high + 28, step);
    }
    std::vector<std::pair<double, std::string>> ends;
    for (std::size_t at = 0; at < chart.lines.size(); ++at) {
        svg += courseOf(chart, at, x, y);
        const std::vector<double>& values = chart.lines[at].value;
        const auto known =
            std::find_if(values.rbegin(), values.rend(), [](double value) { return std::isfinite(value); });
        if (known != values.rend()) {
            ends.emplace_back(y(*known), chart.lines[at].label);
        }
    }
    std::ranges::sort(ends);
    double least = 0; // labels are moved apart
    for (const auto& [height, label] : ends) {
        least = std::max(least, height);
        svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\">{}</text>", left + width + 8, least + 4,
                           htmlText(shortenedLabel(label)));
        least += 14;
    }
    return svg + "</svg>";
}

std::string htmlOf(const ReportTable& table) {
    std::string html = "<table>";
    if (!table.columns.empty()) {
        html += "<tr>";
        for (const ReportTable::Column& column : table.columns) {
            html +=
                fmt::format("<th{}>{}</th>", column.numbers ? " class=\"n\"" : "", htmlText(column.title));
        }
        html += "</tr>";
    }
    for (const std::vector<ReportCell>& row : table.rows) {
        html += "<tr>";
        for (std::size_t at = 0; at < row.size(); ++at) {
            if (table.columns.empty() && at == 0) {
                html += fmt::format("<th>{}</th>", cellHtml(row[at]));
            } else {
                const bool numbers = at < table.columns.size() && table.columns[at].numbers;
                html += fmt::format("<td{}>{}</td>", numbers ? " class=\"n\"" : "", cellHtml(row[at]));
            }
        }
        html += "</tr>";
    }
    return html + "</table>";
}

struct HtmlBlock {
    std::string operator()(const ReportHeading& block) const {
        return fmt::format("<h2>{}</h2>", htmlText(block.text));
    }
    std::string operator()(const ReportWarning& block) const {
        return fmt::format("<p class=\"warn\">{}</p>\n", htmlText(block.text));
    }
    std::string operator()(const ReportParagraph& block) const {
        return fmt::format("<p>{}</p>", htmlText(block.text));
    }
    std::string operator()(const ReportCommand& block) const {
        return fmt::format("<pre>{}</pre>", htmlText(block.text));
    }
    std::string operator()(const ReportTable& block) const { return htmlOf(block); }
    std::string operator()(const ReportFigure& block) const {
        return fmt::format("<figure><figcaption>{}</figcaption>{}{}{}</figure>\n", htmlText(block.caption),
                           block.about.empty() ? std::string()
                                               : fmt::format("<p>{}</p>", htmlText(block.about)),
                           svgOf(block.chart), htmlOf(block.table));
    }
    std::string operator()(const ReportCourse& block) const {
        return fmt::format("<figure><figcaption>{}</figcaption><p>{}</p>{}{}</figure>\n",
                           htmlText(block.caption), htmlText(block.about), svgOf(block.lines),
                           htmlOf(block.table));
    }
};

} // namespace

std::string htmlText(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            // Control characters have no place in HTML.
            out +=
                static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t' ? ' ' : letter;
        }
    }
    return out;
}

std::string reportHtml(const ReportSource& source) {
    return htmlOf(reportContent(source));
}

std::string htmlOf(const ReportContent& content) {
    std::string html = fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                                   "<meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title>"
                                   "<style>{1}</style></head><body>\n<h1>{0}?</h1>\n",
                                   htmlText(content.title), style);
    for (const ReportBlock& block : content.blocks) {
        html += std::visit(HtmlBlock(), block);
    }
    return html + "\n</body></html>\n";
}

} // namespace tastescope
