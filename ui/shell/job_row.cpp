// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/job_row.h"

#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_words.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {

/// 4 px bar; a stopped job keeps the place it reached, in grey.
class JobBar : public QWidget {
public:
    explicit JobBar(JobRow* row) : QWidget(row), m_row(row) { setFixedHeight(4); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::Sunken));
        painter.drawRoundedRect(rect(), 2, 2);
        painter.setBrush(theme.color(m_row->m_stopped ? Role::Outline : Role::Accent));
        const double share = std::clamp(m_row->m_fraction, 0.0, 1.0);
        painter.drawRoundedRect(QRectF(0, 0, width() * share, height()), 2, 2);
    }

private:
    JobRow* m_row;
};

namespace {

struct StateLook {
    const char* icon;
    Role role;
};

StateLook look(JobState state) {
    switch (state) {
    case JobState::Waiting:
        return {"clock", Role::Text3};
    case JobState::Running:
    case JobState::Cancelling:
        return {"refresh", Role::Accent};
    case JobState::Done:
        return {"check", Role::Accent};
    case JobState::Failed:
        return {"error", Role::Error};
    case JobState::Cancelled:
        return {"stop", Role::Text3};
    }
    return {"info", Role::Text3};
}

} // namespace

JobRow::JobRow(QWidget* parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(new TextLabel(TextStyle::BodyStrong, Role::Text, {}, this))
    , m_state(new Chip({}, ChipKind::Plain, this))
    , m_action(new Button(ButtonKind::Plain, {}, {}, this))
    , m_bar(new JobBar(this))
    , m_step(new TextLabel(TextStyle::Small, Role::Text3, {}, this))
    , m_left(new TextLabel(TextStyle::Small, Role::Text3, {}, this)) {
    m_title->setElided(true);
    m_step->setWordWrap(true);
    m_action->setSmall(true);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_icon);
    head->addWidget(m_title);
    head->addWidget(m_state);
    head->addStretch(1);
    head->addWidget(m_action);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_step, 1);
    foot->addWidget(m_left);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_bar);
    column->addLayout(foot);
    connect(m_action, &Button::clicked, this, &JobRow::act);
}

void JobRow::act() {
    if (m_details.isEmpty()) {
        m_action->setEnabled(false);
        Q_EMIT cancelRequested();
    } else {
        QApplication::clipboard()->setText(m_details);
    }
}

void JobRow::show(const JobInfo& job) {
    const Theme& theme = Theme::instance();
    const bool active = isActive(job.state);
    const bool waiting = job.state == JobState::Waiting;
    const bool failed = job.state == JobState::Failed;
    const auto [name, role] = look(job.state);
    m_icon->setPixmap(iconPixmap(QString::fromLatin1(name), role, theme.scaled(16), devicePixelRatioF()));
    m_title->setText(job.title);
    m_state->setVisible(failed || job.state == JobState::Cancelled || waiting);
    m_state->setText(failed                             ? tr("failed")
                     : job.state == JobState::Cancelled ? tr("cancelled")
                                                        : tr("waiting"));
    m_state->setKind(failed ? ChipKind::Error : ChipKind::Plain);
    m_details = failed ? QStringLiteral("%1: %2").arg(job.title, formatError(job.error)) : QString();
    m_action->setText(failed ? tr("Copy error") : tr("Cancel"));
    m_action->setAccessibleName(QStringLiteral("%1: %2").arg(m_action->text(), job.title));
    m_action->setVisible(active || failed);
    m_action->setEnabled(job.state != JobState::Cancelling);
    m_stopped = !active;
    m_fraction = job.fraction;
    m_bar->setVisible((active && !waiting) || (job.state == JobState::Cancelled && job.fraction > 0));
    m_bar->update();
    switch (job.state) {
    case JobState::Waiting:
        m_step->setText({});
        break;
    case JobState::Running:
    case JobState::Cancelling:
        m_step->setText(jobStep(job));
        break;
    case JobState::Done:
        m_step->setText(job.result);
        break;
    case JobState::Failed:
        m_step->setText(formatError(job.error));
        break;
    case JobState::Cancelled:
        m_step->setText(job.step.isEmpty() ? tr("Stopped by you.")
                                           : tr("Stopped by you at %1.").arg(job.step));
        break;
    }
    m_left->setText(active && !waiting            ? formatTimeLeft(job.secondsLeft)
                    : job.state == JobState::Done ? formatDuration(job.elapsed)
                                                  : QString());
    m_step->setVisible(!m_step->text().isEmpty());
    m_left->setVisible(!m_left->text().isEmpty());
}

void JobRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(Theme::instance().color(Role::Line));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace tastescope
