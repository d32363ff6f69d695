// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the rail: places and the group words above them.
#pragma once

#include "ui/shell/places.h"

#include <QAbstractListModel>
#include <QSet>

namespace tastescope {

class RailModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { IdRole = Qt::UserRole, IconRole, GroupRole };

    /// `built`: ids of the pages this version has.
    RailModel(std::vector<Place> places, QSet<QString> built, QObject* parent = nullptr);
    void setDataOpen(bool open, const QString& people);
    int rowOf(const QString& id) const; ///< -1 when unknown
    bool isOpenable(const QString& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        Place place; ///< without an id: the word of a group
        bool enabled = false;
    };
    void update(Row& row) const;
    std::vector<Row> m_rows;
    QSet<QString> m_built;
    bool m_dataOpen = false;
    QString m_people;
};

} // namespace tastescope
