// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of the A/B lab as CSV files. GUI thread only.
#pragma once

#include "storage/export/table_file.h"

#include <QString>

#include <filesystem>
#include <vector>

class QWidget;

namespace tastescope {

class Session;

/// Asks for a name and writes off the GUI thread, whole or not at all; a message tells how it went. The
/// `inputs` are files that the rows were made of, and are not written over.
void saveCsv(Session& session, QWidget& over, const QString& title, const QString& name,
             const std::vector<std::filesystem::path>& inputs, const std::vector<TableColumn>& columns,
             const std::vector<std::vector<std::string>>& rows);
/// A number as it reads back bit for bit; empty for NaN.
std::string exactNumber(double value);

} // namespace tastescope
