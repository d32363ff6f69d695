// SPDX-License-Identifier: GPL-3.0-or-later
// A FilePlan as the row loop wants it: column numbers by role, looked up once a file.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "storage/import/loading/attribute_collector.h"
#include "storage/import/planning/import_plan.h"
#include "storage/import/records/record_source.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tastescope {

using LookupTable = std::unordered_map<std::string, std::string>;

/// Why whole rows are rejected, for the import and for the preview of it.
inline constexpr std::string_view quotesProblem = "Quotes do not match"; // as the reader says it
inline constexpr std::string_view headerProblem = "The header once more";

/// In a row whose quotes do not match: what was to be quoted is no id with a quote in it.
bool isHalfQuoted(std::string_view id, const RecordSource& records, char quote);

/// Reads the file of a LookupPlan; bad rows are passed over.
Result<LookupTable> loadLookup(const LookupPlan& plan, const ExecutionContext& context);

struct AttributeTarget {
    std::size_t field = 0;
    std::size_t column = 0; ///< of the AttributeCollector
    const ColumnPlan* plan = nullptr;
    const LookupTable* lookup = nullptr;
};

struct RowPlan {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t columns = 0; ///< expected fields
    std::size_t user = none;
    std::size_t item = none;
    std::size_t signal = none;
    std::size_t value = none;
    std::size_t time = none;
    bool decimalComma = false; ///< of the value
    char group = '\0';         ///< of the value
    TimeFormat timeFormat;
    bool timeOptional = false; ///< a time that cannot be read leaves the row without one
    bool unpadUser = false;    ///< zeros before ids are taken off
    bool unpadItem = false;
    const LookupTable* userLookup = nullptr;
    const LookupTable* itemLookup = nullptr;
    std::vector<AttributeTarget> itemAttributes;
    std::vector<AttributeTarget> userAttributes;
};

/// Registers the file's attribute columns with the collectors.
RowPlan compileRowPlan(const FilePlan& plan, const std::unordered_map<std::string, LookupTable>& lookups,
                       AttributeCollector& items, AttributeCollector& users);

/// Puts one field where it belongs.
void storeAttribute(const AttributeTarget& target, std::string_view field, std::size_t row,
                    AttributeCollector& collector);

/// Whether rows of an items file make new items: a list of tags alone does not.
bool addsItems(const FilePlan& plan);

} // namespace tastescope
