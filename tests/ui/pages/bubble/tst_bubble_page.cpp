// SPDX-License-Identifier: GPL-3.0-or-later
// The bubble lab on a small project: run, watch, scrub, cancel and save with mouse and keys; and that its
// numbers are those of the engine.
#include "charts/chart_window.h"
#include "storage/use_cases/simulation/simulate.h"
#include "support/choices.h"
#include "support/held_lane.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/bubble/bubble_page.h"
#include "ui/pages/bubble/loop_form.h"
#include "ui/pages/bubble/policies.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_row.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace tastescope;

namespace {

struct Fixture : ShownPage<BubblePage> {
    bool open() {
        if (!openDemo({QStringLiteral("popularity")}) || !settle()) {
            return false;
        }
        page.activateWindow();
        return QTest::qWaitForWindowActive(&page);
    }
    void choose(const QString& box, const QString& text) const {
        auto* combo = findNamed<QComboBox>(page, box);
        combo->setCurrentIndex(combo->findText(text));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    double valueOf(const QString& label) const {
        for (SliderRow* row : page.findChildren<SliderRow*>()) {
            if (row->findChild<QDoubleSpinBox*>()->accessibleName().startsWith(label)) {
                return row->value();
            }
        }
        return -1;
    }
    void set(const QString& label, double value) const {
        for (SliderRow* row : page.findChildren<SliderRow*>()) {
            if (row->findChild<QDoubleSpinBox*>()->accessibleName().startsWith(label)) {
                row->setValue(value);
                Q_EMIT row->valueChanged(value);
            }
        }
    }
    /// Popularity against chance, a few rounds.
    void small(int rounds = 4, int repeats = 3) const {
        choose(QStringLiteral("Policy A"), QStringLiteral("Popularity"));
        choose(QStringLiteral("Policy B"), QStringLiteral("Random"));
        choose(QStringLiteral("Policy C"), QStringLiteral("None"));
        choose(QStringLiteral("Policy D"), QStringLiteral("None"));
        set(QStringLiteral("Rounds"), rounds);
        set(QStringLiteral("People"), 20);
        set(QStringLiteral("Repeats"), repeats);
    }
    QAbstractButton* runButton() const { return findButton(page, QStringLiteral("Run simulation")); }
    bool run() {
        QTest::mouseClick(runButton(), Qt::LeftButton);
        return settle(60'000) && page.answer();
    }
    ChartView& chart(std::size_t place) const {
        return *page.findChildren<ChartView*>()[static_cast<qsizetype>(place)];
    }
    QString words() const { return shownWords(page); }
};

} // namespace

class TestBubblePage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emptyStatesSayWhatToDo() {
        Fixture fixture;
        QVERIFY(fixture.words().contains(QStringLiteral("No data set yet")));
        QVERIFY(!fixture.runButton()->isEnabled());
        QSignalSpy asked(&fixture.navigator, &Navigator::requested);
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Import data")), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toString(), QStringLiteral("import"));
    }

    void chartsAskTheirQuestionBeforeTheFirstRun() {
        Fixture fixture;
        QVERIFY(fixture.open());
        for (std::size_t at = 0; at < labMeasures().size(); ++at) {
            QCOMPARE(fixture.chart(at).spec().emptyText, QString::fromUtf8(labMeasures()[at].question));
        }
        QVERIFY(fixture.runButton()->isEnabled());
        auto* box = findNamed<QComboBox>(fixture.page, QStringLiteral("Policy A"));
        QVERIFY2(box->findText(QStringLiteral("Ideal, knows the truth")) >= 0, "the demo has its truth");
    }

