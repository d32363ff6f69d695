// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the importer share: gzip, records as text, and an import in one call.
#pragma once

#include "storage/import/loading/importer.h"
#include "storage/import/planning/plan_import.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace tastescope::test {

/// The read buffers with which every parser test runs.
inline constexpr std::size_t bufferSizes[] = {1, 2, 7, 64, 4096};

inline std::string gzipped(std::string_view text) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// "line:[field][field]" for a record, "line:!problem<raw>" for a bad one, each with a blank behind it.
inline std::string recordsText(RecordSource& source) {
    std::string out;
    for (;;) {
        const auto next = source.next();
        if (next == RecordSource::Next::End || next == RecordSource::Next::Failed) {
            return out;
        }
        out += std::to_string(source.line()) + ':';
        if (next == RecordSource::Next::Bad) {
            out += '!' + std::string(source.problem()) + '<' + std::string(source.raw()) + "> ";
            continue;
        }
        for (const std::string_view field : source.fields()) {
            out += '[' + std::string(field) + ']';
        }
        out += ' ';
    }
}

inline ImportPlan planOf(const std::vector<std::filesystem::path>& paths, const ImportHints& hints = {}) {
    auto plan = planImport(paths, hints);
    if (!plan) {
        ADD_FAILURE() << plan.error().text();
        return {};
    }
    return std::move(plan).value();
}

inline ImportedData imported(const ImportPlan& plan, const Dataset* existing = nullptr,
                             std::size_t bufferSize = defaultReadBuffer) {
    auto data = readFilesBuffered(plan, existing, {}, bufferSize);
    if (!data) {
        ADD_FAILURE() << data.error().text();
        return {};
    }
    return std::move(data).value();
}

/// Plans and reads.
inline ImportedData importOf(const std::vector<std::filesystem::path>& paths, const ImportHints& hints = {}) {
    return imported(planOf(paths, hints));
}

/// Every event as "user item signal value time", one a line: what two imports are compared by.
inline std::string eventsText(const ImportedData& data) {
    const Dataset::Parts& parts = data.parts;
    std::string text;
    for (std::size_t user = 0; user < parts.events->userCount(); ++user) {
        for (std::size_t row = parts.events->firstOf(UserIndex(user));
             row < parts.events->lastOf(UserIndex(user)); ++row) {
            const Event event = parts.events->at(row);
            text += std::string(parts.users->at(event.user.value)) + ' ' +
                    std::string(parts.items->at(event.item.value)) + ' ' + parts.signals[event.signal].name +
                    ' ' + (event.value == event.value ? std::to_string(event.value) : "-") + ' ' +
                    (event.time == noTime ? "-" : std::to_string(event.time)) + '\n';
        }
    }
    return text;
}

/// The cell of an item attribute as a person reads it; "(none)" when there is no such item or column.
inline std::string itemText(const ImportedData& data, std::string_view item, std::string_view column) {
    const auto row = data.parts.items->find(item);
    const AttributeColumn* found = data.parts.itemAttributes->table().find(column);
    return row && found != nullptr ? found->textOf(*row) : "(none)";
}

inline std::string userText(const ImportedData& data, std::string_view user, std::string_view column) {
    const auto row = data.parts.users->find(user);
    const AttributeColumn* found = data.parts.userAttributes->find(column);
    return row && found != nullptr ? found->textOf(*row) : "(none)";
}

/// Everything an import found out, as text.
inline std::string fullText(const ImportedData& data) {
    std::string text = eventsText(data);
    const Dataset::Parts& parts = data.parts;
    for (const AttributeColumn& column : parts.itemAttributes->table().columns) {
        for (std::size_t row = 0; row < parts.items->size(); ++row) {
            text += column.name + '[' + std::string(parts.items->at(static_cast<std::uint32_t>(row))) +
                    "]=" + column.textOf(row) + '\n';
        }
    }
    for (const Reject& reject : data.report.rejects) {
        text += reject.file + ':' + std::to_string(reject.line) + ':' + std::to_string(reject.column) + ' ' +
                reject.reason + " <" + reject.raw + ">\n";
    }
    return text + std::to_string(data.report.rowsRead) + ' ' + std::to_string(data.report.rowsImported) +
           ' ' + std::to_string(data.report.rowsRejected) + ' ' + std::to_string(data.report.duplicates);
}

} // namespace tastescope::test
