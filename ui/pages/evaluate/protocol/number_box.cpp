// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/protocol/number_box.h"

#include "ui/theme/theme.h"

#include <QLocale>
#include <QSpinBox>

namespace tastescope {

QSpinBox* numberBox(int low, int high, const QString& name, int width, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setRange(low, high);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setLocale(QLocale::c());
    box->setKeyboardTracking(false);
    box->setAccessibleName(name);
    const auto restyle = [box, width] { box->setFixedWidth(Theme::instance().scaled(width)); };
    restyle();
    QObject::connect(&Theme::instance(), &Theme::changed, box, restyle);
    return box;
}

} // namespace tastescope
