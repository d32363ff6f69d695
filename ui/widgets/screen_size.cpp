// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/screen_size.h"

#include <QScreen>
#include <QWidget>

namespace tastescope {

void resizeToScreen(QWidget& window, const QSize& wanted) {
    constexpr QSize frame(8, 40); // the title bar, which is not known before the window is shown
    const QWidget* on = window.parentWidget() ? window.parentWidget() : &window;
    const QScreen* screen = on->screen();
    window.resize(screen ? wanted.boundedTo(screen->availableSize() - frame) : wanted);
}

} // namespace tastescope
