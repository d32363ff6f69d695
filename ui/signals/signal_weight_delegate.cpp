// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signals/signal_weight_delegate.h"

#include "ui/signals/signal_weight_model.h"
#include "ui/theme/theme.h"

#include <QDoubleSpinBox>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tastescope {

void SignalWeightDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    if (index.column() == SignalWeightModel::WeightColumn) {
        // An outline says that the cell can be edited.
        painter->save();
        paintRowBackground(*painter, option, false);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(theme.color(Role::Outline));
        painter->setBrush(theme.color(Role::Surface));
        const QRectF box = QRectF(option.rect).adjusted(4.5, 4.5, -4.5, -4.5);
        painter->drawRoundedRect(box, 5, 5);
        const double weight = index.data(SignalWeightModel::WeightRole).toDouble();
        painter->setFont(theme.font(TextStyle::Body));
        painter->setPen(theme.color(weight < 0 ? Role::Down : Role::Text));
        painter->drawText(box.adjusted(4, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data().toString());
        painter->restore();
        return;
    }
    TableDelegate::paint(painter, option, index);
    if (index.column() != SignalWeightModel::BarColumn) {
        return;
    }
    double largest = 1e-9;
    double lowest = 0;
    for (int row = 0; row < index.model()->rowCount(); ++row) {
        const double weight = index.siblingAtRow(row).data(SignalWeightModel::WeightRole).toDouble();
        largest = std::max(largest, weight);
        lowest = std::min(lowest, weight);
    }
    const double weight = index.data(SignalWeightModel::WeightRole).toDouble();
    const double room = option.rect.width() - 32;
    const double scale = room / (largest - lowest);
    const double zero = option.rect.left() + 24 - lowest * scale;
    const double height = 8;
    const QRectF bar(std::min(zero, zero + weight * scale), option.rect.center().y() - height / 2,
                     std::abs(weight) * scale, height);
    painter->fillRect(bar, weight < 0 ? theme.diverging(1) : theme.color(Role::Accent));
}

QSize SignalWeightDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QSize size = TableDelegate::sizeHint(option, index);
    if (index.column() == SignalWeightModel::WeightColumn) {
        size.setWidth(std::max(size.width() + 8, Theme::instance().scaled(68))); // room to type in
    }
    return size;
}

QWidget* SignalWeightDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                            const QModelIndex& index) const {
    auto* box = new QDoubleSpinBox(parent);
    box->setLocale(QLocale::c()); // as the cell is painted
    box->setRange(-1000, 1000);
    box->setDecimals(2);
    box->setSingleStep(0.5);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setAccessibleName(tr("Weight of %1").arg(index.siblingAtColumn(0).data().toString()));
    return box;
}

} // namespace tastescope
