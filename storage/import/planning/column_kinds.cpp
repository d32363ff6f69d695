// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/column_times.h"
#include "storage/import/planning/sniffer.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

// How the numbers of a column are written, by counts of what only one way of writing gives.
struct Census {
    std::size_t filled = 0;
    std::size_t integers = 0;       ///< plain ones
    std::size_t numbers = 0;        ///< plain ones, with a point or none
    std::size_t points = 0;         ///< plain ones with a decimal point
    std::size_t pointThousands = 0; ///< of these, such as "1.234"
    std::size_t large = 0;          ///< plain integers of four digits and more
    std::size_t commas = 0;         ///< decimal commas: "4,5"
    std::size_t either = 0;         ///< "1,234"
    std::size_t grouped = 0;        ///< numbers with the group below
    char group = '\0';              ///< the first that is one beyond doubt
    bool groupComma = false;        ///< with it stands a decimal comma
    std::size_t zeros = 0;          ///< "0,750": no group begins with a zero
};

bool digitsOnly(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "1,234" and "12.345": one separator with three digits behind it.
bool mayGroup(std::string_view text, char separator) {
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    const std::size_t at = text.find(separator);
    return at != std::string_view::npos && at >= 1 && at <= 3 && digitsOnly(text.substr(0, at)) &&
           text.size() == at + 4 && digitsOnly(text.substr(at + 1));
}

void countGrouped(std::string_view text, Census& census) {
    struct Way {
        char group;
        bool comma;
    };
    for (const Way way : {Way{',', false}, Way{'.', true}, Way{' ', true}, Way{' ', false}, Way{'\'', false},
                          Way{'\'', true}}) {
        if (parseNumber(text, way.comma, way.group)) {
            census.group = census.group == '\0' ? way.group : census.group;
            census.groupComma |= way.comma && text.find(',') != std::string_view::npos;
            census.grouped += census.group == way.group ? 1 : 0;
            return;
        }
    }
}

Census countKinds(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
    Census census;
    for (const auto& row : rows) {
        const std::string_view text = trimmed(row[column]);
        if (text.empty()) {
            continue;
        }
        ++census.filled;
        if (const auto number = parseNumber(text)) {
            const bool integer = parseInteger(text).has_value();
            ++census.numbers;
            census.integers += integer ? 1 : 0;
            census.large += integer && std::abs(*number) >= 1000 ? 1 : 0;
            census.points += text.find('.') != std::string_view::npos ? 1 : 0;
            census.pointThousands += mayGroup(text, '.') ? 1 : 0;
        } else if (mayGroup(text, ',')) {
            ++census.either;
            census.zeros += text.starts_with("0,") || text.starts_with("-0,") ? 1 : 0;
        } else if (text.find('.') == std::string_view::npos &&
                   text.find_first_of(" '") == std::string_view::npos && parseNumber(text, true)) {
            ++census.commas;
        } else {
            countGrouped(text, census);
        }
    }
    return census;
}

// Sets decimalComma and group, and returns how many values are numbers then. A few unreadable values do not
// change how the others are written.
std::size_t decideNumbers(const Census& census, ColumnPlan& plan) {
    plan.decimalComma = false;
    plan.group = '\0';
    const std::size_t all = census.numbers + census.commas + census.either + census.grouped;
    if (all * 2 <= census.filled || all == census.numbers) {
        return census.numbers;
    }
    const bool plainPoints = census.points > census.pointThousands;
    if (census.group == '.' && !plainPoints) {
        plan.decimalComma = true;
        plan.group = '.';
        return all;
    }
    if (census.group == ' ' || census.group == '\'') {
        plan.group = census.group;
        plan.decimalComma = !plainPoints && (census.commas > 0 || census.groupComma);
        return all - (plan.decimalComma ? 0 : census.commas);
    }
    const bool mustGroup = census.group == ',' || plainPoints;
    // Counts below a thousand are written plain beside "1,234"; a plain 2500 speaks against it.
    const bool mayBeGroups = census.either > 0 && census.zeros == 0 && census.commas == 0 &&
                             census.large == 0 && census.integers > 0;
    if (census.commas == 0 && (census.group == ',' || (census.either > 0 && mustGroup) || mayBeGroups)) {
        plan.group = ',';
        return all;
    }
    if (plainPoints || census.group == ',') {
        return census.numbers; // both commas and points: the commas are slips
    }
    plan.decimalComma = true;
    plan.group = census.pointThousands > 0 ? '.' : '\0';
    return all;
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
    const std::size_t numbers = decideNumbers(census, plan);
    TimeCensus times(currentYear());
    for (const auto& row : rows) {
        times.add(row[column]);
    }
    const TimeVerdict verdict = times.verdict();
    plan.time = verdict.format;
    plan.timeShare = verdict.share;
    plan.timeAsks = !verdict.settled;
    plan.timeExample = verdict.settled ? "" : verdict.example;
    plan.listSeparator.clear();
    if (most(census.integers) || plan.decimalComma || plan.group != '\0' || most(numbers)) {
        plan.looksLike = most(census.integers) ? "integer" : "number";
        // Days, years and six digits are too much like other numbers to be told by the values alone.
        const bool telling = verdict.format.numbers != TimeNumbers::ExcelDays &&
                             verdict.format.numbers != TimeNumbers::ShortDigits &&
                             verdict.format.numbers != TimeNumbers::Years;
        plan.looksLike = verdict.times && telling ? verdict.words : plan.looksLike;
    } else if (verdict.times) {
        plan.looksLike = verdict.words;
    } else {
        plan.looksLike = census.filled == 0 ? "empty" : "text";
        plan.listSeparator = findListSeparator(rows, column);
    }
}

bool looksLikeTime(const ColumnPlan& plan) {
    return plan.timeShare >= 0.9 && plan.looksLike != "integer" && plan.looksLike != "number" &&
           plan.looksLike != "text" && plan.looksLike != "empty";
}

} // namespace tastescope
