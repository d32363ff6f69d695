// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/sheet_text.h"

#include "storage/files/cell_guard.h"

#include <QRegularExpression>

namespace tastescope {

namespace {

bool isShownNumber(const QString& cell) {
    static const QRegularExpression number(
        QStringLiteral("\\A[+\\x{2212}-]?(?:(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|\\.\\d+)(?:[ "
                       "\\x{2009}\\x{202f}]?%)?\\z"));
    return number.match(cell).hasMatch();
}

QString sheetCell(QString cell) {
    if (isShownNumber(cell)) { // as a spreadsheet reads it
        cell.replace(QChar(0x2212), QLatin1Char('-'));
        cell.remove(QChar(0x2009)).remove(QChar(0x202f));
        return cell;
    }
    const bool guard = needsGuard(cell.toStdString());
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
