// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/settle_dates.h"

#include "storage/import/loading/open_records.h"
#include "storage/import/planning/column_times.h"

#include <algorithm>

namespace tastescope {

Result<void> settleDates(FilePlan& plan, const ExecutionContext& context) {
    const auto column = std::ranges::find_if(
        plan.columns, [](const ColumnPlan& each) { return each.role == ColumnRole::Time && each.timeAsks; });
    if (plan.kind != FileKind::Interactions || column == plan.columns.end()) {
        return {};
    }
    const auto place = static_cast<std::size_t>(column - plan.columns.begin());
    TRY_ASSIGN(auto records, openRecords(plan, context.stop));
    TimeCensus census(currentYear());
    while (!census.told()) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const auto next = records->next();
        if (next == RecordSource::Next::Failed) {
            return records->error();
        }
        if (next == RecordSource::Next::End) {
            return {};
        }
        if (next == RecordSource::Next::Record && records->fields().size() > place) {
            census.add(records->fields()[place]);
        }
    }
    const TimeVerdict verdict = census.verdict();
    column->time = verdict.format;
    column->timeAsks = false;
    column->timeExample.clear();
    column->looksLike = verdict.words;
    return {};
}

Result<void> settleDates(ImportPlan& plan, const ExecutionContext& context) {
    for (FilePlan& file : plan.files) {
        TRY(settleDates(file, context));
    }
    return {};
}

} // namespace tastescope
