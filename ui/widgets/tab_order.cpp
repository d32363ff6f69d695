// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tab_order.h"

#include <QWidget>

#include <vector>

namespace tastescope {

namespace {

// What has a proxy is a part of it, as the line of a value box is.
bool isStop(const QWidget& widget) {
    return (widget.focusPolicy() & Qt::TabFocus) && !widget.focusProxy();
}

bool isIn(const QWidget* widget, const QWidget* part) {
    return widget == part || part->isAncestorOf(widget);
}

std::vector<QWidget*> stopsIn(QWidget* part) {
    std::vector<QWidget*> stops;
    QWidget* widget = part;
    do {
        if (isIn(widget, part) && isStop(*widget)) {
            stops.push_back(widget);
        }
        widget = widget->nextInFocusChain();
    } while (widget != part);
    return stops;
}

} // namespace

void tabBehind(QWidget* before, QWidget* part) {
    QWidget* last = nullptr;
    for (QWidget* stop : stopsIn(before)) {
        last = isIn(stop, part) ? last : stop;
    }
    // Qt hangs nothing behind what takes no focus: then it is the stop in front of that.
    for (QWidget* widget = before->previousInFocusChain(); !last && widget != before;
         widget = widget->previousInFocusChain()) {
        last = isStop(*widget) && !isIn(widget, part) ? widget : nullptr;
    }
    for (QWidget* stop : stopsIn(part)) {
        QWidget::setTabOrder(last, stop); // nothing without a `last`
        last = stop;
    }
}

QWidget* firstFocus(const QWidget& parent) {
    for (QWidget* widget = parent.nextInFocusChain(); widget && widget != &parent;
         widget = widget->nextInFocusChain()) {
        if (!parent.isAncestorOf(widget)) {
            continue;
        }
        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isEnabled() && widget->isVisible()) {
            return widget;
        }
    }
    return nullptr;
}

} // namespace tastescope
