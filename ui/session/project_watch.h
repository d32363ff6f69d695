// SPDX-License-Identifier: GPL-3.0-or-later
// Looks after the file of the open project: what other programs do to it is known within moments, not when
// the next change fails. GUI thread only; the looking itself is done in questions to the job runner.
#pragma once

#include "storage/project/standing.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <memory>

namespace tastescope {

class JobRunner;
class ProjectFile;

class ProjectWatch : public QObject {
    Q_OBJECT
public:
    /// What no notification tells (a drive that filled up, a network folder) is seen within this.
    static constexpr int pollMs = 2000;

    explicit ProjectWatch(JobRunner& jobs);

    /// Null: nothing is watched any more.
    void follow(const std::shared_ptr<ProjectFile>& file);
    /// Soon, and once for all calls of the next moment.
    void look();
    const StandingReport& report() const { return m_report; }

Q_SIGNALS:
    void changed(); ///< report() is another

private:
    void ask();
    void addPaths();

    JobRunner& m_jobs;
    std::shared_ptr<ProjectFile> m_file;
    StandingReport m_report;
    QFileSystemWatcher m_notified;
    QTimer m_soon;
    QTimer m_poll;
};

} // namespace tastescope
