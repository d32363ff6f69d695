// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/sheet_text.h"

#include "storage/files/cell_guard.h"

#include <QRegularExpression>

namespace tastescope {

namespace {

bool isShownNumber(const QString& cell) {
    static const QRegularExpression number(QStringLiteral(
        "\\A[+-](?:(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|\\.\\d+)(?:[ \\x{2009}\\x{202f}]?%)?\\z"));
    return number.match(cell).hasMatch();
}

QString sheetCell(QString cell) {
    const bool guard = needsGuard(cell.toStdString()) && !isShownNumber(cell);
    for (const char parting : {'\t', '\n', '\r'}) {
        cell.replace(QLatin1Char(parting), QLatin1Char(' '));
    }
    if (guard) {
        cell.prepend(QLatin1Char('\''));
    }
    if (cell.startsWith(QLatin1Char('"'))) { // else "=1+1" in quotes would lose them, and be run
        cell.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        cell = QLatin1Char('"') + cell + QLatin1Char('"');
    }
    return cell;
}

} // namespace

QString sheetLine(const QStringList& cells) {
    QStringList line;
    for (const QString& cell : cells) {
        line += sheetCell(cell);
    }
    return line.join(QLatin1Char('\t'));
}

} // namespace tastescope
