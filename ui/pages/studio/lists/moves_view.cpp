// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/lists/moves_view.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int side = 16;
constexpr int narrow = 540; ///< below it there is no room for chips

QColor moveColor(int from, int to) {
    const Theme& theme = Theme::instance();
    return theme.color(to < from ? Role::Up : to > from ? Role::Down : Role::Axis);
}

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

MovesView::MovesView(QWidget* parent) : QAbstractItemView(parent), m_model(new MovesModel(this)) {
    m_head = new Head(this);
    setModel(m_model);
    setAccessibleName(tr("List before and after the rules"));
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometries();
        m_head->update();
        viewport()->update();
    });
}

void MovesView::setMoves(ListMoves moves, const QString& emptyText) {
    m_emptyText = emptyText;
    m_model->updateRows(std::move(moves.rows));
    updateGeometries();
    viewport()->update();
}

void MovesView::setStale(bool stale) {
    if (m_stale != stale) {
        m_stale = stale;
        viewport()->update();
    }
}

void MovesView::light(int item) {
    for (const int column : {1, 0}) {
        const int row =
            m_model->find([&](const MoveRow& one) { return MovesModel::side(one, column).item == item; });
        if (row >= 0) {
            setCurrentIndex(m_model->index(row, column));
            return;
        }
    }
}

int MovesView::rowHeight() const {
    return Theme::instance().scaled(40);
}

int MovesView::verticalOffset() const {
    return verticalScrollBar()->value();
}

int MovesView::middleOf(int place) const {
    return place * rowHeight() + rowHeight() / 2 - verticalOffset();
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

QRect MovesView::visualRect(const QModelIndex& index) const {
    if (!index.isValid()) {
        return {};
    }
    const Columns at = columns();
    return (index.column() == 0 ? at.before : at.after)
        .translated(0, index.row() * rowHeight() - verticalOffset());
}

QModelIndex MovesView::indexAt(const QPoint& point) const {
    const int row = (point.y() + verticalOffset()) / rowHeight();
    const Columns at = columns();
    if (point.y() + verticalOffset() < 0 || row >= m_model->rowCount()) {
        return {};
    }
    return point.x() < at.lines.left()    ? m_model->index(row, 0)
           : point.x() >= at.after.left() ? m_model->index(row, 1)
                                          : QModelIndex();
}

void MovesView::scrollTo(const QModelIndex& index, ScrollHint) {
    const QRect rect = visualRect(index);
    if (rect.top() < 0) {
        verticalScrollBar()->setValue(verticalOffset() + rect.top());
    } else if (rect.bottom() > viewport()->height()) {
        verticalScrollBar()->setValue(verticalOffset() + rect.bottom() - viewport()->height());
    }
}

QModelIndex MovesView::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
    const int rows = m_model->rowCount();
    const QModelIndex now = currentIndex();
    if (rows == 0 || !now.isValid()) {
        return rows > 0 ? m_model->index(0, 1) : QModelIndex();
    }
    const int page = std::max(1, viewport()->height() / rowHeight() - 1);
    int row = now.row();
    int column = now.column();
    switch (action) {
    case MoveUp:
    case MovePrevious:
        --row;
        break;
    case MoveDown:
    case MoveNext:
        ++row;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = rows - 1;
        break;
    case MoveLeft:
        column = 0;
        break;
    case MoveRight:
        column = 1;
        break;
    }
    return m_model->index(std::clamp(row, 0, rows - 1), column);
}

void MovesView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) {
    const QModelIndex index = indexAt(rect.center());
    selectionModel()->select(index.isValid() ? QItemSelection(index, index) : QItemSelection(), flags);
}

QRegion MovesView::visualRegionForSelection(const QItemSelection&) const {
    return viewport()->rect(); // the other end and the line change with it
}

void MovesView::updateGeometries() {
    const int head = Theme::instance().scaled(24);
    setViewportMargins(0, head, 0, 0);
    m_head->setGeometry(0, 0, width(), head);
    const int whole = m_model->rowCount() * rowHeight();
    verticalScrollBar()->setRange(0, std::max(0, whole - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(rowHeight() / 2);
    QAbstractItemView::updateGeometries();
}

void MovesView::resizeEvent(QResizeEvent* event) {
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
}

bool MovesView::viewportEvent(QEvent* event) {
    int hovered = m_hovered;
    if (event->type() == QEvent::MouseMove) {
        const QModelIndex under = indexAt(static_cast<QMouseEvent*>(event)->pos());
        hovered = under.isValid() ? MovesModel::side(m_model->at(under.row()), under.column()).item : -1;
    } else if (event->type() == QEvent::Leave) {
        hovered = -1;
    }
    if (hovered != m_hovered) {
        m_hovered = hovered;
        viewport()->update();
    }
    return QAbstractItemView::viewportEvent(event);
}

void MovesView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QAbstractItemView::currentChanged(current, previous);
    viewport()->update();
}

void MovesView::open(const QModelIndex& index) {
    if (index.isValid() && MovesModel::side(m_model->at(index.row()), index.column()).item >= 0) {
        Q_EMIT opened(MovesModel::side(m_model->at(index.row()), index.column()).item,
                      viewport()->mapToGlobal(visualRect(index).bottomLeft()));
    }
}

void MovesView::mouseReleaseEvent(QMouseEvent* event) {
    QAbstractItemView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton) {
        open(indexAt(event->pos()));
    }
}

