// SPDX-License-Identifier: GPL-3.0-or-later
// One column of neighbours as a list model, and how a row looks: rank, title over creator, score over its
// bar. GUI thread only.
#pragma once

#include "ui/pages/similar/neighbours.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <optional>

namespace tastescope {

class NeighbourModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { RowRole = Qt::UserRole, LitRole }; ///< row number in the data set; highlighted

    using QAbstractListModel::QAbstractListModel;
    void setList(NeighbourList list, int listCount);
    const NeighbourList& list() const { return m_list; }
    int listCount() const { return m_listCount; } ///< of all lists beside each other
    /// The neighbour under the pointer, wherever it is; nothing = none.
    void setLit(std::optional<std::uint32_t> row);
    int placeOf(std::uint32_t row) const; ///< -1 when it is not in this list

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    NeighbourList m_list;
    int m_listCount = 0;
    std::optional<std::uint32_t> m_lit;
};

class NeighbourDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit NeighbourDelegate(const NeighbourModel& model, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_model(model) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const NeighbourModel& m_model;
};

} // namespace tastescope
