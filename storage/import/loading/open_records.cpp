// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/open_records.h"

#include "storage/import/records/delimited_reader.h"
#include "storage/import/records/json_lines_reader.h"
#include "storage/import/sources/prefetch_source.h"

#include <utility>

namespace tastescope {
namespace {

// Ends the reading after a stop, also in the middle of an endless line.
class StoppableSource final : public ByteSource {
public:
    StoppableSource(std::unique_ptr<ByteSource> source, std::stop_token stop)
        : m_source(std::move(source))
        , m_stop(std::move(stop)) {}
    Result<std::size_t> read(std::span<char> out) override {
        if (m_stop.stop_requested()) {
            return cancelledError();
        }
        return m_source->read(out);
    }
    std::uint64_t position() const override { return m_source->position(); }

private:
    std::unique_ptr<ByteSource> m_source;
    std::stop_token m_stop;
};

} // namespace

Result<std::unique_ptr<RecordSource>> openRecords(const FilePlan& plan, std::stop_token stop,
                                                  std::size_t bufferSize, const RecordLimits& limits) {
    auto bytes = openByteSource(plan.path, plan.member);
    if (!bytes) {
        return bytes.error();
    }
    // Unpacking costs as much as parsing, so it gets a thread of its own; small buffers are for tests.
    const bool packed = !plan.member.empty() || isGzip(plan.path);
    if (packed && bufferSize >= defaultReadBuffer) {
        bytes = makePrefetchSource(std::move(bytes).value(), bufferSize, 8);
    }
    TextBuffer buffer(std::make_unique<StoppableSource>(std::move(bytes).value(), std::move(stop)),
                      plan.dialect.encoding, bufferSize);
    if (plan.dialect.jsonLines) {
        std::vector<std::string> names;
        for (const ColumnPlan& column : plan.columns) {
            names.push_back(column.name);
        }
        return std::unique_ptr<RecordSource>(
            std::make_unique<JsonLinesReader>(std::move(buffer), std::move(names), limits));
    }
    auto reader = std::make_unique<DelimitedReader>(std::move(buffer), plan.dialect, limits);
    if (plan.dialect.header && reader->next() == RecordSource::Next::Failed) {
        return reader->error();
    }
    return std::unique_ptr<RecordSource>(std::move(reader));
}

} // namespace tastescope
