// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps and rule sets on the evaluation page: what a person does with mouse and keys, and that the points
// are those of the engine.
#include "engine/data/dataset.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "engine/registry/registry.h"
#include "pages/evaluate/evaluate_fixture.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/import_files.h"
#include "storage/use_cases/rules/ruled_lists.h"
#include "storage/use_cases/sweep/sweep.h"
#include "support/run.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/pages/evaluate/sweep/sweep_dialog.h"
#include "ui/pages/evaluate/sweep/sweep_runs.h"
#include "ui/pages/evaluate/trade_off.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>

#include <algorithm>

using namespace tastescope;
using Fixture = EvaluateFixture;

namespace {

RuleSet calm() {
    return parseRuleSet(R"({"version": 1, "name": "calm", "balance": {"mmr": 0.6}})").value();
}

/// A choice of a box by the keyboard.
bool chooseByKeys(QComboBox& box, const QString& words) {
    box.setFocus();
    QTest::keyClick(&box, Qt::Key_Home);
    for (int step = 0; step < box.count() && box.currentText() != words; ++step) {
        QTest::keyClick(&box, Qt::Key_Down);
    }
    return box.currentText() == words;
}

/// Sweeps by the dialog: the model and the knob by their words, the values as typed.
bool sweep(Fixture& f, const QString& model, const QString& knob, const QString& values) {
    bool ran = false;
    inDialog([&](QDialog& dialog) {
        auto* boxes = findNamed<QComboBox>(dialog, QStringLiteral("Model to sweep"));
        auto* knobs = findNamed<QComboBox>(dialog, QStringLiteral("Parameter to sweep"));
        auto* edit = findNamed<QLineEdit>(dialog, QStringLiteral("Values"));
        QVERIFY(chooseByKeys(*boxes, model));
        QVERIFY2(chooseByKeys(*knobs, knob), qPrintable(knob));
        QVERIFY(!edit->text().isEmpty()); // some are proposed
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, values);
        QTest::keyClick(edit, Qt::Key_Return);
        ran = !dialog.isVisible();
    });
    QTest::mouseClick(findButton(f.page, QStringLiteral("Sweep")), Qt::LeftButton);
    return ran && f.settle(60'000);
}

/// 40 people who rated twelve of 30 things each, and a model of them.
bool openRatings(Fixture& f) {
    QByteArray rows = "user,item,rating\n";
    for (int row = 0; row < 480; ++row) {
        const int person = row / 12;
        rows += "p" + QByteArray::number(person) + ",i" +
                QByteArray::number((person * person + row % 12 * (1 + person % 2)) % 30) + "," +
                QByteArray::number(1 + (person + row * 3) % 5) + "\n";
    }
    const auto plan = planImport({f.write(QStringLiteral("ratings.csv"), rows).toStdString()});
    const QString project = f.path(QStringLiteral("ratings.tastescope"));
    if (!plan || !importFiles(project.toStdString(), *plan)) {
        return false;
    }
    f.session.openProject(project);
    f.page.activateWindow();
    if (!f.settle() || !f.session.isOpen() || !QTest::qWaitForWindowActive(&f.page)) {
        return false;
    }
    f.session.models().train({"ease", ParamSet(findAlgorithm("ease")->params), {}, 42});
    return f.settle() && f.session.models().all().size() == 1;
}

QString labelOf(const Fixture& f, const char* algorithm) {
    const auto& contestants = f.page.shown()->head.request->contestants;
    return toQString(std::ranges::find(contestants, algorithm, &Contestant::algorithm)->label);
}

} // namespace

