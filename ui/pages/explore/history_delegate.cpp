// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/history_panel.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace tastescope {
namespace {

QRect markRect(const QRect& row) {
    const int size = Theme::instance().scaled(14);
    return {row.right() - 8 - size, row.center().y() - size / 2, size, size};
}

const HistoryRow& rowOf(const QModelIndex& index) {
    return static_cast<const HistoryModel*>(index.model())->at(index.row());
}

void paintNames(QPainter& painter, const QRect& area, const HistoryRow& row) {
    const Theme& theme = Theme::instance();
    QFont font = theme.font(TextStyle::Body);
    font.setStrikeOut(row.state == PastState::Removed);
    painter.setFont(font);
    painter.setPen(theme.color(row.state == PastState::Removed ? Role::Text3 : Role::Text));
    const int line = theme.scaled(17);
    const QString below = HistoryModel::secondLine(row);
    const int secondHeight = below.isEmpty() && row.slot < 0 ? 0 : theme.scaled(15);
    const QRect title(area.left(), area.top() + (area.height() - line - secondHeight) / 2, area.width(),
                      line);
    painter.drawText(title, Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(row.title, Qt::ElideRight, title.width()));
    QRect second(area.left(), title.bottom() + 1, area.width(), secondHeight);
    if (row.slot >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.categorical(row.slot));
        const int dot = theme.scaled(7);
        painter.drawEllipse(QRectF(second.left(), second.center().y() - dot / 2, dot, dot));
        second.setLeft(second.left() + dot + 5);
    }
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(second, Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(below, Qt::ElideRight, second.width()));
}

} // namespace

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {120, Theme::instance().scaled(40)};
}

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const HistoryRow& row = rowOf(index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (row.state == PastState::Added || selected) {
        painter->fillRect(option.rect, theme.color(Role::AccentSoft));
    } else if (row.state == PastState::Removed || hovered) {
        painter->fillRect(option.rect, theme.color(Role::Sunken));
    }
    const QRect rect = option.rect;
    const Role tint = row.weight < 0 ? Role::Down : Role::Text3;
    const QString name = row.state == PastState::Added ? QStringLiteral("add") : signalIcon(row.signal);
    const int size = theme.scaled(15);
    paintIcon(*painter, QRect(rect.left() + 8, rect.center().y() - size / 2, size, size), name, tint);
    const bool marked = row.state != PastState::Kept || hovered || selected;
    const int right = theme.scaled(marked ? 30 : 52);
    paintNames(*painter, rect.adjusted(size + 16, 0, -right, 0), row);
    if (marked) {
        paintIcon(*painter, markRect(rect),
                  row.state == PastState::Kept ? QStringLiteral("close") : QStringLiteral("undo"),
                  Role::Text2);
    } else {
        painter->setFont(theme.font(TextStyle::Small));
        painter->setPen(theme.color(row.weight < 0 ? Role::Down : Role::Text2));
        painter->drawText(rect.adjusted(0, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, amountText(row));
    }
    painter->setPen(theme.color(Role::Grid));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    painter->restore();
}

bool HistoryDelegate::editorEvent(QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) {
    if (event->type() != QEvent::MouseButtonRelease) {
        return false;
    }
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton ||
        !markRect(option.rect).adjusted(-6, -10, 8, 10).contains(mouse->pos())) {
        return false;
    }
    Q_EMIT markClicked(index.row());
    return true;
}

} // namespace tastescope
