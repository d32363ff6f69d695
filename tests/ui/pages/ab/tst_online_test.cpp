// SPDX-License-Identifier: GPL-3.0-or-later
// A simulated test by clicking only: chosen, lived, stopped, and read on the page as any other.
#include "engine/data/dataset.h"
#include "storage/import/planning/plan_import.h"
#include "support/held_lane.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/ab/ab_page.h"
#include "ui/pages/ab/online/online_test_dialog.h"
#include "ui/pages/ab/results_card.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_row.h"

#include <QApplication>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace tastescope;

namespace {

/// A few people and rounds.
void makeSmall(const QWidget& dialog, double rounds = 4) {
    for (SliderRow* row : dialog.findChildren<SliderRow*>()) {
        const bool people =
            row->findChild<QDoubleSpinBox*>()->accessibleName().startsWith(QStringLiteral("People"));
        row->setValue(people ? 60 : rounds);
    }
}

/// The dialog on the demo, with a few people and so many rounds.
struct OpenDialog : PageFixture {
    explicit OpenDialog(double rounds = 4) {
        dialog.show();
        makeSmall(dialog, rounds);
    }
    QAbstractButton* run() const { return findButton(dialog, QStringLiteral("Run the test")); }

    bool ready = openDemo();
    QString out = path(QStringLiteral("test.csv"));
    OnlineTestDialog dialog{session, out};
    JobStrip* strip = dialog.findChild<JobStrip*>();
};

} // namespace

class TestOnlineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutAProjectItSaysWhatToDo() {
        ShownPage<AbPage> fixture;
        QSignalSpy told(&fixture.session, &Session::notice);
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Simulate a test")), Qt::LeftButton);
        QCOMPARE(told.size(), 1);
    }

    void aTestEndsInTheReadingBesideItsPromise() {
        ShownPage<AbPage> fixture;
        QVERIFY(fixture.openDemo());
        QTimer::singleShot(0, &fixture.page, [&] {
            auto* dialog = fixture.page.findChild<OnlineTestDialog*>();
            QVERIFY(dialog);
            makeSmall(*dialog);
            QTest::mouseClick(findButton(*dialog, QStringLiteral("Run the test")), Qt::LeftButton);
            QVERIFY(dialog->running());
        });
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Simulate a test")), Qt::LeftButton);
        QVERIFY(fixture.settle(60'000));
        const auto& answer = fixture.page.findChild<ResultsCard*>()->answer();
        QVERIFY(answer);
        QCOMPARE(answer->table.sample.arms.size(), std::size_t{2});
        QCOMPARE(answer->table.rows, std::uint64_t{60});
        QVERIFY(shownWords(fixture.page).contains(QStringLiteral("NDCG@10")));
        QVERIFY(shownWords(fixture.page).contains(QStringLiteral("read directions, not amounts")));
        const QString other = fixture.write(QStringLiteral("o.csv"),
                                            "user,arm,bought\n1,a,1\n2,a,0\n3,b,1\n4,b,1\n5,a,1\n6,b,0\n");
        fixture.page.activate({{QStringLiteral("results"), other}});
        QVERIFY(fixture.settle());
        QVERIFY(!shownWords(fixture.page).contains(QStringLiteral("NDCG@10"))); // it was of the other test
    }

    // One that waits behind an import would pair people who are gone with the lists of others.
    void itEndsWhenTheDataIsReplaced() {
        OpenDialog fixture;
        QVERIFY(fixture.ready);
        OnlineTestDialog& dialog = fixture.dialog;
        const QString less =
            fixture.write(QStringLiteral("less.csv"), "user,item,rating\na,x,4\nb,x,5\nb,y,3\n");
        Result<ImportPlan> plan = planImport({less.toStdString()});
        QVERIFY(plan.hasValue());
        plan->replace = true;
        fixture.session.importInto(fixture.session.path(), *plan);
        QTest::mouseClick(fixture.run(), Qt::LeftButton);
        QVERIFY(dialog.running());
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session.dataset()->userCount(), std::size_t{2});
        QVERIFY(!dialog.running());
        QVERIFY(!dialog.isVisible());
        QVERIFY(!dialog.answer());
        QVERIFY(!QFile::exists(fixture.out));
    }

    void cancelStopsItAndNothingIsRead() {
        OpenDialog fixture(50);
        QVERIFY(fixture.ready);
        OnlineTestDialog& dialog = fixture.dialog;
        QTest::mouseClick(fixture.run(), Qt::LeftButton);
        QVERIFY(!fixture.run()->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(findButton(*fixture.strip, QStringLiteral("Cancel")), 10'000);
        QTest::mouseClick(findButton(*fixture.strip, QStringLiteral("Cancel")), Qt::LeftButton);
        QVERIFY(fixture.settle());
        QVERIFY(!dialog.running());
        QVERIFY(!dialog.answer());
        QVERIFY(!QFile::exists(fixture.out));
        QVERIFY(fixture.run()->isEnabled());
        QVERIFY(shownWords(*fixture.strip).contains(QStringLiteral("The run was stopped")));
        QVERIFY(!shownWords(*fixture.strip).contains(QStringLiteral("before it began")));
        QTest::mouseClick(fixture.run(), Qt::LeftButton);
        QTest::keyClick(&dialog, Qt::Key_Escape); // closing cancels too
        QVERIFY(fixture.settle());
        QVERIFY(!dialog.isVisible());
        QVERIFY(!dialog.answer());
    }

    void whileItWaitsItSaysSoAndCanBeCancelled() {
        OpenDialog fixture;
        QVERIFY(fixture.ready);
        OnlineTestDialog& dialog = fixture.dialog;
        HeldLane lane(fixture.jobs);
        QTest::mouseClick(fixture.run(), Qt::LeftButton);
        QVERIFY(dialog.running());
        QVERIFY(fixture.strip->isVisible());
        QVERIFY(shownWords(*fixture.strip).contains(QStringLiteral("waits for the job before it")));
        QTest::mouseClick(findButton(*fixture.strip, QStringLiteral("Cancel")), Qt::LeftButton);
        QTRY_VERIFY(!dialog.running());
        QVERIFY(shownWords(*fixture.strip).contains(QStringLiteral("The run was stopped before it began.")));
        QVERIFY(fixture.run()->isEnabled());
        lane.letGo();
        QVERIFY(fixture.settle());
    }

    // Boxes and sliders can be set for the next test while one is lived.
    void linesAndDaysAreThoseOfTheTestThatIsDrawn_data() {
        QTest::addColumn<bool>("stopped");
        QTest::newRow("to its end") << false;
        QTest::newRow("cancelled before it began") << true;
    }
    void linesAndDaysAreThoseOfTheTestThatIsDrawn() {
        QFETCH(bool, stopped);
        OpenDialog fixture;
        QVERIFY(fixture.ready);
        OnlineTestDialog& dialog = fixture.dialog;
        auto* chart = dialog.findChild<ChartView*>();
        auto* control = findNamed<QComboBox>(dialog, QStringLiteral("Control shows"));
        auto* treated = findNamed<QComboBox>(dialog, QStringLiteral("Treated shows"));
        const QStringList arms{control->currentText(), treated->currentText()};
        HeldLane lane(fixture.jobs);
        QTest::mouseClick(fixture.run(), Qt::LeftButton);
        for (QComboBox* box : {control, treated}) {
            box->setFocus();
            QTest::keyClick(box, box->currentIndex() > 0 ? Qt::Key_Up : Qt::Key_Down);
            QVERIFY(!arms.contains(box->currentText()));
        }
        for (SliderRow* row : dialog.findChildren<SliderRow*>()) {
            auto* days = row->findChild<QDoubleSpinBox*>();
            if (days->accessibleName().startsWith(QStringLiteral("Days"))) {
                row->setValue(9);
            }
        }
        if (stopped) {
            QTest::mouseClick(findButton(dialog, QStringLiteral("Cancel")), Qt::LeftButton);
            QTRY_VERIFY(!dialog.running());
        }
        lane.letGo();
        QVERIFY(fixture.settle(60'000));
        QCOMPARE(dialog.answer() == nullptr, stopped);
        const ChartSpec& spec = chart->spec();
        QCOMPARE(spec.x.high, 4.0);
        QCOMPARE(spec.series.size(), std::size_t(stopped ? 0 : 2));
        for (std::size_t arm = 0; arm < spec.series.size(); ++arm) {
            QCOMPARE(spec.series[arm].name, arms[static_cast<qsizetype>(arm)]);
            QVERIFY(spec.series[arm].endLabel.startsWith(arms[static_cast<qsizetype>(arm)]));
        }
    }

    void theSamePolicyTwiceIsNoTestAndAllHasNames() {
        OpenDialog fixture;
        QVERIFY(fixture.ready);
        OnlineTestDialog& dialog = fixture.dialog;
        auto* control = findNamed<QComboBox>(dialog, QStringLiteral("Control shows"));
        auto* treated = findNamed<QComboBox>(dialog, QStringLiteral("Treated shows"));
        QVERIFY(control && treated);
        treated->setCurrentIndex(control->currentIndex());
        QVERIFY(!fixture.run()->isEnabled());
        QVERIFY(shownWords(dialog).contains(QStringLiteral("Both arms show the same")));
        control->setFocus();
        QTest::keyClick(control, Qt::Key_Down);
        QVERIFY(fixture.run()->isEnabled());
        QVERIFY(!dialog.findChild<ChartView*>()->accessibleDescription().isEmpty());
    }
};

RUN_TEST(TestOnlineTest);

#include "tst_online_test.moc"
