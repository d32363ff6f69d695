// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/screen_size.h"

#include <QScreen>
#include <QWidget>

namespace tastescope {

QSize roomFor(const QWidget& window) {
    constexpr QSize frame(8, 40); // the title bar, which is not known before the window is shown
    const QWidget& on = window.parentWidget() ? *window.parentWidget() : window;
    const QScreen* screen = on.screen();
    return screen ? screen->availableSize() - frame : QSize(QWIDGETSIZE_MAX, QWIDGETSIZE_MAX);
}

void resizeToScreen(QWidget& window, const QSize& wanted) {
    window.resize(wanted.boundedTo(roomFor(window)));
}

} // namespace tastescope
