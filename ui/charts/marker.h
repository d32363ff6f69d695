// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes and dashes that tell points and lines apart where colours alone would not. GUI thread only.
#pragma once

#include "ui/charts/chart_spec.h"

#include <QColor>
#include <QPen>
#include <QPointF>

class QPainter;

namespace tastescope {

enum class MarkerShape { Circle, Square, Diamond, Triangle, Drop };
inline constexpr int markerShapes = 5;

/// Centred on `at`, about `size` wide, filled; `hollow` leaves the middle to what is below.
void paintMarker(QPainter& painter, QPointF at, double size, MarkerShape shape, const QColor& color,
                 bool hollow = false);

/// Of the lines of charts and of their swatches beside controls.
QPen linePen(const QColor& color, LineDash dash, double width = 2);

} // namespace tastescope
