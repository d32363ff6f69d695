// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a SignalWeightModel: the weight in a box that can be edited, and a bar that begins at zero.
#pragma once

#include "ui/tables/table_delegate.h"

namespace tastescope {

class SignalWeightDelegate : public TableDelegate {
    Q_OBJECT
public:
    using TableDelegate::TableDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;
};

} // namespace tastescope
