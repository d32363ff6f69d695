// SPDX-License-Identifier: GPL-3.0-or-later
// Gathers what files say about items (or users) and decides in the end what kind each column is: a column of
// which every value is a number is a number, unless leading zeros show that it is a code. Not thread-safe.
#pragma once

#include "engine/data/attributes.h"
#include "engine/data/id_map.h"
#include "storage/import/values/time_format.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

class AttributeCollector {
public:
    enum class Use {
        Guess, ///< number, date or text, by the values
        Text,
        Release, ///< a date, also a mere year
        List
    };

    /// How the numbers and dates of a column are written.
    struct Format {
        bool decimalComma = false;
        char group = '\0';
        TimeFormat time{};
    };

    /// The column of that name, added when new; `use` and `format` of the first call count.
    std::size_t column(std::string_view name, Use use, const Format& format);
    std::size_t column(std::string_view name, Use use) { return column(name, use, Format{}); }
    bool isList(std::size_t column) const { return m_columns[column].use == Use::List; }

    /// A later value replaces an earlier one, an empty one does not. On a list column it is one word.
    void set(std::size_t column, std::size_t row, std::string_view value);
    /// Splits at `separator`; empty words are passed over, repeated ones kept once.
    void addList(std::size_t column, std::size_t row, std::string_view text, std::string_view separator);

    /// Where no column says when items were released: the years at the end of their titles, if at least half
    /// of the titles have one.
    void releaseFromTitles();

    /// Columns without a single value are left out. `unreadable` counts, by column, the values that were no
    /// date although the column holds dates.
    AttributeTable finish(std::size_t rows,
                          std::vector<std::pair<std::string, std::size_t>>& unreadable) const;

private:
    struct Cell {
        std::uint64_t begin = 0;
        std::uint32_t length = 0;
    };
    struct Column {
        std::string name;
        Use use = Use::Guess;
        Format format;
        std::string arena;
        std::vector<Cell> cells;
        IdMap words;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> entries; ///< row, word
        std::string_view text(std::size_t row) const {
            return row < cells.size() ? std::string_view(arena).substr(cells[row].begin, cells[row].length)
                                      : std::string_view();
        }
    };

    static AttributeKind kindOf(const Column& column);
    static void fillList(const Column& column, std::size_t rows, AttributeColumn& out);

    std::vector<Column> m_columns;
};

/// `newer` over `older`, which it extends: values win when they are not empty. Where the kinds of a column
/// differ, it becomes text.
AttributeTable mergeAttributes(const AttributeTable& older, const AttributeTable& newer);

} // namespace tastescope
