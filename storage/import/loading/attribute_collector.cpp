// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/attribute_collector.h"

#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

bool isCode(std::string_view text) {
    return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

} // namespace

std::size_t AttributeCollector::column(std::string_view name, Use use, const Format& format) {
    const auto found = std::ranges::find(m_columns, name, &Column::name);
    if (found != m_columns.end()) {
        return static_cast<std::size_t>(found - m_columns.begin());
    }
    Column& added = m_columns.emplace_back();
    added.name = name;
    added.use = use;
    added.format = format;
    return m_columns.size() - 1;
}

void AttributeCollector::set(std::size_t column, std::size_t row, std::string_view value) {
    value = trimmed(value);
    Column& target = m_columns[column];
    if (value.empty()) {
        return;
    }
    if (target.use == Use::List) {
        target.entries.emplace_back(static_cast<std::uint32_t>(row), target.words.intern(value));
        return;
    }
    if (row >= target.cells.size()) {
        target.cells.resize(std::max(row + 1, target.cells.size() + target.cells.size() / 2));
    }
    if (target.text(row) == value) {
        return;
    }
    target.cells[row] = {target.arena.size(), static_cast<std::uint32_t>(value.size())};
    target.arena.append(value);
}

void AttributeCollector::addList(std::size_t column, std::size_t row, std::string_view text,
                                 std::string_view separator) {
    while (!separator.empty()) {
        const std::size_t at = text.find(separator);
        if (at == std::string_view::npos) {
            break;
        }
        set(column, row, text.substr(0, at));
        text.remove_prefix(at + separator.size());
    }
    set(column, row, text);
}

void AttributeCollector::releaseFromTitles() {
    const auto named = [&](std::string_view name) {
        return std::ranges::find(m_columns, name, &Column::name);
    };
    const auto titles = named("title");
    if (titles == m_columns.end() || named("released") != m_columns.end()) {
        return;
    }
    std::vector<std::pair<std::size_t, std::string>> years;
    std::size_t known = 0;
    for (std::size_t row = 0; row < titles->cells.size(); ++row) {
        const std::string_view title = titles->text(row);
        known += title.empty() ? 0 : 1;
        if (const auto year = trailingYear(title)) {
            years.emplace_back(row, std::to_string(*year));
        }
    }
    if (years.size() * 2 < known || years.empty()) {
        return;
    }
    const std::size_t target = column("released", Use::Release);
    for (const auto& [row, year] : years) {
        set(target, row, year);
    }
}

AttributeKind AttributeCollector::kindOf(const Column& column) {
    switch (column.use) {
    case Use::Text:
        return AttributeKind::Text;
    case Use::Release:
        return AttributeKind::Date;
    case Use::List:
        return AttributeKind::List;
    case Use::Guess:
        break;
    }
    bool numbers = false;
    bool dates = false;
    for (std::size_t row = 0; row < column.cells.size(); ++row) {
        const std::string_view text = column.text(row);
        if (text.empty()) {
            continue;
        }
        const bool number =
            !isCode(text) && parseNumber(text, column.format.decimalComma, column.format.group);
        const bool date = !number && parseDate(text, column.format.time.order);
        if ((!number && !date) || (number && dates) || (date && numbers)) {
            return AttributeKind::Text;
        }
        numbers |= number;
        dates |= date;
    }
    return numbers ? AttributeKind::Number : dates ? AttributeKind::Date : AttributeKind::Text;
}

void AttributeCollector::fillList(const Column& column, std::size_t rows, AttributeColumn& out) {
    for (std::uint32_t word = 0; word < column.words.size(); ++word) {
        out.words.emplace_back(column.words.at(word));
    }
    auto entries = column.entries;
    std::ranges::stable_sort(entries, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
    out.offsets.reserve(rows + 1);
    auto entry = entries.begin();
    for (std::size_t row = 0; row < rows; ++row) {
        const auto begin = static_cast<std::ptrdiff_t>(out.codes.size());
        out.offsets.push_back(static_cast<std::uint32_t>(begin));
        for (; entry != entries.end() && entry->first == row; ++entry) {
            if (std::find(out.codes.begin() + begin, out.codes.end(), entry->second) == out.codes.end()) {
                out.codes.push_back(entry->second);
            }
        }
    }
    out.offsets.push_back(static_cast<std::uint32_t>(out.codes.size()));
}

AttributeTable
AttributeCollector::finish(std::size_t rows,
                           std::vector<std::pair<std::string, std::size_t>>& unreadable) const {
    AttributeTable table;
    table.rows = rows;
    for (const Column& column : m_columns) {
        if (column.cells.empty() && column.entries.empty()) {
            continue; // nobody said anything
        }
        AttributeColumn out;
        out.name = column.name;
        out.kind = kindOf(column);
        std::size_t failed = 0;
        if (out.kind == AttributeKind::List) {
            fillList(column, rows, out);
        }
        for (std::size_t row = 0; row < rows && out.kind != AttributeKind::List; ++row) {
            const std::string_view text = column.text(row);
            if (out.kind == AttributeKind::Text) {
                out.texts.emplace_back(text);
            } else if (out.kind == AttributeKind::Number) {
                out.numbers.push_back(parseNumber(text, column.format.decimalComma, column.format.group)
                                          .value_or(std::numeric_limits<double>::quiet_NaN()));
            } else {
                const auto date = column.use == Use::Release ? parseReleaseDate(text, column.format.time)
                                                             : parseDate(text, column.format.time.order);
                failed += !date && !text.empty() && text != "0" ? 1 : 0;
                out.dates.push_back(date.value_or(noTime));
            }
        }
        if (failed > 0) {
            unreadable.emplace_back(column.name, failed);
        }
        table.columns.push_back(std::move(out));
    }
    return table;
}

} // namespace tastescope
