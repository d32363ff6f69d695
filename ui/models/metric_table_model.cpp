// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/metric_table_model.h"

#include "ui/text/format.h"

namespace tastescope {

namespace {

QVariant rawOf(const StoredMetric& metric, int column) {
    switch (column) {
    case MetricTableModel::Model:
        return toQString(metric.label);
    case MetricTableModel::Metric:
        return toQString(metric.key);
    case MetricTableModel::Value:
        return metric.value;
    case MetricTableModel::Low:
        return metric.low;
    case MetricTableModel::High:
        return metric.high;
    default:
        return qulonglong{metric.users};
    }
}

QVariant shownOf(const StoredMetric& metric, int column) {
    const QVariant raw = rawOf(metric, column);
    switch (column) {
    case MetricTableModel::Value:
    case MetricTableModel::Low:
    case MetricTableModel::High:
        return formatMetric(raw.toDouble());
    case MetricTableModel::Users:
        return formatCount(metric.users);
    default:
        return raw;
    }
}

Qt::Alignment alignmentOf(int column) {
    return Qt::AlignVCenter | (column < MetricTableModel::Value ? Qt::AlignLeft : Qt::AlignRight);
}

} // namespace

void MetricTableModel::setMetrics(std::vector<StoredMetric> metrics) {
    beginResetModel();
    m_metrics = std::move(metrics);
    endResetModel();
}

int MetricTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_metrics.size());
}

int MetricTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant MetricTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const StoredMetric& metric = m_metrics[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return shownOf(metric, index.column());
    case SortRole:
        return rawOf(metric, index.column());
    case Qt::TextAlignmentRole:
        return QVariant(alignmentOf(index.column()));
    default:
        return {};
    }
}

QVariant MetricTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(alignmentOf(section));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Model:
        return tr("Model");
    case Metric:
        return tr("Metric");
    case Value:
        return tr("Value");
    case Low:
        return tr("Low");
    case High:
        return tr("High");
    default:
        return tr("Users");
    }
}

} // namespace tastescope
