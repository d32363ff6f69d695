// SPDX-License-Identifier: GPL-3.0-or-later
// Short messages at the bottom right of the window, newest below: 6 seconds, stopped while the pointer or the
// focus is on them; failures stay until closed; at most three. One that says the same as one that is there
// stands for both, as the newest, and says how often. A screen reader says each as it comes.
#pragma once

#include <QPointer>
#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace tastescope {

enum class ToastKind { Done, Caution, Failure };

struct ToastText {
    ToastKind kind = ToastKind::Done;
    QString title;
    QString text;
    QString action;               ///< the button's word; empty = none
    std::function<void()> invoke; ///< of the button
};

class Toast;

/// Lies over `host` and follows its size.
class ToastArea : public QWidget {
    Q_OBJECT
public:
    static constexpr int maxToasts = 3;
    static constexpr int lifeMs = 6000;

    explicit ToastArea(QWidget* host, int bottomMargin = 0);
    void show(const ToastText& text);           ///< of equal ones the button does what the last one's does
    void closeThatOffer(const QString& action); ///< when it would do something else by now
    /// Shows it in the window that `widget` belongs to, or the one that opened its dialog; without a window
    /// that shows messages nothing happens.
    static void tell(const QWidget& widget, const ToastText& text);
    int count() const { return static_cast<int>(m_toasts.size()); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void remove(Toast* toast);
    void place();
    QWidget* m_host;
    int m_bottomMargin;
    QList<Toast*> m_toasts;
    QPointer<QWidget> m_before; ///< where the keys were before they came to a message
};

} // namespace tastescope
