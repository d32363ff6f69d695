// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_model.h"

namespace tastescope {

PaletteModel::PaletteModel(QObject* parent)
    : ColumnTable({{{}, [](const PaletteRow& row) { return row.entry.title; }}},
                  {{Qt::AccessibleTextRole,
                    [](const PaletteRow& row) {
                        const PaletteEntry& entry = row.entry;
                        return entry.detail.isEmpty()
                                   ? entry.title
                                   : QStringLiteral("%1, %2").arg(entry.title, entry.detail);
                    }},
                   {SectionRole, [](const PaletteRow& row) { return row.section; }},
                   {DetailRole, [](const PaletteRow& row) { return row.entry.detail; }},
                   {IconRole, [](const PaletteRow& row) { return row.entry.iconName; }}},
                  parent) {}

void PaletteModel::setEntries(const std::vector<PaletteEntry>& entries, const QStringList& sections) {
    std::vector<PaletteRow> rows;
    for (int kind = 0; kind < sections.size(); ++kind) {
        bool headed = false;
        for (const PaletteEntry& entry : entries) {
            if (static_cast<int>(entry.kind) != kind) {
                continue;
            }
            if (!headed) {
                rows.push_back({true, {entry.kind, sections[kind], {}, {}, {}}});
                headed = true;
            }
            rows.push_back({false, entry});
        }
    }
    setRows(std::move(rows));
}

const PaletteEntry* PaletteModel::entry(const QModelIndex& index) const {
    return index.isValid() && !at(index.row()).section ? &at(index.row()).entry : nullptr;
}

int PaletteModel::nextEntry(int row, int step) const {
    while (row >= 0 && row < rowCount() && at(row).section) {
        row += step;
    }
    return row >= 0 && row < rowCount() ? row : -1;
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
    return entry(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace tastescope
