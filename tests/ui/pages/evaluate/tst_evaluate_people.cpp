// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation page: for whom, how the parts are cut and filtered, and what stands behind the numbers.
#include "engine/data/dataset.h"
#include "engine/metrics/metric.h"
#include "pages/evaluate/evaluate_fixture.h"
#include "storage/experiments/specification.h"
#include "storage/use_cases/evaluate.h"
#include "support/run.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/evaluate/checks/check_words.h"
#include "ui/pages/evaluate/checks/protocol_table.h"
#include "ui/pages/evaluate/gap_table.h"
#include "ui/pages/evaluate/slices/slice_table.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/text/format.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>

#include <algorithm>

using namespace tastescope;
using Fixture = EvaluateFixture;

class TestEvaluatePeople : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filtersAreChipsAndSayWhatTheyTook() {
        Fixture f;
        QVERIFY(f.openAndRun());
        QVERIFY(f.result().filters.empty());
        inDialog([](QDialog& dialog) {
            auto* least = dialog.findChildren<QSpinBox*>().first();
            least->setFocus();
            least->selectAll();
            QTest::keyClicks(least, QStringLiteral("12"));
            auto* until = findNamed<QLineEdit>(dialog, QStringLiteral("Until"));
            QVERIFY(until);
            QTest::keyClicks(until, QStringLiteral("yesterday"));
            QAbstractButton* apply = findButton(dialog, QStringLiteral("Apply"));
            QVERIFY(!apply->isEnabled()); // no time
            until->selectAll();
            QTest::keyClicks(until, QStringLiteral("2100-12-31"));
            QVERIFY(apply->isEnabled());
            QTest::mouseClick(apply, Qt::LeftButton);
        });
        QTest::mouseClick(findButton(f.page, QStringLiteral("Filter")), Qt::LeftButton);
        QVERIFY2(f.words().contains(QStringLiteral("now at least 12 events per")), qPrintable(f.words()));
        QVERIFY(f.heat().isStale());
        QCOMPARE(f.page.request().filter.minUserEvents, std::size_t{12});
        QVERIFY(f.run());
        QCOMPARE(f.result().filters.size(), std::size_t{2});
        ExecutionContext context;
        context.seed = 42;
        const auto own = measureModels(*f.session.dataset(), f.page.request(), context);
        QVERIFY(own.hasValue());
        QVERIFY(f.result().filters == own->filters);
        QVERIFY(f.result().filters[1].users > 0);
        QCOMPARE(bitsOf(f.result().models[0].metrics[0].value), bitsOf(own->models[0].metrics[0].value));
        // What they took stands behind the numbers.
        QStringList notes;
        inDialog([&](QDialog& dialog) {
            for (const QLabel* label : dialog.findChildren<QLabel*>()) {
                notes << label->text();
            }
            dialog.reject();
        });
        QTest::mouseClick(findButton(f.page, checksTitle(f.result())), Qt::LeftButton);
        QVERIFY2(notes.join(u'\n').contains(formatCount(f.result().filters[1].events)),
                 qPrintable(notes.join(u'\n')));
        // A chip goes by the keyboard, and the next one is still there.
        const auto chips = [&] {
            QList<QAbstractButton*> all;
            for (QAbstractButton* button : f.page.findChildren<QAbstractButton*>()) {
                if (button->isVisibleTo(&f.page) &&
                    button->accessibleName().startsWith(QStringLiteral("Take away"))) {
                    all << button;
                }
            }
            return all;
        };
        QCOMPARE(chips().size(), 2);
        f.page.activateWindow(); // the dialogs had it
        QVERIFY(QTest::qWaitForWindowActive(&f.page));
        chips().last()->setFocus();
        QTest::keyClick(chips().last(), Qt::Key_Space);
        QCOMPARE(chips().size(), 1);
        QVERIFY(QApplication::focusWidget() && QApplication::focusWidget()->isVisible());
        QVERIFY2(f.words().contains(QStringLiteral("no longer at least 12 events per")),
                 qPrintable(f.words()));
        QCOMPARE(f.page.request().filter.minUserEvents, std::size_t{0});
        QVERIFY(f.page.request().filter.hasWindow());
    }

    void foldsAndSeedsAreRunAndTheirPeopleFound() {
        Fixture f;
        QVERIFY(f.open({QStringLiteral("popularity")}));
        const auto type = [&](const QString& name, const QString& number) {
            auto* box = findNamed<QSpinBox>(f.page, name);
            QVERIFY2(box, qPrintable(name));
            box->setFocus();
            box->selectAll();
            QTest::keyClicks(box, number);
            QTest::keyClick(box, Qt::Key_Return);
        };
        type(QStringLiteral("Folds"), QStringLiteral("3"));
        QVERIFY(!findNamed<QSpinBox>(f.page,
                                     QStringLiteral("Test part in per cent"))); // folds are the test parts
        type(QStringLiteral("Repeats with other seeds"), QStringLiteral("2"));
        QVERIFY(f.run());
        QCOMPARE(f.result().runs.size(), std::size_t{6});
        QVERIFY(f.result().models[0].metrics[0].spread.seeds.has_value());
        // People, seeds and folds stand beside the number, as stored.
        const MetricValue* shown = findValue(f.result().models[0].metrics, f.results().key());
        QVERIFY(shown && shown->spread.users && shown->spread.seeds && shown->spread.folds);
        int column = Leaderboard::FirstSpread;
        for (const double deviation : {*shown->spread.users, *shown->spread.seeds, *shown->spread.folds}) {
            const QModelIndex cell = f.board().model()->index(0, column++);
            QCOMPARE(bitsOf(cell.data(Leaderboard::SortRole).toDouble()), bitsOf(deviation));
            QCOMPARE(cell.data().toString(), metricText(shown->key, deviation));
        }
        QVERIFY(!f.heat().isStale());
        QVERIFY(toQString(evaluateCommand(f.page.request(), 42, "p"))
                    .contains(QStringLiteral("--folds 3 --repeat 2")));
        QSignalSpy asked(&f.navigator, &Navigator::requested);
        f.heat().setFocus();
        QTest::keyClick(&f.heat(), Qt::Key_Home);
        QTest::keyClick(&f.heat(), Qt::Key_Right);
        QTest::keyClick(&f.heat(), Qt::Key_Return);
        QVERIFY(f.settle());
        QCOMPARE(asked.size(), 1);
        const auto people = asked[0][1].toMap().value(QStringLiteral("users")).toStringList().size();
        QCOMPARE(formatCount(static_cast<qulonglong>(people)), f.heat().matrix().heads[0].remark);
    }

    void leaksAreLookedForAndShown() {
        Fixture f;
        QVERIFY(f.openAndRun());
        QVERIFY(f.result().leaks.has_value());
        // Random cuts let models see what came later, and that is said.
        QVERIFY(std::ranges::any_of(*f.result().leaks,
                                    [](const Leak& leak) { return leak.id == "later_events"; }));
        QString words;
        inDialog([&](QDialog& dialog) {
            for (const QLabel* label : dialog.findChildren<QLabel*>()) {
                words += label->text() + u'\n';
            }
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QAbstractButton* checks = findButton(f.page, checksTitle(f.result()));
        QVERIFY(checks);
        checks->setFocus();
        QTest::keyClick(checks, Qt::Key_Space);
        for (const Leak& leak : *f.result().leaks) {
            QVERIFY2(words.contains(toQString(leak.what)), qPrintable(words));
        }
    }

    void oneModelIsMeasuredUnderFourProtocols() {
        Fixture f;
        QVERIFY(f.openAndRun());
        ExecutionContext context;
        context.seed = 42;
        EvaluateRequest asked = f.page.request();
        const auto ease = std::ranges::find(asked.contestants, "ease", &Contestant::algorithm);
        QVERIFY(ease != asked.contestants.end());
        asked.contestants = {*ease};
        asked.by.clear();
        const auto own = measureSideBySide(*f.session.dataset(), asked, context);
        QVERIFY2(own.hasValue(), own ? "" : own.error().text().c_str());
        QCOMPARE(own->size(), std::size_t{4});
        const std::string key = f.results().key();
        bool wasCancelled = false;
        std::vector<ProtocolRow> rows;
        QString words;
        inDialog([&](QDialog& dialog) {
            auto* table = dialog.findChild<ProtocolTable*>();
            const QAbstractItemModelTester tester(table,
                                                  QAbstractItemModelTester::FailureReportingMode::QtTest);
            auto* models =
                findNamed<QComboBox>(dialog, QStringLiteral("Model to measure under four protocols"));
            QCOMPARE(models->count(), 3);
            while (models->currentText() != toQString(ease->label)) { // by the keyboard alone
                const QString before = models->currentText();
                models->setFocus();
                QTest::keyClick(models, Qt::Key_Down);
                if (models->currentText() == before) {
                    QTest::keyClick(models, Qt::Key_Home);
                }
            }
            QAbstractButton* measure = findButton(dialog, QStringLiteral("Measure"));
            measure->setFocus();
            QTest::keyClick(measure, Qt::Key_Space);
            QVERIFY(!measure->isEnabled());
            auto* strip = dialog.findChild<JobStrip*>();
            QTRY_VERIFY(strip->isVisible());
            QTest::mouseClick(findButton(*strip, QStringLiteral("Cancel")), Qt::LeftButton);
            QTRY_VERIFY(measure->isEnabled());
            wasCancelled = table->rowCount() == 0;
            QTest::mouseClick(measure, Qt::LeftButton);
            QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), 4, 60'000);
            rows = table->rows();
            for (const QLabel* label : dialog.findChildren<QLabel*>()) {
                words += label->text() + u'\n';
            }
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QTest::mouseClick(findButton(f.page, checksTitle(f.result())), Qt::LeftButton);
        QVERIFY(wasCancelled);
        QCOMPARE(rows.size(), std::size_t{4});
        for (std::size_t at = 0; at < rows.size(); ++at) {
            const MetricValue* value = findValue((*own)[at].models.front().metrics, key);
            QVERIFY(value);
            QCOMPARE(bitsOf(rows[at].value), bitsOf(value->value));
            QCOMPARE(bitsOf(rows[at].low), bitsOf(value->low));
            QCOMPARE(rows[at].users, value->users);
            QCOMPARE(rows[at].protocol, toQString((*own)[at].protocol));
        }
        QVERIFY(rows.back().strictest);
        QCOMPARE(*rows.front().inflation, (rows.front().value - rows.back().value) / rows.back().value);
        QVERIFY2(words.contains(inflationWords(rows)) && !inflationWords(rows).isEmpty(), qPrintable(words));
    }

    void howFarApartGroupsAreServedIsAView() {
        Fixture f;
        QVERIFY(f.openAndRun());
        QTest::mouseClick(findButton(f.page, QStringLiteral("Apart")), Qt::LeftButton);
        auto* table = findNamed<TableView>(f.page, QStringLiteral("How far apart groups are served"));
        QVERIFY(table);
        QCOMPARE(f.page.regions()[3], static_cast<QWidget*>(table));
        const auto* gaps = f.page.findChild<GapTable*>();
        auto* by = findNamed<QComboBox>(f.page, QStringLiteral("Groups by"));
        for (int at = 0; at < by->count(); ++at) {
            by->setFocus();
            QTest::keyClick(by, at == 0 ? Qt::Key_Home : Qt::Key_Down);
            const std::string grouping = by->currentData().toString().toStdString();
            const auto expected = std::ranges::count_if(f.result().gaps, [&](const GapResult& gap) {
                return gap.by == grouping && gap.key == "user_group_gap(" + f.results().key() + ")";
            });
            QCOMPARE(gaps->rowCount(), static_cast<int>(expected));
        }
        if (gaps->rowCount() > 1) {
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                              table->visualRect(gaps->index(1, GapTable::Name)).center());
            QCOMPARE(f.selectedName(), gaps->at(1).name);
        }
        // Groups and gaps outlive the window.
        const std::size_t kept = f.result().gaps.size();
        QVERIFY(kept > 0);
        f.session.closeProject();
        QVERIFY(f.settle());
        f.session.openProject(f.path(QStringLiteral("demo.tastescope")));
        QVERIFY(f.settle());
        QCOMPARE(f.result().gaps.size(), kept);
    }

    void slicesAreThoseOfTheEngineAndOpenTheirPeople() {
        Fixture f;
        QVERIFY(f.openAndRun());
        // The worst of them loses somewhere.
        QTest::mouseClick(f.board().viewport(), Qt::LeftButton, {},
                          f.board().visualRect(f.board().model()->index(2, Leaderboard::Name)).center());
        QTest::mouseClick(findButton(f.page, QStringLiteral("Slices")), Qt::LeftButton);
        QVERIFY(f.settle());
        auto* table = findNamed<TableView>(f.page, QStringLiteral("Whom the model loses"));
        auto* against = findNamed<QComboBox>(f.page, QStringLiteral("Compared with"));
        QVERIFY(table && against);
        QCOMPARE(f.page.regions()[3], static_cast<QWidget*>(table));
        auto* slices = f.page.findChild<SliceTable*>();
        const QAbstractItemModelTester tester(slices, QAbstractItemModelTester::FailureReportingMode::QtTest);
        EvaluateRequest asked = f.page.request();
        asked.slices = true;
        asked.options.metrics = {findMetric("ndcg")}; // the one that is shown
        ExecutionContext context;
        context.seed = 42;
        const auto own = measureModels(*f.session.dataset(), asked, context);
        QVERIFY(own.hasValue());
        const auto ofShown = [&]() -> const SliceSearch& {
            return *std::ranges::find_if(*own->slices, [&](const SliceSearch& search) {
                return toQString(search.a) == f.selectedName() &&
                       toQString(search.b) == against->currentData();
            });
        };
        QCOMPARE(ofShown().metric, f.results().key());
        QVERIFY(slices->rowCount() > 0);
        QCOMPARE(slices->rowCount(), static_cast<int>(ofShown().slices.size()));
        QCOMPARE(slices->search()->looked, ofShown().looked);
        for (int row = 0; row < slices->rowCount(); ++row) {
            const Slice& slice = ofShown().slices[static_cast<std::size_t>(row)];
            QVERIFY(slices->at(row).conditions == slice.conditions);
            QCOMPARE(bitsOf(slices->at(row).low), bitsOf(slice.low));
        }
        // Against another: another answer.
        against->setFocus();
        QTest::keyClick(against, Qt::Key_Down);
        QVERIFY(f.settle());
        QCOMPARE(slices->rowCount(), static_cast<int>(ofShown().slices.size()));
        QCOMPARE(slices->search()->b, ofShown().b);
        QTest::keyClick(against, Qt::Key_Up);
        QVERIFY(f.settle());
        QSignalSpy wanted(&f.navigator, &Navigator::requested);
        table->setFocus();
        table->setCurrentIndex(slices->index(0, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(f.settle());
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toString(), QStringLiteral("explore"));
        const QVariantMap arguments = wanted[0][1].toMap();
        QCOMPARE(arguments.value(QStringLiteral("users")).toStringList().size(),
                 static_cast<qsizetype>(slices->at(0).users));
        QCOMPARE(arguments.value(QStringLiteral("group")).toString(), sliceTitle(slices->at(0).conditions));
        // The best loses nowhere to the worst, and the table says how many groups that holds for.
        QTest::mouseClick(f.board().viewport(), Qt::LeftButton, {},
                          f.board().visualRect(f.board().model()->index(0, Leaderboard::Name)).center());
        QVERIFY(f.settle());
        while (against->currentIndex() + 1 < against->count()) {
            against->setFocus();
            QTest::keyClick(against, Qt::Key_Down);
        }
        QVERIFY(f.settle());
        QCOMPARE(slices->rowCount(), 0);
        QVERIFY2(table->emptyText().contains(formatCount(slices->search()->looked)),
                 qPrintable(table->emptyText()));
    }

    void oneModelHasNobodyToLoseTo() {
        Fixture f;
        QVERIFY(f.open({QStringLiteral("popularity")}));
        QVERIFY(f.run());
        QTest::mouseClick(findButton(f.page, QStringLiteral("Slices")), Qt::LeftButton);
        QVERIFY(f.settle());
        auto* table = findNamed<TableView>(f.page, QStringLiteral("Whom the model loses"));
        QVERIFY(table->emptyText().contains(QStringLiteral("Two models")));
        QVERIFY(!findNamed<QComboBox>(f.page, QStringLiteral("Compared with")));
    }
};

RUN_TEST(TestEvaluatePeople);

#include "tst_evaluate_people.moc"
