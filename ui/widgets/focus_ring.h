// SPDX-License-Identifier: GPL-3.0-or-later
// The 2 px accent ring around whatever has the keyboard's focus, for every widget of the application: shown
// once the person moves by keyboard, gone when the mouse is used.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

namespace tastescope {

/// One an application; installs itself as event filter.
class FocusRing : public QObject {
    Q_OBJECT
public:
    explicit FocusRing(QObject* parent);
    ~FocusRing() override;
    QWidget* target() const { return m_target; } ///< null while nothing is to have the ring

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Frame;
    void follow(QWidget* widget);
    void show();
    void place();
    QPointer<Frame> m_frame;
    QPointer<QWidget> m_target;
    QTimer m_later; ///< the frame moves between events, never within one
    bool m_inside = false;
    bool m_keyboard = false;
};

} // namespace tastescope
