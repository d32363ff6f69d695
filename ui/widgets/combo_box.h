// SPDX-License-Identifier: GPL-3.0-or-later
// A choice from a list whose text ends in "…" where it does not fit, and then stands whole in its tooltip.
// GUI thread only.
#pragma once

#include <QComboBox>

namespace tastescope {

class ComboBox : public QComboBox {
public:
    using QComboBox::QComboBox;
    /// What is drawn of the current text.
    QString shownText() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace tastescope
