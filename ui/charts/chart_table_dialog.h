// SPDX-License-Identifier: GPL-3.0-or-later
// The table twin of a chart: the same numbers, readable by anybody and by a screen reader.
#pragma once

#include "ui/charts/chart_spec.h"

#include <QAbstractTableModel>
#include <QDialog>

namespace tastescope {

class ChartTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit ChartTableModel(ChartTable table, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ChartTable m_table;
};

class ChartTableDialog : public QDialog {
    Q_OBJECT
public:
    ChartTableDialog(const QString& title, const ChartTable& table, QWidget* parent);
};

/// Header and rows, tab-separated, as the clipboard takes it.
QString chartTableText(const ChartTable& table);

} // namespace tastescope
