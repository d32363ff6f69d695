// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/column_memory.h"

#include <QSettings>

namespace tastescope {

namespace {

constexpr int widest = 4000;

// The titles come from data and may hold what a settings file takes for a path: they are values, never keys.
QVariantList pairs(const auto& hash) {
    QVariantList list;
    for (auto entry = hash.cbegin(); entry != hash.cend(); ++entry) {
        list << entry.key() << entry.value();
    }
    return list;
}

} // namespace

ColumnMemory& ColumnMemory::instance() {
    static ColumnMemory memory;
    return memory;
}

void ColumnMemory::load(QSettings& settings) {
    m_tables.clear();
    settings.beginGroup(QStringLiteral("tables"));
    for (const QString& table : settings.childGroups()) {
        settings.beginGroup(table);
        ColumnChoice choice;
        const QVariantList widths = settings.value(QStringLiteral("widths")).toList();
        for (qsizetype i = 0; i + 1 < widths.size(); i += 2) {
            if (const int width = widths[i + 1].toInt(); width > 0 && width < widest) {
                choice.widths.insert(widths[i].toString(), width);
            }
        }
        const QVariantList hidden = settings.value(QStringLiteral("hidden")).toList();
        for (qsizetype i = 0; i + 1 < hidden.size(); i += 2) {
            choice.hidden.insert(hidden[i].toString(), hidden[i + 1].toBool());
        }
        choice.order = settings.value(QStringLiteral("order")).toStringList();
        choice.sorted = settings.value(QStringLiteral("sorted")).toString();
        choice.descending = settings.value(QStringLiteral("descending")).toBool();
        m_tables.insert(table, choice);
        settings.endGroup();
    }
    settings.endGroup();
}

void ColumnMemory::save(QSettings& settings) const {
    settings.beginGroup(QStringLiteral("tables"));
    for (auto table = m_tables.cbegin(); table != m_tables.cend(); ++table) {
        settings.beginGroup(table.key());
        settings.setValue(QStringLiteral("widths"), pairs(table->widths));
        settings.setValue(QStringLiteral("hidden"), pairs(table->hidden));
        settings.setValue(QStringLiteral("order"), table->order);
        settings.setValue(QStringLiteral("sorted"), table->sorted);
        settings.setValue(QStringLiteral("descending"), table->descending);
        settings.endGroup();
    }
    settings.endGroup();
}

} // namespace tastescope
