// SPDX-License-Identifier: GPL-3.0-or-later
// Some people and some items of a data set as a data set of its own: what somebody is shown who must not see
// the rest. Pure functions; thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tastescope {

/// Row numbers, each side ascending and unique.
struct DatasetRows {
    std::vector<std::uint32_t> users;
    std::vector<std::uint32_t> items;
    friend bool operator==(const DatasetRows&, const DatasetRows&) = default;
};

/// Who and what is kept besides those with an event.
struct KeptRows {
    bool describedUsers = false; ///< of whom an attribute is known
    bool describedItems = false;
};
DatasetRows presentRows(const Dataset& dataset, const KeptRows& kept = {});

/// Whether any attribute of the row is known.
bool isDescribed(const AttributeTable& table, std::size_t row);
/// The rows of `table` in another order; those that it does not have are empty.
AttributeTable attributesOfRows(const AttributeTable& table, std::span<const std::uint32_t> rows);

/// Their ids, attributes and what events they have with each other, in the order of the rows; signals and
/// matrix options are the same. Every row must be in the data set. After a stop: without all events.
std::shared_ptr<const Dataset> datasetOfRows(const Dataset& dataset, const DatasetRows& rows,
                                             const ExecutionContext& context = {});

} // namespace tastescope
