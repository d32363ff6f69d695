// SPDX-License-Identifier: GPL-3.0-or-later
// The search for settings: live trials, slices, the winner as a model.
#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "support/session_fixture.h"

#include "ui/charts/chart_view.h"
#include "ui/pages/models/search_dialog.h"
#include "ui/pages/models/slice_chart.h"
#include "ui/pages/models/trial_table.h"
#include "ui/session/parameter_search.h"
#include "ui/session/project_models.h"
#include "ui/session/project_searches.h"
#include "ui/session/project_watch.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPointer>
#include <QSpinBox>

#include <condition_variable>
#include <mutex>

using namespace tastescope;

namespace {

SearchTrial trialOf(std::size_t number, const char* factors, double value, std::size_t rung) {
    const AlgorithmInfo& als = *findAlgorithm("als");
    SearchTrial trial;
    trial.number = number;
    trial.params = ParamSet(als.params);
    [[maybe_unused]] const Result<void> set = trial.params.set(als.params, "factors", factors);
    Q_ASSERT(set);
    trial.status = rung > 0 ? TrialStatus::Done : TrialStatus::Waiting;
    trial.rung = rung;
    trial.last.value = value;
    return trial;
}

} // namespace

class TestSearchDialog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(); }

    void searchesShowsAndTrainsTheBest() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        QPointer<SearchDialog> dialog = openOn(fixture);
        type(*named<QSpinBox>(*dialog, "Number of trials"), QStringLiteral("4"));
        QVERIFY(!button(*dialog, "Train the best")->isEnabled());
        QVERIFY(!named<QComboBox>(*dialog, "Setting along the axis")->isVisible()); // none to choose yet
        auto* table = dialog->findChild<TableView*>();
        const QAbstractItemModelTester tester(dialog->findChild<TrialTable*>());
        QTest::mouseClick(button(*dialog, "Begin"), Qt::LeftButton);
        QVERIFY(!named<QSpinBox>(*dialog, "Number of trials")->isEnabled());
        QVERIFY(fixture.settled(60'000));
        QTRY_VERIFY(button(*dialog, "Train the best")->isEnabled());
        QCOMPARE(table->model()->rowCount(), 4);
        QCOMPARE(table->model()->index(0, TrialTable::Number).data().toString(), QStringLiteral("standard"));
        int best = 0;
        for (int row = 0; row < 4; ++row) {
            QVERIFY(table->model()->index(row, TrialTable::Value).data(TrialTable::SortRole).toDouble() > -1);
            best += table->model()->index(row, 0).data(TrialTable::BestRole).toBool();
        }
        QCOMPARE(best, 1);
        QVERIFY(table->model()->columnCount() > TrialTable::FixedColumns);
        auto* setting = named<QComboBox>(*dialog, "Setting along the axis");
        QCOMPARE(setting->count(), table->model()->columnCount() - TrialTable::FixedColumns);
        const auto* chart = dialog->findChild<ChartView*>();
        QVERIFY(!chart->spec().series.empty());
        const QString first = chart->spec().title;
        if (setting->count() > 1) {
            setting->setFocus();
            QTest::keyClick(setting, setting->currentIndex() == 0 ? Qt::Key_Down : Qt::Key_Up);
            QVERIFY(chart->spec().title != first);
        }
        const SearchState* state =
            fixture.session->searches().state(fixture.session->searches().newest("item_knn"));
        QVERIFY(state && state->best && state->complete);
        const ParamSet winner = state->trials[*state->best].params;
        QTest::mouseClick(button(*dialog, "Train the best"), Qt::LeftButton);
        QVERIFY(fixture.settled());
        QCOMPARE(fixture.session->models().all().size(), std::size_t{1});
        QVERIFY(paramsOf(fixture.session->models().all().front().stored) == winner);
        QCOMPARE(fixture.session->models().all().front().stored.weighing,
                 std::string("once")); // as it was measured
    }

    void whatIsMeasuredByValueIsStoredByValue() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        QPointer<SearchDialog> dialog = openOn(fixture);
        auto* values = named<QAbstractButton>(*dialog, "Weigh events by their values");
        values->setFocus();
        QTest::keyClick(values, Qt::Key_Space);
        QVERIFY(values->isChecked());
        QVERIFY(searched(fixture, *dialog, QStringLiteral("2")));
        QTest::mouseClick(button(*dialog, "Train the best"), Qt::LeftButton);
        QVERIFY(fixture.settled());
        QCOMPARE(fixture.session->models().all().front().stored.weighing, std::string("values"));
    }

    void aStoppedSearchGoesOnWhereItWas() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        QPointer<SearchDialog> dialog = openOn(fixture);
        type(*named<QSpinBox>(*dialog, "Number of trials"), QStringLiteral("200"));
        // With the first measurement: a wait of the test could outlast all of them.
        const ProjectSearches& searches = fixture.session->searches();
        bool stopped = false;
        connect(&searches, &ProjectSearches::changed, dialog.data(), [&](quint64 of) {
            if (!stopped && searches.state(of)->best) {
                stopped = true;
                QTest::mouseClick(button(*dialog, "Stop"), Qt::LeftButton);
            }
        });
        QTest::mouseClick(button(*dialog, "Begin"), Qt::LeftButton);
        const quint64 job = searches.newest("item_knn");
        QTRY_VERIFY(stopped);
        QVERIFY(fixture.settled());
        QTRY_VERIFY(button(*dialog, "Go on"));
        QVERIFY(button(*dialog, "Train the best")->isEnabled());
        type(*named<QSpinBox>(*dialog, "Number of trials"), QStringLiteral("2"));
        QTest::mouseClick(button(*dialog, "Go on"), Qt::LeftButton);
        QVERIFY(fixture.settled(60'000));
        const quint64 later = searches.newest("item_knn");
        QVERIFY(later != job);
        QCOMPARE(searches.state(later)->trials.size(), std::size_t{2});
    }

    void openedAgainItShowsTheOptionsOfItsSearch() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        holdLane(fixture);
        QPointer<SearchDialog> dialog = openOn(fixture);
        type(*named<QSpinBox>(*dialog, "Number of trials"), QStringLiteral("100"));
        QTest::mouseClick(button(*dialog, "Halving"), Qt::LeftButton);
        auto* metric = named<QComboBox>(*dialog, "Metric that decides");
        metric->setFocus();
        QTest::keyClick(metric, Qt::Key_Down);
        QCOMPARE(metric->currentText(), QStringLiteral("RECALL@10"));
        type(*named<QSpinBox>(*dialog, "Seed"), QStringLiteral("7"));
        auto* values = named<QAbstractButton>(*dialog, "Weigh events by their values");
        values->setFocus();
        QTest::keyClick(values, Qt::Key_Space);
        QTest::mouseClick(button(*dialog, "Begin"), Qt::LeftButton);
        for (const bool waits : {true, false}) {
            dialog->reject();
            QTRY_VERIFY(dialog.isNull());
            dialog = openOn(fixture);
            auto* trials = named<QSpinBox>(*dialog, "Number of trials");
            QCOMPARE(trials->value(), 100);
            QCOMPARE(trials->isEnabled(), !waits);
            QVERIFY(button(*dialog, "Halving")->isChecked());
            QCOMPARE(named<QComboBox>(*dialog, "Metric that decides")->currentText(),
                     QStringLiteral("RECALL@10"));
            QCOMPARE(named<QSpinBox>(*dialog, "Seed")->value(), 7);
            QVERIFY(named<QAbstractButton>(*dialog, "Weigh events by their values")->isChecked());
            if (waits) {
                QTest::mouseClick(button(*dialog, "Stop"), Qt::LeftButton);
            }
            QTRY_VERIFY(button(*dialog, "Go on"));
        }
        const quint64 stopped = fixture.session->searches().newest("item_knn");
        QTest::mouseClick(button(*dialog, "Go on"), Qt::LeftButton);
        const quint64 later = fixture.session->searches().newest("item_knn");
        QVERIFY(later != stopped);
        const SearchRequest& asked = fixture.session->searches().state(later)->request;
        QVERIFY(sameSearch(asked, fixture.session->searches().state(stopped)->request));
        QCOMPARE(asked.options.trials, std::size_t{100});
        letGo(fixture, *dialog);
        QTRY_VERIFY(dialog.isNull());
    }

    void itGoesOnOnlyWithTheOptionsOfItsSearch() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        holdLane(fixture);
        QPointer<SearchDialog> dialog = openOn(fixture);
        QTest::mouseClick(button(*dialog, "Begin"), Qt::LeftButton);
        QTest::mouseClick(button(*dialog, "Stop"), Qt::LeftButton);
        QTRY_VERIFY(button(*dialog, "Go on"));
        auto* seed = named<QSpinBox>(*dialog, "Seed");
        type(*seed, QStringLiteral("8"));
        QVERIFY(button(*dialog, "Begin"));
        type(*seed, QStringLiteral("42"));
        QVERIFY(button(*dialog, "Go on"));
        QTest::mouseClick(button(*dialog, "Halving"), Qt::LeftButton);
        QVERIFY(button(*dialog, "Begin"));
        QTest::mouseClick(button(*dialog, "Random"), Qt::LeftButton);
        QVERIFY(button(*dialog, "Go on"));
        auto* metric = named<QComboBox>(*dialog, "Metric that decides");
        metric->setFocus();
        QTest::keyClick(metric, Qt::Key_Down);
        QVERIFY(button(*dialog, "Begin"));
        QTest::keyClick(metric, Qt::Key_Up);
        QVERIFY(button(*dialog, "Go on"));
        auto* values = named<QAbstractButton>(*dialog, "Weigh events by their values");
        values->setFocus();
        QTest::keyClick(values, Qt::Key_Space);
        QVERIFY(button(*dialog, "Begin"));
        QTest::keyClick(values, Qt::Key_Space);
        QVERIFY(button(*dialog, "Go on"));
        // More or fewer trials are of the same search.
        type(*named<QSpinBox>(*dialog, "Number of trials"), QStringLiteral("50"));
        QVERIFY(button(*dialog, "Go on"));
        letGo(fixture, *dialog);
        QTRY_VERIFY(dialog.isNull());
    }

    // While it waits in the lane nothing of it runs; what an equal search measured is there all the same.
    void whatWasMeasuredStaysWhenItIsStoppedBeforeItBegins() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        QPointer<SearchDialog> dialog = openOn(fixture);
        QVERIFY(searched(fixture, *dialog, QStringLiteral("3")));
        const ProjectSearches& searches = fixture.session->searches();
        const quint64 first = searches.newest("item_knn");
        holdLane(fixture);
        type(*named<QSpinBox>(*dialog, "Number of trials"), QStringLiteral("40"));
        QTest::mouseClick(button(*dialog, "Begin"), Qt::LeftButton);
        QVERIFY(searches.newest("item_knn") != first);
        QTest::mouseClick(button(*dialog, "Stop"), Qt::LeftButton);
        QTRY_VERIFY(button(*dialog, "Go on"));
        dialog->reject();
        QTRY_VERIFY(dialog.isNull());
        dialog = openOn(fixture);
        const QString said = shownWords(*dialog);
        QVERIFY2(said.contains(QStringLiteral("3 of 40 trials measured")), qPrintable(said));
        QCOMPARE(dialog->findChild<TableView*>()->model()->rowCount(), 3);
        QVERIFY(button(*dialog, "Train the best")->isEnabled());
        // Another search has nothing of it.
        type(*named<QSpinBox>(*dialog, "Seed"), QStringLiteral("8"));
        QTest::mouseClick(button(*dialog, "Begin"), Qt::LeftButton);
        QVERIFY(searches.state(searches.newest("item_knn"))->trials.empty());
        letGo(fixture, *dialog);
        QTRY_VERIFY(dialog.isNull());
    }

    void whatIsShownStaysWhenASearchIsRefused() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        QPointer<SearchDialog> dialog = openOn(fixture);
        QVERIFY(searched(fixture, *dialog, QStringLiteral("2")));
        QVERIFY(QFile::remove(fixture.path));
        QTRY_VERIFY(isDisplaced(fixture.session->watch().report().standing));
        QSignalSpy failed(fixture.session.get(), &Session::failed);
        QTest::mouseClick(button(*dialog, "Begin"), Qt::LeftButton);
        QCOMPARE(failed.size(), 1);
        const QString said = shownWords(*dialog);
        QVERIFY2(said.contains(QStringLiteral("2 of 2 trials measured")), qPrintable(said));
        QVERIFY(button(*dialog, "Train the best")->isEnabled());
        letGo(fixture, *dialog);
        QTRY_VERIFY(dialog.isNull());
    }

    void itClosesWhenTheDataIsAnother() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        QPointer<SearchDialog> dialog = openOn(fixture);
        QVERIFY(searched(fixture, *dialog, QStringLiteral("2")));
        QVERIFY(fixture.session->searches().newest("item_knn") != 0);
        std::vector<SignalType> weights = fixture.session->dataset()->signals();
        weights[0].weight += 1;
        fixture.session->setSignals(weights, PairPolicy::Sum);
        QVERIFY(fixture.settled());
        QTRY_VERIFY(dialog.isNull());
        QCOMPARE(fixture.session->searches().newest("item_knn"), quint64{0});
        dialog = openOn(fixture);
        QVERIFY(!button(*dialog, "Train the best")->isEnabled()); // nothing was searched on this data
        dialog->reject();
        QTRY_VERIFY(dialog.isNull());
    }

    void everyControlHasAName() {
        SessionFixture fixture;
        QVERIFY(fixture.made && fixture.open());
        QPointer<SearchDialog> dialog = openOn(fixture);
        for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() ||
                widget->objectName().startsWith(QStringLiteral("qt_"))) {
                continue;
            }
            const auto* pressed = qobject_cast<const QAbstractButton*>(widget);
            QVERIFY2(!widget->accessibleName().isEmpty() || (pressed && !pressed->text().isEmpty()) ||
                         widget->inherits("QHeaderView"),
                     widget->metaObject()->className());
        }
        QTest::keyClick(dialog.data(), Qt::Key_Escape);
        QTRY_VERIFY(dialog.isNull());
    }

    void theBestIsOfTheHighestRungInTheMetricsDirection() {
        SearchState state;
        state.request.options.algorithm = "als";
        state.trials = {trialOf(1, "64", 0.3, 2), trialOf(2, "16", 0.9, 1), trialOf(3, "32", 0.4, 2),
                        trialOf(4, "8", std::numeric_limits<double>::quiet_NaN(), 0)};
        QCOMPARE(bestSoFar(state.request, state.trials), std::optional<std::size_t>(2));
        state.request.options.metric.metric = findMetric("rmse");
        QCOMPARE(bestSoFar(state.request, state.trials), std::optional<std::size_t>(0));
        QVERIFY(!bestSoFar(state.request, {}));
    }

    void aSliceHasAPointForEveryMeasuredTrial() {
        SearchState state;
        state.request.options.algorithm = "als";
        state.trials = {trialOf(1, "64", 0.3, 1), trialOf(2, "16", 0.5, 1), trialOf(3, "32", 0.4, 1),
                        trialOf(4, "8", std::numeric_limits<double>::quiet_NaN(), 0)};
        state.best = 1;
        const AlgorithmInfo& als = *findAlgorithm("als");
        const auto factors = std::find_if(als.params.begin(), als.params.end(),
                                          [](const ParamSpec& spec) { return spec.name == "factors"; });
        const ChartSpec spec = sliceChart(state, *factors);
        QCOMPARE(spec.series.size(), std::size_t{3}); // trials, the standard, the best
        QCOMPARE(spec.series[2].x, std::vector<double>{16});
        QCOMPARE(spec.series[2].y, std::vector<double>{0.5});
        QVERIFY(spec.y.low < 0.3 && spec.y.high > 0.5);
        TrialTable table;
        table.setState(state);
        QCOMPARE(table.columnCount(), TrialTable::FixedColumns + 1);
        QCOMPARE(table.index(1, TrialTable::FixedColumns).data().toString(), QStringLiteral("16"));
    }

