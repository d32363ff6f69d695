// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/settle_dates.h"

#include "storage/import/loading/open_records.h"
#include "storage/import/planning/column_times.h"
#include "storage/import/planning/sniffer.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tastescope {

bool asksForOrder(const FilePlan& plan, const ColumnPlan& column) {
    const bool attribute =
        column.role == ColumnRole::ItemAttribute || column.role == ColumnRole::UserAttribute;
    return column.timeAsks && ((column.role == ColumnRole::Time && plan.kind == FileKind::Interactions) ||
                               (attribute && looksLikeTime(column)));
}

Result<void> settleDates(FilePlan& plan, const ExecutionContext& context) {
    std::vector<std::pair<std::size_t, TimeCensus>> asked;
    for (std::size_t place = 0; place < plan.columns.size(); ++place) {
        if (asksForOrder(plan, plan.columns[place])) {
            asked.emplace_back(place, TimeCensus(currentYear()));
        }
    }
    if (plan.kind == FileKind::Ignored || asked.empty()) {
        return {};
    }
    TRY_ASSIGN(auto records, openRecords(plan, context.stop));
    const auto told = [](const auto& one) { return one.second.told(); };
    while (!std::ranges::all_of(asked, told)) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const auto next = records->next();
        if (next == RecordSource::Next::Failed) {
            return records->error();
        }
        if (next == RecordSource::Next::End) {
            break;
        }
        for (auto& [place, census] : asked) {
            if (next == RecordSource::Next::Record && records->fields().size() > place && !census.told()) {
                census.add(records->fields()[place]);
            }
        }
    }
    for (const auto& [place, census] : asked) {
        if (census.told()) {
            const TimeVerdict verdict = census.verdict();
            ColumnPlan& column = plan.columns[place];
            column.time = verdict.format;
            column.timeAsks = false;
            column.timeExample.clear();
            column.looksLike = verdict.words;
        }
    }
    return {};
}

Result<void> settleDates(ImportPlan& plan, const ExecutionContext& context) {
    for (FilePlan& file : plan.files) {
        TRY(settleDates(file, context));
    }
    return {};
}

} // namespace tastescope
