// SPDX-License-Identifier: GPL-3.0-or-later
// The list of jobs by the keyboard, while jobs come and end below it.
#include "support/held_lane.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/jobs/job_runner.h"
#include "ui/shell/jobs_popup.h"

#include <QAbstractButton>
#include <QApplication>
#include <QPointer>
#include <QTest>

#include <atomic>
#include <memory>

using namespace tastescope;

namespace {

QString focusName() {
    const QWidget* focus = QApplication::focusWidget();
    return focus ? focus->accessibleName() : QString();
}

} // namespace

class TestJobsPopup : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aJobThatComesOrEndsLeavesTheFocusWhereItIs() {
        JobRunner jobs;
        HeldLane lane(jobs);
        const auto wait = [&](const char* title) {
            return jobs.start<int>(QString::fromLatin1(title),
                                   [](const ExecutionContext&) -> Result<int> { return 1; }, nullptr, {});
        };
        wait("One");
        QWidget chip;
        chip.resize(600, 40);
        chip.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chip));
        JobsPopup popup(jobs, &chip);
        popup.showBelow(chip);
        QVERIFY(QTest::qWaitForWindowExposed(&popup));
        const QPointer<QAbstractButton> one = findButton(popup, QStringLiteral("Cancel: One"));
        QVERIFY(one);
        one->setFocus();
        QVERIFY(one->hasFocus());
        const quint64 second = wait("Two");
        QTRY_VERIFY(findButton(popup, QStringLiteral("Cancel: Two")));
        QVERIFY(one && one->hasFocus());
        jobs.cancel(wait("Three"));
        QTRY_VERIFY(!findButton(popup, QStringLiteral("Cancel: Three")));
        QVERIFY(one && one->hasFocus());
        // Newest first, for Tab as for the eye.
        QAbstractButton* two = findButton(popup, QStringLiteral("Cancel: Two"));
        two->setFocus();
        QTest::keyClick(two, Qt::Key_Tab);
        QVERIFY(one->hasFocus());
        QTest::keyClick(one, Qt::Key_Tab);
        QCOMPARE(focusName(), QStringLiteral("Cancel: Before"));
        // Who has pressed one is on the next.
        two->setFocus();
        QTest::keyClick(two, Qt::Key_Space);
        QCOMPARE(jobs.info(second)->state, JobState::Cancelled);
        QVERIFY(one && one->hasFocus());
        jobs.clearFinished();
        QVERIFY(one && one->hasFocus());
        popup.close();
    }

    // It had been asked to stop, and has something to tell all the same.
    void theErrorOfAJobThatWasBeingCancelledCanBeCopied() {
        JobRunner jobs;
        const auto begun = std::make_shared<std::atomic<bool>>(false);
        const auto go = std::make_shared<std::atomic<bool>>(false);
        const quint64 id =
            jobs.start<int>(QStringLiteral("Write"),
                            [begun, go](const ExecutionContext&) -> Result<int> {
                                *begun = true;
                                go->wait(false);
                                return Error{ErrorCode::Io, "The disk is full", "Make room", "p.tastescope"};
                            },
                            nullptr, {});
        QWidget chip;
        chip.show();
        JobsPopup popup(jobs, &chip);
        popup.showBelow(chip);
        QAbstractButton* cancel = findButton(popup, QStringLiteral("Cancel: Write"));
        // Called running before its work has begun, it would have nothing to tell.
        const auto running = [&] { return *begun && jobs.info(id)->state == JobState::Running; };
        const bool pressed = cancel && QTest::qWaitFor(running);
        if (pressed) {
            QTest::mouseClick(cancel, Qt::LeftButton);
        }
        const bool off = pressed && !cancel->isEnabled();
        *go = true; // before anything returns: the runner waits for it at its end
        go->notify_all();
        QVERIFY(off);
        QTRY_COMPARE(jobs.info(id)->state, JobState::Failed);
        QAbstractButton* copy = findButton(popup, QStringLiteral("Copy error: Write"));
        QVERIFY(copy && copy->isEnabled());
        popup.close();
    }
};

RUN_TEST(TestJobsPopup);

#include "tst_jobs_popup.moc"
