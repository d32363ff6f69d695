// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a table as they stand, for lists, groups and candidates: through the reader that imports use,
// so that whatever can be imported can be given there too (packed, from a pipe, in any encoding, as JSON).
#pragma once

#include "engine/base/execution.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "storage/import/planning/import_plan.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// The cells of the columns asked for, without blanks around them, and the line they stand in; valid until it
/// returns. False ends the reading.
using TakeCells = std::function<Result<bool>(std::span<const std::string_view> cells, std::uint64_t line)>;

/// Every row in order. BadInput, with the line, at the first that cannot be cut or has other columns than the
/// table: what is measured must not rest on a part of a file. Cancelled after a stop.
Result<void> readCells(const FilePlan& plan, const std::vector<std::size_t>& columns,
                       const ExecutionContext& context, const TakeCells& take);

/// Column of a role; the number of columns when none has it.
std::size_t columnOf(const FilePlan& plan, ColumnRole role);

/// What is wrong with a cell of a row, with its place.
Error cellError(const FilePlan& plan, std::uint64_t line, std::string what, std::string remedy);

/// How many entries of a list name an item that stands in it already.
template <typename Entry>
std::size_t repeatedItems(const std::vector<Entry>& list) {
    std::vector<ItemIndex> items;
    items.reserve(list.size());
    for (const Entry& entry : list) {
        items.push_back(entry.item);
    }
    std::ranges::sort(items);
    return static_cast<std::size_t>(items.end() - std::unique(items.begin(), items.end()));
}

/// The items that a file names, one a row: a list of ids, or a column of a table. Which it is, and which
/// column, shows in what `known` knows of the first rows.
struct NamedItems {
    std::vector<std::string> ids; ///< those that `known` knows, each once, in the order of the file
    std::size_t rows = 0;         ///< without a header
    std::size_t repeated = 0;
    std::size_t unknown = 0;
    std::string firstUnknown; ///< "x in line 7"
};

/// BadInput when there is no row, or none that `known` knows.
Result<NamedItems> readNamedItems(const std::filesystem::path& file,
                                  const std::function<bool(std::string_view)>& known,
                                  const ExecutionContext& context);

} // namespace tastescope
