// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail_model.h"

namespace tastescope {

RailModel::RailModel(std::vector<Place> places, QSet<QString> built, QObject* parent)
    : QAbstractListModel(parent)
    , m_built(std::move(built))
    , m_people(tr("listeners")) {
    QString group;
    for (Place& place : places) {
        if (place.group != group) {
            group = place.group;
            m_rows.push_back({{{}, {}, group, {}, false}, false});
        }
        m_rows.push_back({std::move(place), false});
        update(m_rows.back());
    }
}

void RailModel::update(Row& row) const {
    row.enabled = m_built.contains(row.place.id) && (m_dataOpen || !row.place.needsData);
}

void RailModel::setDataOpen(bool open, const QString& people) {
    m_dataOpen = open;
    m_people = people.isEmpty() ? tr("listeners") : people;
    for (Row& row : m_rows) {
        update(row);
    }
    Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int RailModel::rowOf(const QString& id) const {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].place.id == id) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

bool RailModel::isOpenable(const QString& id) const {
    const int row = rowOf(id);
    return row >= 0 && m_rows[static_cast<std::size_t>(row)].enabled;
}

int RailModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RailModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const Place& place = row.place;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return place.title.contains(QLatin1String("%1")) ? place.title.arg(m_people) : place.title;
    case Qt::ToolTipRole:
        if (place.id.isEmpty()) {
            return {};
        }
        if (!m_built.contains(place.id)) {
            return tr("Comes in a later version");
        }
        return row.enabled ? data(index, Qt::DisplayRole) : tr("Opens with a data set");
    case IdRole:
        return place.id;
    case IconRole:
        return place.icon;
    case GroupRole:
        return place.id.isEmpty();
    default:
        return {};
    }
}

Qt::ItemFlags RailModel::flags(const QModelIndex& index) const {
    const bool enabled = index.isValid() && m_rows[static_cast<std::size_t>(index.row())].enabled;
    return enabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace tastescope
