// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_runner.h"

#include "ui/jobs/job_progress.h"
#include "ui/jobs/job_words.h"
#include "ui/jobs/worker_pool.h"

#include <QTimer>

#include <algorithm>
#include <cmath>
#include <new>
#include <unordered_map>

namespace tastescope {

namespace {

constexpr int progressInterval = 100; // ms: ten changes a second at most

/// Enough that one slow question does not hold up the others.
int askThreads() {
    return std::max(3, static_cast<int>(std::thread::hardware_concurrency()));
}

/// The last border for an exception: it becomes the job's error and never ends the program.
template <typename Work>
Result<std::any> runGuarded(const Work& work, const ExecutionContext& context) {
    try {
        if (context.stopRequested()) {
            return cancelledError();
        }
        return work(context);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory,
                     "There was not enough memory for this",
                     "Close other programs or choose smaller settings",
                     {}};
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, "Something unforeseen happened", "Try again", exception.what()};
    }
}

} // namespace

struct JobRunner::Impl {
    struct Job {
        JobInfo info;
        AnyWork work;
        AnyDone done;
        AnyDescribe describe;
        QPointer<QObject> receiver;
        bool needsReceiver = false;
        std::stop_source stop;
        std::stop_source finish;
        std::shared_ptr<JobProgress> progress = std::make_shared<JobProgress>();
        QElapsedTimer clock;
        TimeLeft timeLeft;
    };
    struct Question {
        QString key;
        AnyDone done;
        QPointer<QObject> receiver;
        bool needsReceiver = false;
        std::stop_source stop;
        QMetaObject::Connection gone;
    };

    explicit Impl(JobRunner& owner) : q(owner), lane(1), pool(askThreads()) {}

    Job* find(quint64 id);
    int rowOf(quint64 id) const;
    void changed(quint64 id);
    void startNext();
    void poll();
    void takeProgress(Job& job);
    void finish(quint64 id, Result<std::any> result);
    void deliver(const AnyDone& done, const QPointer<QObject>& receiver, bool needsReceiver,
                 Result<std::any> result) const;
    void answer(quint64 id, Result<std::any> result);
    void dropOlder(const QString& key);
    void announceIdle();

    JobRunner& q;
    std::vector<std::unique_ptr<Job>> jobs;                           // by row
    std::unordered_map<quint64, std::unique_ptr<Question>> questions; // under way, superseded ones included
    QHash<QString, quint64> latest; // key -> the question whose answer counts
    quint64 lastId = 0;
    Job* running = nullptr;
    int undelivered = 0; // cancelled before they began, done() still queued
    int threads = 0;
    QTimer ticker;
    WorkerPool lane;
    WorkerPool pool;
};

JobRunner::JobRunner(QObject* parent) : QAbstractListModel(parent), m_impl(std::make_unique<Impl>(*this)) {
    m_impl->ticker.setInterval(progressInterval);
    connect(&m_impl->ticker, &QTimer::timeout, this, [this] { m_impl->poll(); });
}

JobRunner::~JobRunner() {
    for (const auto& job : m_impl->jobs) {
        job->stop.request_stop();
    }
    for (const auto& [id, question] : m_impl->questions) {
        question->stop.request_stop();
    }
    m_impl->lane.finish();
    m_impl->pool.finish();
}

quint64 JobRunner::startAny(const QString& title, AnyWork work, QObject* receiver, AnyDone done,
                            AnyDescribe describe) {
    auto job = std::make_unique<Impl::Job>();
    job->info.id = ++m_impl->lastId;
    job->info.title = title;
    job->work = std::move(work);
    job->done = std::move(done);
    job->describe = std::move(describe);
    job->receiver = receiver;
    job->needsReceiver = receiver != nullptr;
    const quint64 id = job->info.id;
    const int row = static_cast<int>(m_impl->jobs.size());
    beginInsertRows({}, row, row);
    m_impl->jobs.push_back(std::move(job));
    endInsertRows();
    Q_EMIT jobChanged(id);
    m_impl->startNext();
    return id;
}

