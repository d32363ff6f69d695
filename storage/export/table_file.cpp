// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/table_file.h"

#include "storage/export/json_writer.h"

#include <cassert>

namespace tastescope {
namespace {

constexpr std::size_t flushFrom = std::size_t{1} << 16;

std::string jsonText(std::string_view text) {
    JsonWriter writer;
    writer.value(text);
    return writer.text();
}

} // namespace

TableFile::TableFile(AtomicFile file, ExportFormat format, std::vector<TableColumn> columns, Cells cells)
    : m_file(std::move(file))
    , m_format(format)
    , m_columns(std::move(columns))
    , m_cells(cells) {
    if (format == ExportFormat::Json) {
        m_pending += '[';
        return;
    }
    for (std::size_t at = 0; at < m_columns.size(); ++at) {
        m_pending += at ? "," : "";
        addCsv(m_columns[at].name, true);
    }
    m_pending += "\r\n";
}

Result<TableFile> TableFile::create(const std::filesystem::path& path, std::vector<TableColumn> columns,
                                    Cells cells) {
    TRY_ASSIGN(const auto format, exportFormat(path));
    TRY_ASSIGN(auto file, AtomicFile::create(path));
    return TableFile(std::move(file), format, std::move(columns), cells);
}

Result<void> TableFile::row(std::span<const std::string> cells) {
    assert(cells.size() == m_columns.size());
    if (m_format == ExportFormat::Csv) {
        for (std::size_t at = 0; at < cells.size(); ++at) {
            m_pending += at ? "," : "";
            addCsv(cells[at], !m_columns[at].number && !m_columns[at].plain);
        }
        m_pending += "\r\n";
        return flush(false);
    }
    m_pending += m_first ? "\n{" : ",\n{";
    m_first = false;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        m_pending += at ? "," : "";
        m_pending += jsonText(m_columns[at].name);
        m_pending += ':';
        m_pending += !m_columns[at].number ? jsonText(cells[at]) : cells[at].empty() ? "null" : cells[at];
    }
    m_pending += '}';
    return flush(false);
}

/// A guarded cell is quoted as well, so that nobody takes the apostrophe for a quote.
void TableFile::addCsv(std::string_view text, bool guard) {
    if (!guard || m_cells == Cells::Raw || !needsGuard(text)) {
        m_pending += csvField(text);
        return;
    }
    m_pending += "\"'";
    for (const char c : text) {
        m_pending.append(c == '"' ? 2 : 1, c);
    }
    m_pending += '"';
}

Result<void> TableFile::commit() {
    if (m_format == ExportFormat::Json) {
        m_pending += "\n]\n";
    }
    if (Result<void> done = flush(true); !done) {
        return done;
    }
    return m_file.commit();
}

Result<void> TableFile::flush(bool all) {
    if (m_pending.empty() || (!all && m_pending.size() < flushFrom)) {
        return {};
    }
    Result<void> done = m_file.write(m_pending);
    m_pending.clear();
    return done;
}

} // namespace tastescope
