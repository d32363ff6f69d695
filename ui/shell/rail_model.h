// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the rail: places and the group words above them.
#pragma once

#include "ui/shell/places.h"
#include "ui/tables/column_table.h"

#include <QSet>

namespace tastescope {

struct RailRow {
    Place place; ///< without an id: the word of a group
    bool enabled = false;
};

class RailModel : public ColumnTable<RailRow> {
    Q_OBJECT
public:
    enum DataRole { IdRole = OwnRole, IconRole, GroupRole };

    /// `built`: ids of the pages this version has.
    RailModel(std::vector<Place> places, QSet<QString> built, QObject* parent = nullptr);
    void setDataOpen(bool open, const QString& people);
    int rowOf(const QString& id) const; ///< -1 when unknown
    bool isOpenable(const QString& id) const;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    QString titleOf(const Place& place) const;
    QString hintOf(const RailRow& row) const;
    QSet<QString> m_built;
    QString m_people;
};

} // namespace tastescope
