// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/score_painter.h"
#include "ui/pages/evaluate/leaderboard.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/tables/table_delegate.h"
#include "ui/tables/table_view.h"

#include <QPainter>
#include <QSortFilterProxyModel>

#include <cmath>

namespace tastescope {
namespace {

constexpr int padding = 8;
constexpr int markerRoom = 20;

struct Cell {
    const Leaderboard* board = nullptr;
    int row = -1;
};

Cell cellOf(const QModelIndex& index) {
    const auto* proxy = qobject_cast<const QSortFilterProxyModel*>(index.model());
    const QModelIndex source = proxy ? proxy->mapToSource(index) : index;
    return {qobject_cast<const Leaderboard*>(source.model()), source.row()};
}

QRect paintName(QPainter& painter, const QRect& place, const Cell& cell) {
    const Theme& theme = Theme::instance();
    const LeaderRow& row = cell.board->at(cell.row);
    const QColor color = cell.board->isStale() ? theme.color(Role::Outline) : row.look.color(theme);
    paintMarker(painter, {place.x() + 5.0, place.center().y() + 0.5}, 10, row.look.shape, color);
    return place.adjusted(markerRoom, 0, 0, 0);
}

void paintMain(QPainter& painter, const QRect& place, const Cell& cell) {
    const Theme& theme = Theme::instance();
    const LeaderRow& row = cell.board->at(cell.row);
    const MetricValue* value = findValue(cell.board->modelAt(cell.row).metrics, cell.board->key());
    const bool stale = cell.board->isStale();
    painter.setFont(theme.font(row.best ? TextStyle::BodyStrong : TextStyle::Body));
    painter.setPen(theme.color(stale || !value ? Role::Text3 : Role::Text));
    const QString text = value ? metricText(cell.board->key(), value->value) : QStringLiteral("–");
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignRight, text);
    const int number = theme.scaled(52);
    if (value && std::isfinite(value->value) && place.width() > number + 24) {
        const QColor color = theme.sequential(stale ? 2 : row.best ? 6 : 4);
        paintCellBar(painter, place.adjusted(0, 0, -number, 0),
                     {value->value, cell.board->scale(), std::pair(value->low, value->high)}, color);
    }
}

} // namespace

void LeaderboardDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
    const auto* table = qobject_cast<const TableView*>(option.widget);
    painter->save();
    paintRowBackground(*painter, option, table && table->hoverRow() == index.row());
    if (index.column() == Leaderboard::Rank && (option.state & QStyle::State_Selected)) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height() - 1),
                          Theme::instance().color(Role::Accent));
    }
    QRect place = option.rect.adjusted(padding, 0, -padding, -1);
    const Cell cell = cellOf(index);
    if (cell.board && index.column() == Leaderboard::Main) {
        paintMain(*painter, place, cell);
        painter->restore();
        return;
    }
    if (cell.board && index.column() == Leaderboard::Name) {
        place = paintName(*painter, place, cell);
    }
    painter->setFont(index.data(Qt::FontRole).value<QFont>());
    painter->setPen(index.data(Qt::ForegroundRole).value<QBrush>().color());
    painter->drawText(
        place, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, place.width()));
    painter->restore();
}

QSize LeaderboardDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const QFont font = index.data(Qt::FontRole).value<QFont>();
    int width = QFontMetrics(font).horizontalAdvance(index.data().toString()) + 2 * padding + 1;
    if (index.column() == Leaderboard::Main) {
        width = theme.scaled(232); // a bar beside the number
    } else if (index.column() == Leaderboard::Name) {
        width += markerRoom;
    }
    return {width, theme.scaled(32)};
}

} // namespace tastescope
