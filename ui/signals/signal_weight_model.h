// SPDX-License-Identifier: GPL-3.0-or-later
// How much one event of each signal says, as it is being edited. Lives on the GUI thread.
#pragma once

#include "engine/data/signals.h"

#include <QAbstractTableModel>

#include <vector>

namespace tastescope {

/// Columns: signal, weight (editable), bar, rows.
class SignalWeightModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, WeightColumn, BarColumn, RowsColumn, ColumnCount };
    enum DataRole { SortRole = Qt::UserRole, WeightRole };
    struct Row {
        SignalType type;
        std::size_t rows = 0;
    };
    using QAbstractTableModel::QAbstractTableModel;
    void setRows(std::vector<Row> rows);
    const std::vector<Row>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void edited();

private:
    std::vector<Row> m_rows;
};

} // namespace tastescope
