// SPDX-License-Identifier: GPL-3.0-or-later
// The neighbourhood as a picture: the centre, its neighbours joined to it, the surroundings as grey dots.
// Left and Right go through the neighbours by rank, Enter or a click chooses one; copies, saves and opens its
// table as every chart does. GUI thread only.
#pragma once

#include "ui/charts/chart_picture.h"
#include "ui/pages/similar/neighbour_map.h"

#include <QWidget>

#include <optional>

namespace tastescope {

class NeighbourMapView : public QWidget {
    Q_OBJECT
public:
    explicit NeighbourMapView(QWidget* parent = nullptr);
    void setMap(NeighbourMap map);
    const NeighbourMap& map() const { return m_map; }
    /// The neighbour that is pointed at in a list.
    void setLit(std::optional<std::uint32_t> row);
    std::optional<std::uint32_t> lit() const { return m_lit; }
    QPointF pointPlace(const MapPoint& point) const; ///< in the widget's coordinates
    void openTable();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void picked(SimilarEntity entity);
    void pointed(qint64 row); ///< -1 = none

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Sheet; ///< one size of the picture
    Sheet sheetOf(const QRectF& bounds) const;
    const MapPoint* pointAt(QPointF place) const;
    void point(std::optional<std::uint32_t> row); ///< by the person
    void step(int by);
    void describe(); ///< what is shown, and the neighbour that stands out
    /// `lit` is the neighbour that stands out.
    void paintAll(QPainter& painter, const Sheet& sheet, std::optional<std::uint32_t> lit) const;
    void paintPoints(QPainter& painter, const Sheet& sheet, std::optional<std::uint32_t> lit) const;
    void paintLabel(QPainter& painter, const Sheet& sheet, const MapPoint& point, bool strong) const;
    QRectF labelBox(const Sheet& sheet, const QPointF& at, const QSizeF& size, const QRectF& room) const;
    void paintLegend(QPainter& painter, const Sheet& sheet) const;
    QString title() const;
    ChartDrawing drawing() const;

    NeighbourMap m_map;
    QString m_sentence; ///< what is shown
    std::optional<std::uint32_t> m_lit;
    double m_reach = 1; ///< half the width and height of what is shown, in units of the plane
    QPointF m_middle;   ///< of what is shown
};

} // namespace tastescope
