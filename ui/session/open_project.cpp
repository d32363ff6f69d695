// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/open_project.h"

#include "ui/text/format.h"

namespace tastescope {

void OpenProject::nextEdit() {
    if (m_editing || m_edits.empty()) {
        return;
    }
    m_editing = true;
    const std::function<void()> run = std::move(m_edits.front());
    m_edits.pop_front();
    run();
}

void OpenProject::editFailed(const QString& title, const Error& error) {
    // What is in the file decides; commands made on other premises would do harm.
    undo.clear();
    Q_EMIT failed(title, formatError(error));
}

} // namespace tastescope

#include "moc_open_project.cpp"
