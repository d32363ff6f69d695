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

QPen linePen(const QColor& color, LineDash dash, double width) {
    QPen pen(color, width);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(dash == LineDash::Solid ? Qt::RoundCap : Qt::FlatCap);
    switch (dash) { // in widths of the line
    case LineDash::Solid:
        break;
    case LineDash::Dashes:
        pen.setDashPattern({3, 1.5});
        break;
    case LineDash::Dots:
        pen.setDashPattern({1, 1.5});
        break;
    case LineDash::DashDot:
        pen.setDashPattern({4, 1.5, 1, 1.5});
        break;
    }
    return pen;
}

} // namespace tastescope
