// SPDX-License-Identifier: GPL-3.0-or-later
// The list of recent projects on the start page: model and delegate.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "ui/session/recent_projects.h"
#include "ui/tables/column_table.h"

#include <QSet>
#include <QStyledItemDelegate>

namespace tastescope {

class JobRunner;

struct RecentRow {
    RecentProject project;
    bool missing = false; ///< its file is not there any more, as far as that is known
};

class RecentModel : public ColumnTable<RecentRow> {
    Q_OBJECT
public:
    enum DataRole { PathRole = OwnRole, DatasetRole, DetailRole, WhenRole, MissingRole };
    explicit RecentModel(JobRunner& jobs, QObject* parent = nullptr);
    /// Shown at once; whether the files are there is told later, for a drive or network may take its time.
    void setRecent(std::vector<RecentProject> recent);

private:
    void look();
    void mark(); ///< what is missing, as it is known

    JobRunner& m_jobs;
    QSet<QString> m_missing; ///< paths, of the look before
    bool m_looking = false;  ///< one at a time: a folder that does not answer holds one thread, not all
    bool m_lookAgain = false;
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
