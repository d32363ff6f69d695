// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/regions.h"

#include <QApplication>
#include <QWidget>

namespace tastescope {

namespace {

/// What takes the focus when a region is gone to; null where nothing in it can.
QWidget* focusTargetOf(QWidget* region) {
    if (region->focusPolicy() != Qt::NoFocus || region->focusProxy()) {
        return region->isEnabled() ? region : nullptr; // a disabled one would keep the focus where it is
    }
    for (QWidget* inner = region->nextInFocusChain(); inner != region; inner = inner->nextInFocusChain()) {
        if (region->isAncestorOf(inner) && inner->isVisible() && inner->isEnabled() &&
            inner->focusPolicy() & Qt::TabFocus) {
            return inner;
        }
    }
    return nullptr;
}

} // namespace

void cycleRegion(QList<QWidget*> regions, int step) {
    regions.removeIf([](QWidget* region) { return !region->isVisible() || !focusTargetOf(region); });
    if (regions.isEmpty()) {
        return;
    }
    const QWidget* focus = QApplication::focusWidget();
    int at = -1;
    for (int i = 0; i < regions.size(); ++i) {
        if (focus && (regions[i] == focus || regions[i]->isAncestorOf(focus))) {
            at = i; // the innermost wins: pages list themselves before their parts
        }
    }
    const auto count = static_cast<int>(regions.size());
    focusTargetOf(regions[at < 0 ? 0 : (at + step + count) % count])->setFocus(Qt::TabFocusReason);
}

} // namespace tastescope
