// SPDX-License-Identifier: GPL-3.0-or-later
// "3,000 songs  2,000 listeners": numbers in bold, wrapping between the pairs.
#pragma once

#include <QWidget>

#include <vector>

namespace tastescope {

class FigureStrip : public QWidget {
    Q_OBJECT
public:
    FigureStrip(std::vector<std::pair<QString, QString>> figures, QWidget* parent = nullptr);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int layOut(int width, QPainter* painter) const; ///< paints when asked; the height
    std::vector<std::pair<QString, QString>> m_figures;
};

} // namespace tastescope
