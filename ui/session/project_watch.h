// SPDX-License-Identifier: GPL-3.0-or-later
// Looks after the file of the open project: what other programs do to it is known within moments, not when
// the next change fails. GUI thread only; the looking itself is done in questions to the job runner.
#pragma once

#include "storage/project/standing.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>

namespace tastescope {

class JobRunner;
class ProjectFile;

class ProjectWatch : public QObject {
    Q_OBJECT
public:
    /// What no notification tells (a drive that filled up, a network folder) is seen within this.
    static constexpr int pollMs = 2000;

    /// What tells how a file stands; ProjectFile::standing(). Called in a thread of the runner, which it may
    /// hold for as long as a drive or network does not answer: never by two at a time for the same file.
    using Look = std::function<StandingReport(const ProjectFile&)>;

    explicit ProjectWatch(JobRunner& jobs);
    ProjectWatch(JobRunner& jobs, Look look);

    /// Null: nothing is watched any more.
    void follow(const std::shared_ptr<ProjectFile>& file);
    /// Soon, and once for all calls of the next moment. A file that has not told for some seconds how it
    /// stands is Unreachable until it does.
    void look();
    const StandingReport& report() const { return m_report; }

Q_SIGNALS:
    void changed(); ///< report() is another

private:
    void ask();
    void poll();
    void take(const StandingReport& now);
    void addPaths();
    bool isAsking() const { return m_file && m_asked == m_file; }

    JobRunner& m_jobs;
    const Look m_look;
    std::shared_ptr<ProjectFile> m_file;
    std::shared_ptr<ProjectFile> m_asked;       ///< whose answer has not come; null: it has
    bool m_askAgain = false;                    ///< something happened since
    std::shared_ptr<std::atomic<bool>> m_begun; ///< it is being looked at: the runner had a thread for it
    int m_silent = 0;                           ///< how often it was to be looked at since
    StandingReport m_report;
    QFileSystemWatcher m_notified;
    QTimer m_soon;
    QTimer m_poll;
};

} // namespace tastescope
