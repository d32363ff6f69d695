// SPDX-License-Identifier: GPL-3.0-or-later
// A matrix on the screen: arrow keys go from cell to cell and choose the row, Enter or a double click opens a
// cell; copies, saves and opens its table as every chart does. GUI thread only.
#pragma once

#include "ui/charts/chart_picture.h"
#include "ui/pages/evaluate/matrix.h"

#include <QTableView>

namespace tastescope {

class MatrixView : public QTableView {
    Q_OBJECT
public:
    explicit MatrixView(QWidget* parent = nullptr);
    void setMatrix(Matrix matrix);
    const Matrix& matrix() const { return m_model->matrix(); }
    const MatrixModel& cells() const { return *m_model; }
    void setSelectedRow(int row); ///< -1 = none; emits nothing
    int selectedRow() const { return m_selected; }
    /// The columns are the rows' models: the selected one's head is marked too.
    void setSquare(bool square) { m_square = square; }
    void setStale(bool stale);
    bool isStale() const { return m_stale; }
    bool isSquare() const { return m_square; }
    bool hasTallHead() const { return m_tallHead; } ///< remarks stand below the titles
    void openTable();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void rowChosen(int row);              ///< by the person
    void cellOpened(int row, int column); ///< column of the heads

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void fitColumns();
    void open(const QModelIndex& index);
    QSizeF wholeSize() const; ///< also of what is scrolled out of sight
    void paintWhole(QPainter& painter, const QRectF& place) const;
    ChartDrawing drawing() const;

    MatrixModel* m_model;
    int m_selected = -1;
    bool m_square = false;
    bool m_stale = false;
    bool m_tallHead = false;
    bool m_quiet = false; ///< the program moves the current cell
};

/// The steps of a sequential ramp between its two ends in words.
class RampLegend : public QWidget {
    Q_OBJECT
public:
    explicit RampLegend(QWidget* parent = nullptr);
    void setEnds(const QString& low, const QString& high);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_low, m_high;
};

} // namespace tastescope