void MovesView::keyPressEvent(QKeyEvent* event) {
    const QModelIndex now = currentIndex();
    const MoveSide* on = now.isValid() ? &MovesModel::side(m_model->at(now.row()), now.column()) : nullptr;
    if (!on || on->item < 0 || event->modifiers() != Qt::NoModifier) {
        QAbstractItemView::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return open(now);
    case Qt::Key_P:
        return Q_EMIT pinWanted(on->item, now.row());
    case Qt::Key_B:
        return Q_EMIT buryWanted(on->item);
    case Qt::Key_F:
        return Q_EMIT filterWanted(on->item);
    default:
        QAbstractItemView::keyPressEvent(event);
    }
}

int MovesView::litItem() const {
    if (m_hovered >= 0 || !hasFocus() || !currentIndex().isValid()) {
        return m_hovered;
    }
    return MovesModel::side(m_model->at(currentIndex().row()), currentIndex().column()).item;
}

void MovesView::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Role::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_model->rowCount() == 0) {
        painter.setFont(theme.font(TextStyle::Body));
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(viewport()->rect().adjusted(side, 0, -side, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         m_emptyText);
        return;
    }
    const Columns at = columns();
    const int lit = litItem();
    for (const MoveRow& row : m_model->rows()) {
        const int top = row.place * rowHeight() - verticalOffset();
        if (top + rowHeight() < 0 || top > viewport()->height()) {
            continue;
        }
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
        const int top = row.place * rowHeight() - verticalOffset();
        if (top + rowHeight() >= 0 && top <= viewport()->height()) {
            painter.save();
            painter.translate(0, top);
            paintBefore(painter, at, row);
            paintAfter(painter, at, row);
            painter.restore();
        }
    }
    if (hasFocus() && currentIndex().isValid()) {
        painter.setPen(QPen(theme.color(Role::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(visualRect(currentIndex())).adjusted(-3, 2, 3, -2), 4, 4);
    }
}

void MovesView::paintLines(QPainter& painter, const Columns& columns) const {
    const int lit = litItem();
    const double left = columns.lines.left() + 4;
    const double right = columns.lines.right() - 4;
    const double bend = (right - left) * 0.5;
    const auto draw = [&](const MoveRow& row) {
        const bool on = row.before.item == lit && lit >= 0;
        const QColor color =
            m_stale ? Theme::instance().color(Role::Outline) : moveColor(row.place, row.before.other);
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
            QPen pen(Theme::instance().color(m_stale ? Role::Outline : Role::Up), 1.75);
            pen.setDashPattern({2, 1.5});
            painter.setPen(pen);
            painter.drawLine(QPointF(right - 20, middle), QPointF(right, middle));
        }
    }
    if (top) {
        draw(*top);
    }
}

void MovesView::paintWords(QPainter& painter, const QRect& rect, const MoveSide& of, const QString& second,
                           bool dimmed) const {
    const Theme& theme = Theme::instance();
    const int upper = theme.lineHeight(TextStyle::Body);
    const int lower = theme.lineHeight(TextStyle::Micro);
    const int top = (rect.height() - upper - lower) / 2;
    painter.setFont(theme.font(TextStyle::Body));
    painter.setPen(theme.color(m_stale || dimmed ? Role::Text3 : Role::Text));
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
    paintWords(painter, columns.before.adjusted(number, 0, -4, 0), row.before,
               left ? row.before.reason : row.before.subtitle, left);
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
    painter.setPen(theme.color(still || m_stale ? Role::Text3 : Role::Text2));
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
    const int moved = of.rank - row.place;
    const QRect place(columns.after.left() + number, 0, mark, rowHeight());
    painter.setFont(theme.font(TextStyle::Small));
    painter.setPen(m_stale || moved == 0 ? theme.color(Role::Text3) : moveColor(of.rank, row.place));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                     moved == 0 ? QStringLiteral("–")
                                : (moved > 0 ? QStringLiteral("▲") : QStringLiteral("▼")) +
                                      QString::number(std::abs(moved)));
    QRect words = columns.after.adjusted(number + mark, 0, -4, 0);
    if (columns.chips) {
        words.setRight(words.right() - paintReason(painter, columns.after, of));
    }
    paintWords(painter, words, of, columns.chips || of.reason.isEmpty() ? of.subtitle : of.reason, false);
}

} // namespace tastescope

#include "moc_moves_view.cpp"
