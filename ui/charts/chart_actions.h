// SPDX-License-Identifier: GPL-3.0-or-later
// What a person can do with every picture of numbers, a chart or a table of coloured cells: copy its data or
// its picture, save the picture in colours and a size of choice, open its table. GUI thread only.
#pragma once

#include "ui/charts/chart_picture.h"
#include "ui/charts/chart_spec.h"

class QMenu;
class QWidget;

namespace tastescope {

/// At the end of the menu, whose actions must be triggered before `over` goes. Dialogs and messages belong to
/// the window of `over`.
void addChartActions(QMenu& menu, QWidget& over, const ChartDrawing& drawing, const ChartTable& table);

} // namespace tastescope
