// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/open_project.h"

#include "ui/session/standing_words.h"
#include "ui/text/format.h"

#include <chrono>
#include <thread>
#include <utility>

namespace tastescope {

bool restForFile(const ExecutionContext& context) {
    constexpr std::chrono::milliseconds pause{1000};
    constexpr std::chrono::milliseconds untilHeard{50};
    context.report(-1, "Waiting for the project file");
    for (auto rested = untilHeard; rested <= pause && !context.stopRequested(); rested += untilHeard) {
        std::this_thread::sleep_for(untilHeard);
    }
    return !context.stopRequested();
}

bool mayTakeLater(const ProjectFile& file, const Error& error) {
    if (error.code != ErrorCode::Conflict) {
        return error.code == ErrorCode::Io;
    }
    // Not Fine alone: it may have come back since, or another program wrote for too long.
    switch (file.standing().standing) {
    case Standing::Deleted:
    case Standing::Replaced:
    case Standing::Rewritten:
    case Standing::FolderGone:
    case Standing::CameBack:
        return false;
    default:
        return true;
    }
}

void CurrentData::set(std::shared_ptr<const Dataset> dataset) {
    const std::lock_guard lock(m_mutex);
    m_dataset.swap(dataset);
}

std::shared_ptr<const Dataset> CurrentData::get() const {
    const std::lock_guard lock(m_mutex);
    return m_dataset;
}

Result<std::shared_ptr<const Dataset>> CurrentData::still(const std::string& fingerprint) const {
    auto dataset = get();
    if (!dataset || dataset->fingerprint() != fingerprint) {
        return Error{ErrorCode::Conflict, "The data changed while this waited for its turn",
                     "Ask for it again", ""};
    }
    return dataset;
}

OpenProject::OpenProject(JobRunner& runner) : jobs(runner) {
    connect(&undo, &QUndoStack::indexChanged, this, [this] { ++m_steps; });
}

void OpenProject::tellEdited(quint64 step, const QString& title, const QString& text) {
    if (step == m_steps) {
        Q_EMIT edited(title, text);
    } else {
        Q_EMIT notice(title, {}); // undo is of something else by now
    }
}

std::shared_ptr<const Dataset> OpenProject::replaceDataset(std::shared_ptr<const Dataset> replacement) {
    data->set(replacement);
    return std::exchange(dataset, std::move(replacement));
}

std::shared_ptr<const Dataset> OpenProject::leaveDataset() {
    data = std::make_shared<CurrentData>();
    return std::exchange(dataset, nullptr);
}

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
    const StandingReport why =
        isDisplaced(report.standing) ? report : StandingReport{Standing::ReadOnly, {}, 0};
    Q_EMIT failed(failure, standingSentence(why) + QStringLiteral(". ") + standingRemedy(why));
    return false;
}

} // namespace tastescope

#include "moc_open_project.cpp"
