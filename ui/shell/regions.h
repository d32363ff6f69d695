// SPDX-License-Identifier: GPL-3.0-or-later
// The way of F6 through the regions of the window.
#pragma once

#include <QList>

class QWidget;

namespace tastescope {

/// Moves the focus to the region `step` places after the one that has it, round about; to the first one when
/// none has. Those that are hidden or in which nothing can take the focus are passed by. In reading order.
void cycleRegion(QList<QWidget*> regions, int step);

} // namespace tastescope
