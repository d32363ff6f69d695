// SPDX-License-Identifier: GPL-3.0-or-later
// Reading that is cancelled in the A/B lab: what stays goes by its own name, settings and command.
#include "support/held_lane.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/ab/ab_page.h"
#include "ui/pages/ab/log_card.h"
#include "ui/pages/ab/results_card.h"
#include "ui/widgets/controls.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QTest>
#include <QTimer>

using namespace tastescope;

namespace {

constexpr int wide = 2000; ///< of a row: a few thousand of them are read as a visible job

QByteArray results(int rows, int width) {
    QByteArray text = "visitor,variant,country,bought,plays,plays_before,note\n";
    const QByteArray note(width, 'x');
    for (int row = 0; row < rows; ++row) {
        text += QByteArray::number(row) + (row % 2 ? ",new," : ",control,") + (row % 3 ? "de," : "fr,") +
                QByteArray::number(int(row % 7 == 0)) + ',' + QByteArray::number(row % 41 + row % 5) + ',' +
                QByteArray::number(row % 41) + ',' + note + '\n';
    }
    return text;
}

QByteArray policyLog(int rows, int width) {
    QByteArray text = "item_id,click,propensity_score,target_prob,note\n";
    const QByteArray note(width, 'x');
    for (int row = 0; row < rows; ++row) {
        const int item = row % 5;
        text += QByteArray::number(item) + ',' + QByteArray::number(int(row % 11 == 0)) + ',' +
                (item == 0 ? "0.4," : "0.15,") + (item == 1 ? "0.5," : "0.125,") + note + '\n';
    }
    return text;
}

struct Fixture : ShownPage<AbPage> {
    Fixture() : ShownPage({1256, 828}) {
        page.activateWindow();
        (void)QTest::qWaitForWindowActive(&page);
        settle();
    }
    ResultsCard& card() const { return *page.findChild<ResultsCard*>(); }
    LogCard& log() const { return *page.findChild<LogCard*>(); }
    bool load(const char* argument, const QString& path) {
        page.activate({{QLatin1String(argument), path}});
        return settle();
    }
    /// The next choice, by key.
    QComboBox& choose(const char* name) const {
        auto* box = findNamed<QComboBox>(page, QString::fromUtf8(name));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        return *box;
    }
};

/// Stops, by its own button, reading that waits in the lane. False if the card does not say that it waits, or
/// that it was stopped.
bool cancelWaiting(const QWidget& card) {
    const auto& strip = *card.findChild<JobStrip*>();
    if (!strip.isVisible() || !shownWords(strip).contains(QStringLiteral("waits for the job before it"))) {
        return false;
    }
    QTest::mouseClick(findButton(strip, QStringLiteral("Cancel")), Qt::LeftButton);
    return QTest::qWaitFor([&strip] {
        return shownWords(strip).contains(
            QStringLiteral("The run was stopped before it began. The results below are those of before."));
    });
}

/// What is on the clipboard after "Copy as command" of the menu behind this button.
QString copiedCommand(const QWidget& card, const char* button) {
    QGuiApplication::clipboard()->clear();
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &poll, [&poll] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu) {
            return;
        }
        poll.stop();
        for (QAction* action : menu->actions()) {
            if (action->text() == QStringLiteral("Copy as command")) {
                for (int step = 0; step < 20 && menu->activeAction() != action; ++step) {
                    QTest::keyClick(menu, Qt::Key_Down);
                }
                QTest::keyClick(menu, Qt::Key_Return);
                return;
            }
        }
        menu->close();
    });
    poll.start(20);
    QTest::mouseClick(findButton(card, QString::fromUtf8(button)), Qt::LeftButton);
    return QGuiApplication::clipboard()->text();
}

} // namespace

class TestAbCancelled : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void resultsThatStayKeepTheirName() {
        Fixture f;
        QVERIFY(f.load("results", f.write(QStringLiteral("small.csv"), results(600, 4))));
        const std::shared_ptr<const ResultsAnswer> answer = f.card().answer();
        QVERIFY(answer);
        const HeldLane lane(f.jobs);
        f.page.activate(
            {{QStringLiteral("results"), f.write(QStringLiteral("large.csv"), results(4400, wide))}});
        QVERIFY(cancelWaiting(f.card()));
        QCOMPARE(f.card().answer(), answer);
        const QString words = shownWords(f.card());
        QVERIFY2(words.contains(QStringLiteral("small.csv: ")), qPrintable(words));
        QVERIFY2(!words.contains(QStringLiteral("large.csv")), qPrintable(words));
        QCOMPARE(copiedCommand(f.card(), "More with the results"),
                 commandLine(analyseCommand(answer->question.request)));
    }

    void settingsThatWereNotReadAreNotShown() {
        Fixture f;
        QVERIFY(f.load("results", f.write(QStringLiteral("large.csv"), results(4400, wide))));
        const std::shared_ptr<const ResultsAnswer> answer = f.card().answer();
        QVERIFY(answer);
        HeldLane lane(f.jobs);
        for (const char* name : {"Kinds of people", "Known before the test", "Control arm",
                                 "Effect that the band is made for"}) {
            const QComboBox& box = f.choose(name);
            QVERIFY2(box.currentIndex() == 1, name);
            QVERIFY2(cancelWaiting(f.card()), name);
            QVERIFY2(box.currentIndex() == 0, name);
            QCOMPARE(f.card().answer(), answer);
        }
        QVERIFY(!findButton(f.page, QStringLiteral("Take away what was known before (CUPED)"))->isChecked());
        QCOMPARE(copiedCommand(f.card(), "More with the results"),
                 commandLine(analyseCommand(answer->question.request)));
        lane.letGo();
        QVERIFY(f.settle());
        QVERIFY2(f.choose("Kinds of people").currentIndex() == 1, "and it can be chosen again");
        QVERIFY(f.settle());
        QVERIFY(!f.card().answer()->reading.segments.empty());
    }

    void aLogThatStaysKeepsItsName() {
        Fixture f;
        const QString few = f.write(QStringLiteral("few.csv"), policyLog(3000, 4));
        QVERIFY(f.load("log", few));
        const std::shared_ptr<const PolicyLog> log = f.log().log();
        QVERIFY(log);
        const HeldLane lane(f.jobs);
        f.page.activate(
            {{QStringLiteral("log"), f.write(QStringLiteral("many.csv"), policyLog(4400, wide))}});
        QVERIFY(cancelWaiting(f.log()));
        QCOMPARE(f.log().log(), log);
        QCOMPARE(findButton(f.log(), QStringLiteral("More with the log"))->toolTip(),
                 QStringLiteral("More with few.csv"));
        PolicyLogRequest request = usualLogRequest();
        request.file = few.toStdString();
        QCOMPARE(copiedCommand(f.log(), "More with the log"), commandLine(opeCommand(request)));
    }
};

RUN_TEST(TestAbCancelled);

#include "tst_ab_cancelled.moc"