    void aRunFillsChartsWithTheEnginesNumbers() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        QVERIFY(fixture.run());
        const SimulationResult& result = fixture.page.answer()->result;
        QCOMPARE(result.policies.size(), std::size_t{2});
        QCOMPARE(result.rounds.size(), std::size_t{24});
        QCOMPARE(fixture.page.cursor(), 3);
        for (std::size_t at = 0; at < labMeasures().size(); ++at) {
            const ChartSpec& spec = fixture.chart(at).spec();
            QCOMPARE(spec.series.size(), std::size_t{2});
            for (const auto& [round, word] : spec.x.ticks) {
                QCOMPARE(word, QString::number(int(round))); // none between two rounds
            }
            for (std::size_t policy = 0; policy < 2; ++policy) {
                for (std::size_t round = 0; round < 4; ++round) {
                    const Band band = bandOf(result, round, policy, *result.metric(labMeasures()[at].id));
                    QCOMPARE(spec.series[policy].y[round], band.mean);
                    QVERIFY(spec.series[policy].low[round] <= band.mean);
                }
            }
            QVERIFY(spec.series[0].name.startsWith(QStringLiteral("A ")));
            QVERIFY(spec.series[0].dash != spec.series[1].dash); // told apart without colours
        }
        const std::vector<std::string> names{"policy A (Popularity)", "policy B (Random)"};
        const Takeaway takeaway = takeawayOf(result, 3, names);
        QVERIFY(fixture.words().contains(QString::fromStdString(takeaway.title)));
        QVERIFY(fixture.words().contains(QString::fromStdString(fixture.page.answer()->sanity.words)));
        const ChartSpec& stream = fixture.chart(4).spec(); // one person's categories add up to one
        QVERIFY(!stream.series.empty());
        QCOMPARE(stream.series.back().high.back(), 1.0);
        // What they took most of is told apart, whatever the catalogue has most of.
        const Dataset& data = *fixture.session.dataset();
        const AttributeColumn& categories = *data.itemAttributes().categories();
        std::map<QString, double> taken;
        for (std::size_t policy = 0; policy < 2; ++policy) {
            for (std::size_t round = 0; round < 4; ++round) {
                for (const LoopRound& repeat : fixture.page.heard().of(policy, round)) {
                    const auto codes = repeat.choices[0] == nothingChosen
                                           ? std::span<const std::uint32_t>()
                                           : categories.codesOf(repeat.choices[0]);
                    for (const std::uint32_t code : codes) {
                        taken[QString::fromStdString(std::string(categories.words[code]))] +=
                            1.0 / static_cast<double>(codes.size());
                    }
                }
            }
        }
        const auto most = std::ranges::max_element(taken, {}, [](const auto& one) { return one.second; });
        QStringList named;
        QSet<QRgb> colors;
        for (const SeriesSpec& layer : stream.series) {
            named << layer.name;
            colors.insert(layer.color(Theme::instance()).rgb());
        }
        QVERIFY2(named.contains(most->first) || stream.series.size() == 1, qPrintable(named.join(u'|')));
        QCOMPARE(colors.size(), qsizetype(stream.series.size()));
    }

