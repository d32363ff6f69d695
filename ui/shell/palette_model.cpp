// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_model.h"

namespace tastescope {

void PaletteModel::setEntries(const std::vector<PaletteEntry>& entries, const QStringList& sections) {
    beginResetModel();
    m_rows.clear();
    for (int kind = 0; kind < sections.size(); ++kind) {
        bool headed = false;
        for (const PaletteEntry& entry : entries) {
            if (static_cast<int>(entry.kind) != kind) {
                continue;
            }
            if (!headed) {
                m_rows.push_back({true, {entry.kind, sections[kind], {}, {}, {}}});
                headed = true;
            }
            m_rows.push_back({false, entry});
        }
    }
    endResetModel();
}

const PaletteEntry* PaletteModel::entry(const QModelIndex& index) const {
    if (!index.isValid()) {
        return nullptr;
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    return row.section ? nullptr : &row.entry;
}

int PaletteModel::nextEntry(int row, int step) const {
    for (int at = row; at >= 0 && at < rowCount(); at += step) {
        if (!m_rows[static_cast<std::size_t>(at)].section) {
            return at;
        }
    }
    return -1;
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.entry.title;
    case Qt::AccessibleTextRole:
        return row.entry.detail.isEmpty() ? row.entry.title
                                          : QStringLiteral("%1, %2").arg(row.entry.title, row.entry.detail);
    case SectionRole:
        return row.section;
    case DetailRole:
        return row.entry.detail;
    case IconRole:
        return row.entry.iconName;
    default:
        return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
    return entry(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace tastescope
