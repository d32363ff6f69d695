// SPDX-License-Identifier: GPL-3.0-or-later
// Every command of the window once: menus, shortcuts, palette and the keyboard map are made from it.
#pragma once

#include <QAction>
#include <QList>
#include <QObject>

#include <functional>

class QWidget;

namespace tastescope {

class Commands : public QObject {
    Q_OBJECT
public:
    explicit Commands(QWidget* window);

    /// Shortcuts act in the whole window, also while the menu bar is hidden.
    QAction* add(const QString& text, const QList<QKeySequence>& keys, std::function<void()> run,
                 const QString& iconName = {});
    const QList<QAction*>& all() const { return m_actions; }

private:
    QWidget* m_window;
    QList<QAction*> m_actions;
};

} // namespace tastescope
