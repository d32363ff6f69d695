// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/preview.h"

#include "storage/import/loading/open_records.h"
#include "storage/import/loading/row_plan.h"
#include "storage/import/values/value_parse.h"

namespace tastescope {
namespace {

std::string problemOf(const ColumnPlan& column, std::string_view field) {
    const std::string_view text = trimmed(field);
    switch (column.role) {
    case ColumnRole::User:
        return text.empty() ? "User is empty" : "";
    case ColumnRole::Item:
        return text.empty() ? "Item is empty" : "";
    case ColumnRole::Signal:
        return text.empty() ? "Signal is empty" : "";
    case ColumnRole::Value:
        return text.empty() || parseValue(text, column.decimalComma, column.group) || parseOpinion(text)
                   ? ""
                   : "Value not readable";
    case ColumnRole::Time:
        return saysNoTime(text) || parseTime(text, column.time) ? "" : "Time not readable";
    case ColumnRole::Ignore:
    case ColumnRole::ItemAttribute:
    case ColumnRole::UserAttribute:
        break;
    }
    return "";
}

// Of the row as a whole.
std::string_view problemOf(const FilePlan& plan, const RecordSource& records) {
    std::size_t names = 0; // ids that are the names of their columns
    std::size_t ids = 0;
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ColumnRole role = plan.columns[i].role;
        if (role != ColumnRole::User && role != ColumnRole::Item) {
            continue;
        }
        const std::string_view id = trimmed(records.fields()[i]);
        if (isHalfQuoted(id, records, plan.dialect.quote)) {
            return quotesProblem;
        }
        ++ids;
        names += id == plan.columns[i].name ? 1 : 0;
    }
    return plan.dialect.header && ids == 2 && names == 2 ? headerProblem : std::string_view();
}

PreviewRow previewRow(const FilePlan& plan, const RecordSource& records) {
    PreviewRow row;
    row.line = records.line();
    row.fields.assign(records.fields().begin(), records.fields().end());
    row.problems.resize(row.fields.size());
    if (row.fields.size() != plan.columns.size()) {
        row.problems.front() = "Wrong number of columns";
        return row;
    }
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        row.problems[i] = problemOf(plan.columns[i], row.fields[i]);
    }
    if (const std::string_view problem = problemOf(plan, records); !problem.empty()) {
        row.problems.front() = problem;
    }
    return row;
}

} // namespace

Result<FilePreview> previewFile(const FilePlan& plan, std::size_t rows) {
    auto opened = openRecords(plan, {}, defaultReadBuffer - 1); // too small for a thread of its own
    if (!opened) {
        return opened.error();
    }
    RecordSource& records = **opened;
    FilePreview preview;
    preview.plan = plan;
    for (;;) {
        const auto next = records.next();
        if (next == RecordSource::Next::Failed) {
            return records.error();
        }
        preview.complete = next == RecordSource::Next::End;
        if (preview.complete || preview.rows.size() == rows) {
            return preview;
        }
        if (next == RecordSource::Next::Record) {
            preview.rows.push_back(previewRow(plan, records));
        } else {
            preview.rows.push_back({records.line(),
                                    {std::string(records.raw().substr(0, 4096))},
                                    {std::string(records.problem())}});
        }
    }
}

} // namespace tastescope
