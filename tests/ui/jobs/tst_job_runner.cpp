// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run.h"
#include "ui/jobs/job_runner.h"

#include "engine/base/random.h"
#include "ui/jobs/job_progress.h"
#include "ui/jobs/job_words.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

using namespace tastescope;
using namespace std::chrono_literals;

namespace {

using Work = std::function<Result<int>(const ExecutionContext&)>;

/// Polls its stop token every millisecond, for at most `length`.
Work patientWork(std::chrono::milliseconds length, int value) {
    return [=](const ExecutionContext& context) -> Result<int> {
        const auto end = std::chrono::steady_clock::now() + length;
        while (std::chrono::steady_clock::now() < end) {
            if (context.stopRequested()) {
                return cancelledError();
            }
            std::this_thread::sleep_for(1ms);
        }
        return value;
    };
}

struct Outcome {
    int calls = 0;
    int value = 0;
    Error error;
    std::function<void(Result<int>)> sink() {
        return [this](Result<int> result) {
            ++calls;
            if (result) {
                value = *result;
            } else {
                error = result.error();
            }
        };
    }
};

} // namespace

class TestJobRunner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deliversTheResultOnTheGuiThread() {
        JobRunner jobs;
        QThread* deliveredIn = nullptr;
        std::thread::id workedIn;
        int value = 0;
        const quint64 id = jobs.start<int>(
            QStringLiteral("Count"),
            [&](const ExecutionContext&) -> Result<int> {
                workedIn = std::this_thread::get_id();
                return 7;
            },
            this,
            [&](Result<int> result) {
                deliveredIn = QThread::currentThread();
                value = *result;
            },
            [](const int& counted) { return QStringLiteral("counted %1").arg(counted); });
        QTRY_COMPARE(value, 7);
        QCOMPARE(deliveredIn, thread());
        QVERIFY(workedIn != std::this_thread::get_id());
        QCOMPARE(jobs.info(id)->state, JobState::Done);
        QCOMPARE(jobs.info(id)->result, QStringLiteral("counted 7"));
        QVERIFY(jobs.idle());
    }

    void runsVisibleJobsOneAfterAnother() {
        JobRunner jobs;
        const QAbstractItemModelTester tester(&jobs, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        QList<int> order;
        for (int i = 0; i < 5; ++i) {
            jobs.start<int>(
                QString::number(i),
                [&, i](const ExecutionContext&) -> Result<int> {
                    most = std::max<int>(most, ++inside);
                    std::this_thread::sleep_for(5ms);
                    --inside;
                    return i;
                },
                this, [&](Result<int> result) { order.append(*result); });
        }
        QCOMPARE(jobs.rowCount(), 5);
        QCOMPARE(jobs.runningCount(), 5);
        QCOMPARE(jobs.current()->title, QStringLiteral("0"));
        QTRY_COMPARE(order, (QList<int>{0, 1, 2, 3, 4}));
        QCOMPARE(most.load(), 1);
        QCOMPARE(jobs.current(), nullptr);
        jobs.clearFinished();
        QCOMPARE(jobs.rowCount(), 0);
    }

    void reportsProgressAtMostTenTimesASecond() {
        JobRunner jobs;
        QSignalSpy changes(&jobs, &JobRunner::jobChanged);
        Outcome outcome;
        const quint64 id = jobs.start<int>(
            QStringLiteral("Busy"),
            [](const ExecutionContext& context) -> Result<int> {
                for (int i = 0; i < 1000; ++i) {
                    context.report(i / 1000.0, "step " + std::to_string(i));
                    context.loss({i + 1, 1000, 1.0 / (i + 1)});
                    std::this_thread::sleep_for(500us);
                }
                return 1;
            },
            this, outcome.sink());
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY(!jobs.info(id)->step.isEmpty());
        QVERIFY(jobs.info(id)->fraction >= 0);
        QTRY_COMPARE_WITH_TIMEOUT(outcome.calls, 1, 20000);
        const double seconds = static_cast<double>(clock.elapsed()) / 1000;
        QVERIFY2(changes.size() <= seconds * 10 + 4, qPrintable(QString::number(changes.size())));
        const JobInfo* info = jobs.info(id);
        QCOMPARE(info->losses.size(), std::size_t{1000}); // every point arrives, in order
        for (int i = 0; i < 1000; ++i) {
            QCOMPARE(info->losses[static_cast<std::size_t>(i)].step, i + 1);
        }
    }

    void cancelOfARunningJobActsWithin200Milliseconds() {
        JobRunner jobs;
        Random random(7);
        for (int round = 0; round < 30; ++round) {
            Outcome outcome;
            const quint64 id =
                jobs.start<int>(QStringLiteral("Long"), patientWork(10s, 1), this, outcome.sink());
            QTest::qWait(static_cast<int>(random.below(12)));
            QElapsedTimer clock;
            clock.start();
            jobs.cancel(id);
            QTRY_COMPARE(outcome.calls, 1);
            QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
            QCOMPARE(outcome.error.code, ErrorCode::Cancelled);
            QCOMPARE(jobs.info(id)->state, JobState::Cancelled);
        }
    }

    void cancelsAtRandomTimesLeaveConsistentState() {
        JobRunner jobs;
        const QAbstractItemModelTester tester(&jobs, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy finished(&jobs, &JobRunner::jobFinished);
        QSignalSpy idle(&jobs, &JobRunner::idleReached);
        Random random(11);
        constexpr int count = 60;
        std::vector<Outcome> outcomes(count);
        std::vector<quint64> ids;
        for (Outcome& outcome : outcomes) {
            ids.push_back(jobs.start<int>(QStringLiteral("Job"),
                                          patientWork(std::chrono::milliseconds(random.below(6)), 1), this,
                                          outcome.sink()));
            if (random.below(2) == 0) {
                jobs.cancel(ids[random.below(ids.size())]);
            }
            if (random.below(4) == 0) {
                QTest::qWait(static_cast<int>(random.below(4)));
            }
        }
        QTRY_VERIFY(jobs.idle());
        QCOMPARE(finished.size(), count);
        QVERIFY(!idle.isEmpty());
        for (std::size_t i = 0; i < count; ++i) {
            QCOMPARE(outcomes[i].calls, 1);
            const JobState state = jobs.info(ids[i])->state;
            QCOMPARE(state == JobState::Cancelled, outcomes[i].error.code == ErrorCode::Cancelled);
            QCOMPARE(state == JobState::Done, outcomes[i].value == 1);
        }
    }

    void aDeafJobIsShownAsCancellingUntilItReturns() {
        JobRunner jobs;
        std::atomic<bool> release = false;
        Outcome outcome;
        Outcome next;
        const quint64 id = jobs.start<int>(
            QStringLiteral("Deaf"),
            [&](const ExecutionContext& context) -> Result<int> {
                while (!release) {
                    context.report(0.5, "working");
                    std::this_thread::sleep_for(1ms);
                }
                return 3;
            },
            this, outcome.sink());
        const quint64 waiting =
            jobs.start<int>(QStringLiteral("Next"), patientWork(1ms, 2), this, next.sink());
        QTRY_COMPARE(jobs.info(id)->step, QStringLiteral("working"));
        jobs.cancel(id);
        QCOMPARE(jobs.info(id)->state, JobState::Cancelling);
        QCOMPARE(jobStep(*jobs.info(id)), QStringLiteral("Cancelling"));
        QTest::qWait(250);
        QCOMPARE(jobs.info(id)->state, JobState::Cancelling);
        QVERIFY(isActive(jobs.info(id)->state));
        QCOMPARE(jobStep(*jobs.info(id)), QStringLiteral("Cancelling"));
        QCOMPARE(jobs.data(jobs.index(0), Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Deaf, Cancelling"));
        QCOMPARE(jobs.info(waiting)->state, JobState::Waiting);
        release = true;
        QTRY_COMPARE(outcome.value, 3); // it did its work, so the window is told
        QCOMPARE(jobs.info(id)->state, JobState::Done);
        QTRY_COMPARE(next.value, 2);
    }

    void aWaitingJobIsCancelledAtOnce() {
        JobRunner jobs;
        Outcome first;
        Outcome second;
        const quint64 running =
            jobs.start<int>(QStringLiteral("First"), patientWork(10s, 1), this, first.sink());
        const quint64 waiting =
            jobs.start<int>(QStringLiteral("Second"), patientWork(10s, 1), this, second.sink());
        jobs.cancel(waiting);
        QCOMPARE(jobs.info(waiting)->state, JobState::Cancelled);
        QCOMPARE(second.calls, 0); // never from inside cancel()
        QTRY_COMPARE(second.calls, 1);
        QCOMPARE(second.error.code, ErrorCode::Cancelled);
        QCOMPARE(jobs.info(running)->state, JobState::Running);
        jobs.cancelAll();
        QTRY_VERIFY(jobs.idle());
    }

    void onlyTheLatestAnswerOfAKeyIsDelivered() {
        JobRunner jobs;
        Outcome outcome;
        std::atomic<int> stopped = 0;
        for (int i = 1; i <= 20; ++i) {
            jobs.ask<int>(
                QStringLiteral("list"),
                [&stopped, i](const ExecutionContext& context) -> Result<int> {
                    Result<int> result = patientWork(30ms, i)(context);
                    stopped += result ? 0 : 1;
                    return result;
                },
                this, outcome.sink());
        }
        Outcome other;
        jobs.ask<int>(QStringLiteral("other"), patientWork(1ms, 5), this, other.sink());
        QTRY_VERIFY(jobs.idle());
        QCOMPARE(outcome.calls, 1);
        QCOMPARE(outcome.value, 20);
        QCOMPARE(other.value, 5);
        QCOMPARE(jobs.rowCount(), 0);
        QVERIFY(stopped <= 19);
    }

    void latestWinsEvenWhenEarlierWorkIsDeaf() {
        JobRunner jobs;
        std::atomic<bool> release = false;
        std::atomic<bool> entered = false;
        Outcome outcome;
        jobs.ask<int>(
            QStringLiteral("list"),
            [&](const ExecutionContext&) -> Result<int> {
                entered = true;
                while (!release) {
                    std::this_thread::sleep_for(1ms);
                }
                return 1;
            },
            this, outcome.sink());
        QTRY_VERIFY(entered);
        jobs.ask<int>(QStringLiteral("list"), patientWork(1ms, 2), this, outcome.sink());
        QTRY_COMPARE(outcome.value, 2);
        QVERIFY(!jobs.idle());
        release = true;
        QTRY_VERIFY(jobs.idle());
        QCOMPARE(outcome.calls, 1);
    }

    void aDeadReceiverIsNotCalled() {
        JobRunner jobs;
        Outcome job;
        Outcome question;
        auto receiver = std::make_unique<QObject>();
        jobs.start<int>(QStringLiteral("Job"), patientWork(30ms, 1), receiver.get(), job.sink());
        jobs.ask<int>(QStringLiteral("key"), patientWork(10s, 1), receiver.get(), question.sink());
        QTest::qWait(5);
        receiver.reset();
        QTRY_VERIFY_WITH_TIMEOUT(jobs.idle(), 2000); // the question was stopped, nobody wants its answer
        QCOMPARE(job.calls, 0);
        QCOMPARE(question.calls, 0);
        QCOMPARE(jobs.at(0).state, JobState::Done);
    }

    void failuresAndExceptionsBecomeErrors() {
        JobRunner jobs;
        Outcome failed;
        Outcome thrown;
        Outcome memory;
        const quint64 id = jobs.start<int>(
            QStringLiteral("Fails"),
            [](const ExecutionContext&) -> Result<int> {
                return Error{ErrorCode::Io, "The disk is full", "Make room", "p.tastescope"};
            },
            this, failed.sink());
        jobs.start<int>(
            QStringLiteral("Throws"),
            [](const ExecutionContext&) -> Result<int> { throw std::runtime_error("odd"); }, this,
            thrown.sink());
        jobs.start<int>(
            QStringLiteral("Memory"), [](const ExecutionContext&) -> Result<int> { throw std::bad_alloc(); },
            this, memory.sink());
        QTRY_VERIFY(jobs.idle());
        QCOMPARE(jobs.info(id)->state, JobState::Failed);
        QCOMPARE(jobs.info(id)->error.message, std::string("The disk is full"));
        QCOMPARE(failed.error.code, ErrorCode::Io);
        QCOMPARE(thrown.error.code, ErrorCode::Internal);
        QCOMPARE(memory.error.code, ErrorCode::OutOfMemory);
    }

    void destructionStopsAndJoins() {
        std::atomic<int> inside = 0;
        Outcome outcome;
        QElapsedTimer clock;
        {
            JobRunner jobs;
            const Work counted = [&](const ExecutionContext& context) -> Result<int> {
                ++inside;
                Result<int> result = patientWork(60s, 1)(context);
                --inside;
                return result;
            };
            for (int i = 0; i < 4; ++i) {
                jobs.start<int>(QStringLiteral("Job"), counted, this, outcome.sink());
                jobs.ask<int>(QString::number(i), counted, this, outcome.sink());
            }
            QTRY_VERIFY(inside > 1);
            clock.start();
        }
        QVERIFY(clock.elapsed() < 2000);
        QCOMPARE(inside.load(), 0);
        QCoreApplication::processEvents();
        QCOMPARE(outcome.calls, 0);
    }

    void theGuiThreadKeepsItsHeartbeat() {
        JobRunner jobs;
        int beats = 0;
        QTimer heart;
        connect(&heart, &QTimer::timeout, this, [&] { ++beats; });
        heart.start(10);
        Outcome outcome;
        jobs.start<int>(
            QStringLiteral("Burn"),
            [](const ExecutionContext& context) -> Result<int> {
                const auto end = std::chrono::steady_clock::now() + 400ms;
                int n = 0;
                while (std::chrono::steady_clock::now() < end) {
                    context.report(0.1, "burning");
                    context.loss({++n, 0, 1.0});
                }
                return 1;
            },
            this, outcome.sink());
        QTRY_COMPARE(outcome.calls, 1);
        QVERIFY2(beats >= 10, qPrintable(QString::number(beats)));
    }

    void aTrainingCanBeAskedToFinishEarly() {
        JobRunner jobs;
        Outcome outcome;
        const quint64 id = jobs.start<int>(
            QStringLiteral("Train"),
            [](const ExecutionContext& context) -> Result<int> {
                int epochs = 0;
                while (!context.finishRequested() && !context.stopRequested()) {
                    context.loss({++epochs, 1000, 1.0 / epochs});
                    std::this_thread::sleep_for(1ms);
                }
                return context.stopRequested() ? Result<int>(cancelledError()) : Result<int>(epochs);
            },
            this, outcome.sink());
        const quint64 waiting = jobs.start<int>(QStringLiteral("Next"), patientWork(1ms, 5), this, {});
        QTRY_VERIFY(!jobs.info(id)->losses.empty());
        jobs.finishEarly(waiting); // has not begun: nothing to keep
        QVERIFY(!jobs.info(waiting)->finishing);
        jobs.finishEarly(id);
        QVERIFY(jobs.info(id)->finishing);
        QTRY_COMPARE(jobs.info(id)->state, JobState::Done);
        QVERIFY(outcome.value > 0);
        QTRY_COMPARE(jobs.info(waiting)->state, JobState::Done);
    }

    void workGetsTheThreadsThatWereChosen() {
        JobRunner jobs;
        QSignalSpy changed(&jobs, &JobRunner::threadsChanged);
        QCOMPARE(jobs.threads(), 0);
        jobs.setThreads(3);
        jobs.setThreads(3);
        QCOMPARE(changed.count(), 1);
        Outcome job;
        Outcome question;
        const Work work = [](const ExecutionContext& context) -> Result<int> { return context.threads; };
        jobs.start<int>(QStringLiteral("Work"), work, this, job.sink());
        jobs.ask<int>(QStringLiteral("ask"), work, this, question.sink());
        QTRY_COMPARE(job.value, 3);
        QTRY_COMPARE(question.value, 3);
    }

    void timeLeftIsCalmAndCountsDown() {
        TimeLeft left;
        QCOMPARE(left.seconds(0), -1.0);
        left.update(0, 0);
        for (int i = 1; i <= 10; ++i) {
            left.update(i, i * 0.02); // 50 s in all
        }
        QVERIFY(std::abs(left.seconds(10) - 40) < 0.5);
        QVERIFY(std::abs(left.seconds(12) - 38) < 0.5); // without news the clock goes on
        left.update(12, 0.201);                         // one slow report moves it, but not to infinity
        QVERIFY(left.seconds(12) > 38 && left.seconds(12) < 150);
        left.update(13, 0.05); // the next phase
        QCOMPARE(left.seconds(13), -1.0);
        left.update(20, -1);
        QCOMPARE(left.seconds(20), -1.0);
    }
};

RUN_TEST(TestJobRunner);
#include "tst_job_runner.moc"
