// SPDX-License-Identifier: GPL-3.0-or-later
// Cells as the clipboard takes them for a spreadsheet; whatever copies a table goes through here.
#pragma once

#include <QString>
#include <QStringList>

namespace tastescope {

/// A line of tab-separated cells, without its end. A cell stays one cell: tabs and ends of lines in it become
/// blanks, and one that begins with a quote is quoted, as it would be taken off. What a spreadsheet would run
/// is guarded as in exports (storage/files/cell_guard.h); a number, also as the window writes it, is left
/// alone: "-0.5", "+1,204", "+3 %".
QString sheetLine(const QStringList& cells);

} // namespace tastescope