void JobRunner::askAny(const QString& key, AnyWork work, QObject* receiver, AnyDone done) {
    m_impl->dropOlder(key);
    const quint64 id = ++m_impl->lastId;
    auto question = std::make_unique<Impl::Question>();
    question->key = key;
    question->done = std::move(done);
    question->receiver = receiver;
    question->needsReceiver = receiver != nullptr;
    const std::stop_source stop = question->stop;
    if (receiver) {
        question->gone =
            connect(receiver, &QObject::destroyed, this, [stop]() mutable { stop.request_stop(); });
    }
    m_impl->questions.emplace(id, std::move(question));
    m_impl->latest.insert(key, id);
    Impl* impl = m_impl.get();
    m_impl->pool.post([this, impl, id, stop, threads = m_impl->threads, work = std::move(work)]() mutable {
        ExecutionContext context;
        context.stop = stop.get_token();
        context.threads = threads;
        Result<std::any> result = runGuarded(work, context);
        work = nullptr; // what it captured is let go here, not on the GUI thread
        QMetaObject::invokeMethod(
            this, [impl, id, result = std::move(result)] { impl->answer(id, result); }, Qt::QueuedConnection);
    });
}

void JobRunner::cancel(quint64 id) {
    Impl::Job* job = m_impl->find(id);
    if (!job || !isActive(job->info.state) || job->stop.stop_requested()) {
        return;
    }
    job->stop.request_stop();
    job->info.secondsLeft = -1;
    if (job->info.state == JobState::Waiting) {
        job->info.state = JobState::Cancelled;
        job->work = nullptr;
        ++m_impl->undelivered;
        Impl* impl = m_impl.get();
        QMetaObject::invokeMethod(
            this,
            [impl, id] {
                --impl->undelivered;
                impl->finish(id, cancelledError());
            },
            Qt::QueuedConnection);
    } else {
        job->info.state = JobState::Cancelling;
    }
    m_impl->changed(id);
}

void JobRunner::finishEarly(quint64 id) {
    Impl::Job* job = m_impl->find(id);
    if (job && job == m_impl->running && !job->info.finishing && !job->stop.stop_requested()) {
        job->finish.request_stop();
        job->info.finishing = true;
        m_impl->changed(id);
    }
}

void JobRunner::setThreads(int threads) {
    if (threads != m_impl->threads) {
        m_impl->threads = std::max(0, threads);
        Q_EMIT threadsChanged();
    }
}

int JobRunner::threads() const {
    return m_impl->threads;
}

void JobRunner::cancelAll() {
    // Waiting ones first, so that none of them begins in between.
    for (auto job = m_impl->jobs.rbegin(); job != m_impl->jobs.rend(); ++job) {
        cancel((*job)->info.id);
    }
}

void JobRunner::clearFinished() {
    for (int row = rowCount() - 1; row >= 0; --row) {
        const auto index = static_cast<std::size_t>(row);
        // done() of a job that was cancelled while it waited may still be on its way: keep that row.
        if (!isActive(m_impl->jobs[index]->info.state) && !m_impl->jobs[index]->done) {
            beginRemoveRows({}, row, row);
            m_impl->jobs.erase(m_impl->jobs.begin() + row);
            endRemoveRows();
        }
    }
}

const JobInfo* JobRunner::info(quint64 id) const {
    const Impl::Job* job = m_impl->find(id);
    return job ? &job->info : nullptr;
}

const JobInfo& JobRunner::at(int row) const {
    return m_impl->jobs.at(static_cast<std::size_t>(row))->info;
}

int JobRunner::runningCount() const {
    return static_cast<int>(std::count_if(m_impl->jobs.begin(), m_impl->jobs.end(),
                                          [](const auto& job) { return isActive(job->info.state); }));
}

const JobInfo* JobRunner::current() const {
    return m_impl->running ? &m_impl->running->info : nullptr;
}

bool JobRunner::idle() const {
    return runningCount() == 0 && m_impl->undelivered == 0 && m_impl->questions.empty();
}

int JobRunner::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_impl->jobs.size());
}

QVariant JobRunner::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const JobInfo& info = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return info.title;
    case Qt::AccessibleTextRole: {
        const QString step = jobStep(info);
        return step.isEmpty() ? info.title : tr("%1, %2").arg(info.title, step);
    }
    case InfoRole:
        return info.id;
    default:
        return {};
    }
}

JobRunner::Impl::Job* JobRunner::Impl::find(quint64 id) {
    const int row = rowOf(id);
    return row < 0 ? nullptr : jobs[static_cast<std::size_t>(row)].get();
}

int JobRunner::Impl::rowOf(quint64 id) const {
    // Ids grow with the rows.
    const auto found = std::lower_bound(
        jobs.begin(), jobs.end(), id, [](const auto& job, quint64 wanted) { return job->info.id < wanted; });
    return found == jobs.end() || (*found)->info.id != id ? -1 : static_cast<int>(found - jobs.begin());
}

