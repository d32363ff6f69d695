// SPDX-License-Identifier: GPL-3.0-or-later
// What the A/B lab says of numbers.
#include "support/run.h"
#include "ui/pages/ab/ab_results.h"
#include "ui/pages/ab/ab_words.h"
#include "ui/pages/ab/plan_values.h"

#include <QTest>

using namespace tastescope;

class TestAbWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCopiedCommandNamesArmsWithCommas() {
        ExperimentRequest request;
        request.file = "ab.csv";
        request.shares = {".4", ".6"};
        QCOMPARE(commandLine(analyseCommand(request)),
                 QStringLiteral("tastescope-cli ab analyse ab.csv --shares .4,.6"));
        request.shares = {"new, bold=.6", "old=.4"};
        QCOMPARE(commandLine(analyseCommand(request)),
                 QStringLiteral("tastescope-cli ab analyse ab.csv --shares 'new\\, bold=.6,old=.4'"));
    }

    void wordsNeverSayMoreThanTheInterval() {
        for (const Reading reading : {Reading::Higher, Reading::Lower, Reading::Open, Reading::Unknown}) {
            for (const Goal goal : {Goal::More, Goal::Less}) {
                const QString word = readingWord(reading, goal);
                const bool known = reading == Reading::Higher || reading == Reading::Lower;
                const bool good = (reading == Reading::Higher) == (goal == Goal::More);
                QCOMPARE(word, known ? good ? QStringLiteral("promising") : QStringLiteral("worse")
                               : reading == Reading::Open ? QStringLiteral("too early to say")
                                                          : QStringLiteral("nothing to say"));
            }
            QCOMPARE(readingWord(reading, Goal::ByRule), QStringLiteral("by design"));
        }
        QCOMPARE(pText(0.00155), QStringLiteral("0.0015"));
        QCOMPARE(pText(0.0742), QStringLiteral("0.074"));
        QCOMPARE(pText(0.00004), QStringLiteral("< 0.001"));
        QCOMPARE(signedPercent(0.063), QStringLiteral("+6.3\u2009%"));
        QCOMPARE(signedPercent(-0.0004), QStringLiteral("0.0\u2009%"));
        QCOMPARE(differenceText(MetricKind::Proportion, -0.0082), QStringLiteral("\u22120.82"));
        QCOMPARE(levelText(MetricKind::Mean, 51.3), QStringLiteral("51.3"));
        QCOMPARE(likelyGoal(QStringLiteral("Skip rate")), Goal::Less);
    }
};

RUN_TEST(TestAbWords);

#include "tst_ab_words.moc"
