// SPDX-License-Identifier: GPL-3.0-or-later
// Before and after side by side, painted in one piece: rows, lines between the places of an item, marks and
// reasons. The item under the pointer, or that the keys stand on, is lifted at both ends. GUI thread only.
#pragma once

#include "ui/pages/studio/lists/moves.h"

#include <QAbstractItemView>

namespace tastescope {

/// Arrow keys go from place to place and from side to side; Enter or a click opens an item; P pins, B buries
/// and F filters it.
class MovesView : public QAbstractItemView {
    Q_OBJECT
public:
    explicit MovesView(QWidget* parent = nullptr);
    void setMoves(ListMoves moves, const QString& emptyText);
    const MovesModel& moves() const { return *m_model; }
    void setStale(bool stale); ///< what is shown is of rules that cannot be applied
    void light(int item);      ///< goes to it where it is in the lists

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;
    QSize minimumSizeHint() const override { return {280, 200}; }

Q_SIGNALS:
    void opened(int item, const QPoint& at); ///< global
    void pinWanted(int item, int place);
    void buryWanted(int item);
    void filterWanted(int item);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex&) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void updateGeometries() override;

private:
    class Head;
    struct Columns; ///< where things stand at this width
    Columns columns() const;
    int rowHeight() const;
    int middleOf(int place) const;
    int litItem() const;
    void paintLines(QPainter& painter, const Columns& columns) const;
    void paintBefore(QPainter& painter, const Columns& columns, const MoveRow& row) const;
    void paintAfter(QPainter& painter, const Columns& columns, const MoveRow& row) const;
    void paintWords(QPainter& painter, const QRect& rect, const MoveSide& side, const QString& second,
                    bool dimmed) const;
    int paintReason(QPainter& painter, const QRect& rect, const MoveSide& side) const;
    void open(const QModelIndex& index);

    MovesModel* m_model;
    Head* m_head;
    QString m_emptyText;
    int m_hovered = -1; ///< item
    bool m_stale = false;
};

} // namespace tastescope
