// SPDX-License-Identifier: GPL-3.0-or-later
// The one read-write handle of the open project, shared by the jobs that need it. Holding it keeps the
// project locked against a second window.
#pragma once

#include "engine/base/execution.h"
#include "storage/project/project.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace tastescope {

/// Thread-safe, one user at a time. Never used on the GUI thread: every call may touch the disk or wait.
class ProjectFile {
public:
    explicit ProjectFile(std::filesystem::path path);
    const std::filesystem::path& path() const { return m_path; }

    /// Nothing happens when it is open already.
    Result<void> open();
    void close();

    /// Calls `work(project)`; fails when the file was closed or a stop came while another job had it.
    template <typename Work>
    auto use(const ExecutionContext& context, const Work& work) -> decltype(work(std::declval<Project&>())) {
        const std::unique_lock lock = acquire(context);
        if (!lock) {
            return cancelledError();
        }
        if (!m_project) {
            return closedError();
        }
        return work(*m_project);
    }

    /// Lets the lock go, calls `work` (which opens the file itself), and takes the file up again whatever
    /// came of it.
    template <typename Work>
    auto whileClosed(const ExecutionContext& context, const Work& work) -> decltype(work()) {
        const std::unique_lock lock = acquire(context);
        if (!lock) {
            return cancelledError();
        }
        m_project.reset();
        auto result = work();
        if (Result<void> reopened = openLocked(); !reopened && result) {
            return reopened.error();
        }
        return result;
    }

private:
    /// Unlocked when a stop was requested first.
    std::unique_lock<std::mutex> acquire(const ExecutionContext& context);
    Result<void> openLocked();
    Error closedError() const;

    const std::filesystem::path m_path;
    std::mutex m_mutex;
    std::unique_ptr<Project> m_project;
};

} // namespace tastescope
