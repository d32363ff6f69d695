// SPDX-License-Identifier: GPL-3.0-or-later
// A project's data as rows of its tables. All functions expect to be called inside a transaction.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "storage/project/project_data.h"
#include "storage/sqlite/database.h"

#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// Refuses row numbers out of range, attribute columns of unequal length or equal name, empty or equal
/// signals: what the readers rely on.
Result<void> validateData(const ProjectData& data);

/// Replaces what is there by `data`, packed cache included. Foreign keys are off: validateData() has seen to
/// them.
Result<void> writeData(sqlite::Database& database, const ProjectData& data, const ExecutionContext& context);

/// Everything but `parts.name` where none is stored. Corrupt when rows contradict each other. `cacheUsed`
/// tells whether the events came from the packed cache.
Result<Dataset::Parts> readData(sqlite::Database& database, const ExecutionContext& context, bool& cacheUsed);

/// Whether the packed cache, if it would be used, says what the rows say.
Result<bool> cacheEqualsRows(sqlite::Database& database, const ExecutionContext& context);

/// Makes the packed cache of events that were read from their rows.
Result<void> writeEventCache(sqlite::Database& database, const Interactions& events, std::size_t users);

Result<std::string> readFact(sqlite::Database& database, std::string_view key);
Result<void> writeFact(sqlite::Database& database, std::string_view key, std::string_view value);
Result<void> writeSignals(sqlite::Database& database, const std::vector<SignalType>& signals,
                          PairPolicy policy);
Result<void> writeNouns(sqlite::Database& database, const Nouns& nouns);

} // namespace tastescope
