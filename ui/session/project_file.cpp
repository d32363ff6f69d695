// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_file.h"

#include <chrono>
#include <thread>

namespace tastescope {

ProjectFile::ProjectFile(std::filesystem::path path) : m_path(std::move(path)) {}

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
        return {};
    }
    TRY_ASSIGN(auto project, Project::open(m_path, OpenMode::ReadWrite));
    m_project = std::move(project);
    return {};
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
