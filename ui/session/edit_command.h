// SPDX-License-Identifier: GPL-3.0-or-later
// One undoable edit as two actions. Both only queue work and return at once.
#pragma once

#include <QUndoCommand>

#include <functional>

namespace tastescope {

class EditCommand : public QUndoCommand {
public:
    EditCommand(const QString& text, std::function<void()> redo, std::function<void()> undo)
        : QUndoCommand(text.simplified()) // Qt cuts it at a line break
        , m_redo(std::move(redo))
        , m_undo(std::move(undo)) {}
    void redo() override { m_redo(); }
    void undo() override { m_undo(); }

private:
    std::function<void()> m_redo;
    std::function<void()> m_undo;
};

} // namespace tastescope
