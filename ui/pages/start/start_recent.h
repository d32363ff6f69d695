// SPDX-License-Identifier: GPL-3.0-or-later
// The list of recent projects on the start page: model and delegate.
#pragma once

#include "ui/session/recent_projects.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace tastescope {

class RecentModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { PathRole = Qt::UserRole, DatasetRole, DetailRole, WhenRole, MissingRole };
    using QAbstractListModel::QAbstractListModel;
    void setRecent(std::vector<RecentProject> recent);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Row {
        RecentProject recent;
        bool missing = false;
    };
    std::vector<Row> m_rows;
};

/// Three lines: name and time, data set, people and models.
class RecentDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace tastescope
