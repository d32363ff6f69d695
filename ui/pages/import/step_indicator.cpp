// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/step_indicator.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int disc = 20;
constexpr int gap = 8;
constexpr int line = 32;
constexpr int around = 12;

QFont fontOf(bool current) {
    return Theme::instance().font(current ? TextStyle::Card : TextStyle::Body);
}

} // namespace

StepIndicator::StepIndicator(const QStringList& steps, QWidget* parent) : QWidget(parent), m_steps(steps) {
    connect(&Theme::instance(), &Theme::changed, this, [this] { updateGeometry(); });
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCurrent(0);
}

void StepIndicator::setCurrent(int step) {
    m_current = step;
    setAccessibleName(tr("Step %1 of %2: %3").arg(step + 1).arg(m_steps.size()).arg(m_steps.value(step)));
    update();
}

QSize StepIndicator::sizeHint() const {
    int width = static_cast<int>(m_steps.size() - 1) * (line + 2 * around);
    for (const QString& step : m_steps) {
        width += disc + gap + QFontMetrics(fontOf(true)).horizontalAdvance(step);
    }
    return {width + 4, Theme::instance().scaled(32)};
}

void StepIndicator::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int middle = height() / 2;
    int left = std::max(0, width() - sizeHint().width());
    for (int step = 0; step < m_steps.size(); ++step) {
        const bool current = step == m_current;
        const bool done = step < m_current;
        const QRectF circle(left + 0.5, middle - disc / 2.0 + 0.5, disc - 1, disc - 1);
        painter.setPen(current || done ? QPen(Qt::NoPen) : QPen(theme.color(Role::Outline)));
        painter.setBrush(current ? QBrush(theme.color(Role::Accent))
                         : done  ? QBrush(theme.color(Role::AccentSoft))
                                 : QBrush(Qt::NoBrush));
        painter.drawEllipse(circle);
        if (done) {
            paintIcon(painter, QRect(left + 4, middle - 6, 12, 12), QStringLiteral("check"), Role::Accent);
        } else {
            QFont number = theme.font(TextStyle::Micro);
            number.setWeight(QFont::DemiBold);
            painter.setFont(number);
            painter.setPen(theme.color(current ? Role::OnAccent : Role::Text3));
            painter.drawText(circle, Qt::AlignCenter, QString::number(step + 1));
        }
        left += disc + gap;
        painter.setFont(fontOf(current));
        painter.setPen(theme.color(current ? Role::Text : Role::Text2));
        const int width = painter.fontMetrics().horizontalAdvance(m_steps[step]);
        painter.drawText(QRect(left, 0, width + 2, height()), Qt::AlignVCenter | Qt::TextSingleLine,
                         m_steps[step]);
        left += width + around;
        if (step + 1 < m_steps.size()) {
            painter.setPen(theme.color(Role::Outline));
            painter.drawLine(left, middle, left + line, middle);
            left += line + around;
        }
    }
}

} // namespace tastescope
