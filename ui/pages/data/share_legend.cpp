// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/share_legend.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace tastescope {

ShareLegend::ShareLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ShareLegend::setWords(const QString& grey, const QString& coloured) {
    m_words = {grey, coloured};
    setAccessibleName(m_words.join(QStringLiteral(", ")));
    update();
}

QSize ShareLegend::sizeHint() const {
    return {120, Theme::instance().scaled(22)};
}

QSize ShareLegend::minimumSizeHint() const {
    return {0, sizeHint().height()};
}

void ShareLegend::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(TextStyle::Micro));
    const int square = theme.scaled(9);
    int left = 0;
    for (int place = 0; place < m_words.size() && left < width(); ++place) {
        painter.fillRect(QRect(left, (height() - square) / 2, square, square),
                         place == 0 ? theme.color(Role::Outline) : theme.sequential(6));
        left += square + 6;
        const int room = width() - left;
        const QString shown = painter.fontMetrics().elidedText(m_words[place], Qt::ElideRight, room);
        painter.setPen(theme.color(Role::Text2));
        painter.drawText(QRect(left, 0, room, height()), Qt::AlignVCenter | Qt::TextSingleLine, shown);
        left += painter.fontMetrics().horizontalAdvance(shown) + 12;
    }
}

} // namespace tastescope
