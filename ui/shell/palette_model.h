// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the command palette: entries under the word of their section.
#pragma once

#include "ui/shell/palette_search.h"

#include <QAbstractListModel>

namespace tastescope {

class PaletteModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { SectionRole = Qt::UserRole, DetailRole, IconRole };
    using QAbstractListModel::QAbstractListModel;

    /// `sections[kind]` is the word above the entries of that kind; entries keep their order within a kind.
    void setEntries(const std::vector<PaletteEntry>& entries, const QStringList& sections);
    const PaletteEntry* entry(const QModelIndex& index) const; ///< null for a section
    /// The next row with an entry from `row` on in direction `step`, -1 when none.
    int nextEntry(int row, int step) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        bool section = false;
        PaletteEntry entry; ///< of a section: the title alone
    };
    std::vector<Row> m_rows;
};

} // namespace tastescope
