// SPDX-License-Identifier: GPL-3.0-or-later
// Places of lists in columns that scroll together: where an item stands, which one is lifted, and what keys
// and mouse do to it. What a column looks like is said below. GUI thread only.
#pragma once

#include "ui/pages/studio/lists/moves.h"

#include <QAbstractItemView>

namespace tastescope {

/// Arrow keys go from place to place and from column to column; Enter or a click opens an item; P pins, B
/// buries and F filters it. The item under the pointer, or that the keys stand on, is lit wherever it is.
/// Qt knows no rows of such a view: a screen reader hears where the keys stand from its description.
class PlacesView : public QAbstractItemView {
    Q_OBJECT
public:
    explicit PlacesView(QWidget* parent = nullptr);
    void setStale(bool stale); ///< what is shown is of rules that cannot be applied, or of another ranker
    bool isStale() const { return m_stale; }
    void light(int item); ///< goes to it where it is in the lists, the current column first

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;
    QSize minimumSizeHint() const override { return {280, 200}; }

Q_SIGNALS:
    void opened(int item, int column);
    void pinWanted(int item, int place);
    void buryWanted(int item);
    void filterWanted(int item);

protected:
    // What a kind of list says of itself.
    virtual const MoveSide& sideAt(int row, int column) const = 0;
    virtual QRect columnRect(int column) const = 0; ///< of a row at y 0
    virtual int columnAt(int x) const = 0;          ///< -1: none
    virtual int mainColumn() const = 0;             ///< where keys begin
    virtual int headHeight() const = 0;
    virtual QString nothingText() const = 0; ///< in place of a list without rows

    void setHead(QWidget* head); ///< stands above and does not scroll
    void layOut();               ///< again, and said again: rows or head have changed
    int rowHeight() const;
    int middleOf(int place) const;
    int topOf(int place) const;
    bool isShown(int place) const;
    int litItem() const;
    void paintFocus(QPainter& painter) const;
    void paintNothing(QPainter& painter) const;

    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex&) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void updateGeometries() override;

private:
    int rows() const;
    const MoveSide* sideOf(const QModelIndex& index) const; ///< null where there is no item
    void open(const QModelIndex& index);
    void describe();

    QWidget* m_head = nullptr;
    int m_hovered = -1; ///< item
    bool m_stale = false;
};

} // namespace tastescope
