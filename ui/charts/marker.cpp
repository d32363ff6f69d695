// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/marker.h"

#include <QPainter>
#include <QPainterPath>

namespace tastescope {
namespace {

/// Of equal weight to the eye rather than of equal width.
QPainterPath pathOf(MarkerShape shape, double size) {
    QPainterPath path;
    const double half = size / 2;
    switch (shape) {
    case MarkerShape::Circle:
        path.addEllipse(QPointF(), half * 0.94, half * 0.94);
        break;
    case MarkerShape::Square:
        path.addRect(QRectF(-half * 0.84, -half * 0.84, size * 0.84, size * 0.84));
        break;
    case MarkerShape::Diamond:
        path.addPolygon(
            QPolygonF({{0, -half * 1.14}, {half * 1.14, 0}, {0, half * 1.14}, {-half * 1.14, 0}}));
        path.closeSubpath();
        break;
    case MarkerShape::Triangle:
        path.addPolygon(QPolygonF({{0, -half}, {half, half * 0.8}, {-half, half * 0.8}}));
        path.closeSubpath();
        break;
    case MarkerShape::Drop:
        path.addPolygon(QPolygonF({{0, half}, {half, -half * 0.8}, {-half, -half * 0.8}}));
        path.closeSubpath();
        break;
    }
    return path;
}

} // namespace

void paintMarker(QPainter& painter, QPointF at, double size, MarkerShape shape, const QColor& color,
                 bool hollow) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(at);
    if (hollow) {
        painter.setPen(QPen(color, 1.75, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(pathOf(shape, size - 1.5));
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPath(pathOf(shape, size));
    }
    painter.restore();
}

} // namespace tastescope
