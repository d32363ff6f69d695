// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/attribute_collector.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace tastescope {
namespace {

AttributeColumn emptyColumn(std::string name, AttributeKind kind, std::size_t rows) {
    AttributeColumn column;
    column.name = std::move(name);
    column.kind = kind;
    switch (kind) {
    case AttributeKind::Text:
        column.texts.resize(rows);
        break;
    case AttributeKind::Number:
        column.numbers.resize(rows, std::numeric_limits<double>::quiet_NaN());
        break;
    case AttributeKind::Date:
        column.dates.resize(rows, noTime);
        break;
    case AttributeKind::List:
        column.offsets.resize(rows + 1, 0);
        break;
    }
    return column;
}

AttributeColumn asText(const AttributeColumn& column, std::size_t rows) {
    AttributeColumn text = emptyColumn(column.name, AttributeKind::Text, rows);
    for (std::size_t row = 0; row < rows; ++row) {
        text.texts[row] = column.textOf(row);
    }
    return text;
}

// Lists are the newer one where it has words, else the older one; the word table is rebuilt.
void overlayList(AttributeColumn& target, const AttributeColumn& newer, std::size_t olderRows,
                 std::size_t rows) {
    AttributeColumn merged = emptyColumn(target.name, AttributeKind::List, 0);
    merged.offsets.clear();
    std::unordered_map<std::string, std::uint32_t> index;
    for (std::size_t row = 0; row < rows; ++row) {
        merged.offsets.push_back(static_cast<std::uint32_t>(merged.codes.size()));
        const bool useNewer = !newer.codesOf(row).empty();
        const AttributeColumn& source = useNewer ? newer : target;
        if (!useNewer && row >= olderRows) {
            continue;
        }
        for (const std::uint32_t code : source.codesOf(row)) {
            const std::string& word = source.words[code];
            const auto [place, added] = index.emplace(word, static_cast<std::uint32_t>(merged.words.size()));
            if (added) {
                merged.words.push_back(word);
            }
            merged.codes.push_back(place->second);
        }
    }
    merged.offsets.push_back(static_cast<std::uint32_t>(merged.codes.size()));
    target = std::move(merged);
}

void overlay(AttributeColumn& target, const AttributeColumn& newer, std::size_t olderRows,
             std::size_t newerRows, std::size_t rows) {
    if (target.kind == AttributeKind::List) {
        overlayList(target, newer, olderRows, rows);
        return;
    }
    target.texts.resize(target.kind == AttributeKind::Text ? rows : 0);
    target.numbers.resize(target.kind == AttributeKind::Number ? rows : 0,
                          std::numeric_limits<double>::quiet_NaN());
    target.dates.resize(target.kind == AttributeKind::Date ? rows : 0, noTime);
    for (std::size_t row = 0; row < newerRows; ++row) {
        if (target.kind == AttributeKind::Text && !newer.texts[row].empty()) {
            target.texts[row] = newer.texts[row];
        } else if (target.kind == AttributeKind::Number && !std::isnan(newer.numbers[row])) {
            target.numbers[row] = newer.numbers[row];
        } else if (target.kind == AttributeKind::Date && newer.dates[row] != noTime) {
            target.dates[row] = newer.dates[row];
        }
    }
}

} // namespace

AttributeTable mergeAttributes(const AttributeTable& older, const AttributeTable& newer) {
    AttributeTable merged = older;
    merged.rows = std::max(older.rows, newer.rows);
    const auto extend = [&](AttributeColumn& column) {
        overlay(column, emptyColumn(column.name, column.kind, 0), older.rows, 0, merged.rows);
    };
    for (const AttributeColumn& column : newer.columns) {
        auto place = std::ranges::find(merged.columns, column.name, &AttributeColumn::name);
        if (place == merged.columns.end()) {
            merged.columns.push_back(emptyColumn(column.name, column.kind, older.rows));
            place = merged.columns.end() - 1;
        }
        if (place->kind == column.kind) {
            overlay(*place, column, older.rows, newer.rows, merged.rows);
        } else {
            *place = asText(*place, older.rows);
            overlay(*place, asText(column, newer.rows), older.rows, newer.rows, merged.rows);
        }
    }
    for (AttributeColumn& column : merged.columns) {
        if (newer.find(column.name) == nullptr) {
            extend(column);
        }
    }
    return merged;
}

} // namespace tastescope
