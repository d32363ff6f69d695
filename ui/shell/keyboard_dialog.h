// SPDX-License-Identifier: GPL-3.0-or-later
// Help: what every key does.
#pragma once

#include <QDialog>

namespace tastescope {

class Commands;

class KeyboardDialog : public QDialog {
    Q_OBJECT
public:
    KeyboardDialog(const Commands& commands, QWidget* parent);
};

} // namespace tastescope
