// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_watch.h"

#include "ui/jobs/job_runner.h"
#include "ui/session/project_file.h"
#include "ui/text/format.h"

#include <utility>

namespace tastescope {

namespace {

constexpr int gatherMs = 30; ///< one change of a project touches its file and log several times
constexpr int silentPolls = 3;

} // namespace

ProjectWatch::ProjectWatch(JobRunner& jobs) : ProjectWatch(jobs, &ProjectFile::standing) {}

ProjectWatch::ProjectWatch(JobRunner& jobs, Look look) : m_jobs(jobs), m_look(std::move(look)) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(gatherMs);
    m_poll.setInterval(pollMs);
    connect(&m_soon, &QTimer::timeout, this, &ProjectWatch::ask);
    connect(&m_poll, &QTimer::timeout, this, &ProjectWatch::poll);
    connect(&m_notified, &QFileSystemWatcher::fileChanged, this, &ProjectWatch::look);
    connect(&m_notified, &QFileSystemWatcher::directoryChanged, this, &ProjectWatch::look);
}

void ProjectWatch::follow(const std::shared_ptr<ProjectFile>& file) {
    m_file = file;
    if (const QStringList known = m_notified.files() + m_notified.directories(); !known.isEmpty()) {
        m_notified.removePaths(known);
    }
    if (m_report != StandingReport()) {
        m_report = {};
        Q_EMIT changed();
    }
    if (!file) {
        m_soon.stop();
        m_poll.stop();
        return;
    }
    addPaths();
    m_poll.start();
    look();
}

void ProjectWatch::look() {
    if (m_file && !m_soon.isActive()) {
        m_soon.start();
    }
}

void ProjectWatch::addPaths() {
    // The watch of a file ends with it; one that came in its place is a new one.
    const QString path = toQString(m_file->path().string());
    const QString folder = toQString(m_file->path().parent_path().string());
    if (!m_notified.files().contains(path)) {
        m_notified.addPath(path);
    }
    if (!m_notified.directories().contains(folder)) {
        m_notified.addPath(folder);
    }
}

void ProjectWatch::poll() {
    if (!isAsking()) {
        ask();
    } else if (*m_begun && ++m_silent >= silentPolls) {
        take({Standing::Unreachable, {}, 0});
    }
}

void ProjectWatch::take(const StandingReport& now) {
    if (now != m_report) {
        m_report = now;
        Q_EMIT changed();
    }
}

void ProjectWatch::ask() {
    if (isAsking()) {
        m_askAgain = true;
        return;
    }
    m_asked = m_file;
    m_askAgain = false;
    m_begun = std::make_shared<std::atomic<bool>>(false);
    m_silent = 0;
    m_jobs.ask<StandingReport>(
        QStringLiteral("session.watch"),
        [file = m_file, look = m_look, begun = m_begun](const ExecutionContext&) -> Result<StandingReport> {
            *begun = true;
            return look(*file);
        },
        this,
        [this, file = m_file](Result<StandingReport> now) {
            m_asked.reset(); // of this file: an answer about one before does not arrive
            if (file != m_file) {
                return;
            }
            if (now && now->standing != Standing::Unreachable) {
                addPaths(); // which asks the drive, in this thread
            }
            if (m_askAgain) {
                look();
            }
            if (now) {
                take(*now);
            }
        });
}

} // namespace tastescope

#include "moc_project_watch.cpp"
