// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report.h"

#include "engine/metrics/metric.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/experiments/specification.h"
#include "storage/export/json_writer.h"
#include "storage/export/text_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

constexpr std::string_view style =
    ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:64em;margin:2em "
    "auto;padding:0 1em}"
    "h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em}table{border-collapse:collapse;margin:1em 0}"
    "th,td{text-align:left;padding:.2em .8em;border-bottom:1px solid color-mix(in srgb,currentColor "
    "20%,transparent)}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.warn{border-left:4px solid "
    "#b3261e;padding:.3em .8em;margin:.5em 0}"
    "pre{white-space:pre-wrap;padding:.8em;border:1px solid color-mix(in srgb,currentColor 20%,transparent)}"
    "figure{margin:1.2em 0}figcaption{font-weight:600}svg{max-width:100%;height:auto}svg "
    "text{fill:currentColor;font-size:12px}"
    ".bar{stroke:currentColor;stroke-width:2}.dot{fill:#1f6feb}.grid{stroke:currentColor;stroke-opacity:.2}"
    "@media print{.warn{break-inside:avoid}figure{break-inside:avoid}}";

constexpr std::size_t mostSegments = 200;

/// Four digits to be read, all of them to be taken.
std::string numberCell(double value) {
    return std::isfinite(value)
               ? fmt::format("<data value=\"{}\">{:.4g}</data>", shortestNumber(value), value)
               : std::string("&ndash;");
}

std::string intervalCell(const MetricValue& metric) {
    return fmt::format("<td class=\"n\">{}</td><td class=\"n\">[{}, {}]</td><td class=\"n\">{}</td>",
                       numberCell(metric.value), numberCell(metric.low), numberCell(metric.high),
                       metric.users);
}

const MetricValue* find(const std::vector<MetricValue>& metrics, const std::string& key) {
    const auto found = std::ranges::find(metrics, key, &MetricValue::key);
    return found == metrics.end() ? nullptr : &*found;
}

std::vector<std::string> keysOf(const EvaluationResult& result) {
    std::vector<std::string> keys;
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            if (std::ranges::find(keys, metric.key) == keys.end()) {
                keys.push_back(metric.key);
            }
        }
    }
    return keys;
}

const MetricInfo* infoOf(const std::string& key) {
    return findMetric(std::string_view(key).substr(0, key.find('@')));
}

/// A round step that cuts `span` into about four.
double stepOf(double span) {
    const double rough = span / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * power) {
            return factor * power;
        }
    }
    return 10 * power;
}

/// What the x axis of a chart covers.
struct Axis {
    static constexpr double left = 190;
    static constexpr double width = 420;
    double low = 0;
    double high = 1;
    double x(double value) const { return left + width * (value - low) / (high - low); }
};

Axis axisOf(const EvaluationResult& result, const std::string& key) {
    Axis axis{INFINITY, -INFINITY};
    for (const ModelResult& model : result.models) {
        if (const MetricValue* metric = find(model.metrics, key)) {
            for (const double value : {metric->value, metric->low, metric->high}) {
                if (std::isfinite(value)) {
                    axis.low = std::min(axis.low, value);
                    axis.high = std::max(axis.high, value);
                }
            }
        }
    }
    if (!(axis.low <= axis.high)) {
        return {};
    }
    const double margin =
        axis.high > axis.low ? (axis.high - axis.low) * 0.08 : std::max(std::abs(axis.low), 1.0) * 0.1;
    return {axis.low - margin, axis.high + margin};
}

/// What fits left of a chart; a character is not cut.
std::string shortened(std::string_view label) {
    constexpr std::size_t most = 26;
    std::size_t letters = 0;
    for (std::size_t at = 0; at < label.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(label[at]) & 0xC0U) != 0x80U;
        if (begins && letters++ == most) {
            return std::string(label.substr(0, at)) + "…";
        }
    }
    return std::string(label);
}

