// SPDX-License-Identifier: GPL-3.0-or-later
// The four tables of the data set page. Each builder counts once over the events (run it in a job); cells are
// read from the shared data set when they are shown.
#pragma once

#include "engine/data/dataset.h"
#include "ui/tables/query_table_model.h"

#include <memory>

namespace tastescope {

enum class DataTable { Items, Creators, Users, Events };

/// The column that the table is sorted by at first, descending; -1 for the order of the data.
struct DataTableSource {
    std::shared_ptr<const TableSource> source;
    int sortColumn = -1;
};

DataTableSource makeDataTable(DataTable table, const std::shared_ptr<const Dataset>& dataset);

} // namespace tastescope
