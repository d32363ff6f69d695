// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/gauge.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tastescope {

QString gaugeNumber(const GaugeSpec& spec, double value) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    if (spec.percent) {
        return formatPercent(value, 1);
    }
    return spec.unit.isEmpty() ? QString::number(value, 'f', 3) : QString::number(value, 'f', 2) + spec.unit;
}

Gauge::Gauge(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::TabFocus);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void Gauge::setSpec(const GaugeSpec& spec) {
    m_spec = spec;
    setAccessibleName(tr("Effect on %1").arg(spec.title)); // the slider of that name is another thing
    QString words = tr("%1 before, %2 after, between %3 and %4")
                        .arg(gaugeNumber(spec, spec.before.mean), gaugeNumber(spec, spec.after.mean),
                             gaugeNumber(spec, spec.after.low), gaugeNumber(spec, spec.after.high));
    for (const auto& [name, value] : {std::pair(tr("A"), spec.pinnedA), {tr("B"), spec.pinnedB}}) {
        if (value) {
            words += tr("; %1 has %2").arg(name, gaugeNumber(spec, *value));
        }
    }
    setAccessibleDescription(words);
    setToolTip(words);
    update();
}

void Gauge::setStale(bool stale) {
    if (m_stale != stale) {
        m_stale = stale;
        update();
    }
}

QSize Gauge::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(180),
            theme.lineHeight(TextStyle::Heading) + 20 + theme.lineHeight(TextStyle::Micro)};
}

void Gauge::paintTrack(QPainter& painter, const QRectF& track) const {
    const Theme& theme = Theme::instance();
    const auto x = [&](double value) {
        const double share = (value - m_spec.low) / (m_spec.high - m_spec.low);
        return track.left() + std::clamp(share, 0.0, 1.0) * track.width();
    };
    const double middle = track.center().y();
    painter.fillRect(QRectF(track.left(), middle - 4, track.width(), 8), theme.color(Role::Sunken));
    if (m_spec.goal) {
        painter.fillRect(QRectF(x(*m_spec.goal), middle - 4, track.right() - x(*m_spec.goal), 8),
                         theme.sequential(2));
    }
    for (const auto& [value, letter] : {std::pair(m_spec.pinnedA, 'A'), {m_spec.pinnedB, 'B'}}) {
        if (value && std::isfinite(*value)) {
            painter.setPen(QPen(theme.color(Role::Text3), 1, Qt::DotLine));
            painter.drawLine(QPointF(x(*value), middle - 8), QPointF(x(*value), middle + 8));
            painter.setFont(theme.font(TextStyle::Micro));
            painter.drawText(QPointF(x(*value) + 2, track.top() + 4), QString(QLatin1Char(letter)));
        }
    }
    if (!std::isfinite(m_spec.after.mean)) {
        return;
    }
    const double after = x(m_spec.after.mean);
    const int way =
        (m_spec.after.mean > m_spec.before.mean ? 1 : -1) * (m_spec.better == 0 ? 1 : m_spec.better);
    const QColor color = m_stale ? theme.sequential(2) : theme.color(way > 0 ? Role::Up : Role::Down);
    if (std::isfinite(m_spec.before.mean)) {
        const double before = x(m_spec.before.mean);
        painter.fillRect(QRectF(std::min(before, after), middle - 1.5, std::abs(after - before), 3), color);
        painter.fillRect(QRectF(before - 1, middle - 6.5, 2, 13), theme.color(Role::Text3));
    }
    if (std::isfinite(m_spec.after.low)) {
        painter.fillRect(QRectF(x(m_spec.after.low), middle + 7,
                                std::max(2.0, x(m_spec.after.high) - x(m_spec.after.low)), 1.5),
                         theme.color(Role::Text3));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF(
        {QPointF(after, middle + 3), QPointF(after - 5, middle - 5), QPointF(after + 5, middle - 5)}));
}

void Gauge::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int line = theme.lineHeight(TextStyle::Heading);
    int right = width();
    const auto fromRight = [&](TextStyle style, Role role, const QString& text, int gap) {
        painter.setFont(theme.font(style));
        painter.setPen(theme.color(m_stale ? Role::Text3 : role));
        const int wide = painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(QRect(right - wide, 0, wide, line), Qt::AlignRight | Qt::AlignVCenter, text);
        right -= wide + gap;
    };
    fromRight(TextStyle::Heading, Role::Text, gaugeNumber(m_spec, m_spec.after.mean), 4);
    // Where it is narrow the number before gives way to the title: the track marks it, the tooltip tells it.
    const QString before = gaugeNumber(m_spec, m_spec.before.mean) + QStringLiteral(" →");
    const int wanted = QFontMetrics(theme.font(TextStyle::Body)).horizontalAdvance(m_spec.title) + 12 +
                       QFontMetrics(theme.font(TextStyle::Small)).horizontalAdvance(before);
    if (wanted <= right) {
        fromRight(TextStyle::Small, Role::Text3, before, 8);
    }
    painter.setFont(theme.font(TextStyle::Body));
    painter.setPen(theme.color(m_stale ? Role::Text3 : Role::Text));
    painter.drawText(QRect(0, 0, right, line), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_spec.title, Qt::ElideRight, right));
    paintTrack(painter, QRectF(0, line, width(), 18));
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(QRect(0, line + 18, width(), theme.lineHeight(TextStyle::Micro)),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_spec.remark, Qt::ElideRight, width()));
    if (hasFocus()) {
        painter.setPen(QPen(theme.color(Role::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

} // namespace tastescope

#include "moc_gauge.cpp"