void JobRunner::Impl::changed(quint64 id) {
    const QModelIndex index = q.index(rowOf(id));
    Q_EMIT q.dataChanged(index, index);
    Q_EMIT q.jobChanged(id);
}

void JobRunner::Impl::startNext() {
    if (running) {
        return;
    }
    const auto next = std::find_if(jobs.begin(), jobs.end(),
                                   [](const auto& job) { return job->info.state == JobState::Waiting; });
    if (next == jobs.end()) {
        return;
    }
    running = next->get();
    running->info.state = JobState::Running;
    running->clock.start();
    ticker.start();
    const quint64 id = running->info.id;
    lane.post([this, id, work = std::exchange(running->work, nullptr), progress = running->progress,
               stop = running->stop, finishing = running->finish, threads = threads]() mutable {
        ExecutionContext context;
        context.stop = stop.get_token();
        context.finish = finishing.get_token();
        context.threads = threads;
        context.progress = progress.get();
        Result<std::any> result = runGuarded(work, context);
        work = nullptr;
        QMetaObject::invokeMethod(
            &q, [this, id, result = std::move(result)] { finish(id, result); }, Qt::QueuedConnection);
    });
    changed(id);
}

void JobRunner::Impl::poll() {
    if (!running) {
        return;
    }
    JobInfo& info = running->info;
    const double before = info.elapsed;
    const double left = info.secondsLeft;
    const QString step = info.step;
    const double fraction = info.fraction;
    const std::size_t points = info.losses.size();
    takeProgress(*running);
    const bool secondPassed =
        std::floor(before) != std::floor(info.elapsed) || std::floor(left) != std::floor(info.secondsLeft);
    if (secondPassed || step != info.step || fraction != info.fraction || points != info.losses.size()) {
        changed(info.id);
    }
}

void JobRunner::Impl::takeProgress(Job& job) {
    JobProgress::Snapshot now = job.progress->take();
    JobInfo& info = job.info;
    info.elapsed = static_cast<double>(job.clock.elapsed()) / 1000;
    info.losses.insert(info.losses.end(), now.losses.begin(), now.losses.end());
    if (job.stop.stop_requested()) {
        return; // what it is at does not matter any more
    }
    if (now.changed) {
        info.fraction = now.fraction;
        info.step = QString::fromStdString(now.step);
        job.timeLeft.update(info.elapsed, info.fraction);
    }
    info.secondsLeft = job.timeLeft.seconds(info.elapsed);
}

void JobRunner::Impl::finish(quint64 id, Result<std::any> result) {
    Job* job = find(id);
    if (!job) {
        return; // cleared away in between
    }
    if (job == running) {
        takeProgress(*job);
        running = nullptr;
        ticker.stop();
    }
    JobInfo& info = job->info;
    info.secondsLeft = -1;
    if (result) {
        // Also when a cancel came too late: what was done is done, and the window has to know.
        info.state = JobState::Done;
        info.fraction = 1;
        info.step.clear();
        info.result = job->describe ? job->describe(*result) : QString();
    } else {
        info.state = result.error().code == ErrorCode::Cancelled ? JobState::Cancelled : JobState::Failed;
        info.error = result.error();
        info.step.clear();
    }
    const AnyDone done = std::exchange(job->done, nullptr);
    job->describe = nullptr;
    const QPointer<QObject> receiver = job->receiver;
    const bool needsReceiver = job->needsReceiver;
    changed(id);
    deliver(done, receiver, needsReceiver, std::move(result));
    Q_EMIT q.jobFinished(id);
    startNext();
    announceIdle();
}

void JobRunner::Impl::deliver(const AnyDone& done, const QPointer<QObject>& receiver, bool needsReceiver,
                              Result<std::any> result) const {
    if (done && (receiver || !needsReceiver)) {
        done(std::move(result));
    }
}

void JobRunner::Impl::answer(quint64 id, Result<std::any> result) {
    const auto found = questions.find(id);
    const std::unique_ptr<Question> question = std::move(found->second);
    questions.erase(found);
    QObject::disconnect(question->gone);
    if (latest.value(question->key) == id) {
        latest.remove(question->key);
        deliver(question->done, question->receiver, question->needsReceiver, std::move(result));
    }
    announceIdle();
}

void JobRunner::Impl::dropOlder(const QString& key) {
    const auto found = questions.find(latest.value(key));
    if (found != questions.end()) {
        found->second->stop.request_stop();
    }
}

void JobRunner::Impl::announceIdle() {
    if (q.idle()) {
        Q_EMIT q.idleReached();
    }
}

} // namespace tastescope

#include "moc_job_runner.cpp"
