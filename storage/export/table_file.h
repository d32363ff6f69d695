// SPDX-License-Identifier: GPL-3.0-or-later
// A table written row by row as CSV (header first) or as a JSON array of objects; whole or not at all.
#pragma once

#include "storage/export/text_format.h"
#include "storage/files/atomic_file.h"

#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct TableColumn {
    std::string name;
    bool number = false; ///< JSON: written without quotes; an empty cell becomes null
};

/// Not thread-safe.
class TableFile {
public:
    static Result<TableFile> create(const std::filesystem::path& path, std::vector<TableColumn> columns);
    /// One text a column.
    Result<void> row(std::span<const std::string> cells);
    Result<void> commit();

private:
    TableFile(AtomicFile file, ExportFormat format, std::vector<TableColumn> columns);
    Result<void> flush(bool all);

    AtomicFile m_file;
    ExportFormat m_format;
    std::vector<TableColumn> m_columns;
    std::string m_pending;
    bool m_first = true;
};

} // namespace tastescope
