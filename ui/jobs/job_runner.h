// SPDX-License-Identifier: GPL-3.0-or-later
// Work off the GUI thread: an immutable snapshot goes in, a value comes back by a queued call. One visible
// list of jobs with state, progress, time left, error and cancel.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

#include <any>
#include <functional>
#include <memory>
#include <vector>

namespace tastescope {

/// Cancelling: asked to stop, and has not returned yet.
enum class JobState { Waiting, Running, Cancelling, Done, Failed, Cancelled };

/// Not ended: waiting, running or being cancelled.
inline bool isActive(JobState state) {
    return state == JobState::Waiting || state == JobState::Running || state == JobState::Cancelling;
}

struct JobInfo {
    quint64 id = 0;
    QString title; ///< "Train ALS-64"
    QString step;  ///< "iteration 7 of 15" in the job's own words; jobStep() is what to show
    JobState state = JobState::Waiting;
    double fraction = -1; ///< negative = unknown
    double elapsed = 0;   ///< seconds of running
    double secondsLeft = -1;
    bool finishing = false; ///< asked to end early and to keep what it has
    QString result;         ///< one line, once done
    Error error;            ///< once failed
    std::vector<LossPoint> losses;
};

/// Visible jobs run one after another (lane "work"). Models: one row a job, newest last; data by the roles
/// below.
class JobRunner : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { InfoRole = Qt::UserRole }; ///< JobInfo is read with info()

    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override; ///< stops and joins everything

    /// Queues `work`. `done` is called on the GUI thread with its result unless `receiver` has died; a
    /// cancelled job delivers cancelledError(), unless its work had ended before it saw the cancel: then what
    /// was done counts. `describe` gives the job's one-line result (may be empty). Work that ignores the stop
    /// token stays Cancelling until it returns.
    template <typename T>
    quint64 start(const QString& title, std::function<Result<T>(const ExecutionContext&)> work,
                  QObject* receiver, std::function<void(Result<T>)> done,
                  std::function<QString(const T&)> describe = {});

    /// A quick question of a page (a list, a filter): not shown; no queue; a later call with the same `key`
    /// cancels the earlier one and only the latest delivers.
    template <typename T>
    void ask(const QString& key, std::function<Result<T>(const ExecutionContext&)> work, QObject* receiver,
             std::function<void(Result<T>)> done);

    /// What work that begins from now on may use; 0 = all of the machine.
    void setThreads(int threads);
    int threads() const; ///< 0 = all of the machine

    void cancel(quint64 id);
    /// Asks a training in epochs to end now and to keep its best state so far.
    void finishEarly(quint64 id);
    void cancelAll();
    void clearFinished();
    const JobInfo* info(quint64 id) const; ///< null when unknown
    const JobInfo& at(int row) const;
    int runningCount() const;       ///< running and waiting visible jobs
    const JobInfo* current() const; ///< the running visible job, or null
    bool idle() const;              ///< nothing visible or asked is under way

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void jobChanged(quint64 id); ///< state, progress (at most 10 times a second) or a loss point
    void jobFinished(quint64 id);
    void threadsChanged();
    void idleReached(); ///< the last of all work ended (screenshots wait for it)

private:
    using AnyWork = std::function<Result<std::any>(const ExecutionContext&)>;
    using AnyDone = std::function<void(Result<std::any>)>;
    using AnyDescribe = std::function<QString(const std::any&)>;
    quint64 startAny(const QString& title, AnyWork work, QObject* receiver, AnyDone done,
                     AnyDescribe describe);
    void askAny(const QString& key, AnyWork work, QObject* receiver, AnyDone done);

    template <typename T>
    static AnyWork erase(std::function<Result<T>(const ExecutionContext&)> work) {
        return [work = std::move(work)](const ExecutionContext& context) -> Result<std::any> {
            TRY_ASSIGN(auto result, work(context));
            return std::any(std::make_shared<T>(std::move(result)));
        };
    }
    template <typename T>
    static AnyDone eraseDone(std::function<void(Result<T>)> done) {
        if (!done) {
            return {};
        }
        return [done = std::move(done)](Result<std::any> result) {
            if (!result) {
                done(result.error());
            } else {
                done(std::move(*std::any_cast<std::shared_ptr<T>>(*result)));
            }
        };
    }

    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

template <typename T>
quint64 JobRunner::start(const QString& title, std::function<Result<T>(const ExecutionContext&)> work,
                         QObject* receiver, std::function<void(Result<T>)> done,
                         std::function<QString(const T&)> describe) {
    AnyDescribe erased;
    if (describe) {
        erased = [describe](const std::any& value) {
            return describe(*std::any_cast<std::shared_ptr<T>>(value));
        };
    }
    return startAny(title, erase<T>(std::move(work)), receiver, eraseDone<T>(std::move(done)), erased);
}

template <typename T>
void JobRunner::ask(const QString& key, std::function<Result<T>(const ExecutionContext&)> work,
                    QObject* receiver, std::function<void(Result<T>)> done) {
    askAny(key, erase<T>(std::move(work)), receiver, eraseDone<T>(std::move(done)));
}

} // namespace tastescope
