// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/neighbour_model.h"

#include "ui/delegates/score_painter.h"
#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace tastescope {

void NeighbourModel::setList(NeighbourList list, int listCount) {
    beginResetModel();
    m_list = std::move(list);
    m_listCount = listCount;
    m_lit.reset();
    endResetModel();
}

void NeighbourModel::setLit(std::optional<std::uint32_t> row) {
    if (row != m_lit) {
        m_lit = row;
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {LitRole});
        }
    }
}

int NeighbourModel::placeOf(std::uint32_t row) const {
    for (std::size_t place = 0; place < m_list.rows.size(); ++place) {
        if (m_list.rows[place].entity.row == row) {
            return static_cast<int>(place);
        }
    }
    return -1;
}

int NeighbourModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_list.rows.size());
}

QVariant NeighbourModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Neighbour& near = m_list.rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return near.title;
    case Qt::ToolTipRole:
        return (near.remark.isEmpty() ? near.title : tr("%1, %2").arg(near.title, near.remark))
            .toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return tr("%1. %2, %3, likeness %4, in %5 of %6 lists")
            .arg(QString::number(index.row() + 1), near.title, near.remark, formatScore(near.score),
                 QString::number(near.lists), QString::number(m_listCount));
    case RowRole:
        return near.entity.row;
    case LitRole:
        return m_lit == near.entity.row;
    default:
        return {};
    }
}

QSize NeighbourDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {80, Theme::instance().scaled(46)};
}

void NeighbourDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const Neighbour& near = m_model.list().rows[static_cast<std::size_t>(index.row())];
    const bool current =
        option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_HasFocus);
    painter->save();
    if (current || index.data(NeighbourModel::LitRole).toBool()) {
        painter->fillRect(option.rect, theme.color(Role::AccentSoft));
    }
    const QRect inner = option.rect.adjusted(8, 0, -6, 0);
    painter->setFont(theme.font(TextStyle::Small));
    painter->setPen(theme.color(Role::Text3));
    const int rankWidth = theme.scaled(16);
    painter->drawText(QRect(inner.left(), inner.top(), rankWidth, inner.height()), Qt::AlignVCenter,
                      QString::number(index.row() + 1));
    paintScore(*painter, QRect(inner.right() - 44, inner.top(), 44, inner.height()), formatScore(near.score),
               near.share, theme.modelColor(m_model.list().algorithm));

    const int left = inner.left() + rankWidth + 4;
    const int width = inner.right() - 44 - 6 - left;
    const int titleHeight = theme.lineHeight(TextStyle::Body);
    const int remarkHeight = near.remark.isEmpty() ? 0 : theme.lineHeight(TextStyle::Micro);
    const QRect title(left, inner.center().y() - (titleHeight + remarkHeight) / 2, width, titleHeight);
    const bool everywhere = near.lists > 1 && near.lists == m_model.listCount();
    painter->setFont(theme.font(everywhere ? TextStyle::BodyStrong : TextStyle::Body));
    painter->setPen(theme.color(near.lists == 1 && m_model.listCount() > 1 ? Role::Text2 : Role::Text));
    painter->drawText(title, Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(painter->font()).elidedText(near.title, Qt::ElideRight, width));
    QRect remark(left, title.bottom() + 1, width, remarkHeight);
    if (near.slot >= 0) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.categorical(near.slot));
        painter->drawEllipse(QRectF(left, remark.center().y() - 3, 8, 8));
        remark.setLeft(left + 12);
    }
    painter->setFont(theme.font(TextStyle::Micro));
    painter->setPen(theme.color(Role::Text3));
    painter->drawText(remark, Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(painter->font()).elidedText(near.remark, Qt::ElideRight, remark.width()));
    painter->restore();
}

} // namespace tastescope
