// SPDX-License-Identifier: GPL-3.0-or-later
// The open project as the session and the objects behind it share it: the file, what was read of it, and the
// queue of edits. Only ui/session includes this. GUI thread only.
#pragma once

#include "engine/data/dataset.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/project_file.h"
#include "ui/session/project_watch.h"

#include <QObject>
#include <QUndoStack>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace tastescope {

/// The data of one project for as long as it is open. Whatever waits in the lane takes it when it begins: an
/// import that was ahead of it may have replaced the data by then. Thread-safe.
class CurrentData {
public:
    void set(std::shared_ptr<const Dataset> dataset);
    std::shared_ptr<const Dataset> get() const;
    /// For work that says nothing on other data than it was asked about: Conflict where the data is not that
    /// of the fingerprint any more.
    Result<std::shared_ptr<const Dataset>> still(const std::string& fingerprint) const;

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const Dataset> m_dataset;
};

/// A moment's rest before the project file is tried again, told as the step of the job. False when a stop
/// came, which is heard within 50 ms.
bool restForFile(const ExecutionContext& context);
/// Whether the file may take later what it refused with this error. What was deleted, replaced or connected
/// anew is not waited for: saving a copy or opening it again helps, and would stand behind the job that
/// waits.
bool mayTakeLater(const ProjectFile& file, const Error& error);

/// What took long to make is not thrown away because the file cannot take it at this moment (moved, disk
/// full, a drive or network that does not answer): `store` is called until it succeeds, fails for good, or a
/// stop comes. Each call must store all or nothing. In jobs.
template <typename Store>
auto storePatiently(const ProjectFile& file, const ExecutionContext& context, const Store& store)
    -> decltype(store()) {
    while (true) {
        auto stored = store();
        if (stored || !mayTakeLater(file, stored.error())) {
            return stored;
        }
        if (!restForFile(context)) {
            return cancelledError();
        }
    }
}

class OpenProject : public QObject {
    Q_OBJECT
public:
    explicit OpenProject(JobRunner& runner);

    /// Edits run one after another, beside a running training, in the order they were made. `done` is not
    /// called when another project was opened meanwhile.
    template <typename T>
    void edit(const QString& failure, std::function<Result<T>(Project&, const ExecutionContext&)> work,
              std::function<void(T)> done);
    /// Before work whose outcome is to be stored: false, and said as a failure of that title, when the file
    /// cannot take it.
    bool mayChange(const QString& failure);
    /// Those that have not begun.
    void dropEdits() { m_edits.clear(); }
    /// Of the command that is done, or done again, at this moment.
    quint64 nextStep() const { return m_steps + 1; }
    /// Tells of what that command did, with undo as long as nothing was done or undone since.
    void tellEdited(quint64 step, const QString& title, const QString& text);
    /// Gives back the data before.
    std::shared_ptr<const Dataset> replaceDataset(std::shared_ptr<const Dataset> replacement);
    /// As replaceDataset() with none; what still waits in the lane keeps the data of the project it is of.
    std::shared_ptr<const Dataset> leaveDataset();

    JobRunner& jobs;
    ProjectWatch watch{jobs}; ///< of `file`
    QUndoStack undo;
    std::shared_ptr<ProjectFile> file;                                   ///< null while nothing is open
    std::shared_ptr<const Dataset> dataset;                              ///< set by replaceDataset()
    std::shared_ptr<CurrentData> data = std::make_shared<CurrentData>(); ///< the same, for jobs of the lane
    std::string fingerprint;                                             ///< of the data

Q_SIGNALS: // the session passes them on
    void failed(const QString& title, const QString& text);
    void notice(const QString& title, const QString& text);
    void edited(const QString& title, const QString& text);

private:
    void nextEdit();
    void editFailed(const QString& title, const Error& error);

    std::deque<std::function<void()>> m_edits;
    bool m_editing = false;
    quint64 m_steps = 0; ///< how often something was done, undone or forgotten
};

template <typename T>
void OpenProject::edit(const QString& failure,
                       std::function<Result<T>(Project&, const ExecutionContext&)> work,
                       std::function<void(T)> done) {
    m_edits.push_back([this, target = file, failure, work = std::move(work), done = std::move(done)] {
        jobs.ask<T>(
            QStringLiteral("session.edit"),
            [target, work](const ExecutionContext& context) {
                return target->use(context, [&](Project& project) { return work(project, context); });
            },
            this,
            [this, target, failure, done](Result<T> result) {
                m_editing = false;
                if (target == file) {
                    if (result) {
                        done(std::move(*result));
                    } else {
                        editFailed(failure, result.error());
                    }
                }
                nextEdit();
            });
    });
    nextEdit();
}

} // namespace tastescope
