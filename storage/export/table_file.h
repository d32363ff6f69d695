// SPDX-License-Identifier: GPL-3.0-or-later
// A table written row by row as CSV (header first) or as a JSON array of objects; whole or not at all.
#pragma once

#include "storage/export/text_format.h"
#include "storage/files/atomic_file.h"
#include "storage/files/cell_guard.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct TableColumn {
    std::string name;
    bool number = false; ///< JSON: written without quotes; an empty cell becomes null
    bool plain = false;  ///< text that we make ourselves, as times: no guard belongs in front
};

/// Not thread-safe.
class TableFile {
public:
    /// CSV cells and headings that a spreadsheet would run are guarded unless `cells` says raw.
    static Result<TableFile> create(const std::filesystem::path& path, std::vector<TableColumn> columns,
                                    Cells cells = Cells::Guarded);
    /// One text a column.
    Result<void> row(std::span<const std::string> cells);
    Result<void> commit();

private:
    TableFile(AtomicFile file, ExportFormat format, std::vector<TableColumn> columns, Cells cells);
    void addCsv(std::string_view text, bool guard);
    Result<void> flush(bool all);

    AtomicFile m_file;
    ExportFormat m_format;
    std::vector<TableColumn> m_columns;
    Cells m_cells;
    std::string m_pending;
    bool m_first = true;
};

} // namespace tastescope
