// SPDX-License-Identifier: GPL-3.0-or-later
// The one handle of the open project, shared by the jobs that need it. Holding it keeps the project locked
// against a second window, unless it was opened for reading only.
#pragma once

#include "engine/base/execution.h"
#include "storage/project/project.h"
#include "storage/project/standing.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace tastescope {

/// Thread-safe, one user at a time. Never used on the GUI thread: every call may touch the disk or wait.
class ProjectFile {
public:
    /// Reading: changes nothing and takes no lock. As a file that may not be written to is opened anyway.
    enum class Opening { Writing, Reading };
    explicit ProjectFile(std::filesystem::path path, Opening opening = Opening::Writing);
    const std::filesystem::path& path() const { return m_path; }

    /// Nothing happens when it is open for writing already and still the file of that name; one that took its
    /// place is opened instead, after the one before was closed. What is open for reading only is read anew,
    /// and for writing where that is wished and possible by now.
    Result<void> open();
    /// From the next open() on, whatever was asked for at first. Does not wait.
    void wish(Opening opening) { m_opening = opening; }
    void close();
    /// What became of the file; does not wait for a job that uses it. Fine while it is closed.
    StandingReport standing() const;
    /// Opened for reading only. Does not wait.
    bool isReadOnly() const { return m_onlyRead; }

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
    /// came of it. Where that fails the file stays closed, as open() and use() tell: what `work` did is done.
    template <typename Work>
    auto whileClosed(const ExecutionContext& context, const Work& work) -> decltype(work()) {
        const std::unique_lock lock = acquire(context);
        if (!lock) {
            return cancelledError();
        }
        m_project.reset();
        auto result = work();
        static_cast<void>(openLocked().hasValue());
        return result;
    }

private:
    /// Unlocked when a stop was requested first.
    std::unique_lock<std::mutex> acquire(const ExecutionContext& context);
    Result<void> openLocked();
    Result<void> openAnew(OpenMode mode);
    Error closedError() const;

    const std::filesystem::path m_path;
    std::atomic<Opening> m_opening;
    mutable std::mutex m_mutex;
    std::unique_ptr<Project> m_project;
    std::atomic<bool> m_onlyRead = false;
    mutable std::atomic<bool> m_rewritten = false;
    mutable std::atomic<bool> m_outdated = false;
    mutable std::mutex m_anchorMutex; ///< never held for long, so that standing() answers at once
    std::shared_ptr<const FileAnchor> m_anchor;
};

} // namespace tastescope