    void theDataSaysHowPeopleChooseAndWhyNotMore() {
        Fixture fixture;
        QVERIFY(fixture.open());
        auto* estimate = findButton(fixture.page, QStringLiteral("Estimate from the data"));
        QVERIFY(estimate);
        fixture.set(QStringLiteral("Leaving"), 0.7);
        estimate->setFocus();
        QTest::keyClick(estimate, Qt::Key_Space);
        QVERIFY2(!estimate->isEnabled(), "one at a time");
        QVERIFY(fixture.settle(60'000));
        QVERIFY(estimate->isEnabled());
        ExecutionContext seeded;
        seeded.seed = 42;
        const auto said = estimateFromData(fixture.session.dataset(), std::nullopt, seeded);
        QVERIFY(said);
        for (const ChoiceEstimate& one : *said) { // drift and boredom do not depend on the tastes of a run
            if (one.id == "drift" || one.id == "boredom" || one.id == "trust") {
                QVERIFY2(fixture.words().contains(QString::fromStdString(estimateWords(one))),
                         one.id.c_str());
            }
            if (one.id == "drift" && one.estimated) {
                QVERIFY(std::abs(fixture.valueOf(QStringLiteral("Taste drift")) - one.setting()) < 1e-3);
            }
        }
        QVERIFY(fixture.valueOf(QStringLiteral("Leaving")) != 0.7);
        QVERIFY(fixture.words().contains(QStringLiteral("not estimable from this log, because")));
        QCOMPARE(fixture.valueOf(QStringLiteral("Trust")), 1.0);
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.words().contains(QStringLiteral("not estimable")));
        QVERIFY(!estimate->isEnabled());
    }

    void whatASliderCannotTakeIsSaid() {
        std::vector<ChoiceEstimate> estimates;
        const std::pair<const char*, double> planted[]{
            {"drift", 0.0213}, {"boredom", -0.4}, {"no_choice", 7.5}, {"strength", 60}};
        for (const auto& [id, value] : planted) {
            ChoiceEstimate& one = estimates.emplace_back();
            one.id = id;
            one.title = id;
            one.is = {value, value - 0.01, value + 0.01};
            one.estimated = true;
        }
        LoopForm form;
        form.setEstimates(estimates);
        const QString words = shownWords(form);
        const QStringList lines = words.split(u'\n').filter(QStringLiteral("events"));
        QCOMPARE(lines.size(), 4);
        QVERIFY2(!lines[0].contains(QStringLiteral("Set to")), qPrintable(words));
        QVERIFY2(lines[1].contains(QStringLiteral("Set to 0.")), qPrintable(words));
        QVERIFY2(lines[2].contains(QStringLiteral("Set to 5.")), qPrintable(words));
        QVERIFY2(!lines[3].contains(QStringLiteral("Set to")), "it is no setting");
    }

    void theTimeIsToldBeforeARun() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        QVERIFY(fixture.settle());
        QVERIFY2(fixture.words().contains(QStringLiteral("24 rounds, about ")), qPrintable(fixture.words()));
        fixture.set(QStringLiteral("Rounds"), 5);
        QVERIFY2(fixture.words().contains(QStringLiteral("30 rounds in all")),
                 "the time of other settings is not told of these");
        QVERIFY(fixture.settle());
        QVERIFY2(fixture.words().contains(QStringLiteral("30 rounds, about ")), qPrintable(fixture.words()));
        fixture.choose(QStringLiteral("Policy A"), QStringLiteral("None"));
        fixture.choose(QStringLiteral("Policy B"), QStringLiteral("None"));
        QVERIFY(fixture.settle());
        QVERIFY(fixture.words().contains(QStringLiteral("Choose a policy first")));
        QVERIFY(!fixture.words().contains(QStringLiteral("about 1 s")));
    }

