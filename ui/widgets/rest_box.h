// SPDX-License-Identifier: GPL-3.0-or-later
// A box for a whole number whose steps are one change.
#pragma once

#include <QSpinBox>

class QTimer;

namespace tastescope {

/// Changes are sent after 120 ms of rest, and never while a mouse button or a key is held; at once by Enter,
/// when the focus leaves and when a shortcut begins, so that what is done next comes after them.
class RestBox : public QSpinBox {
    Q_OBJECT
public:
    RestBox(int low, int high, QWidget* parent = nullptr);
    /// Sends nothing; what waits to be sent is dropped, unless it is that very value.
    void setShown(int value);
    void sendWaiting(); ///< what has been changed and is not sent yet

Q_SIGNALS:
    void valueMoved(int value); ///< at once, for what keeps pace with the hand
    void valueRested(int value);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

private:
    QTimer* m_rest;
    bool m_held = false; ///< a key that steps
};

} // namespace tastescope
