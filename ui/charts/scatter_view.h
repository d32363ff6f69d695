// SPDX-License-Identifier: GPL-3.0-or-later
// Named things by two numbers, with the interval of each, and the line of those that nothing else beats in
// both. Takes focus: arrow keys go from point to point by x, Enter or a click picks one. GUI thread only.
#pragma once

#include "ui/charts/chart_picture.h"
#include "ui/charts/chart_scale.h"
#include "ui/charts/marker.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace tastescope {

struct ScatterPoint {
    using Interval = std::optional<std::pair<double, double>>;

    QString name;
    double x = 0;
    double y = 0;
    Interval across{}; ///< of x
    Interval up{};     ///< of y
    std::function<QColor(const Theme&)> color{};
    MarkerShape shape = MarkerShape::Circle;
    bool onFront = true; ///< others are smaller and hollow: something beats them in both numbers
    QString label{};     ///< stands at the point instead of the name, which the tooltip has
};

/// Points that belong together in their order, joined by a line.
struct ScatterCurve {
    std::vector<std::size_t> points;
    std::function<QColor(const Theme&)> color{};
};

struct ScatterSpec {
    QString title;
    QString description; ///< one sentence for a screen reader
    AxisSpec x, y;       ///< with a range of their own
    std::vector<ScatterPoint> points{};
    std::vector<ScatterCurve> curves{};
    bool front = true; ///< join those on it
    /// Where it is better: a word at that corner of the plot; empty = nowhere.
    QString better{};
    Qt::Corner betterCorner = Qt::TopRightCorner;
    QString emptyText{};
};

/// The table twin: a row a point, with full precision.
ChartTable scatterTable(const ScatterSpec& spec);

class ScatterView : public QWidget {
    Q_OBJECT
public:
    explicit ScatterView(QWidget* parent = nullptr);
    void setSpec(ScatterSpec spec);
    const ScatterSpec& spec() const { return m_spec; }
    void setSelected(int point); ///< -1 = none
    int selected() const { return m_selected; }
    void setQuiet(bool quiet);        ///< the numbers are old: grey words
    QPointF placeOf(int point) const; ///< in the widget's coordinates
    void openTable();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void picked(int point);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Frame; ///< one size of the picture, with its scales
    Frame frameOf(const QRectF& bounds) const;
    void paintAll(QPainter& painter, const QRectF& bounds, bool withPointer) const;
    void paintAxes(QPainter& painter, const Frame& frame) const;
    void paintIntervals(QPainter& painter, const Frame& frame) const;
    void paintFront(QPainter& painter, const Frame& frame) const;
    void paintCurves(QPainter& painter, const Frame& frame) const;
    void paintPoints(QPainter& painter, const Frame& frame) const;
    void paintNames(QPainter& painter, const Frame& frame) const;
    void paintTip(QPainter& painter, const Frame& frame) const;
    ChartDrawing drawing() const;
    int pointAt(QPointF place) const;
    void point(int at);
    void step(int by);

    ScatterSpec m_spec;
    int m_selected = -1;
    int m_pointed = -1;
    bool m_quiet = false;
};

} // namespace tastescope
