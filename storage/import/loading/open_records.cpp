// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/open_records.h"

#include "storage/import/records/delimited_reader.h"
#include "storage/import/records/json_lines_reader.h"
#include "storage/import/sources/prefetch_source.h"

#include <utility>

namespace tastescope {
Result<std::unique_ptr<RecordSource>> openRecords(const FilePlan& plan, const std::stop_token& stop,
                                                  std::size_t bufferSize, const RecordLimits& limits) {
    TRY_ASSIGN(auto bytes, openByteSource(plan.path, plan.member, {}, stop));
    // Unpacking costs as much as parsing, so it gets a thread of its own; small buffers are for tests.
    const bool packed = !plan.member.empty() || isGzip(plan.path);
    if (packed && bufferSize >= defaultReadBuffer) {
        bytes = makePrefetchSource(std::move(bytes), bufferSize, 8, stop);
    }
    TextBuffer buffer(std::move(bytes), plan.dialect.encoding, bufferSize);
    if (plan.dialect.jsonLines) {
        std::vector<std::string> names;
        for (const ColumnPlan& column : plan.columns) {
            names.push_back(column.name);
        }
        return std::unique_ptr<RecordSource>(
            std::make_unique<JsonLinesReader>(std::move(buffer), std::move(names), limits));
    }
    auto reader =
        std::make_unique<DelimitedReader>(std::move(buffer), plan.dialect, limits, plan.columns.size());
    for (std::size_t i = 0; plan.dialect.header && i < plan.dialect.headerRows; ++i) {
        if (reader->next() == RecordSource::Next::Failed) {
            return reader->error();
        }
    }
    return std::unique_ptr<RecordSource>(std::move(reader));
}

} // namespace tastescope
