// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail_model.h"

namespace tastescope {

RailModel::RailModel(std::vector<Place> places, QSet<QString> built, QObject* parent)
    : ColumnTable({{{}, [this](const RailRow& row) { return titleOf(row.place); }}},
                  {{Qt::AccessibleTextRole, [this](const RailRow& row) { return titleOf(row.place); }},
                   {Qt::ToolTipRole, [this](const RailRow& row) { return hintOf(row); }},
                   {IdRole, [](const RailRow& row) { return row.place.id; }},
                   {IconRole, [](const RailRow& row) { return row.place.icon; }},
                   {GroupRole, [](const RailRow& row) { return row.place.id.isEmpty(); }}},
                  parent)
    , m_built(std::move(built)) {
    QString group;
    std::vector<RailRow> rows;
    for (Place& place : places) {
        if (place.group != group) {
            group = place.group;
            rows.push_back({{{}, {}, group, {}, false}, false});
        }
        rows.push_back({std::move(place), false});
    }
    setRows(std::move(rows));
    setDataOpen(false, {});
}

void RailModel::setDataOpen(bool open, const QString& people) {
    m_people = people.isEmpty() ? tr("listeners") : people;
    std::vector<RailRow> all = rows();
    for (RailRow& row : all) {
        row.enabled = m_built.contains(row.place.id) && (open || !row.place.needsData);
    }
    updateRows(std::move(all));
}

int RailModel::rowOf(const QString& id) const {
    return find([&id](const RailRow& row) { return row.place.id == id; });
}

bool RailModel::isOpenable(const QString& id) const {
    const int row = rowOf(id);
    return row >= 0 && at(row).enabled;
}

Qt::ItemFlags RailModel::flags(const QModelIndex& index) const {
    return index.isValid() && at(index.row()).enabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable
                                                      : Qt::NoItemFlags;
}

QString RailModel::titleOf(const Place& place) const {
    return place.title.contains(QLatin1String("%1")) ? place.title.arg(m_people) : place.title;
}

QString RailModel::hintOf(const RailRow& row) const {
    return row.place.id.isEmpty()            ? QString()
           : !m_built.contains(row.place.id) ? tr("Comes in a later version")
           : row.enabled                     ? titleOf(row.place)
                                             : tr("Opens with a data set");
}

} // namespace tastescope