    void peopleWalkOverTheMapUnderEveryPolicy() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        auto* map = findButton(fixture.page, QStringLiteral("Map"));
        QVERIFY(map);
        QTest::mouseClick(map, Qt::LeftButton);
        QVERIFY(fixture.chart(4).spec().series.empty());
        QVERIFY(fixture.run());
        const ChartSpec& spec = fixture.chart(4).spec();
        QVERIFY(!spec.series.empty());
        QCOMPARE(spec.series.front().kind, MarkKind::Points);
        // Items, five people under two policies, and where the one chosen has come to.
        QCOMPARE(spec.series.size(), std::size_t{1 + 2 * 5 + 2});
        QVERIFY(spec.description.startsWith(
            QStringLiteral("After round 3, how far from where they began, the mean of 5 people: A ")));
        QSet<int> dashes;
        for (std::size_t policy = 0; policy < 2; ++policy) {
            const SeriesSpec& end = spec.series[11 + policy];
            const SeriesSpec& path = spec.series[1 + 5 * policy]; // of the one chosen
            QCOMPARE(end.kind, MarkKind::Points);
            QCOMPARE(QPointF(end.x.front(), end.y.front()), QPointF(path.x.back(), path.y.back()));
            QCOMPARE(spec.notes[policy].first, QPointF(path.x.back(), path.y.back()));
            QCOMPARE(spec.notes[policy].second.trimmed(), QString(QChar('A' + int(policy))));
        }
        for (std::size_t at = 1; at < 11; ++at) {
            const SeriesSpec& path = spec.series[at];
            QCOMPARE(path.kind, MarkKind::Line);
            QCOMPARE(path.faint, (at - 1) % 5 != 0);
            QCOMPARE(path.x.size(), std::size_t{5}); // what they had before, and four rounds
            QCOMPARE(path.x.front(), spec.series[1 + (at - 1) % 5].x.front()); // all begin where they stood
            dashes.insert(int(path.dash));
            QVERIFY(*std::ranges::min_element(path.x) >= spec.x.low);
            QVERIFY(*std::ranges::max_element(path.y) <= spec.y.high);
        }
        QCOMPARE(dashes.size(), 2); // told apart without colours
        const double last = spec.series[1].x[1];
        fixture.page.setFocus();
        QTest::keyClick(&fixture.page, Qt::Key_Home);
        QCOMPARE(fixture.chart(4).spec().series[1].x.size(), std::size_t{2}); // the cursor is the transport's
        QCOMPARE(fixture.chart(4).spec().series[1].x[1], last);
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Mix")), Qt::LeftButton);
        QVERIFY(fixture.chart(4).spec().title.startsWith(QStringLiteral("Categories")));
    }

    void lettersAndColoursAreThoseOfTheFormsRows_data() {
        QTest::addColumn<QStringList>("rows");
        QTest::addColumn<QList<int>>("places");
        const QString none = QStringLiteral("None");
        const QString popularity = QStringLiteral("Popularity");
        const QString random = QStringLiteral("Random");
        QTest::newRow("a gap") << QStringList{popularity, none, random, none} << QList<int>{0, 2};
        QTest::newRow("not the first") << QStringList{none, random, none, popularity} << QList<int>{1, 3};
    }
    void lettersAndColoursAreThoseOfTheFormsRows() {
        QFETCH(QStringList, rows);
        QFETCH(QList<int>, places);
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        for (int place = 0; place < mostPolicies; ++place) {
            fixture.choose(QStringLiteral("Policy %1").arg(policyLetter(place)), rows[place]);
        }
        QVERIFY(fixture.run());
        std::vector<std::string> names;
        for (const int place : places) {
            names.push_back(
                QStringLiteral("policy %1 (%2)").arg(policyLetter(place), rows[place]).toStdString());
        }
        const Takeaway takeaway = takeawayOf(fixture.page.answer()->result, 3, names);
        QVERIFY2(fixture.words().contains(QString::fromStdString(takeaway.title + ". " + takeaway.text)),
                 qPrintable(fixture.words()));
        QVERIFY(!fixture.words().contains(QStringLiteral("Shown:")));
        const auto looksAs = [](const SeriesSpec& line, int place) {
            return line.name.startsWith(policyLetter(place)) && line.dash == policyDash(place) &&
                   line.color(Theme::instance()) == policyColor(place)(Theme::instance());
        };
        for (std::size_t at = 0; at < labMeasures().size(); ++at) {
            const ChartSpec& spec = fixture.chart(at).spec();
            QCOMPARE(spec.series.size(), std::size_t{2});
            QVERIFY(looksAs(spec.series[0], places[0]));
            QVERIFY(looksAs(spec.series[1], places[1]));
        }
        for (int place = 0; place < mostPolicies; ++place) {
            auto* under =
                findButton(fixture.page, QStringLiteral("Under policy: %1").arg(policyLetter(place)));
            QCOMPARE(under != nullptr, places.contains(place));
            if (under) {
                QTest::mouseClick(under, Qt::LeftButton);
                const auto policy = static_cast<std::size_t>(places.indexOf(place));
                QCOMPARE(
                    fixture.chart(4).spec().description,
                    streamChart(fixture.page.heard(), *fixture.session.dataset(), policy, 0, 3).description);
            }
        }
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Map")), Qt::LeftButton);
        const ChartSpec& map = fixture.chart(4).spec();
        QCOMPARE(map.series.size(), std::size_t{1 + 2 * 5 + 2});
        for (std::size_t policy = 0; policy < 2; ++policy) {
            const int place = places[static_cast<qsizetype>(policy)];
            QVERIFY(looksAs(map.series[1 + 5 * policy], place));
            QVERIFY(looksAs(map.series[11 + policy], place));
            QCOMPARE(map.notes[policy].second.trimmed(), policyLetter(place));
        }
    }

    // The form is the key to letters and colours: where it has gone on, what is drawn says whose it is.
    void whatIsShownIsNamedWhereTheFormSaysOtherwise() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small(100, 40);
        auto* first = findNamed<QComboBox>(fixture.page, QStringLiteral("Policy A"));
        const QString shown = QStringLiteral("Shown: A (Popularity), B (Random). ");
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Up);
        QVERIFY2(!fixture.words().contains(QStringLiteral("Shown:")), "nothing is");
        QTest::keyClick(first, Qt::Key_Down);
        QCOMPARE(first->currentText(), QStringLiteral("Popularity"));
        QTest::mouseClick(fixture.runButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.page.heard().empty(), 30'000);
        QVERIFY(!fixture.words().contains(QStringLiteral("Shown:")));
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Up);
        QVERIFY2(fixture.words().contains(shown + QStringLiteral("Rounds come in")),
                 qPrintable(fixture.words()));
        QTest::mouseClick(findButton(*fixture.page.findChild<JobStrip*>(), QStringLiteral("Cancel")),
                          Qt::LeftButton);
        QVERIFY(fixture.settle());
        QVERIFY2(fixture.words().contains(shown + QStringLiteral("Stopped")), qPrintable(fixture.words()));
        fixture.small();
        QVERIFY2(!fixture.words().contains(QStringLiteral("Shown:")), "the form names them again");
        QVERIFY(fixture.run());
        fixture.choose(QStringLiteral("Policy A"), QStringLiteral("None"));
        fixture.choose(QStringLiteral("Policy C"), QStringLiteral("Popularity"));
        const QString title = QString::fromStdString(
            takeawayOf(fixture.page.answer()->result, 3,
                       std::vector<std::string>{"policy A (Popularity)", "policy B (Random)"})
                .title);
        QVERIFY2(fixture.words().contains(shown + title), qPrintable(fixture.words()));
        QVERIFY(fixture.chart(0).spec().series[0].name.startsWith(QStringLiteral("A ")));
        QVERIFY(fixture.run());
        QVERIFY(!fixture.words().contains(QStringLiteral("Shown:")));
        QVERIFY(fixture.chart(0).spec().series[0].name.startsWith(QStringLiteral("B ")));
    }

    void noTextOfAChoiceIsCut() {
        Fixture fixture;
        QVERIFY(fixture.open());
        checkChoices(fixture.page);
        auto* box = static_cast<ComboBox*>(findNamed<QComboBox>(fixture.page, QStringLiteral("Policy A")));
        QCOMPARE(box->shownText(), box->currentText());
        box->addItem(QString(80, u'w'));
        box->setCurrentIndex(box->count() - 1);
        QVERIFY(box->shownText().endsWith(u'…'));
        QVERIFY(box->shownText().size() > 5);
    }

    void keysGoThroughTheRounds() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        QVERIFY(fixture.run());
        fixture.page.setFocus();
        QTest::keyClick(&fixture.page, Qt::Key_Home);
        QCOMPARE(fixture.page.cursor(), 0);
        QVERIFY(fixture.words().contains(QStringLiteral("Round 0 is before anything was fed back")));
        QCOMPARE(fixture.chart(0).spec().now, std::optional(0.0)); // what is to come is faint
        QTest::keyClick(&fixture.page, Qt::Key_Right);
        QCOMPARE(fixture.page.cursor(), 1);
        QTest::keyClick(&fixture.page, Qt::Key_Left);
        QTest::keyClick(&fixture.page, Qt::Key_Left);
        QCOMPARE(fixture.page.cursor(), 0);
        QTest::keyClick(&fixture.page, Qt::Key_End);
        QCOMPARE(fixture.page.cursor(), 3);
        QCOMPARE(fixture.chart(0).spec().now, std::optional(3.0));
        QTest::keyClick(&fixture.page, Qt::Key_Space); // from the end it begins anew, and plays to it
        QVERIFY(fixture.page.cursor() < 3);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.page.cursor(), 3, 10'000);
        auto* slider = findNamed<QSlider>(fixture.page, QStringLiteral("Round"));
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QCOMPARE(fixture.page.cursor(), 0);
    }

    void cancelKeepsTheRoundsThatWerePlayed() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small(100, 40);
        QTest::mouseClick(fixture.runButton(), Qt::LeftButton);
        QVERIFY(!fixture.runButton()->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.page.heard().empty(), 30'000);
        QAbstractButton* cancel = findButton(*fixture.page.findChild<JobStrip*>(), QStringLiteral("Cancel"));
        QVERIFY(cancel);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.page.answer());
        QVERIFY(!fixture.page.heard().empty());
        QVERIFY(fixture.words().contains(QStringLiteral("nothing is concluded")));
        QVERIFY(fixture.words().contains(QStringLiteral("What was reached is below")));
        QVERIFY(!fixture.words().contains(QStringLiteral("those of before")));
        QVERIFY(fixture.runButton()->isEnabled());
        fixture.small();
        QVERIFY2(fixture.run(), "and it can be run again");
    }

    void aRunThatWaitsSaysSoAndCanBeCancelled() {
        Fixture fixture;
        QVERIFY(fixture.open());
        auto* strip = fixture.page.findChild<JobStrip*>();
        fixture.small(100, 40);
        QTest::mouseClick(fixture.runButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.page.heard().empty(), 30'000);
        QTest::mouseClick(findButton(*strip, QStringLiteral("Cancel")), Qt::LeftButton);
        QVERIFY(fixture.settle());
        QVERIFY(!shownWords(*strip).contains(QStringLiteral("before it began")));
        HeldLane lane(fixture.jobs);
        QTest::mouseClick(fixture.runButton(), Qt::LeftButton);
        QVERIFY(strip->isVisible());
        QVERIFY(shownWords(*strip).contains(QStringLiteral("waits for the job before it")));
        QVERIFY2(!shownWords(*strip).contains(QStringLiteral("The run was stopped")), "that was the other");
        QTest::mouseClick(findButton(*strip, QStringLiteral("Cancel")), Qt::LeftButton);
        QTRY_VERIFY(fixture.runButton()->isEnabled());
        QVERIFY2(shownWords(*strip).contains(QStringLiteral("stopped before it began. Nothing was kept.")),
                 qPrintable(shownWords(*strip)));
        lane.letGo();
        QVERIFY(fixture.settle());
    }

    /// The next forecast learns from what a run took, not from what it waited for.
    void aWaitIsNoPartOfTheRun() {
        constexpr int waited = 3'000;
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        QVERIFY(fixture.settle());
        HeldLane lane(fixture.jobs);
        QTest::mouseClick(fixture.runButton(), Qt::LeftButton);
        QTest::qWait(waited); // the wait is what is measured
        QElapsedTimer clock;
        clock.start();
        lane.letGo();
        QVERIFY(fixture.settle());
        const double run = static_cast<double>(clock.elapsed()) / 1000;
        fixture.set(QStringLiteral("Rounds"), 5);
        fixture.set(QStringLiteral("Rounds"), 4);
        QVERIFY(fixture.settle());
        const auto told =
            QRegularExpression(QStringLiteral("24 rounds, about ([0-9.]+) s")).match(fixture.words());
        QVERIFY2(told.hasMatch(), qPrintable(fixture.words()));
        QVERIFY2(told.captured(1).toDouble() < run + 0.8 * waited / 1000,
                 qPrintable(told.captured(0) + QStringLiteral(" after %1").arg(run)));
    }

    void whatCannotRunSaysWhy() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        fixture.choose(QStringLiteral("Policy B"), QStringLiteral("Popularity"));
        QVERIFY(!fixture.runButton()->isEnabled());
        QCOMPARE(fixture.runButton()->toolTip(), QStringLiteral("The same policy is there twice"));
        fixture.choose(QStringLiteral("Policy A"), QStringLiteral("None"));
        QVERIFY(fixture.runButton()->isEnabled());
        fixture.choose(QStringLiteral("Policy B"), QStringLiteral("None"));
        QCOMPARE(fixture.runButton()->toolTip(), QStringLiteral("Choose a policy first"));
    }

    void roundsAreSavedAndNeverOverTheProject() {
        Fixture fixture;
        QVERIFY(fixture.open());
        QVERIFY(!findButton(fixture.page, QStringLiteral("Save every round, or a report"))->isEnabled());
        fixture.small();
        QVERIFY(fixture.run());
        const QString path = fixture.path(QStringLiteral("rounds.csv"));
        fixture.page.saveTo(path);
        QVERIFY(fixture.settle());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray rounds = file.readAll();
        QCOMPARE(rounds.count('\n'), 25);
        onNext<QFileDialog>(fixture.page, [&fixture](QFileDialog& dialog) {
            chooseToReplace(fixture.page, dialog, fixture.path(QStringLiteral("ml-1.5 simulation")));
        });
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Save every round, or a report")),
                          Qt::LeftButton);
        QVERIFY(fixture.settle());
        QFile dotted(fixture.path(QStringLiteral("ml-1.5 simulation.csv")));
        QVERIFY(dotted.open(QIODevice::ReadOnly));
        QCOMPARE(dotted.readAll(), rounds);
        fixture.page.saveTo(fixture.path(QStringLiteral("report.html")));
        QVERIFY(fixture.settle());
        QFile report(fixture.path(QStringLiteral("report.html")));
        QVERIFY(report.open(QIODevice::ReadOnly));
        QVERIFY(report.readAll().contains("<svg"));
        QSignalSpy failed(&fixture.session, &Session::failed);
        fixture.page.saveTo(fixture.session.path());
        QVERIFY(fixture.settle());
        QCOMPARE(failed.size(), 1);
    }

    void anotherProjectForgetsTheRun() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        QVERIFY(fixture.run());
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.page.answer());
        QVERIFY(fixture.page.heard().empty());
        QCOMPARE(fixture.page.cursor(), -1);
    }

    void everythingHasANameAndIsReachedByTab() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.small();
        QVERIFY(fixture.run());
        QSet<QWidget*> reached;
        fixture.runButton()->setFocus(Qt::TabFocusReason);
        for (int step = 0; step < 100; ++step) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            reached.insert(QApplication::focusWidget());
        }
        for (const char* name :
             {"Policy A", "Policy D", "Acceptance model", "Person followed", "Round", "Play"}) {
            auto* widget = findNamed<QWidget>(fixture.page, QString::fromUtf8(name));
            QVERIFY2(widget, name);
            QVERIFY2(reached.contains(widget), name);
        }
        for (ChartView* chart : fixture.page.findChildren<ChartView*>()) {
            QVERIFY(reached.contains(chart));
            QVERIFY(!chart->accessibleDescription().isEmpty());
        }
    }
};

RUN_TEST(TestBubblePage);

#include "tst_bubble_page.moc"
