// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs_popup.h"

#include "ui/jobs/job_runner.h"
#include "ui/shell/job_row.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/retire.h"
#include "ui/widgets/tab_order.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace tastescope {

namespace {

constexpr int popupWidth = 448;
constexpr int popupHeight = 420;

} // namespace

JobsPopup::JobsPopup(JobRunner& jobs, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_jobs(jobs)
    , m_count(new TextLabel(TextStyle::Small, Role::Text3, {}, this))
    , m_none(new TextLabel(TextStyle::Small, Role::Text3, tr("Training and imports are listed here."), this))
    , m_clear(new Button(ButtonKind::Quiet, tr("Clear finished"), {}, this))
    , m_area(new QScrollArea(this)) {
    setObjectName(QStringLiteral("card"));
    setAccessibleName(tr("Jobs"));
    m_clear->setSmall(true);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 8, 8);
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Jobs"), this));
    head->addWidget(m_count, 1);
    head->addWidget(m_clear);
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    auto* body = new QWidget;
    body->setObjectName(QStringLiteral("scrollBody"));
    m_list = new QVBoxLayout(body);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(0);
    m_list->addStretch(1);
    m_area->setWidget(body);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setAccessibleName(tr("List of jobs"));
    m_none->setAlignment(Qt::AlignCenter);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(line);
    column->addWidget(m_none, 1);
    column->addWidget(m_area, 1);
    connect(m_clear, &Button::clicked, &jobs, &JobRunner::clearFinished);
    connect(&jobs, &QAbstractItemModel::rowsInserted, this, &JobsPopup::refresh);
    connect(&jobs, &QAbstractItemModel::rowsRemoved, this, &JobsPopup::refresh);
    connect(&jobs, &QAbstractItemModel::modelReset, this, &JobsPopup::refresh);
    const auto changed = [this](quint64 id) {
        if (const JobInfo* job = m_jobs.info(id); job && m_rows.contains(id)) {
            m_rows[id]->show(*job);
        }
        refreshHead();
    };
    connect(&jobs, &JobRunner::jobChanged, this, changed);
    connect(&jobs, &JobRunner::jobFinished, this, changed);
    connect(&Theme::instance(), &Theme::changed, this, &JobsPopup::refresh);
    refreshHead();
}

void JobsPopup::showBelow(const QWidget& chip) {
    const Theme& theme = Theme::instance();
    resize(theme.scaled(popupWidth), theme.scaled(popupHeight));
    const QPoint corner = chip.mapToGlobal(QPoint(chip.width(), chip.height() + 4));
    move(corner.x() - width(), corner.y());
    if (m_stale) {
        showRows();
    }
    show();
}

void JobsPopup::refresh() {
    if (isVisible()) {
        showRows();
    } else { // nobody looks: once, when somebody does
        m_stale = true;
        refreshHead();
    }
}

void JobsPopup::refreshHead() {
    const int running = m_jobs.runningCount();
    m_count->setText(running > 0 ? tr("%1 running or waiting").arg(running) : QString());
    m_clear->setEnabled(m_jobs.rowCount() > running);
    m_none->setVisible(m_jobs.rowCount() == 0);
    m_area->setVisible(m_jobs.rowCount() > 0);
}

// A job that has a row keeps it: somebody may be on its button, or be pressing it.
void JobsPopup::showRows() {
    m_stale = false;
    QHash<quint64, JobRow*> gone = m_rows;
    for (int row = 0; row < m_jobs.rowCount(); ++row) { // newest first
        const JobInfo& job = m_jobs.at(row);
        gone.remove(job.id);
        JobRow*& entry = m_rows[job.id];
        if (!entry) {
            entry = new JobRow(m_list->parentWidget());
            m_list->insertWidget(0, entry);
            tabBehind(m_clear, entry);
            connect(entry, &JobRow::cancelRequested, this, [this, id = job.id] { m_jobs.cancel(id); });
        }
        entry->show(job);
    }
    for (auto row = gone.cbegin(); row != gone.cend(); ++row) {
        m_rows.remove(row.key());
        m_list->removeWidget(row.value());
        retire(row.value());
    }
    refreshHead();
}

} // namespace tastescope
