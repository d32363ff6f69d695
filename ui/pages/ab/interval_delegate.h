// SPDX-License-Identifier: GPL-3.0-or-later
// An interval in a cell: its line and point on a scale that the rows share, around a mark that means "no
// difference". GUI thread only.
#pragma once

#include "engine/experiment/effect.h"
#include "ui/tables/table_delegate.h"

#include <QMetaType>

namespace tastescope {

struct DrawnInterval {
    Estimate estimate;
    double from = -1; ///< of the scale
    double to = 1;
    double mark = 0;    ///< where the line across all rows stands
    bool judged = true; ///< filled and coloured where the mark is outside; else always filled, in one colour
};

/// Cells that have a DrawnInterval under the role are painted; others are a table's.
class IntervalDelegate : public TableDelegate {
    Q_OBJECT
public:
    IntervalDelegate(int role, int width, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_role;
    int m_width;
};

} // namespace tastescope

Q_DECLARE_METATYPE(tastescope::DrawnInterval)
