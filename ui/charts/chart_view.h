// SPDX-License-Identifier: GPL-3.0-or-later
// The one adapter between ChartSpec and Qt Charts (nothing outside ui/charts includes Qt Charts).
#pragma once

#include "ui/charts/chart_spec.h"

#include <QWidget>

#include <memory>

namespace tastescope {

/// Takes focus; arrow keys move the tooltip; context menu: copy data or picture, save the picture as PNG,
/// SVG or PDF, open table. Follows the theme.
class ChartView : public QWidget {
    Q_OBJECT
public:
    explicit ChartView(QWidget* parent = nullptr);
    ~ChartView() override;
    void setSpec(const ChartSpec& spec);
    const ChartSpec& spec() const;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void pointClicked(int series, int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tastescope
