// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/recommendation_delegate.h"

#include "ui/lists/score_painter.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace tastescope {

namespace {

constexpr int rowHeight = 48;
constexpr int compactHeight = 46;
constexpr int rankRoom = 38;
constexpr int compactRankRoom = 26;
constexpr int dotSize = 8;
constexpr int hitSize = 14;

Role moveRole(const RankedRow& row) {
    if (row.was == 0) {
        return Role::Accent;
    }
    return row.was == row.rank ? Role::Text3 : row.was > row.rank ? Role::Up : Role::Down;
}

} // namespace

QSize RecommendationDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(m_compact ? 80 : 160), theme.scaled(m_compact ? compactHeight : rowHeight)};
}

void RecommendationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const {
    const auto* model = qobject_cast<const RankedListModel*>(index.model());
    Q_ASSERT(model);
    const RankedRow& row = model->at(index.row());
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintBackground(*painter, option, row);
    const int rankWidth = theme.scaled(m_compact ? compactRankRoom : rankRoom);
    const int margin = theme.scaled(m_compact ? 6 : 12);
    const QRect area = option.rect;
    const QString score = formatScore(row.score);
    const int right = area.right() + 1 - margin;
    painter->setClipRect(area, Qt::IntersectClip);
    paintRank(*painter, QRect(area.left(), area.top(), rankWidth, area.height()), row);
    paintScore(*painter, area.adjusted(0, 0, -margin, 0), score, row.share, theme.modelColor(m_algorithm));
    const int left = area.left() + rankWidth;
    // The number is narrower than the bar below it: the title has the difference.
    const int number = QFontMetrics(theme.font(TextStyle::Body)).horizontalAdvance(score);
    int titleEnd = right - number - theme.scaled(6);
    if (row.hit.value_or(false)) {
        const int size = theme.scaled(hitSize);
        const int top = area.center().y() - theme.lineHeight(TextStyle::Body) / 2 - 2;
        titleEnd -= size;
        paintIcon(*painter,
                  QRect(titleEnd + 1, top + (theme.lineHeight(TextStyle::Body) - size) / 2, size, size),
                  QStringLiteral("hit"), Role::Accent);
        titleEnd -= theme.scaled(4);
    }
    paintNames(*painter, QRect(left, area.top(), right - theme.scaled(44 + 6) - left, area.height()),
               titleEnd - left, row);
    painter->restore();
}

void RecommendationDelegate::paintBackground(QPainter& painter, const QStyleOptionViewItem& option,
                                             const RankedRow& row) const {
    const Theme& theme = Theme::instance();
    const bool selected = option.state & QStyle::State_Selected;
    const bool tinted = m_tinted == row.index;
    const QRect area = option.rect;
    if (selected || (tinted && m_compact)) {
        painter.fillRect(area, theme.color(Role::AccentSoft));
    } else if (tinted || (option.state & QStyle::State_MouseOver)) {
        painter.fillRect(area, theme.color(Role::Sunken));
    } else {
        painter.fillRect(area, theme.color(Role::Surface));
    }
    if (!m_compact) {
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, theme.color(Role::Grid));
    }
    if (selected) {
        painter.fillRect(area.left(), area.top(), 3, area.height(), theme.color(Role::Accent));
    }
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.color(Role::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(area).adjusted(1, 1, -1, -2));
    }
}

void RecommendationDelegate::paintRank(QPainter& painter, const QRect& area, const RankedRow& row) const {
    const Theme& theme = Theme::instance();
    const QString number = formatCount(row.rank);
    const QString mark = moveText(row);
    QFont font = theme.font(TextStyle::Small);
    font.setWeight(QFont::Medium);
    painter.setFont(font);
    painter.setPen(theme.color(m_compact ? Role::Text3 : Role::Text));
    if (mark.isEmpty()) {
        painter.drawText(area, Qt::AlignCenter, number);
        return;
    }
    const int half = theme.scaled(15);
    const int top = area.center().y() - half;
    painter.drawText(QRect(area.left(), top, area.width(), half), Qt::AlignCenter, number);
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(theme.color(moveRole(row)));
    painter.drawText(QRect(area.left(), top + half + 1, area.width(), half), Qt::AlignCenter, mark);
}

void RecommendationDelegate::paintNames(QPainter& painter, const QRect& area, int titleWidth,
                                        const RankedRow& row) const {
    const Theme& theme = Theme::instance();
    const int titleHeight = theme.scaled(18);
    const int secondHeight = row.subtitle.isEmpty() && row.slot < 0 ? 0 : theme.scaled(15);
    const int top = area.top() + (area.height() - titleHeight - secondHeight) / 2;
    const auto line = [&](const QFont& font, Role role, const QString& text, const QRect& place) {
        painter.setFont(font);
        painter.setPen(theme.color(role));
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                         QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width()));
    };
    // A title alone stands beside the bar, not above it.
    const int room = secondHeight > 0 ? titleWidth : std::min(titleWidth, area.width());
    line(theme.font(row.emphasis == Emphasis::Strong ? TextStyle::BodyStrong : TextStyle::Body),
         row.emphasis == Emphasis::Quiet ? Role::Text2 : Role::Text, row.title,
         QRect(area.left(), top, room, titleHeight));
    QRect second(area.left(), top + titleHeight, area.width(), secondHeight);
    if (row.slot >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.categorical(row.slot));
        const int size = theme.scaled(dotSize);
        painter.drawEllipse(QRectF(second.left(), second.center().y() - size / 2.0 + 0.5, size, size));
        second.setLeft(second.left() + size + theme.scaled(5));
    }
    line(theme.font(TextStyle::Micro), Role::Text3, row.subtitle, second);
}

} // namespace tastescope
