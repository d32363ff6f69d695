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
    std::vector<MetricColumns> metrics;
    std::vector<ColumnUse> uses; ///< by column
    std::vector<std::pair<std::string, std::string>> roles;
};

/// Errors as readExperimentTable() has them, of columns.
Result<ExperimentColumns> experimentColumns(const NamedTable& table, const ExperimentRequest& request);

} // namespace tastescope
