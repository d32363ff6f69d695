// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/open_project.h"

#include "ui/session/standing_words.h"
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
    watch.look();
    Q_EMIT failed(title, formatError(error));
}

bool OpenProject::mayChange(const QString& failure) {
    const StandingReport& report = watch.report();
    const bool only = file && file->isReadOnly();
    if (!only && report.standing != Standing::ReadOnly && !isDisplaced(report.standing)) {
        return true;
    }
    const StandingReport& why =
        report.standing == Standing::Fine ? StandingReport{Standing::ReadOnly, {}, 0} : report;
    Q_EMIT failed(failure, standingSentence(why) + QStringLiteral(". ") + standingRemedy(why));
    return false;
}

} // namespace tastescope

#include "moc_open_project.cpp"
