// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/sniffer.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

bool isDecimalComma(std::string_view text) {
    const std::size_t comma = text.find(',');
    return comma != std::string_view::npos && text.find('.') == std::string_view::npos &&
           parseNumber(text, true).has_value();
}

struct Census {
    std::size_t filled = 0;
    std::size_t integers = 0;
    std::size_t numbers = 0;
    std::size_t commas = 0;
    std::size_t points = 0; ///< numbers with a decimal point
    std::size_t dates = 0;
    double least = INFINITY;
    double most = -INFINITY;
};

Census countKinds(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
    Census census;
    for (const auto& row : rows) {
        const std::string_view text = trimmed(row[column]);
        if (text.empty()) {
            continue;
        }
        ++census.filled;
        if (const auto number = parseNumber(text)) {
            ++census.numbers;
            census.integers += parseInteger(text) ? 1 : 0;
            census.points += text.find('.') != std::string_view::npos ? 1 : 0;
            census.least = std::min(census.least, *number);
            census.most = std::max(census.most, *number);
        } else if (isDecimalComma(text)) {
            ++census.commas;
        } else if (parseDate(text)) {
            ++census.dates;
        }
    }
    return census;
}

// A separator is one when a fair part of the values has it and the words come again and again.
std::string findListSeparator(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
    for (const std::string_view separator : {"|", ";", ","}) {
        std::size_t filled = 0;
        std::size_t split = 0;
        std::size_t words = 0;
        std::set<std::string_view> distinct;
        for (const auto& row : rows) {
            std::string_view text = row[column];
            filled += text.empty() ? 0 : 1;
            split += text.find(separator) != std::string_view::npos ? 1 : 0;
            while (!text.empty()) {
                const std::size_t at = text.find(separator);
                distinct.insert(trimmed(text.substr(0, at)));
                ++words;
                text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
            }
        }
        const bool repeated = distinct.size() * 10 <= words * 7 || (separator == "|" && filled < 20);
        if (split * 5 >= filled && split > 0 && repeated) {
            return std::string(separator);
        }
    }
    return {};
}

} // namespace

void describeColumn(const std::vector<std::vector<std::string>>& rows, std::size_t column, ColumnPlan& plan) {
    const Census census = countKinds(rows, column);
    const auto most = [&](std::size_t count) { return census.filled > 0 && count * 10 >= census.filled * 9; };
    // A few unreadable values do not change how the others write their decimals.
    plan.decimalComma =
        census.commas > 0 && census.points == 0 && (census.numbers + census.commas) * 2 > census.filled;
    plan.listSeparator.clear();
    if (most(census.integers)) {
        struct Range {
            double low;
            double high;
            const char* name;
        };
        static constexpr std::array<Range, 3> epochs = {
            {{3e8, 5e9, "seconds"}, {3e11, 5e12, "milliseconds"}, {3e14, 5e15, "microseconds"}}};
        plan.looksLike = "integer";
        for (const Range& range : epochs) {
            if (census.least >= range.low && census.most <= range.high) {
                plan.looksLike = range.name;
            }
        }
    } else if (plan.decimalComma || most(census.numbers)) {
        plan.looksLike = "number";
    } else if (most(census.dates)) {
        plan.looksLike = "ISO 8601 time";
    } else {
        plan.looksLike = census.filled == 0 ? "empty" : "text";
        plan.listSeparator = findListSeparator(rows, column);
    }
}

} // namespace tastescope
