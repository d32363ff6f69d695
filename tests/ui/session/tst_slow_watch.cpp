// SPDX-License-Identifier: GPL-3.0-or-later
// A folder that answers slowly, or not at all, is looked at by one thread and no more: everything else that
// the window asks is answered, and what the folder says in the end is told.
#include "support/run.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/project_file.h"
#include "ui/session/project_watch.h"

#include <QScopeGuard>
#include <QTest>
#include <QTimer>

#include <atomic>
#include <memory>
#include <vector>

using namespace tastescope;

namespace {

/// A folder that answers when it is told to, and counts who waits for it.
struct SlowFolder {
    void answer() {
        answers = true;
        answers.notify_all();
    }
    std::atomic<bool> answers = false;
    std::atomic<int> asked = 0;
    std::atomic<int> waiting = 0;
};

ProjectWatch::Look lookAt(const std::shared_ptr<SlowFolder>& folder) {
    return [folder](const ProjectFile&) {
        const bool first = ++folder->asked == 1;
        ++folder->waiting;
        folder->answers.wait(false);
        --folder->waiting;
        return StandingReport{first ? Standing::Deleted : Standing::Fine, {}, 0};
    };
}

} // namespace

class TestSlowWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneLookAtATime() {
        JobRunner jobs;
        const auto folder = std::make_shared<SlowFolder>();
        const auto atLast = qScopeGuard([folder] { folder->answer(); }); // the runner waits for its threads
        ProjectWatch watch(jobs, lookAt(folder));
        std::vector<Standing> told;
        connect(&watch, &ProjectWatch::changed, this, [&] { told.push_back(watch.report().standing); });
        watch.follow(std::make_shared<ProjectFile>("/nowhere/slow.tastescope"));
        QTRY_COMPARE(folder->waiting.load(), 1);
        // Polls and notifications pass meanwhile; that it is silent is said.
        QTimer poll;
        connect(&poll, &QTimer::timeout, &watch, &ProjectWatch::look);
        poll.start(ProjectWatch::pollMs / 4);
        QTRY_COMPARE_WITH_TIMEOUT(watch.report().standing, Standing::Unreachable, 30'000);
        poll.stop();
        QCOMPARE(folder->asked.load(), 1);
        int answer = 0;
        jobs.ask<int>(
            QStringLiteral("other"), [](const ExecutionContext&) -> Result<int> { return 7; }, this,
            [&](Result<int> said) { answer = said ? *said : -1; });
        QTRY_COMPARE(answer, 7);
        // What it said in the end counts, and so does what happened since it was asked.
        folder->answer();
        QTRY_COMPARE(told.size(), std::size_t{3});
        QCOMPARE(told[1], Standing::Deleted);
        QCOMPARE(told[2], Standing::Fine);
        watch.follow(nullptr);
        QTRY_VERIFY(jobs.idle());
    }

    // Nor does it keep the window from looking after the file that is opened next.
    void anotherFileIsLookedAtAtOnce() {
        JobRunner jobs;
        const auto folder = std::make_shared<SlowFolder>();
        const auto atLast = qScopeGuard([folder] { folder->answer(); }); // the runner waits for its threads
        const auto slow = std::make_shared<ProjectFile>("/nowhere/slow.tastescope");
        const auto quick = std::make_shared<ProjectFile>("/nowhere/quick.tastescope");
        ProjectWatch watch(jobs, [look = lookAt(folder), slow](const ProjectFile& file) {
            return &file == slow.get() ? look(file) : StandingReport{Standing::FolderGone, {}, 0};
        });
        watch.follow(slow);
        QTRY_COMPARE(folder->waiting.load(), 1);
        watch.follow(quick);
        QTRY_COMPARE(watch.report().standing, Standing::FolderGone);
        folder->answer();
        QTRY_COMPARE(folder->waiting.load(), 0);
        watch.look();
        QTRY_VERIFY(jobs.idle());
        QCOMPARE(watch.report().standing, Standing::FolderGone); // not what is said of the one before
        watch.follow(nullptr);
        QTRY_VERIFY(jobs.idle());
    }
};

RUN_TEST(TestSlowWatch);
#include "tst_slow_watch.moc"