private:
    static SearchDialog* openOn(SessionFixture& fixture) {
        auto* dialog = new SearchDialog(*fixture.session, *findAlgorithm("item_knn"), nullptr);
        dialog->open();
        return dialog;
    }
    /// A whole search of so many trials, from which the best can be trained.
    static bool searched(SessionFixture& fixture, SearchDialog& dialog, const QString& trials) {
        type(*named<QSpinBox>(dialog, "Number of trials"), trials);
        QTest::mouseClick(button(dialog, "Begin"), Qt::LeftButton);
        return fixture.settled(60'000) &&
               QTest::qWaitFor([&dialog] { return button(dialog, "Train the best")->isEnabled(); });
    }
    /// What begins from now on waits behind it.
    static void holdLane(SessionFixture& fixture) {
        fixture.jobs->start<int>(QStringLiteral("First"),
                                 [](const ExecutionContext& context) -> Result<int> {
                                     std::mutex mutex;
                                     std::unique_lock lock(mutex);
                                     std::condition_variable_any stopped;
                                     stopped.wait(lock, context.stop, [] { return false; });
                                     return cancelledError();
                                 },
                                 fixture.session.get(), {});
    }
    static void letGo(SessionFixture& fixture, SearchDialog& dialog) {
        dialog.reject();
        fixture.jobs->cancelAll();
        QVERIFY(fixture.settled());
    }
    static QAbstractButton* button(const QWidget& in, const char* text) {
        for (auto* found : in.findChildren<QAbstractButton*>()) {
            if (found->isVisible() && found->text() == QString::fromUtf8(text)) {
                return found;
            }
        }
        return nullptr;
    }
    template <typename T>
    static T* named(const QWidget& in, const char* name) {
        for (T* widget : in.findChildren<T*>()) {
            if (widget->accessibleName() == QString::fromUtf8(name)) {
                return widget;
            }
        }
        return nullptr;
    }
    static void type(QSpinBox& box, const QString& text) {
        box.setFocus();
        box.selectAll();
        QTest::keyClicks(&box, text);
        QTest::keyClick(&box, Qt::Key_Tab);
    }
};

RUN_TEST(TestSearchDialog);
#include "tst_search_dialog.moc"
