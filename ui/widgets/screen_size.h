// SPDX-License-Identifier: GPL-3.0-or-later
// Windows that are no larger than the screen they are on: what does not fit is for their inside to scroll.
// GUI thread only.
#pragma once

#include <QSize>

class QWidget;

namespace tastescope {

/// What the screen of a window has room for, with the frame around it. Of a window without a screen: no
/// limit.
QSize roomFor(const QWidget& window);

/// Resizes a window that is not shown yet to `wanted`, or to as much of it as the screen of its parent has
/// room for, with the frame around it. A layout that cannot be that small stays as large as it must be.
void resizeToScreen(QWidget& window, const QSize& wanted);

} // namespace tastescope
