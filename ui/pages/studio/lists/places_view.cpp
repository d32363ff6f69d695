// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/lists/places_view.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace tastescope {

PlacesView::PlacesView(QWidget* parent) : QAbstractItemView(parent) {
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    connect(&Theme::instance(), &Theme::changed, this, &PlacesView::layOut);
}

void PlacesView::setHead(QWidget* head) {
    m_head = head;
}

void PlacesView::layOut() {
    updateGeometries();
    if (m_head) {
        m_head->update();
    }
    viewport()->update();
    describe();
}

void PlacesView::describe() {
    const QString words =
        rows() == 0 ? nothingText() : currentIndex().data(Qt::AccessibleTextRole).toString();
    if (words != accessibleDescription()) { // each change is said aloud
        setAccessibleDescription(words);
    }
}

void PlacesView::setStale(bool stale) {
    if (m_stale != stale) {
        m_stale = stale;
        viewport()->update();
    }
}

int PlacesView::rows() const {
    return model() ? model()->rowCount() : 0;
}

void PlacesView::light(int item) {
    const int columns = model()->columnCount();
    const int first = currentIndex().isValid() ? currentIndex().column() : mainColumn();
    for (int step = 0; step < columns; ++step) {
        const int column = (first + step) % columns;
        for (int row = 0; row < rows(); ++row) {
            if (sideAt(row, column).item == item) {
                setCurrentIndex(model()->index(row, column));
                return;
            }
        }
    }
}

int PlacesView::rowHeight() const {
    return Theme::instance().scaled(40);
}

int PlacesView::verticalOffset() const {
    return verticalScrollBar()->value();
}

int PlacesView::topOf(int place) const {
    return place * rowHeight() - verticalOffset();
}

int PlacesView::middleOf(int place) const {
    return topOf(place) + rowHeight() / 2;
}

bool PlacesView::isShown(int place) const {
    return topOf(place) + rowHeight() >= 0 && topOf(place) <= viewport()->height();
}

QRect PlacesView::visualRect(const QModelIndex& index) const {
    return index.isValid() ? columnRect(index.column()).translated(0, topOf(index.row())) : QRect();
}

QModelIndex PlacesView::indexAt(const QPoint& point) const {
    const int y = point.y() + verticalOffset();
    if (y < 0 || y / rowHeight() >= rows()) { // also while it is being made: there are no columns yet
        return {};
    }
    const int column = columnAt(point.x());
    return column < 0 ? QModelIndex() : model()->index(y / rowHeight(), column);
}

void PlacesView::scrollTo(const QModelIndex& index, ScrollHint) {
    const QRect rect = visualRect(index);
    if (rect.top() < 0) {
        verticalScrollBar()->setValue(verticalOffset() + rect.top());
    } else if (rect.bottom() > viewport()->height()) {
        verticalScrollBar()->setValue(verticalOffset() + rect.bottom() - viewport()->height());
    }
}

QModelIndex PlacesView::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
    const QModelIndex now = currentIndex();
    if (rows() == 0 || !now.isValid()) {
        return rows() > 0 ? model()->index(0, mainColumn()) : QModelIndex();
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
        row = rows() - 1;
        break;
    case MoveLeft:
        --column;
        break;
    case MoveRight:
        ++column;
        break;
    }
    return model()->index(std::clamp(row, 0, rows() - 1), std::clamp(column, 0, model()->columnCount() - 1));
}

void PlacesView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) {
    const QModelIndex index = indexAt(rect.center());
    selectionModel()->select(index.isValid() ? QItemSelection(index, index) : QItemSelection(), flags);
}

QRegion PlacesView::visualRegionForSelection(const QItemSelection&) const {
    return viewport()->rect(); // the item's other places change with it
}

void PlacesView::updateGeometries() {
    if (m_head) {
        const int head = headHeight();
        setViewportMargins(0, head, 0, 0);
        m_head->setGeometry(0, 0, width(), head);
    }
    verticalScrollBar()->setRange(0, std::max(0, rows() * rowHeight() - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(rowHeight() / 2);
    QAbstractItemView::updateGeometries();
}

void PlacesView::resizeEvent(QResizeEvent* event) {
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
}

bool PlacesView::viewportEvent(QEvent* event) {
    int hovered = m_hovered;
    if (event->type() == QEvent::MouseMove) {
        const MoveSide* under = sideOf(indexAt(static_cast<QMouseEvent*>(event)->pos()));
        hovered = under ? under->item : -1;
    } else if (event->type() == QEvent::Leave) {
        hovered = -1;
    }
    if (hovered != m_hovered) {
        m_hovered = hovered;
        viewport()->update();
    }
    return QAbstractItemView::viewportEvent(event);
}

void PlacesView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QAbstractItemView::currentChanged(current, previous);
    viewport()->update();
    describe();
}

const MoveSide* PlacesView::sideOf(const QModelIndex& index) const {
    if (!index.isValid()) {
        return nullptr;
    }
    const MoveSide& side = sideAt(index.row(), index.column());
    return side.item >= 0 ? &side : nullptr;
}

void PlacesView::open(const QModelIndex& index) {
    if (const MoveSide* side = sideOf(index)) {
        Q_EMIT opened(side->item, index.column());
    }
}

void PlacesView::mouseReleaseEvent(QMouseEvent* event) {
    QAbstractItemView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton) {
        open(indexAt(event->pos()));
    }
}

void PlacesView::keyPressEvent(QKeyEvent* event) {
    const QModelIndex now = currentIndex();
    const MoveSide* on = sideOf(now);
    if (!on || event->modifiers() != Qt::NoModifier) {
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

int PlacesView::litItem() const {
    if (m_hovered >= 0 || !hasFocus()) {
        return m_hovered;
    }
    const MoveSide* on = sideOf(currentIndex());
    return on ? on->item : -1;
}

void PlacesView::paintFocus(QPainter& painter) const {
    if (hasFocus() && currentIndex().isValid()) {
        painter.setPen(QPen(Theme::instance().color(Role::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(visualRect(currentIndex())).adjusted(-3, 2, 3, -2), 4, 4);
    }
}

void PlacesView::paintNothing(QPainter& painter) const {
    constexpr int margin = 16;
    painter.setFont(Theme::instance().font(TextStyle::Body));
    painter.setPen(Theme::instance().color(Role::Text3));
    painter.drawText(viewport()->rect().adjusted(margin, 0, -margin, 0), Qt::AlignCenter | Qt::TextWordWrap,
                     nothingText());
}

} // namespace tastescope

#include "moc_places_view.cpp"
