// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes that tell points apart where colours alone would not. GUI thread only.
#pragma once

#include <QColor>
#include <QPointF>

class QPainter;

namespace tastescope {

enum class MarkerShape { Circle, Square, Diamond, Triangle, Drop };
inline constexpr int markerShapes = 5;

/// Centred on `at`, about `size` wide, filled; `hollow` leaves the middle to what is below.
void paintMarker(QPainter& painter, QPointF at, double size, MarkerShape shape, const QColor& color,
                 bool hollow = false);

} // namespace tastescope
