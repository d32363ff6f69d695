// SPDX-License-Identifier: GPL-3.0-or-later
// Before and after side by side, painted in one piece: rows, lines between the places of an item, marks and
// reasons. The item under the pointer, or that the keys stand on, is lifted at both ends. GUI thread only.
#pragma once

#include "ui/pages/studio/lists/places_view.h"

namespace tastescope {

class MovesView : public PlacesView {
    Q_OBJECT
public:
    explicit MovesView(QWidget* parent = nullptr);
    void setMoves(ListMoves moves, const QString& emptyText);
    const MovesModel& moves() const { return *m_model; }

protected:
    const MoveSide& sideAt(int row, int column) const override;
    QRect columnRect(int column) const override;
    int columnAt(int x) const override;
    int mainColumn() const override { return 1; }
    int headHeight() const override;
    QString nothingText() const override { return m_emptyText; }
    void paintEvent(QPaintEvent* event) override;

private:
    class Head;
    struct Columns; ///< where things stand at this width
    Columns columns() const;
    void paintLines(QPainter& painter, const Columns& columns) const;
    void paintBefore(QPainter& painter, const Columns& columns, const MoveRow& row) const;
    void paintAfter(QPainter& painter, const Columns& columns, const MoveRow& row) const;
    int paintReason(QPainter& painter, const QRect& rect, const MoveSide& side) const;

    MovesModel* m_model;
    QString m_emptyText;
};

} // namespace tastescope
