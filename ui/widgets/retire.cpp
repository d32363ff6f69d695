// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/retire.h"

#include <QLayout>
#include <QWidget>

#include <memory>

namespace tastescope {

void retire(QWidget* widget) {
    if (widget) {
        widget->hide();
        widget->deleteLater();
    }
}

void retireAll(QLayout& layout) {
    while (const std::unique_ptr<QLayoutItem> item{layout.takeAt(0)}) {
        retire(item->widget());
        if (QLayout* inner = item->layout()) {
            retireAll(*inner);
        }
    }
}

} // namespace tastescope
