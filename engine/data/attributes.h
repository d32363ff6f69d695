// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about users and items besides their events, in columns.
#pragma once

#include "engine/base/ids.h"
#include "engine/data/interactions.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

enum class AttributeKind : std::uint8_t {
    Text,
    Number, ///< NaN = unknown
    Date,   ///< Time, `noTime` = unknown
    List    ///< several words a row (genres, tags), coded
};

/// One column. Only the members of its kind are filled; each has `rows` entries (List: offsets has rows + 1).
struct AttributeColumn {
    std::string name;
    AttributeKind kind = AttributeKind::Text;
    std::vector<std::string> texts;
    std::vector<double> numbers;
    std::vector<Time> dates;
    std::vector<std::string> words;     ///< List: the distinct words, by first appearance
    std::vector<std::uint32_t> offsets; ///< List: row -> range of `codes`
    std::vector<std::uint32_t> codes;   ///< List: indices into `words`

    std::span<const std::uint32_t> codesOf(std::size_t row) const {
        return kind == AttributeKind::List && row + 1 < offsets.size()
                   ? std::span(codes).subspan(offsets[row], offsets[row + 1] - offsets[row])
                   : std::span<const std::uint32_t>{};
    }
    /// As a person reads it ("Comedy, Drama"; "1995"; "" when unknown).
    std::string textOf(std::size_t row) const;
};

/// Columns of equal length; names are unique. Immutable once inside a Dataset.
struct AttributeTable {
    std::size_t rows = 0;
    std::vector<AttributeColumn> columns;

    const AttributeColumn* find(std::string_view name) const;
};

/// Item attributes: a table in which the columns "title", "creator", "categories", "tags" and "released" have
/// a meaning.
class ItemAttributes {
public:
    ItemAttributes() = default;
    explicit ItemAttributes(AttributeTable table);

    const AttributeTable& table() const { return m_table; }
    /// The title, or empty: callers that need a text then show the item's id.
    std::string_view title(ItemIndex item) const;
    std::string_view creator(ItemIndex item) const;
    /// Release date, `noTime` when unknown.
    Time released(ItemIndex item) const;
    const AttributeColumn* categories() const; ///< null when the data has none
    const AttributeColumn* tags() const;
    /// Code of the item's creator, equal for equal names; nullopt when unknown.
    std::optional<std::uint32_t> creatorCode(ItemIndex item) const;
    std::size_t creatorCount() const { return m_creators.size(); }
    std::string_view creatorName(std::uint32_t code) const { return m_creators[code]; }

private:
    const AttributeColumn* column(int index) const {
        return index < 0 ? nullptr : &m_table.columns[static_cast<std::size_t>(index)];
    }

    AttributeTable m_table;
    int m_title = -1; ///< places in the table, -1 = none
    int m_creator = -1;
    int m_released = -1;
    int m_categories = -1;
    int m_tags = -1;
    std::vector<std::string> m_creators;
    std::vector<std::uint32_t> m_creatorCodes; ///< code + 1, 0 = unknown
};

} // namespace tastescope
