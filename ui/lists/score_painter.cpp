// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/score_painter.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

constexpr double scoreWidth = 44;
constexpr double scoreHeight = 4;
constexpr double cellBarHeight = 10;
constexpr double cap = 4; ///< half of it

} // namespace

void paintScore(QPainter& painter, const QRectF& rect, const QString& number, double share,
                const QColor& color) {
    const Theme& theme = Theme::instance();
    const double line = theme.lineHeight(TextStyle::Body);
    const double top = rect.center().y() - (line + scoreHeight + 1) / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Body));
    painter.setPen(theme.color(Role::Text));
    painter.drawText(QRectF(rect.left(), top, rect.width(), line), Qt::AlignRight | Qt::AlignVCenter, number);
    const QRectF track(rect.right() - scoreWidth, top + line + 1, scoreWidth, scoreHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Role::Sunken));
    painter.drawRoundedRect(track, 2, 2);
    const double filled = std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0) * scoreWidth;
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(filled, scoreHeight)), 2, 2);
    painter.restore();
}

void paintCellBar(QPainter& painter, const QRectF& rect, const CellBar& bar, const QColor& color) {
    if (!(bar.scale > 0)) {
        return;
    }
    const auto place = [&](double value) {
        return rect.left() + std::clamp(value / bar.scale, 0.0, 1.0) * rect.width();
    };
    const double middle = rect.center().y();
    painter.save();
    painter.fillRect(QRectF(QPointF(rect.left(), middle - cellBarHeight / 2),
                            QPointF(place(bar.value), middle + cellBarHeight / 2)),
                     color);
    if (bar.interval) {
        const double low = place(bar.interval->first);
        const double high = place(bar.interval->second);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::instance().color(Role::Text), 1.5));
        painter.drawLine(QLineF(low, middle, high, middle));
        painter.drawLine(QLineF(low, middle - cap, low, middle + cap));
        painter.drawLine(QLineF(high, middle - cap, high, middle + cap));
    }
    painter.restore();
}

} // namespace tastescope
