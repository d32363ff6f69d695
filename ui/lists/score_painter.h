// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers with bars in cells, painted the same way by all delegates. GUI thread only.
#pragma once

#include <QColor>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace tastescope {

/// The number, right-aligned, over a 44 × 4 bar filled to `share` (0..1) in `color`; both at the right edge
/// of `rect` and centred in its height.
void paintScore(QPainter& painter, const QRectF& rect, const QString& number, double share,
                const QColor& color);

/// A bar of 10 px with square ends from the left edge of `rect` to `value`, on a scale on which the right
/// edge is `scale`; with an interval, a whisker of 1.5 px with caps of 8 px. Values outside are cut at the
/// edges.
struct CellBar {
    double value = 0;
    double scale = 1;
    std::optional<std::pair<double, double>> interval;
};
void paintCellBar(QPainter& painter, const QRectF& rect, const CellBar& bar, const QColor& color);

} // namespace tastescope
