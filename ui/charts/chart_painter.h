// SPDX-License-Identifier: GPL-3.0-or-later
// What Qt Charts does not draw as the design wants it: bars, whiskers, points, labels, reference lines, notes
// and the tooltip, in two items below and above its series. Plot units throughout; GUI thread only.
#pragma once

#include "ui/charts/chart_scale.h"

#include <QGraphicsItem>

namespace tastescope {

/// Shared by the adapter and its two items.
struct ChartScene {
    ChartSpec spec;
    QRectF bounds; ///< the whole view, pixels
    QRectF plot;   ///< between the axes, pixels
    PlotRange x, y;
    std::vector<Tick> xTicks, yTicks;
    double cursor = 0;        ///< plot units of the category or x axis
    bool cursorShown = false; ///< tooltip at `cursor`
    QPointF pointer;          ///< the tooltip's place; null = beside the cursor
    bool titled = true;       ///< there is room for the words below the ticks

    bool horizontal() const { return spec.y.scale == AxisScale::Category; } ///< bars run to the right
    QPointF toPixels(double plotX, double plotY) const;
    /// Pixels of point `index` of `series`, from its data units.
    QPointF pointPixels(const SeriesSpec& series, std::size_t index) const;
    QRectF barRect(std::size_t series, std::size_t index) const;
};

QColor seriesColor(const SeriesSpec& series);

/// What is written right of the plot at the end of each series; empty = nothing.
std::vector<QString> endLabels(const ChartSpec& spec);

class ChartItem : public QGraphicsItem {
public:
    enum class Layer { Below, Above };
    ChartItem(const ChartScene& scene, Layer layer, QGraphicsItem* parent);
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;
    void refresh();

private:
    void paintShades(QPainter& painter) const;
    void paintGrid(QPainter& painter) const;
    void paintBars(QPainter& painter, std::size_t series) const;
    void paintWhiskers(QPainter& painter, std::size_t series) const;
    void paintPoints(QPainter& painter, const SeriesSpec& series) const;
    void paintReferences(QPainter& painter) const;
    void paintNow(QPainter& painter) const;
    void paintAxisLabels(QPainter& painter) const;
    void paintEndLabels(QPainter& painter) const;
    void paintNotes(QPainter& painter) const;
    void paintCursor(QPainter& painter) const;

    const ChartScene& m_scene;
    Layer m_layer;
};

/// Lines of the tooltip at the scene's cursor: heading first. Empty when nothing is there.
QStringList tooltipLines(const ChartScene& scene);

} // namespace tastescope
