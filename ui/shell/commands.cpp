// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

#include "ui/text/button_text.h"

#include <QMenu>
#include <QMenuBar>
#include <QUndoStack>
#include <QWidget>

namespace tastescope {
namespace {

constexpr qsizetype longestEdit = 60; ///< letters; the menu is as wide as its longest entry

} // namespace

Commands::Commands(QWidget* window) : QObject(window), m_window(window) {}

QAction* Commands::add(CommandMenu menu, const QString& text, const QList<QKeySequence>& keys,
                       std::function<void()> run, const QString& iconName) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setProperty("iconName", iconName);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_window->addAction(action);
    m_actions.append(action);
    m_menus.append(menu);
    return action;
}

void Commands::addUndo(QUndoStack& stack) {
    QAction* undo = add(
        CommandMenu::Edit, tr("Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [&stack] { stack.undo(); },
        QStringLiteral("undo"));
    QAction* redo = add(
        CommandMenu::Edit, tr("Redo"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)},
        [&stack] { stack.redo(); }, QStringLiteral("redo"));
    undo->setEnabled(stack.canUndo());
    redo->setEnabled(stack.canRedo());
    connect(&stack, &QUndoStack::canUndoChanged, undo, &QAction::setEnabled);
    connect(&stack, &QUndoStack::canRedoChanged, redo, &QAction::setEnabled);
    connect(&stack, &QUndoStack::undoTextChanged, undo, [undo](const QString& text) {
        undo->setText(text.isEmpty() ? tr("Undo") : tr("Undo %1").arg(buttonText(text, longestEdit)));
    });
    connect(&stack, &QUndoStack::redoTextChanged, redo, [redo](const QString& text) {
        redo->setText(text.isEmpty() ? tr("Redo") : tr("Redo %1").arg(buttonText(text, longestEdit)));
    });
}

void Commands::fill(QMenuBar& bar) const {
    const QList<QMenu*> menus{bar.addMenu(tr("&File")), bar.addMenu(tr("&Edit")), bar.addMenu(tr("&View")),
                              bar.addMenu(tr("&Help"))};
    for (qsizetype i = 0; i < m_actions.size(); ++i) {
        if (m_menus[i] != CommandMenu::None) {
            menus[static_cast<int>(m_menus[i])]->addAction(m_actions[i]);
        }
    }
}

} // namespace tastescope
