// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/lists/move_paint.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <cstdlib>

namespace tastescope {

QColor moveColor(int from, int to) {
    const Theme& theme = Theme::instance();
    return theme.color(to < from ? Role::Up : to > from ? Role::Down : Role::Axis);
}

QString moveMark(int from, int to) {
    return from == to ? QStringLiteral("–")
                      : (to < from ? QStringLiteral("▲") : QStringLiteral("▼")) +
                            QString::number(std::abs(from - to));
}

void paintMoveWords(QPainter& painter, const QRect& rect, const MoveSide& of, const QString& second,
                    bool dimmed) {
    const Theme& theme = Theme::instance();
    const int upper = theme.lineHeight(TextStyle::Body);
    const int lower = theme.lineHeight(TextStyle::Micro);
    const int top = (rect.height() - upper - lower) / 2;
    painter.setFont(theme.font(TextStyle::Body));
    painter.setPen(theme.color(dimmed ? Role::Text3 : Role::Text));
    painter.drawText(QRect(rect.left(), top, rect.width(), upper), int(Qt::AlignLeft | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(of.title, Qt::ElideRight, rect.width()));
    int left = rect.left();
    if (of.slot >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.categorical(of.slot));
        painter.drawEllipse(QPointF(left + 4, top + upper + lower / 2.0), 4, 4);
        left += 13;
    }
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(theme.color(Role::Text3));
    const int room = rect.right() - left;
    painter.drawText(QRect(left, top + upper, room, lower), int(Qt::AlignLeft | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(second, Qt::ElideRight, room));
}

} // namespace tastescope
