// SPDX-License-Identifier: GPL-3.0-or-later
// What the reader and the writer of a project's tables must agree on.
#pragma once

#include "engine/data/attributes.h"
#include "engine/data/dataset.h"
#include "storage/project/packing/places.h"
#include "storage/sqlite/database.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

inline constexpr std::pair<AttributeKind, std::string_view> attributeKinds[] = {
    {AttributeKind::Text, "text"},
    {AttributeKind::Number, "number"},
    {AttributeKind::Date, "date"},
    {AttributeKind::List, "list"}};

inline std::string_view kindName(AttributeKind kind) {
    return std::ranges::find(attributeKinds, kind, [](const auto& pair) { return pair.first; })->second;
}

/// Item columns that are columns of `items`, where a person with an SQLite shell looks for them.
inline bool livesInItems(std::string_view name, AttributeKind kind) {
    return kind == AttributeKind::Text ? name == "title" || name == "creator"
                                       : kind == AttributeKind::Date && name == "released";
}

inline const AttributeColumn* ownColumn(const AttributeTable& table, std::string_view name) {
    const auto found = std::ranges::find_if(table.columns, [&](const AttributeColumn& column) {
        return column.name == name && livesInItems(name, column.kind);
    });
    return found == table.columns.end() ? nullptr : &*found;
}

inline constexpr std::pair<std::string_view, std::string Nouns::*> nounFacts[] = {
    {"noun_item", &Nouns::item},   {"noun_items", &Nouns::items},     {"noun_user", &Nouns::user},
    {"noun_users", &Nouns::users}, {"noun_creator", &Nouns::creator}, {"noun_creators", &Nouns::creators}};

/// Tables of keys and values: `dataset` and `settings`.
Result<void> writeKey(sqlite::Database& database, std::string_view table, std::string_view key,
                      std::string_view value);

} // namespace tastescope
