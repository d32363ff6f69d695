// SPDX-License-Identifier: GPL-3.0-or-later
// A table whose columns are asked for by name: results of an experiment, the log of a policy. Read by the
// reader of imports, so that whatever can be imported can be given (packed, from a pipe, as JSON lines).
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "storage/import/planning/import_plan.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

struct NamedTable {
    FilePlan plan;
    std::vector<bool> numeric; ///< by column: every value of the sample is a number, yes or no, or missing
    std::vector<bool> times;   ///< by column: it looks like dates or times
    std::vector<std::string> examples; ///< by column: its first value; empty where the sample has none
};

/// Errors: those of reading; BadInput for what is no table, for several files at once, for columns of one
/// name. A first row of numbers alone is no header: the columns are then "column 1", …
Result<NamedTable> openNamedTable(const std::filesystem::path& file, const ExecutionContext& context);

/// By name, else by name whatever the case and signs, else by 1-based number. InvalidArgument with the names
/// there are; `place` says where it was asked for.
Result<std::size_t> columnNamed(const NamedTable& table, std::string_view name, std::string_view place);

/// What a column can be, and the names (as plainName() gives them) it is known by, the likeliest first.
struct RoleNames {
    std::string_view role;
    std::vector<std::string_view> names;
};
using RoleColumns = std::map<std::string, std::size_t, std::less<>>;

/// "role=column" first, then by name what is left, each column once; "ignore=column" keeps a column out.
/// InvalidArgument for an unknown role and for a column that is not there.
Result<RoleColumns> columnsOfRoles(const NamedTable& table, std::span<const RoleNames> roles,
                                   const std::vector<std::pair<std::string, std::string>>& map);

/// The fourth power of what people do has to be a number: the freedom of Welch's test is made of such.
inline constexpr double largestNumber = 1e50;

/// A number; 1 and 0 for yes and no in English; nothing where the cell is empty or says so (NA, NaN, null).
/// BadInput with line and column for anything else, and for what is beyond largestNumber either way.
Result<std::optional<double>> numberOfCell(const NamedTable& table, std::size_t column, std::string_view text,
                                           std::uint64_t line);

/// Numbers by size and before other texts, which stand in the order of their letters.
struct NaturalLess {
    bool operator()(const std::string& a, const std::string& b) const;
};

} // namespace tastescope
