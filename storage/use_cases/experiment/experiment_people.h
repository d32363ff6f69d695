// SPDX-License-Identifier: GPL-3.0-or-later
// A file of results as the people in it.
#pragma once

#include "engine/data/id_map.h"
#include "storage/use_cases/experiment/experiment_columns.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace tastescope {

/// The file as people (or rows, where it names none): sums of the columns that count.
struct ExperimentPeople {
    static constexpr auto nowhere = std::numeric_limits<std::uint32_t>::max();

    IdMap arms;
    IdMap segments;
    IdMap users;
    std::vector<std::size_t> columns;               ///< those that are read as numbers
    std::vector<std::vector<double>> numbers;       ///< by column of `columns`, then person; NaN = no value
    std::vector<std::vector<std::uint32_t>> counts; ///< how many rows, of columns whose mean counts
    std::vector<std::uint32_t> arm;                 ///< nowhere = in several
    std::vector<std::uint32_t> segment;
    std::vector<std::uint64_t> line; ///< the first
    std::vector<std::int64_t> day;   ///< the first; empty where days are unknown
    std::uint64_t rows = 0;
    std::uint64_t again = 0; ///< of them, further rows of somebody in the same arm

    const std::vector<double>& of(std::size_t column) const {
        const auto place = std::ranges::find(columns, column) - columns.begin();
        return numbers[static_cast<std::size_t>(place)];
    }
};

/// Errors as readExperimentTable() has them, of cells.
Result<ExperimentPeople> readPeople(const NamedTable& table, const ExperimentColumns& columns,
                                    const ExecutionContext& context);

} // namespace tastescope
