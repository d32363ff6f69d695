// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text_table.h"

#include "app/cli/terminal_text.h"
#include "engine/evaluation/evaluation_result.h"
#include "storage/export/text_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

std::size_t widthOf(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80; // continuation bytes take no room
    }));
}

/// "1 unknown user": the names of counts are plural where what they count is a thing.
std::string singular(std::string words) {
    for (const std::string_view noun :
         {"rows", "users", "items", "events", "ratings", "strangers", "folds"}) {
        const std::size_t at = words.find(noun);
        const std::size_t end = at + noun.size();
        if (at != std::string::npos && (at == 0 || words[at - 1] == ' ') &&
            (end == words.size() || words[end] == ' ')) {
            words.erase(end - 1, 1);
            break; // what stands behind it says which one
        }
    }
    return words;
}

} // namespace

TextTable::TextTable(std::vector<std::string> headings) : m_headings(std::move(headings)) {
    for (std::string& heading : m_headings) {
        m_right.push_back(heading.starts_with('>'));
        if (m_right.back()) {
            heading.erase(0, 1);
        }
        heading = terminalText(heading);
    }
}

void TextTable::row(std::vector<std::string> cells) {
    std::transform(cells.begin(), cells.end(), cells.begin(),
                   [](const std::string& cell) { return terminalText(cell); });
    cells.resize(m_headings.size());
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    for (std::size_t at = 0; at < m_headings.size(); ++at) {
        std::size_t width = widthOf(m_headings[at]);
        for (const std::vector<std::string>& row : m_rows) {
            width = std::max(width, widthOf(row[at]));
        }
        widths.push_back(width);
    }
    std::string out;
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t at = 0; at < cells.size(); ++at) {
            const std::string padding(widths[at] - widthOf(cells[at]), ' ');
            text += (at ? "  " : "") + (m_right[at] ? padding + cells[at] : cells[at] + padding);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + "\n";
    };
    line(m_headings);
    for (const std::vector<std::string>& row : m_rows) {
        line(row);
    }
    return out;
}

std::string countText(std::uint64_t count) {
    const std::string digits = std::to_string(count);
    std::string grouped;
    for (std::size_t place = 0; place < digits.size(); ++place) {
        if (place > 0 && (digits.size() - place) % 3 == 0) {
            grouped += ',';
        }
        grouped += digits[place];
    }
    return grouped;
}

std::string percentText(double share) {
    return std::isnan(share)        ? "-"
           : std::abs(share) < 1e13 ? fmt::format("{:.2f} %", 100 * share)
                                    : fmt::format("{:.4g} %", 100 * share);
}

std::string decimalText(double value) {
    return std::isnan(value)        ? "-"
           : std::abs(value) < 100  ? fmt::format("{:.4f}", value)
           : std::abs(value) < 1e15 ? fmt::format("{:.1f}", value)
                                    : fmt::format("{:.4g}", value);
}

std::string intervalText(double low, double high) {
    return std::isnan(low) || std::isnan(high) ? "-"
                                               : fmt::format("[{}, {}]", decimalText(low), decimalText(high));
}

std::string bytesText(std::uint64_t bytes) {
    const double number = static_cast<double>(bytes);
    return bytes < 1000        ? fmt::format("{} B", bytes)
           : bytes < 1'000'000 ? fmt::format("{:.1f} kB", number / 1e3)
                               : fmt::format("{:.1f} MB", number / 1e6);
}

std::string dayText(Time time) {
    const std::string text = isoTime(time);
    return time == noTime ? "-" : text.substr(0, text.find('T'));
}

std::string secondsText(double seconds) {
    return fmt::format("{:.2f} s", seconds);
}

std::string fileText(const FileCounts& file) {
    std::string text = file.file.empty() ? file.role : file.file + " (" + file.role + ")";
    const char* separator = ": ";
    for (const auto& [name, count] : file.counts) {
        if (count > 0) {
            std::string words = name;
            std::ranges::replace(words, '_', ' ');
            text += separator + countText(count) + " " + (count == 1 ? singular(words) : words);
            separator = ", ";
        }
    }
    return text;
}

} // namespace tastescope
