// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/record_source.h"

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

bool RecordSource::more() {
    if (auto filled = m_buffer.fill(); !filled) {
        m_error = filled.error();
        return false;
    }
    return true;
}

std::size_t RecordSource::lineBreakLength(std::string_view text, std::size_t at) const {
    if (text[at] == '\n') {
        return 1;
    }
    if (at + 1 < text.size()) {
        return text[at + 1] == '\n' ? 2 : 1;
    }
    return m_buffer.atEnd() ? 1 : 0;
}

std::uint64_t RecordSource::lineBreaks(std::string_view text) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pair = text[i] == '\n' && i > 0 && text[i - 1] == '\r';
        count += (text[i] == '\n' || text[i] == '\r') && !pair ? 1 : 0;
    }
    return count;
}

bool RecordSource::skipLine() {
    ++m_nextLine;
    for (;;) {
        const std::string_view text = m_buffer.text();
        const std::size_t at = text.find_first_of("\r\n");
        if (at == std::string_view::npos) {
            m_buffer.consume(text.size());
            if (m_buffer.atEnd()) {
                return true;
            }
        } else if (const std::size_t length = lineBreakLength(text, at); length != 0) {
            m_buffer.consume(at + length);
            return true;
        } else {
            m_buffer.consume(at);
        }
        if (!more()) {
            return false;
        }
    }
}

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
