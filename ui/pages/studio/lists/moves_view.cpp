// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/lists/moves_view.h"

#include "ui/pages/studio/lists/move_paint.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int side = 16;
constexpr int narrow = 540; ///< below it there is no room for chips

} // namespace

struct MovesView::Columns {
    QRect before; ///< of a row at y 0
    QRect lines;
    QRect after;
    bool chips = true;
};

class MovesView::Head : public QWidget {
public:
    explicit Head(MovesView* view) : QWidget(view), m_view(view) {}

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setFont(theme.font(TextStyle::Micro));
        painter.setPen(theme.color(Role::Text3));
        const Columns columns = m_view->columns();
        const auto words = [&](const QRect& in, Qt::Alignment where, const QString& text) {
            const QRect place(in.left(), 0, in.width(), height() - 1);
            painter.drawText(place, int(where | Qt::AlignVCenter),
                             painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
        };
        words(columns.before, Qt::AlignLeft, m_view->model()->headerData(0, Qt::Horizontal).toString());
        words(columns.after, Qt::AlignLeft, m_view->model()->headerData(1, Qt::Horizontal).toString());
        if (columns.chips) {
            words(columns.after, Qt::AlignRight, MovesView::tr("Main reason"));
        }
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.color(Role::Line));
    }

private:
    MovesView* m_view;
};

MovesView::MovesView(QWidget* parent) : PlacesView(parent), m_model(new MovesModel(this)) {
    setHead(new Head(this));
    setModel(m_model);
    setAccessibleName(tr("List before and after the rules"));
}

void MovesView::setMoves(ListMoves moves, const QString& emptyText) {
    m_emptyText = emptyText;
    m_model->updateRows(std::move(moves.rows));
    layOut();
}

const MoveSide& MovesView::sideAt(int row, int column) const {
    return MovesModel::side(m_model->at(row), column);
}

int MovesView::headHeight() const {
    return Theme::instance().scaled(24);
}

MovesView::Columns MovesView::columns() const {
    const int width = viewport()->width();
    const int lines = Theme::instance().scaled(width < narrow ? 64 : 96);
    Columns out;
    out.chips = width >= Theme::instance().scaled(narrow);
    const int left = (width - lines) * (out.chips ? 38 : 45) / 100;
    out.before = QRect(side, 0, left - side, rowHeight());
    out.lines = QRect(left, 0, lines, rowHeight());
    out.after = QRect(left + lines, 0, width - left - lines - side + 4, rowHeight());
    return out;
}

QRect MovesView::columnRect(int column) const {
    return column == 0 ? columns().before : columns().after;
}

int MovesView::columnAt(int x) const {
    const Columns at = columns();
    return x < at.lines.left() ? 0 : x >= at.after.left() ? 1 : -1;
}

void MovesView::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Role::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_model->rowCount() == 0) {
        paintNothing(painter);
        return;
    }
    const Columns at = columns();
    const int lit = litItem();
    for (const MoveRow& row : m_model->rows()) {
        if (!isShown(row.place)) {
            continue;
        }
        const int top = topOf(row.place);
        const auto fill = [&](const QRect& column, Role role) {
            painter.fillRect(column.adjusted(-4, top, 4, top), theme.color(role));
        };
        if (row.before.item >= 0 && row.before.item == lit) {
            fill(at.before, Role::AccentSoft);
        }
        if (row.after.item >= 0 && (row.after.item == lit || row.after.pinned)) {
            fill(at.after, Role::AccentSoft);
        }
    }
    paintLines(painter, at);
    for (const MoveRow& row : m_model->rows()) {
        if (isShown(row.place)) {
            painter.save();
            painter.translate(0, topOf(row.place));
            paintBefore(painter, at, row);
            paintAfter(painter, at, row);
            painter.restore();
        }
    }
    paintFocus(painter);
}

