// SPDX-License-Identifier: GPL-3.0-or-later
// The list of recent projects on the start page: model and delegate.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "ui/session/recent_projects.h"
#include "ui/tables/column_table.h"

#include <QStyledItemDelegate>

namespace tastescope {

struct RecentRow {
    RecentProject project;
    bool missing = false; ///< its file is not there any more
};

class RecentModel : public ColumnTable<RecentRow> {
    Q_OBJECT
public:
    enum DataRole { PathRole = OwnRole, DatasetRole, DetailRole, WhenRole, MissingRole };
    explicit RecentModel(QObject* parent = nullptr);
    void setRecent(std::vector<RecentProject> recent);
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
