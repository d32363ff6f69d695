// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs_chip.h"

#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace tastescope {

namespace {

constexpr int ring = 16;
constexpr int maxTextWidth = 220;

} // namespace

JobsChip::JobsChip(JobRunner& jobs, QWidget* parent) : QToolButton(parent), m_jobs(jobs) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    connect(&jobs, &JobRunner::jobChanged, this, &JobsChip::refresh);
    connect(&jobs, &JobRunner::jobFinished, this, &JobsChip::refresh);
    connect(&jobs, &QAbstractItemModel::rowsInserted, this, &JobsChip::refresh);
    connect(&jobs, &QAbstractItemModel::rowsRemoved, this, &JobsChip::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &JobsChip::refresh);
    refresh();
}

void JobsChip::refresh() {
    const JobInfo* job = m_jobs.current();
    m_running = job || m_jobs.runningCount() > 0;
    m_fraction = job ? job->fraction : -1;
    if (job) {
        const QString step = jobStep(*job);
        m_text = step.isEmpty() ? job->title : QStringLiteral("%1 · %2").arg(job->title, step);
        m_share = m_fraction >= 0 ? formatPercent(m_fraction) : QString();
    } else {
        m_text = m_running ? tr("%1 waiting").arg(m_jobs.runningCount()) : tr("No jobs running");
        m_share.clear();
    }
    setFont(Theme::instance().font(TextStyle::Small));
    setAccessibleName(tr("Jobs: %1").arg(m_share.isEmpty() ? m_text : m_text + QLatin1Char(' ') + m_share));
    setToolTip(tr("Show all jobs"));
    updateGeometry();
    update();
}

QSize JobsChip::sizeHint() const {
    const Theme& theme = Theme::instance();
    const int words = std::min(fontMetrics().horizontalAdvance(m_text) + 2, theme.scaled(maxTextWidth));
    int width = words + 20;
    if (m_running) {
        width += ring + 8 + (m_share.isEmpty() ? 0 : fontMetrics().horizontalAdvance(m_share) + 8);
    }
    return {width, theme.scaled(28)};
}

QSize JobsChip::minimumSizeHint() const {
    return {ring + 20, sizeHint().height()};
}

void JobsChip::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (m_running || underMouse()) {
        painter.setPen(m_running ? QPen(theme.color(Role::Line)) : QPen(Qt::NoPen));
        painter.setBrush(theme.color(isDown() ? Role::Track : underMouse() ? Role::Sunken : Role::Surface));
        painter.drawRoundedRect(frame, 5, 5);
    }
    QRect place = rect().adjusted(10, 0, -10, 0);
    if (m_running) {
        const QRectF circle(place.left() + 2, (height() - 12) / 2.0, 12, 12);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.color(Role::Track), 2.5));
        painter.drawEllipse(circle);
        painter.setPen(QPen(theme.color(Role::Accent), 2.5, Qt::SolidLine, Qt::FlatCap));
        const double share = m_fraction >= 0 ? std::clamp(m_fraction, 0.0, 1.0) : 0.25;
        painter.drawArc(circle, 90 * 16, static_cast<int>(-share * 360 * 16));
        place.setLeft(place.left() + ring + 8);
    }
    painter.setPen(theme.color(Role::Text3));
    if (!m_share.isEmpty()) {
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_share);
        place.setRight(place.right() - fontMetrics().horizontalAdvance(m_share) - 8);
    }
    if (m_running) {
        painter.setPen(theme.color(Role::Text));
    }
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, place.width()));
}

} // namespace tastescope