/// A row a model: the number as a dot on its interval.
std::string chartOf(const EvaluationResult& result, const std::string& key) {
    const Axis axis = axisOf(result, key);
    const double height = 28.0 * static_cast<double>(result.models.size()) + 34;
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 640 {:.0f}\" width=\"640\" role=\"img\" aria-label=\"{} by model\">",
                    height, htmlText(key));
    const double step = stepOf(axis.high - axis.low);
    for (double tick = std::ceil(axis.low / step) * step; tick <= axis.high; tick += step) {
        svg += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"4\" y2=\"{1:.0f}\"/>"
                           "<text x=\"{0:.1f}\" y=\"{2:.0f}\" text-anchor=\"middle\">{3:.4g}</text>",
                           axis.x(tick), height - 26, height - 10, std::abs(tick) < step / 1000 ? 0.0 : tick);
    }
    double y = 20;
    for (const ModelResult& model : result.models) {
        svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{}</text>", Axis::left - 12,
                           y + 4, htmlText(shortened(model.label)));
        const MetricValue* metric = find(model.metrics, key);
        if (metric && std::isfinite(metric->value)) {
            if (std::isfinite(metric->low) && std::isfinite(metric->high)) {
                svg += fmt::format(
                    "<line class=\"bar\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.0f}\" y2=\"{:.0f}\"/>",
                    axis.x(metric->low), axis.x(metric->high), y, y);
            }
            svg += fmt::format(
                "<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.0f}\" r=\"5\"><title>{} {}</title></circle>",
                axis.x(metric->value), y, htmlText(model.label), shortestNumber(metric->value));
        }
        y += 28;
    }
    return svg + "</svg>";
}

std::string metricSection(const EvaluationResult& result, const std::string& key) {
    const MetricInfo* info = infoOf(key);
    std::string html = fmt::format("<figure><figcaption>{}{}</figcaption>", htmlText(key),
                                   result.sampled ? " (sampled candidates)" : "");
    if (info) {
        html += fmt::format("<p>{}: {} {}</p>", htmlText(info->title), htmlText(info->help),
                            info->direction == MetricDirection::Higher  ? "Higher is better."
                            : info->direction == MetricDirection::Lower ? "Lower is better."
                                                                        : "");
    }
    html += chartOf(result, key);
    html += "<table><tr><th>model</th><th class=\"n\">value</th><th class=\"n\">95 % interval</th>"
            "<th class=\"n\">users</th></tr>";
    for (const ModelResult& model : result.models) {
        const MetricValue* metric = find(model.metrics, key);
        html +=
            fmt::format("<tr><td>{}</td>{}</tr>", htmlText(model.label),
                        metric ? intervalCell(*metric) : "<td class=\"n\">&ndash;</td><td></td><td></td>");
    }
    return html + "</table></figure>";
}

std::vector<std::string> warningsOf(const ReportSource& source) {
    const EvaluationResult& result = source.result;
    std::vector<std::string> warnings;
    if (!source.experiment.dataFingerprint.empty() &&
        source.experiment.dataFingerprint != source.dataset.fingerprint()) {
        warnings.emplace_back("The data of the project has changed since this was measured.");
    }
    if (result.sampled) {
        warnings.emplace_back(
            "Candidates were sampled: numbers are larger than with the whole catalogue, and the order of "
            "models can change.");
    }
    if (result.usersWithTest < 30) {
        warnings.push_back(fmt::format("Only {} users have test items.", result.usersWithTest));
    }
    if (result.unseen.events > 0) {
        warnings.push_back(
            fmt::format("{} users and {} items of {} test events were never seen in training; {}.",
                        result.unseen.users, result.unseen.items, result.unseen.events,
                        result.unseen.leftOut ? "they are left out" : "they are judged"));
    }
    for (const FilterEffect& effect : result.filters) {
        warnings.push_back(fmt::format("Only {}: {} events, {} users and {} items are left out.", effect.what,
                                       effect.events, effect.users, effect.items));
    }
    for (const Leak& leak : result.leaks.value_or(std::vector<Leak>())) {
        warnings.push_back(
            fmt::format("{} ({}): {}. {}.", leak.id, leakWeightName(leak.weight), leak.what, leak.remedy));
    }
    for (const ModelResult& model : result.models) {
        for (const std::string& remark : model.remarks) {
            warnings.push_back(model.label + ": " + remark);
        }
    }
    return warnings;
}

