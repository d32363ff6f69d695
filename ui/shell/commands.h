// SPDX-License-Identifier: GPL-3.0-or-later
// Every command of the window once: menus, shortcuts, palette and the keyboard map are made from it.
#pragma once

#include <QAction>
#include <QList>
#include <QObject>

#include <functional>

class QMenuBar;
class QUndoStack;
class QWidget;

namespace tastescope {

/// Where a command stands in the menu bar, in the order of the bar.
enum class CommandMenu { File, Edit, View, Help, None };

class Commands : public QObject {
    Q_OBJECT
public:
    explicit Commands(QWidget* window);

    /// Shortcuts act in the whole window, also while the menu bar is hidden. Within a menu commands stand in
    /// the order in which they were added.
    QAction* add(CommandMenu menu, const QString& text, const QList<QKeySequence>& keys,
                 std::function<void()> run, const QString& iconName = {});
    /// Undo and Redo, which follow the stack in what they say and whether they can.
    void addUndo(QUndoStack& stack);
    const QList<QAction*>& all() const { return m_actions; }

    void fill(QMenuBar& bar) const;

private:
    QWidget* m_window;
    QList<QAction*> m_actions;
    QList<CommandMenu> m_menus; ///< one an action
};

} // namespace tastescope
