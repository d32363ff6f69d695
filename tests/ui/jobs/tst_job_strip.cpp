// SPDX-License-Identifier: GPL-3.0-or-later
// What the line above results says of a job that was stopped.
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_strip.h"
#include "ui/text/format.h"

#include <QTest>

#include <initializer_list>

using namespace tastescope;

class TestJobStrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itSaysHowFarTheJobCameAndWhatStays_data() {
        QTest::addColumn<QList<int>>("states");
        QTest::addColumn<double>("fraction");
        QTest::addColumn<int>("kept");
        QTest::addColumn<QString>("words");
        using States = std::initializer_list<JobState>;
        const auto row = [](const char* name, States states, double fraction, KeptResults kept,
                            const QString& words) {
            QList<int> numbers;
            for (const JobState state : states) {
                numbers << static_cast<int>(state);
            }
            QTest::newRow(name) << numbers << fraction << static_cast<int>(kept) << words;
        };
        row("in the lane", States{JobState::Waiting, JobState::Cancelled}, -1, KeptResults::None,
            QStringLiteral("The run was stopped before it began. Nothing was kept."));
        row("on its way", States{JobState::Waiting, JobState::Running, JobState::Cancelling}, 0.6,
            KeptResults::OfBefore,
            QStringLiteral("The run was stopped at %1. The results below are those of before.")
                .arg(formatPercent(0.6)));
        row("on a way of unknown length", States{JobState::Running, JobState::Cancelling}, -1,
            KeptResults::OfThisJob, QStringLiteral("The run was stopped. What was reached is below."));
    }
    void itSaysHowFarTheJobCameAndWhatStays() {
        QFETCH(QList<int>, states);
        QFETCH(double, fraction);
        QFETCH(int, kept);
        QFETCH(QString, words);
        JobStrip strip(QStringLiteral("Progress"));
        JobInfo before; // what it says is of the last job alone
        before.state = JobState::Running;
        before.fraction = 0.4;
        strip.showJob(before);
        JobInfo job;
        job.fraction = fraction;
        for (const int state : states) {
            job.state = static_cast<JobState>(state);
            strip.showJob(job);
        }
        strip.showCancelled(static_cast<KeptResults>(kept));
        QVERIFY2(shownWords(strip).contains(words), qPrintable(shownWords(strip)));
        QVERIFY(!findButton(strip, QStringLiteral("Cancel")));
    }
};

RUN_TEST(TestJobStrip);

#include "tst_job_strip.moc"
