// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the command palette: entries under the word of their section.
#pragma once

#include "ui/shell/palette_search.h"
#include "ui/tables/column_table.h"

namespace tastescope {

struct PaletteRow {
    bool section = false;
    PaletteEntry entry; ///< of a section: the title alone
};

class PaletteModel : public ColumnTable<PaletteRow> {
    Q_OBJECT
public:
    enum DataRole { SectionRole = OwnRole, DetailRole, IconRole };

    explicit PaletteModel(QObject* parent = nullptr);
    /// `sections[kind]` is the word above the entries of that kind; entries keep their order within a kind.
    void setEntries(const std::vector<PaletteEntry>& entries, const QStringList& sections);
    const PaletteEntry* entry(const QModelIndex& index) const; ///< null for a section
    /// The next row with an entry from `row` on in direction `step`, -1 when none.
    int nextEntry(int row, int step) const;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
};

} // namespace tastescope