std::string factsTable(const ReportSource& source) {
    const Dataset& data = source.dataset;
    const std::pair<const char*, std::string> rows[] = {
        {"data", data.name()},
        {"users, items, events",
         fmt::format("{}, {}, {}", data.userCount(), data.itemCount(), data.events().size())},
        {"fingerprint of the data", source.experiment.dataFingerprint},
        {"protocol", source.result.protocol},
        {"users with test items, without",
         fmt::format("{}, {}", source.result.usersWithTest, source.result.usersWithout)},
        {"measured", isoTime(source.experiment.made)},
        {"program version", source.experiment.version},
        {"fingerprint of the experiment", source.experiment.fingerprint}};
    std::string html = "<table>";
    for (const auto& [name, value] : rows) {
        html += value.empty() ? std::string()
                              : fmt::format("<tr><th>{}</th><td>{}</td></tr>", name, htmlText(value));
    }
    return html + "</table>";
}

std::string modelsTable(const EvaluationResult& result) {
    std::string html = "<table><tr><th>model</th><th>settings</th><th class=\"n\">training, s</th>"
                       "<th class=\"n\">ranking, s</th></tr>";
    for (const ModelResult& model : result.models) {
        html += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                            htmlText(model.label), htmlText(model.params), numberCell(model.fitSeconds),
                            numberCell(model.scoreSeconds));
    }
    return html + "</table>";
}

std::string pairsTable(const EvaluationResult& result) {
    if (result.pairs.empty()) {
        return {};
    }
    const std::string& metric = result.pairs.front().metric;
    std::string html =
        fmt::format("<h2>Is it certain? {}</h2><table><tr><th>a</th><th>b</th><th class=\"n\">a &minus; b"
                    "</th><th class=\"n\">95 % interval</th><th class=\"n\">p (Holm)</th></tr>",
                    htmlText(metric));
    for (const PairResult& pair : result.pairs) {
        if (pair.metric == metric) {
            html +=
                fmt::format("<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">[{}, {}]</td>"
                            "<td class=\"n\">{}</td></tr>",
                            htmlText(pair.a), htmlText(pair.b), numberCell(pair.difference),
                            numberCell(pair.low), numberCell(pair.high), numberCell(pair.p));
        }
    }
    return html + "</table>";
}

/// By the first metric that groups have.
std::string segmentsTable(const EvaluationResult& result) {
    if (result.segments.empty() || result.segments.front().models.front().metrics.empty()) {
        return {};
    }
    const std::string key = result.segments.front().models.front().metrics.front().key;
    std::string html = fmt::format(
        "<h2>For whom? {}</h2><table><tr><th>by</th><th>group</th><th class=\"n\">users</th>", htmlText(key));
    for (const ModelResult& model : result.models) {
        html += fmt::format("<th class=\"n\">{}</th>", htmlText(model.label));
    }
    html += "</tr>";
    for (std::size_t at = 0; at < std::min(mostSegments, result.segments.size()); ++at) {
        const SegmentResult& segment = result.segments[at];
        html += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td>", htmlText(segment.by),
                            htmlText(segment.segment), segment.users);
        for (const SegmentModel& model : segment.models) {
            const MetricValue* metric = find(model.metrics, key);
            html += fmt::format("<td class=\"n\">{}</td>", metric ? numberCell(metric->value) : "&ndash;");
        }
        html += "</tr>";
    }
    return html + "</table>";
}

std::string againSection(const ReportSource& source) {
    const Result<SpecifiedRequest> again = requestOf(source.experiment.specification);
    return "<h2>How to run this again</h2>" +
           (again ? fmt::format("<pre>{}</pre>",
                                htmlText(evaluateCommand(again->request, again->seed, source.project)))
                  : fmt::format("<p>{}.</p>", htmlText(again.error().message)));
}

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
    const EvaluationResult& result = source.result;
    const std::string title =
        fmt::format("{} on {}", result.models.size() == 1 ? "How good is the model" : "Which model is better",
                    source.dataset.name().empty() ? "this data" : source.dataset.name());
    std::string html = fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                                   "<meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title>"
                                   "<style>{1}</style></head><body>\n<h1>{0}?</h1>\n",
                                   htmlText(title), style);
    html += factsTable(source);
    for (const std::string& warning : warningsOf(source)) {
        html += fmt::format("<p class=\"warn\">{}</p>\n", htmlText(warning));
    }
    html += "<h2>Models</h2>" + modelsTable(result) + pairsTable(result) + segmentsTable(result);
    html += "<h2>Metrics</h2>";
    for (const std::string& key : keysOf(result)) {
        html += metricSection(result, key) + "\n";
    }
    return html + againSection(source) + "\n</body></html>\n";
}

} // namespace tastescope