class TestEvaluateSweep : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSweepJoinsTheChartAndIsKept() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const auto before = f.page.shown();
        const QString label = labelOf(f, "ease");
        const EvaluateRequest request = f.page.request();
        const Contestant base = *std::ranges::find(request.contestants, "ease", &Contestant::algorithm);
        const auto knobs = knobsOf(base);
        const auto lambda = std::ranges::find(knobs, "lambda", &Knob::name);
        QVERIFY(sweep(f, label, toQString(lambda->title), QStringLiteral("1000, 10 100")));
        QCOMPARE(f.page.shown(), before); // the run stays, the curve comes
        const ScatterSpec& spec = f.scatter().spec();
        QCOMPARE(spec.points.size(), std::size_t{6});
        QCOMPARE(spec.curves.size(), std::size_t{1});
        // Joined in the order of the values, whatever the order they were typed in.
        std::vector<double> values;
        for (const std::size_t point : spec.curves[0].points) {
            values.push_back(spec.points[point].label.split(u' ').last().toDouble());
        }
        QCOMPARE(values, (std::vector<double>{10, 100, 1000}));
        QVERIFY(spec.points[spec.curves[0].points.back()].label.startsWith(QStringLiteral("lambda")));
        // The numbers are the engine's.
        EvaluateRequest asked = *before->head.request;
        asked.contestants = sweepOf(base, "lambda", {"10"}).value();
        asked.by.clear();
        ExecutionContext context;
        context.seed = 42;
        const auto own = measureModels(*f.session.dataset(), asked, context);
        QVERIFY(own.hasValue());
        const MetricValue* value = findValue(own->models[0].metrics, f.results().key());
        QCOMPARE(bitsOf(spec.points[spec.curves[0].points[0]].y), bitsOf(value->value));
        QCOMPARE(f.session.experiments().runs().back().request->sweep->knob, std::string("lambda"));

        // A point of it becomes a model.
        const std::size_t point = spec.curves[0].points[1];
        QVERIFY(!findButton(f.page, QStringLiteral("Train with this value")));
        QTest::mouseClick(&f.scatter(), Qt::LeftButton, {},
                          f.scatter().placeOf(static_cast<int>(point)).toPoint());
        QCOMPARE(f.scatter().selected(), static_cast<int>(point));
        QAbstractButton* train = findButton(f.page, QStringLiteral("Train with this value"));
        QVERIFY(train);
        const std::size_t models = f.session.models().all().size();
        train->setFocus();
        QTest::keyClick(train, Qt::Key_Space);
        QVERIFY(f.settle(60'000));
        QCOMPARE(f.session.models().all().size(), models + 1);
        QVERIFY(QString::fromStdString(f.session.models().all().back().stored.params)
                    .contains(QStringLiteral("lambda=100")));

        // Out of sight and back, by the menu of the button.
        const QString title = sweepTitle(*f.session.experiments().runs().back().request->sweep);
        for (const std::size_t curves : {std::size_t{0}, std::size_t{1}}) {
            chooseFromMenu(title);
            QTest::mouseClick(findButton(f.page, QStringLiteral("Sweep")), Qt::LeftButton);
            QTRY_COMPARE(f.scatter().spec().curves.size(), curves);
        }
        // Another cut has no place for it.
        RunHead head = before->head;
        head.request->split.test = 0.3;
        QVERIFY(sweepsBeside(f.session.experiments().runs(), head).empty());
        QCOMPARE(sweepsBeside(f.session.experiments().runs(), before->head).size(), std::size_t{1});
        QCOMPARE(runToShow(f.session.experiments().runs()), before->head.experiment);
        QVERIFY(sweepsBeside({}, before->head).empty());
        QCOMPARE(runToShow({}), std::int64_t{0});
    }

    void aSweepIsCancelledAndNothingChanges() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const std::size_t runs = f.session.experiments().runs().size();
        inDialog([&](QDialog& dialog) {
            auto* edit = findNamed<QLineEdit>(dialog, QStringLiteral("Values"));
            edit->setFocus();
            edit->selectAll();
            QTest::keyClicks(edit, QStringLiteral("nonsense"));
            const auto words = [&] {
                QStringList all;
                for (const QLabel* label : dialog.findChildren<QLabel*>()) {
                    all << label->text();
                }
                return all.join(u' ');
            };
            QVERIFY2(words().contains(QStringLiteral("nonsense")), qPrintable(words()));
            QTest::keyClick(edit, Qt::Key_Return);
            QVERIFY(dialog.isVisible()); // it says what is wrong and does not run
            edit->selectAll();
            QTest::keyClick(edit, Qt::Key_Delete);
            QTest::keyClick(edit, Qt::Key_Return);
            QVERIFY(dialog.isVisible());
            auto* knobs = findNamed<QComboBox>(dialog, QStringLiteral("Parameter to sweep"));
            if (knobs->count() > 1) { // other values are proposed for another one
                QTest::keyClick(knobs, Qt::Key_Down);
                QVERIFY(!edit->text().isEmpty());
            }
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QTest::mouseClick(findButton(f.page, QStringLiteral("Sweep")), Qt::LeftButton);
        const QString label = labelOf(f, "ease");
        inDialog([&](QDialog& dialog) {
            QVERIFY(chooseByKeys(*findNamed<QComboBox>(dialog, QStringLiteral("Model to sweep")), label));
            QTest::keyClick(findNamed<QLineEdit>(dialog, QStringLiteral("Values")), Qt::Key_Return);
        });
        QTest::mouseClick(findButton(f.page, QStringLiteral("Sweep")), Qt::LeftButton);
        auto* strip = f.page.findChild<JobStrip*>();
        QTRY_VERIFY(strip->isVisible());
        QTest::mouseClick(findButton(*strip, QStringLiteral("Cancel")), Qt::LeftButton);
        QVERIFY(f.settle());
        QCOMPARE(f.session.experiments().runs().size(), runs);
        QVERIFY(f.scatter().spec().curves.empty());
        QVERIFY(f.words().contains(QStringLiteral("stopped")));
    }

    void aRuleSetIsAContestantAndItsWeightAKnob() {
        Fixture f;
        QVERIFY(f.open());
        auto* models = f.page.findChild<ContestantTable*>();
        const QAbstractItemModelTester tester(models, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto ruled = [&] {
            return models->find([](const ContestantRow& row) { return row.contestant.rules.has_value(); });
        };
        QCOMPARE(ruled(), -1);
        QVERIFY(!findButton(f.page, QStringLiteral("Add rules"))->isEnabled());
        f.session.rules().save(calm());
        QVERIFY(f.settle());
        QVERIFY(ruled() >= 0); // behind the newest model, and not chosen by itself
        QVERIFY(!models->at(ruled()).chosen);
        // Behind another one by the button.
        auto* table = findNamed<TableView>(f.page, QStringLiteral("Models to compare"));
        const int popularity =
            models->find([](const ContestantRow& row) { return row.contestant.algorithm == "popularity"; });
        table->setCurrentIndex(models->index(popularity, ContestantTable::Name));
        chooseFromMenu(QStringLiteral("calm"));
        QTest::mouseClick(findButton(f.page, QStringLiteral("Add rules")), Qt::LeftButton);
        const int added = models->find([](const ContestantRow& row) {
            return row.contestant.rules && row.contestant.algorithm == "popularity";
        });
        QVERIFY(added >= 0);
        QVERIFY(models->at(added).chosen);
        const QString label = models->at(added).name;
        QVERIFY(f.run());
        QCOMPARE(f.result().models.size(), std::size_t{4});
        const auto found = std::ranges::find(f.result().models, label.toStdString(), &ModelResult::label);
        QVERIFY(found != f.result().models.end());
        ExecutionContext context;
        context.seed = 42;
        EvaluateRequest asked = *f.page.shown()->head.request;
        std::erase_if(asked.contestants,
                      [](const Contestant& one) { return !one.rules || one.algorithm != "popularity"; });
        QCOMPARE(asked.contestants.size(), std::size_t{1});
        asked.by.clear();
        const auto own = measureModels(*f.session.dataset(), asked, context);
        QVERIFY(own.hasValue());
        QCOMPARE(bitsOf(findValue(found->metrics, "ndcg@10")->value),
                 bitsOf(findValue(own->models[0].metrics, "ndcg@10")->value));
        // The same request is recognised: nothing is stale.
        QVERIFY(!f.words().contains(QStringLiteral("Since these numbers")));

        QVERIFY(sweep(f, label, QStringLiteral("Relevance against variety (mmr)"), QStringLiteral("1, 0.3")));
        const ScatterSpec& spec = f.scatter().spec();
        QCOMPARE(spec.curves.size(), std::size_t{1});
        const std::size_t point = spec.curves[0].points[0]; // .3
        QTest::mouseClick(&f.scatter(), Qt::LeftButton, {},
                          f.scatter().placeOf(static_cast<int>(point)).toPoint());
        QAbstractButton* keep = findButton(f.page, QStringLiteral("Keep these rules"));
        QVERIFY(keep);
        QTest::mouseClick(keep, Qt::LeftButton);
        QVERIFY(f.settle());
        const StoredRules* kept = f.session.rules().find("calm mmr=0.3");
        QVERIFY(kept);
        QCOMPARE(kept->rules.balance.mmr, 0.3);
    }

    // A model that is trained from a point weighs events as the point was measured.
    void aPointIsTrainedAsItWasMeasured_data() {
        QTest::addColumn<bool>("values");
        QTest::newRow("ratings by their value") << true;
        QTest::newRow("every event once") << false;
    }
    void aPointIsTrainedAsItWasMeasured() {
        QFETCH(bool, values);
        Fixture f;
        QVERIFY(openRatings(f));
        auto* byValue = findNamed<Switch>(f.page, QStringLiteral("Ratings count by their value"));
        QVERIFY(byValue && !byValue->isChecked());
        if (values) {
            QTest::mouseClick(byValue, Qt::LeftButton);
            QVERIFY(byValue->isChecked());
        }
        QVERIFY(f.run());
        QCOMPARE(f.page.shown()->head.request->values, values);
        QVERIFY(sweep(f, labelOf(f, "ease"), QStringLiteral("Regularisation λ"), QStringLiteral("1, 1000")));
        const ScatterSpec& spec = f.scatter().spec();
        QCOMPARE(spec.curves.size(), std::size_t{1});
        const auto point = static_cast<int>(spec.curves[0].points.back());
        f.scatter().setFocus();
        for (int step = 1; step <= static_cast<int>(spec.points.size()) && f.scatter().selected() != point;
             ++step) {                                   // by keys: points may lie over each other
            QTest::keyClick(&f.scatter(), Qt::Key_Home); // from nowhere that is the last one
            QTest::keyClick(&f.scatter(), Qt::Key_Home);
            for (int right = 1; right < step; ++right) {
                QTest::keyClick(&f.scatter(), Qt::Key_Right);
            }
            QTest::keyClick(&f.scatter(), Qt::Key_Return);
        }
        QCOMPARE(f.scatter().selected(), point);
        QAbstractButton* train = findButton(f.page, QStringLiteral("Train with this value"));
        QVERIFY(train);
        const std::size_t models = f.session.models().all().size();
        QTest::mouseClick(train, Qt::LeftButton);
        QVERIFY(f.settle(60'000));
        QCOMPARE(f.session.models().all().size(), models + 1);
        const StoredModel& stored = f.session.models().all().back().stored;
        QCOMPARE(stored.algorithm, std::string("ease"));
        QCOMPARE(stored.weighing, std::string(values ? "values" : "once"));
    }

    void withoutAnythingToSweepTheDialogSaysSo() {
        QWidget over;
        Contestant nothing;
        nothing.label = "lists";
        SweepDialog dialog({nothing}, 0, &over);
        dialog.show();
        QVERIFY(!dialog.swept());
        auto* run = findButton(dialog, QStringLiteral("Run"));
        QVERIFY(run && !run->isEnabled());
        SweepDialog none({}, 0, &over);
        none.show();
        QVERIFY(!findButton(none, QStringLiteral("Run"))->isEnabled());
    }
};

RUN_TEST(TestEvaluateSweep);

#include "tst_evaluate_sweep.moc"
