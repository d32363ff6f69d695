// SPDX-License-Identifier: GPL-3.0-or-later
// The file of a plan as a sequence of records.
#pragma once

#include "storage/import/planning/import_plan.h"
#include "storage/import/records/record_source.h"

#include <memory>
#include <stop_token>

namespace tastescope {

/// Opens a file as its plan says and passes over preamble and header. Reading fails with cancelledError()
/// after a stop.
Result<std::unique_ptr<RecordSource>> openRecords(const FilePlan& plan, const std::stop_token& stop = {},
                                                  std::size_t bufferSize = defaultReadBuffer,
                                                  const RecordLimits& limits = {});

} // namespace tastescope
