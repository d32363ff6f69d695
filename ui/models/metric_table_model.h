// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics of an experiment as a table: a row a model and metric, in the order they are stored.
#pragma once

#include "storage/project/experiment_store.h"

#include <QAbstractTableModel>

#include <vector>

namespace tastescope {

/// SortRole gives the stored value itself: a double, the number of users, or the text.
class MetricTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Model, Metric, Value, Low, High, Users, Columns };
    enum DataRole { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setMetrics(std::vector<StoredMetric> metrics);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<StoredMetric> m_metrics;
};

} // namespace tastescope
