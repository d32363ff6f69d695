// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns of a file of results are what, and which metrics are asked of them.
#pragma once

#include "storage/use_cases/experiment/experiment_table.h"
#include "storage/use_cases/experiment/named_table.h"

#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// A metric as columns: a number, or a quotient of sums.
struct MetricColumns {
    std::string id;
    std::size_t value = 0;
    std::optional<std::size_t> base;
};

/// What of a column cannot be, and how several rows of a person become one.
enum class ColumnUse {
    Other,  ///< any number; added up
    Count,  ///< not under 0; added up
    Return, ///< not under 0; the largest
    Before, ///< any number; the mean
};

struct ExperimentColumns {
    std::optional<std::size_t> arm;
    std::optional<std::size_t> user;
    std::optional<std::size_t> users; ///< how many a row stands for
    std::optional<std::size_t> segment;
    std::optional<std::size_t> impressions;
    std::optional<std::size_t> clicks;
    std::optional<std::size_t> revenue;
    std::optional<std::size_t> before; ///< CUPED is asked for
    std::optional<std::size_t> day;    ///< when a row came
    bool dayAsked = false;             ///< false: by its name, so that it may turn out to be none
    std::vector<MetricColumns> metrics;
    std::vector<ColumnUse> uses; ///< by column
    std::vector<std::pair<std::string, std::string>> roles;
};

/// What a column of a file of results would be taken for, so that a person can say otherwise.
struct GuessedColumn {
    std::string name;
    std::string example; ///< its first value
    bool numeric = false;
    std::string role; ///< "metric" for what is measured, empty for nothing
};
std::vector<GuessedColumn> guessedColumns(const NamedTable& table, const RoleColumns& roles);
/// As the request maps them, and by their names what it does not. Errors: those of openNamedTable() and
/// columnsOfRoles().
Result<std::vector<GuessedColumn>> guessResultColumns(const ExperimentRequest& request,
                                                      const ExecutionContext& context);

/// Errors as readExperimentTable() has them, of columns.
Result<ExperimentColumns> experimentColumns(const NamedTable& table, const ExperimentRequest& request);

} // namespace tastescope
