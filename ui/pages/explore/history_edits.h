// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does to the history on the page, each with the words that Undo shows for it. Pure.
#pragma once

#include "ui/pages/explore/explore_state.h"

#include <QUndoCommand>

#include <functional>

namespace tastescope {

struct NamedEdit {
    HistoryEdit edit; ///< all of it, not the difference
    QString text;     ///< "Remove Quiet Harbour"
};

/// A kept item goes, a removed one comes back, an added one goes again.
NamedEdit withToggled(const Catalogue& catalogue, HistoryEdit edit, ItemIndex item);
/// The item as the person's newest event; one that was removed or added before becomes that.
NamedEdit withAdded(const Catalogue& catalogue, UserIndex user, HistoryEdit edit, ItemIndex item);

/// Shows the history as it was before, or after.
class HistoryEditCommand : public QUndoCommand {
public:
    using Show = std::function<void(const HistoryEdit&)>;

    HistoryEditCommand(HistoryEdit before, NamedEdit after, Show show);
    void undo() override { m_show(m_before); }
    void redo() override { m_show(m_after); }

private:
    const HistoryEdit m_before, m_after;
    const Show m_show;
};

} // namespace tastescope
