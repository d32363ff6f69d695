// SPDX-License-Identifier: GPL-3.0-or-later
// How a text is cut into rows and columns. Every separator and way of quoting that occurs in it is tried, and
// the one wins under which the rows agree in length and the cells are whole (see cell_cost.h); a header that
// names known columns under it is stronger than both. More columns are no merit.
#pragma once

#include "storage/import/planning/plan_import.h"
#include "storage/import/records/dialect.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// A record of the sample.
struct SampleRow {
    std::uint64_t line = 0;
    std::vector<std::string> fields; ///< of a bad one: its text
    bool bad = false;                ///< its quotes do not match
    std::size_t filled = 0;          ///< fields up to the last that is not empty
    std::vector<std::size_t> quoted; ///< which fields were in quotes, ascending
};

/// A text cut in one way.
struct Cut {
    Dialect dialect; ///< delimiter, quote, escape, comment
    std::vector<SampleRow> rows;
    std::size_t columns = 0;           ///< the number of fields most rows have, at least 2; else 0
    double agreeing = 0;               ///< share of the rows that have it
    std::optional<std::size_t> header; ///< the row that names known columns
    std::size_t quoted = 0;            ///< fields that were in quotes
    std::size_t bad = 0;               ///< rows whose quotes do not match
    double score = 0;
};

inline constexpr std::size_t maxSampleRows = 2'000;
/// So many lines above the table are passed over at most.
inline constexpr std::size_t maxPreamble = 50;

/// At most `most` rows of a text, cut in the given way, without a score.
Cut cutSample(std::string_view text, const Dialect& dialect, std::size_t most);

/// nullopt: nothing cuts the text into columns.
std::optional<Cut> chooseCut(std::string_view text, const ImportHints& hints);

/// Whether a row of that length is one of `columns` columns: also with nothing but delimiters behind them.
bool fits(const SampleRow& row, std::size_t columns);

/// The known meanings among the names, each once, those of names that are built from known words
/// ("customer_unique_id") or have a type or a remark ("rating:float") as well; 0 when one of them is a number
/// or a time.
std::size_t knownNames(const std::vector<std::string>& fields);

} // namespace tastescope