void MovesView::paintLines(QPainter& painter, const Columns& columns) const {
    const int lit = litItem();
    const double left = columns.lines.left() + 4;
    const double right = columns.lines.right() - 4;
    const double bend = (right - left) * 0.5;
    const auto draw = [&](const MoveRow& row) {
        const bool on = row.before.item == lit && lit >= 0;
        const QColor color =
            isStale() ? Theme::instance().color(Role::Outline) : moveColor(row.place, row.before.other);
        const double from = middleOf(row.place);
        const double to = middleOf(row.before.other);
        QPainterPath path(QPointF(left, from));
        path.cubicTo(QPointF(left + bend, from), QPointF(right - bend, to), QPointF(right, to));
        painter.setPen(QPen(color, on ? 2.5 : 1.25));
        painter.drawPath(path);
    };
    painter.setBrush(Qt::NoBrush);
    const MoveRow* top = nullptr;
    for (const MoveRow& row : m_model->rows()) {
        const double middle = middleOf(row.place);
        if (row.before.item >= 0 && row.before.other < 0) { // it left: a bar at the end of a stub
            painter.setPen(QPen(Theme::instance().color(Role::Axis), 1.5));
            painter.drawLine(QPointF(left, middle), QPointF(left + 18, middle));
            painter.drawLine(QPointF(left + 18, middle - 5), QPointF(left + 18, middle + 5));
        } else if (row.before.item >= 0) {
            if (row.before.item == lit) {
                top = &row;
            } else {
                draw(row);
            }
        }
        if (row.after.item >= 0 && row.after.other < 0) { // it came from below the list
            QPen pen(Theme::instance().color(isStale() ? Role::Outline : Role::Up), 1.75);
            pen.setDashPattern({2, 1.5});
            painter.setPen(pen);
            painter.drawLine(QPointF(right - 20, middle), QPointF(right, middle));
        }
    }
    if (top) {
        draw(*top);
    }
}

void MovesView::paintBefore(QPainter& painter, const Columns& columns, const MoveRow& row) const {
    if (row.before.item < 0) {
        return;
    }
    const Theme& theme = Theme::instance();
    const int number = theme.scaled(24);
    painter.setFont(theme.font(TextStyle::Body));
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(QRect(columns.before.left(), 0, number, rowHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                     QString::number(row.place + 1));
    const bool left = row.before.other < 0;
    paintMoveWords(painter, columns.before.adjusted(number, 0, -4, 0), row.before,
                   left ? row.before.reason : row.before.subtitle, left || isStale());
}

int MovesView::paintReason(QPainter& painter, const QRect& rect, const MoveSide& of) const {
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextStyle::Micro));
    const bool still = of.reason.isEmpty();
    const int icon = of.pinned ? theme.scaled(16) : 0;
    const int most = rect.width() * 45 / 100;
    const QString text = painter.fontMetrics().elidedText(still ? tr("unchanged") : of.reason, Qt::ElideRight,
                                                          most - 14 - icon);
    const int width = painter.fontMetrics().horizontalAdvance(text) + 14 + icon;
    const int height = theme.scaled(18);
    const QRect chip(rect.right() - width, (rect.height() - height) / 2, width, height);
    if (!still) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(of.pinned ? Role::Surface : Role::Sunken));
        painter.drawRoundedRect(chip, 4, 4);
    }
    if (of.pinned) {
        paintIcon(painter, QRect(chip.left() + 5, chip.top() + (height - 12) / 2, 12, 12),
                  QStringLiteral("pin"), Role::AccentStrong);
    }
    painter.setPen(theme.color(still || isStale() ? Role::Text3 : Role::Text2));
    painter.drawText(chip.adjusted(7 + icon, 0, -7, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
    return width + 8;
}

void MovesView::paintAfter(QPainter& painter, const Columns& columns, const MoveRow& row) const {
    const Theme& theme = Theme::instance();
    const MoveSide& of = row.after;
    const int number = theme.scaled(22);
    painter.setFont(theme.font(TextStyle::Body));
    painter.setPen(theme.color(of.item < 0 ? Role::Text3 : Role::Text));
    painter.drawText(QRect(columns.after.left(), 0, number, rowHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                     QString::number(row.place + 1));
    if (of.item < 0) {
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(columns.after.adjusted(number, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         tr("– nothing fits"));
        return;
    }
    const int mark = theme.scaled(34);
    const QRect place(columns.after.left() + number, 0, mark, rowHeight());
    painter.setFont(theme.font(TextStyle::Small));
    painter.setPen(isStale() || of.rank == row.place ? theme.color(Role::Text3)
                                                     : moveColor(of.rank, row.place));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, moveMark(of.rank, row.place));
    QRect words = columns.after.adjusted(number + mark, 0, -4, 0);
    if (columns.chips) {
        words.setRight(words.right() - paintReason(painter, columns.after, of));
    }
    paintMoveWords(painter, words, of, columns.chips || of.reason.isEmpty() ? of.subtitle : of.reason,
                   isStale());
}

} // namespace tastescope

#include "moc_moves_view.cpp"
