// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/combo_box.h"

#include "ui/widgets/plain_tooltips.h"

#include <QHelpEvent>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QToolTip>

namespace tastescope {
namespace {

/// As the style draws text: inside the field, a pixel off its edges, beside an icon.
QString fitted(const QComboBox& box, const QStyleOptionComboBox& option) {
    const QRect field =
        box.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, &box);
    const int icon = option.currentIcon.isNull() ? 0 : option.iconSize.width() + 4;
    return option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, field.width() - 2 - icon);
}

} // namespace

QString ComboBox::shownText() const {
    QStyleOptionComboBox option;
    initStyleOption(&option);
    return fitted(*this, option);
}

void ComboBox::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    painter.setPen(palette().color(QPalette::Text));
    QStyleOptionComboBox option;
    initStyleOption(&option);
    if (currentIndex() < 0 && !placeholderText().isEmpty()) {
        option.palette.setBrush(QPalette::ButtonText, option.palette.placeholderText());
        option.currentText = placeholderText();
    }
    option.currentText = fitted(*this, option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

bool ComboBox::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && shownText() != currentText()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), PlainTooltips::plain(currentText()),
                           this);
        return true;
    }
    return QComboBox::event(event);
}

} // namespace tastescope
