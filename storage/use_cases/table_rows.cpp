// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/table_rows.h"

#include "storage/import/loading/open_records.h"
#include "storage/import/planning/column_names.h"
#include "storage/import/planning/plan_files.h"
#include "storage/import/planning/sniffer.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t sampleRows = 1'000;
// Separates nothing in a text that people write.
constexpr std::string_view noDelimiter = "\x1F";

/// One way to read a file of ids.
struct Reading {
    FilePlan plan;
    std::size_t column = 0;
    std::size_t known = 0; ///< ids of the sample
};

FilePlan linesOf(const FilePlan& sniffed, char quote) {
    FilePlan plan = sniffed;
    plan.dialect.jsonLines = false;
    plan.dialect.delimiter = noDelimiter;
    plan.dialect.quote = quote;
    plan.dialect.escape = '\0';
    plan.dialect.header = false;
    plan.dialect.preamble = 0;
    plan.dialect.comment.clear();
    plan.columns.assign(1, {});
    return plan;
}

/// The column whose cells are known most often, in as much of a sample as can be read.
Result<Reading> measured(FilePlan plan, const std::function<bool(std::string_view)>& known,
                         const ExecutionContext& context) {
    std::vector<std::size_t> columns(plan.columns.size());
    for (std::size_t column = 0; column < columns.size(); ++column) {
        columns[column] = column;
    }
    std::vector<std::size_t> counts(columns.size());
    std::size_t rows = 0;
    const Result<void> read = readCells(plan, columns, context, [&](auto cells, std::uint64_t) {
        for (std::size_t column = 0; column < cells.size(); ++column) {
            counts[column] += known(cells[column]) ? 1 : 0;
        }
        return Result<bool>(++rows < sampleRows);
    });
    // A row that cannot be read is another reading's or the caller's to meet.
    if (!read && read.error().code != ErrorCode::BadInput) {
        return read.error();
    }
    const auto best = std::ranges::max_element(counts);
    return Reading{std::move(plan), static_cast<std::size_t>(best - counts.begin()),
                   best == counts.end() ? 0 : *best};
}

Result<Reading> chooseReading(const SourceFile& source, const std::function<bool(std::string_view)>& known,
                              const ExecutionContext& context) {
    TRY_ASSIGN(const auto sniff, sniffFile(source.path, source.member, {}));
    std::vector<FilePlan> plans;
    if (sniff.table && !sniff.plan.columns.empty()) {
        plans.push_back(sniff.plan);
    }
    plans.push_back(linesOf(sniff.plan, '"'));
    plans.push_back(linesOf(sniff.plan, '\0'));
    std::optional<Reading> best;
    for (FilePlan& plan : plans) {
        TRY_ASSIGN(auto reading, measured(std::move(plan), known, context));
        if (!best || reading.known > best->known) {
            best = std::move(reading);
        }
    }
    return std::move(*best);
}

bool namesAColumn(std::string_view text) {
    const NameMeaning meaning = meaningOfName(plainName(text));
    return meaning == NameMeaning::Item || meaning == NameMeaning::WeakItem || meaning == NameMeaning::RowId;
}

} // namespace

Result<void> readCells(const FilePlan& plan, const std::vector<std::size_t>& columns,
                       const ExecutionContext& context, const TakeCells& take) {
    TRY_ASSIGN(const auto records, openRecords(plan, context.stop));
    const std::size_t expected = plan.columns.size();
    std::vector<std::string_view> cells(columns.size());
    for (;;) {
        const auto next = records->next();
        if (next == RecordSource::Next::End) {
            return {};
        }
        if (next == RecordSource::Next::Failed) {
            return records->error();
        }
        if (next == RecordSource::Next::Bad) {
            return cellError(plan, records->line(), std::string(records->problem()), "Correct the row");
        }
        auto fields = records->fields();
        // Some programs end every row with a delimiter.
        while (fields.size() > expected && fields.back().empty()) {
            fields = fields.first(fields.size() - 1);
        }
        if (fields.size() != expected) {
            return cellError(
                plan, records->line(),
                fmt::format("Wrong number of columns: {} instead of {}", fields.size(), expected),
                "Correct the row");
        }
        for (std::size_t at = 0; at < columns.size(); ++at) {
            const std::string_view field = fields[columns[at]];
            const std::string_view inner = trimmed(field);
            // Ids stay as they are, as in an import; one of blanks alone is none.
            cells[at] = plan.dialect.trim || inner.empty() ? inner : field;
        }
        TRY_ASSIGN(const bool goOn, take(cells, records->line()));
        if (!goOn) {
            return {};
        }
    }
}

std::size_t columnOf(const FilePlan& plan, ColumnRole role) {
    const auto found = std::ranges::find(plan.columns, role, &ColumnPlan::role);
    return static_cast<std::size_t>(found - plan.columns.begin());
}

Error cellError(const FilePlan& plan, std::uint64_t line, std::string what, std::string remedy) {
    return {ErrorCode::BadInput, std::move(what), std::move(remedy),
            fmt::format("{}, line {}", sourceLabel(plan.path, plan.member), line)};
}

Result<NamedItems> readNamedItems(const std::filesystem::path& file,
                                  const std::function<bool(std::string_view)>& known,
                                  const ExecutionContext& context) {
    const KeepArchivesOpen keep;
    TRY_ASSIGN(const auto sources, listSources({file}, context.stop));
    NamedItems items;
    std::unordered_set<std::string> listed;
    for (const SourceFile& source : sources) {
        TRY_ASSIGN(const auto reading, chooseReading(source, known, context));
        const std::size_t firstRow = items.rows;
        TRY(readCells(reading.plan, {reading.column}, context, [&](auto cells, std::uint64_t line) {
            const std::string_view id = cells[0];
            const bool there = known(id);
            if (id.empty() || (!there && items.rows == firstRow && namesAColumn(id))) {
                return Result<bool>(true);
            }
            ++items.rows;
            if (!there) {
                items.firstUnknown =
                    items.unknown++ > 0 ? items.firstUnknown : fmt::format("\"{:.60}\" in line {}", id, line);
            } else if (listed.emplace(id).second) {
                items.ids.emplace_back(id);
            } else {
                ++items.repeated;
            }
            return Result<bool>(true);
        }));
    }
    if (items.rows == 0) {
        return Error{ErrorCode::BadInput, "The file names no item", "Give one item id a line", file.string()};
    }
    if (items.ids.empty()) {
        return Error{
            ErrorCode::BadInput,
            fmt::format("None of its {} ids is an item of the data, as {}", items.rows, items.firstUnknown),
            "Use the ids of the data, character for character, one a line", file.string()};
    }
    return items;
}

} // namespace tastescope
