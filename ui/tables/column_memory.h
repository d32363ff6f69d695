// SPDX-License-Identifier: GPL-3.0-or-later
// What a person made of the columns of each table: kept for the run, and over runs in the window's settings.
// By the columns' titles, since which columns a table has depends on the data. GUI thread only.
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

class QSettings;

namespace tastescope {

struct ColumnChoice {
    QHash<QString, int> widths;  ///< chosen by hand; pixels at the standard text size
    QHash<QString, bool> hidden; ///< said by the person, either way
    QStringList order;           ///< empty = as the table comes
    QString sorted;              ///< empty = as the table comes
    bool descending = false;
};

class ColumnMemory {
public:
    static ColumnMemory& instance();

    ColumnChoice& of(const QString& table) { return m_tables[table]; }
    void load(QSettings& settings); ///< replaces what is known
    void save(QSettings& settings) const;

private:
    QHash<QString, ColumnChoice> m_tables;
};

} // namespace tastescope
