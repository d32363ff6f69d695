// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dialog_foot.h"

#include <QHBoxLayout>

namespace tastescope {

QHBoxLayout* dialogFoot(std::initializer_list<QWidget*> buttons) {
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addStretch(1);
    for (QWidget* button : buttons) {
        foot->addWidget(button);
    }
    return foot;
}

} // namespace tastescope
