// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signals/signal_weight_model.h"

#include "ui/text/format.h"

#include <cmath>

namespace tastescope {

void SignalWeightModel::setRows(std::vector<Row> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int SignalWeightModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SignalWeightModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (role == WeightRole || (role == SortRole && (column == WeightColumn || column == BarColumn))) {
        return row.type.weight;
    }
    if (role == Qt::EditRole && column == WeightColumn) {
        return row.type.weight;
    }
    if (role == SortRole && column == RowsColumn) {
        return QVariant::fromValue<qulonglong>(row.rows);
    }
    if (role == Qt::DisplayRole || role == SortRole) {
        switch (column) {
        case NameColumn:
            return capitalised(toQString(row.type.name));
        case WeightColumn:
            return QString::number(row.type.weight).replace(u'-', QChar(0x2212));
        case RowsColumn:
            return formatCount(row.rows);
        default:
            return {};
        }
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (column == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    }
    return {};
}

bool SignalWeightModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    bool isNumber = false;
    const double weight = value.toDouble(&isNumber);
    if (role != Qt::EditRole || index.column() != WeightColumn || !isNumber || !std::isfinite(weight)) {
        return false;
    }
    m_rows[static_cast<std::size_t>(index.row())].type.weight = weight;
    Q_EMIT dataChanged(index, index.siblingAtColumn(BarColumn));
    Q_EMIT edited();
    return true;
}

QVariant SignalWeightModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (section == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString titles[] = {tr("Signal"), tr("Weight"), QString(), tr("Rows")};
    return titles[section];
}

Qt::ItemFlags SignalWeightModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == WeightColumn ? flags | Qt::ItemIsEditable : flags;
}

} // namespace tastescope
