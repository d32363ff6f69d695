// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_file.h"

#include <chrono>
#include <system_error>
#include <thread>

namespace tastescope {

ProjectFile::ProjectFile(std::filesystem::path path, Opening opening)
    : m_path(std::move(path))
    , m_opening(opening) {}

Result<void> ProjectFile::open() {
    const std::lock_guard lock(m_mutex);
    return openLocked();
}

void ProjectFile::close() {
    const std::lock_guard lock(m_mutex);
    m_project.reset();
}

Result<void> ProjectFile::openLocked() {
    if (m_project) {
        const StandingReport now = standingOf(*m_project->anchor(), m_path);
        const bool another = now.standing == Standing::Replaced || now.standing == Standing::CameBack;
        if (!another && isDisplaced(now.standing)) {
            return displacedError(now, m_path); // what is gone stays open: it can still be saved as a copy
        }
        if (!another && !m_project->isRewritten()) {
            // The window that had it for writing may be closed by now. Where nothing can be opened, what is
            // open stays.
            const bool writing = !m_onlyRead || (m_opening == Opening::Writing && mayWrite(m_path) &&
                                                 openAnew(OpenMode::ReadWrite));
            if (!writing) {
                static_cast<void>(openAnew(OpenMode::ReadOnly).hasValue());
            }
            return {};
        }
        m_project.reset();
    }
    std::error_code ignored;
    const bool write =
        m_opening == Opening::Writing && (mayWrite(m_path) || !std::filesystem::exists(m_path, ignored));
    return openAnew(write ? OpenMode::ReadWrite : OpenMode::ReadOnly);
}

Result<void> ProjectFile::openAnew(OpenMode mode) {
    TRY_ASSIGN(auto project, Project::open(m_path, mode));
    m_onlyRead = mode == OpenMode::ReadOnly;
    m_rewritten = false;
    m_outdated = false;
    m_project = std::move(project);
    const std::lock_guard lock(m_anchorMutex);
    m_anchor = m_project->anchor();
    return {};
}

StandingReport ProjectFile::standing() const {
    std::shared_ptr<const FileAnchor> anchor;
    {
        const std::lock_guard lock(m_anchorMutex);
        anchor = m_anchor;
    }
    StandingReport report = anchor ? standingOf(*anchor, m_path) : StandingReport();
    if (anchor && !isDisplaced(report.standing)) {
        // While a job has the project it looks itself before it writes.
        const std::unique_lock lock(m_mutex, std::try_to_lock);
        if (lock && m_project) {
            m_rewritten = m_rewritten || m_project->isRewritten();
            m_outdated = m_outdated || m_project->isOutdated();
        }
        report = m_rewritten ? StandingReport{Standing::Rewritten, {}, 0} : report;
    }
    if (m_onlyRead && !isDisplaced(report.standing)) {
        report = {m_outdated ? Standing::Outdated : Standing::ReadOnly, {}, 0};
    }
    return report;
}

Error ProjectFile::closedError() const {
    return Error{ErrorCode::NotFound, "The project is closed", "Open it again", m_path.filename().string()};
}

std::unique_lock<std::mutex> ProjectFile::acquire(const ExecutionContext& context) {
    std::unique_lock lock(m_mutex, std::defer_lock);
    while (!lock.try_lock() && !context.stopRequested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return lock;
}

} // namespace tastescope
