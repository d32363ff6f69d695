// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/flow_layout.h"

#include <QWidget>

#include <algorithm>

namespace tastescope {

FlowLayout::FlowLayout(QWidget* parent, int gap) : QLayout(parent), m_gap(gap) {
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() {
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem* item) {
    m_items.push_back(item);
}

int FlowLayout::count() const {
    return static_cast<int>(m_items.size());
}

QLayoutItem* FlowLayout::itemAt(int index) const {
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)] : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index) {
    QLayoutItem* item = itemAt(index);
    if (item) {
        m_items.erase(m_items.begin() + index);
    }
    return item;
}

void FlowLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    place(rect, true);
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : m_items) {
        size = item->isEmpty() ? size : size.expandedTo(item->minimumSize());
    }
    return size;
}

int FlowLayout::place(const QRect& rect, bool apply) const {
    int left = rect.left();
    int top = rect.top();
    int line = 0;
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty()) { // hidden
            continue;
        }
        const QSize size(std::min(item->sizeHint().width(), rect.width()), item->sizeHint().height());
        if (left > rect.left() && left + size.width() > rect.right() + 1) {
            left = rect.left();
            top += line + m_gap;
            line = 0;
        }
        if (apply) {
            item->setGeometry(QRect(QPoint(left, top), size));
        }
        left += size.width() + m_gap;
        line = std::max(line, size.height());
    }
    return top + line - rect.top();
}

} // namespace tastescope
