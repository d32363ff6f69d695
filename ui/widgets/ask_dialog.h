// SPDX-License-Identifier: GPL-3.0-or-later
// One question before something large, or something that cannot be taken back: what happens, and two answers.
#pragma once

#include <QDialog>

namespace tastescope {

class AskDialog : public QDialog {
    Q_OBJECT
public:
    /// The answer that is the button of the dialog, and has the focus.
    enum class Offered { Yes, No };

    /// Accepted by `yes`; Escape and closing mean `no`.
    AskDialog(const QString& title, const QString& sentence, const QString& yes, const QString& no,
              Offered offered, QWidget* parent = nullptr);
};

} // namespace tastescope
