// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/recommendation_delegate.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace tastescope {

namespace {

constexpr int rowHeight = 48;
constexpr int dotSize = 8;

Role moveRole(const RankedRow& row) {
    if (row.was == 0) {
        return Role::Accent;
    }
    return row.was == row.rank ? Role::Text3 : row.was > row.rank ? Role::Up : Role::Down;
}

} // namespace

RecommendationDelegate::RecommendationDelegate(Style style, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_style(style) {}

QSize RecommendationDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {Theme::instance().scaled(160), Theme::instance().scaled(rowHeight)};
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
    const bool wide = m_style == Style::Recommendation;
    const int rankWidth = theme.scaled(wide ? 40 : 36);
    const int scoreWidth = theme.scaled(wide ? 44 : 34);
    const int right = theme.scaled(wide ? 12 : 8);
    const int gap = theme.scaled(8);
    const QRect area = option.rect;
    paintRank(*painter, QRect(area.left(), area.top(), rankWidth, area.height()), row);
    const QRect score(area.right() + 1 - right - scoreWidth, area.top(), scoreWidth, area.height());
    paintScore(*painter, score, row);
    const int left = area.left() + rankWidth;
    paintNames(*painter, QRect(left, area.top(), score.left() - gap - left, area.height()), row);
    painter->restore();
}

void RecommendationDelegate::paintBackground(QPainter& painter, const QStyleOptionViewItem& option,
                                             const RankedRow& row) const {
    const Theme& theme = Theme::instance();
    const bool selected = option.state & QStyle::State_Selected;
    const bool tinted = m_tinted == row.index;
    const QRect area = option.rect;
    if (selected || (tinted && m_style == Style::Neighbour)) {
        painter.fillRect(area, theme.color(Role::AccentSoft));
    } else if (tinted || (option.state & QStyle::State_MouseOver)) {
        painter.fillRect(area, theme.color(Role::Sunken));
    } else {
        painter.fillRect(area, theme.color(Role::Surface));
    }
    if (m_style == Style::Recommendation) {
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, theme.color(Role::Grid));
        if (selected) {
            painter.fillRect(area.left(), area.top(), 3, area.height(), theme.color(Role::Accent));
        }
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
    if (m_style == Style::Neighbour) {
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(area.adjusted(theme.scaled(12), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, number);
        return;
    }
    const QString mark = moveText(row);
    QFont font = theme.font(TextStyle::Small);
    font.setWeight(QFont::Medium);
    painter.setFont(font);
    painter.setPen(theme.color(Role::Text));
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

void RecommendationDelegate::paintNames(QPainter& painter, const QRect& area, const RankedRow& row) const {
    const Theme& theme = Theme::instance();
    QFont titleFont = theme.font(TextStyle::Body);
    Role titleRole = Role::Text;
    if (m_style == Style::Recommendation) {
        titleFont = theme.font(TextStyle::BodyStrong);
    } else if (m_lists > 1 && row.lists == m_lists) {
        titleFont.setWeight(QFont::DemiBold);
    } else if (m_lists > 1 && row.lists == 1) {
        titleRole = Role::Text2;
    }
    const int titleHeight = theme.scaled(18);
    const int secondHeight = theme.scaled(15);
    const int top = area.top() + (area.height() - titleHeight - secondHeight) / 2;
    const auto line = [&](const QFont& font, Role role, const QString& text, const QRect& place) {
        painter.setFont(font);
        painter.setPen(theme.color(role));
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                         QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width()));
    };
    line(titleFont, titleRole, row.title, QRect(area.left(), top, area.width(), titleHeight));
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

void RecommendationDelegate::paintScore(QPainter& painter, const QRect& area, const RankedRow& row) const {
    const Theme& theme = Theme::instance();
    const int textHeight = theme.scaled(16);
    const int barHeight = theme.scaled(4);
    const int top = area.top() + (area.height() - textHeight - barHeight) / 2;
    painter.setFont(theme.font(TextStyle::Small));
    painter.setPen(theme.color(Role::Text));
    painter.drawText(QRect(area.left() - area.width(), top, 2 * area.width(), textHeight),
                     Qt::AlignRight | Qt::AlignVCenter, formatScore(row.score));
    const QRectF track(area.left(), top + textHeight, area.width(), barHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Role::Sunken));
    painter.drawRoundedRect(track, barHeight / 2.0, barHeight / 2.0);
    if (row.share > 0) {
        QRectF bar = track;
        bar.setWidth(std::max<double>(barHeight, track.width() * row.share));
        painter.setBrush(theme.modelColor(m_algorithm));
        painter.drawRoundedRect(bar, barHeight / 2.0, barHeight / 2.0);
    }
}

} // namespace tastescope
