// SPDX-License-Identifier: GPL-3.0-or-later
// How much one event of each signal says, as it is being edited. Lives on the GUI thread.
#pragma once

#include "engine/data/signals.h"
#include "ui/tables/column_table.h"

namespace tastescope {

struct SignalWeight {
    SignalType type;
    std::size_t rows = 0;
};

/// Columns: signal, weight (editable), bar, rows. Every dataChanged is an edit of the person.
class SignalWeightModel : public ColumnTable<SignalWeight> {
    Q_OBJECT
public:
    enum Place { NameColumn, WeightColumn, BarColumn, RowsColumn };
    enum DataRole { WeightRole = OwnRole };
    explicit SignalWeightModel(QObject* parent = nullptr);
};

} // namespace tastescope
