// SPDX-License-Identifier: GPL-3.0-or-later
// Runs and models beside each other: curves laid over, comparison, training again, what is stale.
#include "support/models_page_fixture.h"
#include "support/run.h"

#include "engine/data/dataset.h"
#include "engine/models/hybrid/hybrid_model.h"
#include "engine/registry/registry.h"
#include "storage/project/experiment_store.h"
#include "storage/use_cases/lists.h"
#include "storage/use_cases/value_signals.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/models/compare_table.h"
#include "ui/pages/models/export_dialog.h"
#include "ui/pages/models/loss_chart.h"
#include "ui/pages/models/settings_form.h"
#include "ui/pages/models/training_queue.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_exports.h"
#include "ui/session/project_models.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPointer>
#include <QTimer>
#include <QUndoStack>

#include <atomic>

using namespace tastescope;

class TestModelRuns : public QObject, private ModelsPageFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(); }
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void twoRunsAreLaidOverEachOther() {
        QVERIFY(m_fixture->open());
        for (const char* factors : {"4", "8"}) {
            ParamSet params(findAlgorithm("als")->params);
            QVERIFY(params.set(findAlgorithm("als")->params, "factors", factors));
            m_fixture->session->models().train({"als", params, std::string("ALS ") + factors, 42});
        }
        QVERIFY(m_fixture->settled());
        auto* table = m_page->findChild<TableView*>();
        table->selectRow(0);
        auto* over = named<QComboBox>("Lay another run over the curve");
        QVERIFY(over);
        const auto* chart = m_page->findChild<TrainingQueue*>()->findChild<ChartView*>();
        QCOMPARE(chart->spec().series.size(), std::size_t{1});
        over->setFocus();
        QTest::keyClick(over, Qt::Key_Down);
        QTRY_COMPARE(chart->spec().series.size(), std::size_t{2});
        QCOMPARE(QSet<QString>({chart->spec().series[0].name, chart->spec().series[1].name}),
                 QSet<QString>({QStringLiteral("ALS 4"), QStringLiteral("ALS 8")}));
    }

    void lossesOfDifferentKindsAreSharesOfTheFirst() {
        const std::vector<LossRun> runs{
            {QStringLiteral("A"), QStringLiteral("als"), {{1, 2, 50.0}, {2, 2, 25.0}}},
            {QStringLiteral("B"), QStringLiteral("bpr"), {{1, 2, 0.5, 0.6}, {2, 2, 0.1, 0.4}}}};
        QVERIFY(inShares(runs));
        const ChartSpec spec = lossChart(runs, false);
        QCOMPARE(spec.series.size(), std::size_t{3}); // the validation of the second too
        QCOMPARE(spec.series[0].y, (std::vector<double>{1.0, 0.5}));
        QCOMPARE(spec.series[1].y, (std::vector<double>{1.0, 0.2}));
        QCOMPARE(spec.series[2].dash, LineDash::Dashes);
        QVERIFY(std::abs(spec.series[2].y[1] - 0.8) < 1e-12);
        QVERIFY(!inShares(std::span(runs).first(1)));
        const ChartSpec alone = lossChart(std::span(runs).subspan(1), true);
        QCOMPARE(alone.series[0].name, QStringLiteral("training"));
        QCOMPARE(alone.series[1].name, QStringLiteral("validation"));
        QCOMPARE(alone.series[0].y[1], 0.1);
        QVERIFY(lossChart({}, false).series.empty());
    }

    void aFigureIsThatOfTheModelAndOfTheWayItsEventsCount() {
        std::vector<SessionModel> models(3);
        for (SessionModel& model : models) {
            model.stored.algorithm = "als";
            model.stored.params = "factors=8";
        }
        models[1].stored.weighing = weighingName(Weighing::Values);
        models[2].stored.params = "factors=9";
        const std::vector<StoredMetric> metrics{
            {1, "ALS", "als", "factors=8", "ndcg@10", 0.25, 0.2, 0.3, 40, false},
            {1, "ALS", "als", "factors=8", "ndcg@10", 0.5, 0.4, 0.6, 40, true},
            {1, "ALS", "als", "factors=8", "coverage@10", 0.75, 0.75, 0.75, 40, false}};
        const auto rows = compareRows(models, metrics, QStringLiteral("per-user, 20 % test"));
        const auto rowOf = [&](const QString& title) {
            return *std::ranges::find(rows, title, &CompareRow::title);
        };
        QCOMPARE(rowOf(QStringLiteral("NDCG@10")).texts,
                 QStringList({QStringLiteral("0.250 [0.200, 0.300]"), QStringLiteral("0.500 [0.400, 0.600]"),
                              QString()}));
        QCOMPARE(rowOf(QStringLiteral("COVERAGE@10")).texts,
                 QStringList({QStringLiteral("0.750"), QString(), QString()}));
        QCOMPARE(rowOf(QStringLiteral("Measured")).texts[1], QStringLiteral("per-user, 20 % test; 40 users"));
        // What was trained on data that came after the measurement has no figure of it.
        models[0].stored.dataFingerprint = "now";
        models[1].stored.dataFingerprint = "then";
        const auto later =
            compareRows(models, metrics, QStringLiteral("per-user, 20 % test"), std::string("now"));
        QCOMPARE(std::ranges::find(later, QStringLiteral("NDCG@10"), &CompareRow::title)->texts,
                 QStringList({QString(), QStringLiteral("0.500 [0.400, 0.600]"), QString()}));
    }

    void modelsAreComparedSideBySide() {
        trainTwo();
        auto* table = m_page->findChild<TableView*>();
        table->selectRow(0);
        QVERIFY(!button("Compare")->isEnabled());
        table->selectAll();
        QVERIFY(button("Compare")->isEnabled());
        int columns = 0;
        int all = 0;
        int differing = 0;
        QTimer::singleShot(0, this, [&] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            auto* compared = dialog->findChild<TableView*>();
            const QAbstractItemModelTester tester(compared->model());
            columns = compared->model()->columnCount();
            all = compared->model()->rowCount();
            QTest::mouseClick(dialog->findChild<Switch*>(), Qt::LeftButton);
            differing = compared->model()->rowCount();
            for (int row = 0; row < differing; ++row) {
                QVERIFY(compared->model()->index(row, 1).data() != compared->model()->index(row, 2).data());
            }
            QTest::keyClick(dialog, Qt::Key_Escape);
        });
        QTest::mouseClick(button("Compare"), Qt::LeftButton);
        QCOMPARE(columns, 3);
        QVERIFY(differing > 0 && differing < all);
    }

    void exportsWhatAModelRecommends() {
        trainTwo();
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->selectRow(0);
        const SessionModel& model = *m_fixture->session->models().find(
            table->currentIndex().data(TrainedModels::IdRole).toLongLong());
        const QString wanted = m_fixture->folder.filePath(QStringLiteral("wanted.csv"));
        const auto rows = exportLists(*model.model, *m_fixture->session->dataset(), 3, wanted.toStdString());
        QVERIFY(rows.hasValue());
        QSignalSpy told(m_fixture->session.get(), &Session::notice);
        QString remark;
        QTimer::singleShot(0, this, [&] {
            auto* dialog = qobject_cast<ExportDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            auto* count = dialog->findChild<QSpinBox*>();
            QCOMPARE(count->value(), 10);
            type(count, QStringLiteral("3"));
            for (const auto* label : dialog->findChildren<QLabel*>()) {
                remark += label->text() + QLatin1Char('\n');
            }
        });
        answerFileDialog(QStringLiteral("lists"));
        QTest::mouseClick(button("Export"), Qt::LeftButton);
        QVERIFY2(remark.contains(QStringLiteral("up to 600 rows")), qPrintable(remark));
        QVERIFY(m_fixture->settled());
        QCOMPARE(read(QStringLiteral("lists.csv")), read(QStringLiteral("wanted.csv")));
        QCOMPARE(m_fixture->jobs->at(m_fixture->jobs->rowCount() - 1).result,
                 QStringLiteral("%1 rows").arg(*rows));
        QCOMPARE(told.size(), 1);
        QVERIFY(told[0][0].toString().contains(toQString(model.stored.name)));
    }

    // In the next project they would be about another model of the same number.
    void questionsGoWithTheirProject() {
        trainTwo();
        Session& session = *m_fixture->session;
        for (const char* question : {"Export", "Train all with defaults"}) {
            m_page->findChild<TableView*>()->selectRow(0);
            bool asked = false;
            bool gone = false;
            QTimer poll; // one of them is asked once its costs are known
            connect(&poll, &QTimer::timeout, this, [&] {
                QPointer<QWidget> dialog = QApplication::activeModalWidget();
                if (!dialog) {
                    return;
                }
                poll.stop();
                asked = true;
                session.closeProject();
                gone = !dialog || !dialog->isVisible();
                if (!gone) {
                    dialog->close();
                }
            });
            poll.start(5);
            QTest::mouseClick(button(question), Qt::LeftButton);
            QTRY_VERIFY2(asked && gone, question);
            QVERIFY(m_fixture->settled());
            QVERIFY(m_fixture->open());
        }
        QCOMPARE(session.models().all().size(), std::size_t{2});
    }

    void anExportThatFailsOrIsCancelledSaysSo() {
        trainTwo();
        Session& session = *m_fixture->session;
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->selectRow(0);
        const auto id = table->currentIndex().data(TrainedModels::IdRole).toLongLong();
        QSignalSpy failed(&session, &Session::failed);
        QVERIFY(session.exports().recommendations(id, 3, QStringLiteral("/no/such/folder/lists.csv")) > 0);
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        std::atomic<bool> go = false; // until then the export waits behind this job
        m_fixture->jobs->start<int>(QStringLiteral("First"),
                                    [&go](const ExecutionContext&) -> Result<int> {
                                        go.wait(false);
                                        return 1;
                                    },
                                    this, {});
        const quint64 job = session.exports().recommendations(
            id, 3, m_fixture->folder.filePath(QStringLiteral("stopped.csv")));
        m_fixture->jobs->cancel(job);
        go = true;
        go.notify_all();
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        QVERIFY(m_fixture->jobs->info(job)->state == JobState::Cancelled);
        QVERIFY(!QFile::exists(m_fixture->folder.filePath(QStringLiteral("stopped.csv"))));
        const int before = m_fixture->jobs->rowCount();
        QTimer::singleShot(0, this,
                           [] { QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape); });
        QTest::keyClick(table, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_fixture->jobs->rowCount(), before);
        table->selectAll();
        QTest::keyClick(table, Qt::Key_Delete);
        QVERIFY(m_fixture->settled());
        QVERIFY(!button("Export")->isEnabled());
    }

    void aLongNameIsShortenedNotCut() {
        QVERIFY(m_fixture->open());
        const QString name =
            QStringLiteral("What somebody called a model in a long afternoon of trying things");
        QVERIFY(m_fixture->train("popularity", name.toUtf8().constData()));
        const TextLabel* shown = nullptr;
        for (const auto* label : m_page->findChild<TrainingQueue*>()->findChildren<TextLabel*>()) {
            shown = label->text() == name ? label : shown;
        }
        QVERIFY(shown && shown->isVisible());
        QVERIFY(shown->width() < shown->sizeHint().width());
        QCOMPARE(shown->toolTip(), name); // an elided label tells the whole there
    }

    void trainsAgainWithTheSameSettings() {
        QVERIFY(m_fixture->open());
        ParamSet params(findAlgorithm("als")->params);
        QVERIFY(params.set(findAlgorithm("als")->params, "factors", "8"));
        m_fixture->session->models().train({"als", params, "Mine", 7});
        QVERIFY(m_fixture->settled());
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_R, Qt::ControlModifier);
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 2);
        const StoredModel& again = m_fixture->session->models().all().back().stored;
        QCOMPARE(again.name, std::string("Mine 2"));
        QCOMPARE(again.seed, std::uint64_t{7});
        QCOMPARE(again.params, m_fixture->session->models().all().front().stored.params);
    }

    // The weights that were proven when it was trained are its settings from then on.
    void aHybridIsMeasuredAndTrainedAgainWithTheWeightsItHas() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        const AlgorithmInfo& hybrid = *findAlgorithm("hybrid");
        const auto asked = ParamSet::parse(hybrid.params, "first=popularity,second=item_knn,third=none");
        QVERIFY(asked.hasValue());
        session.models().train({"hybrid", *asked, "Mixed", 7});
        QVERIFY(m_fixture->settled());
        const StoredModel stored = session.models().all().back().stored;
        const ParamSet settings = paramsOf(stored);
        QVERIFY(!hybridParts(*session.models().all().back().model).empty());
        for (const HybridPart& part : hybridParts(*session.models().all().back().model)) {
            const bool first = part.algorithm == "popularity";
            QCOMPARE(settings.real(first ? "weight_first" : "weight_second"), part.weight);
        }
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->selectRow(0);
        QTest::mouseClick(button("Measure"), Qt::LeftButton);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.experiments().runs().size(), std::size_t{1});
        const auto& request = session.experiments().runs().back().request;
        QVERIFY(request && request->contestants.size() == 1);
        const ParamSet& measured = request->contestants.front().params;
        QVERIFY(measured == settings);
        QVERIFY(measured.given("weight_first") && measured.given("weight_second")); // nothing else is proven
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_R, Qt::ControlModifier);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.models().all().back().stored.params, stored.params);
    }

    void stoppingKeepsWhatWasReached() {
        QVERIFY(m_fixture->open());
        choose("als");
        type(named<QDoubleSpinBox>("Iterations, value"), QStringLiteral("100"));
        type(named<QDoubleSpinBox>("Factors, value"), QStringLiteral("128"));
        QTRY_COMPARE(m_page->findChild<SettingsForm*>()->request().params.integer("factors"),
                     std::int64_t{128});
        QTest::mouseClick(button("Train ALS"), Qt::LeftButton);
        QTRY_VERIFY(button("Stop and keep the best"));
        QTest::mouseClick(button("Stop and keep the best"), Qt::LeftButton);
        QVERIFY(m_fixture->jobs->current()->finishing);
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 1);
        QVERIFY(m_fixture->session->models().all().front().stored.losses.size() < 100);
        QVERIFY(!button("Stop and keep the best"));
    }

    void staleModelsSaySo() {
        trainTwo();
        Session& session = *m_fixture->session;
        std::vector<SignalType> weights = session.dataset()->signals();
        weights[0].weight += 1;
        session.setSignals(weights, PairPolicy::Sum);
        QVERIFY(m_fixture->settled());
        QCOMPARE(cell(0, TrainedModels::State), QStringLiteral("old data, retrain"));
        const StoredModel& stored = session.models().all().front().stored;
        QVERIFY(whatChanged(stored, *session.dataset()).contains(QStringLiteral("other weights")));
        StoredModel smaller = stored;
        smaller.dataCounts->events -= 1200;
        smaller.dataCounts->items += 3;
        const QString words = whatChanged(smaller, *session.dataset());
        QVERIFY2(words.contains(QStringLiteral("1,200 more events, 3 fewer songs")), qPrintable(words));
        smaller.dataCounts.reset(); // made by an older version
        QVERIFY(!whatChanged(smaller, *session.dataset()).isEmpty());
        QVERIFY(button("Train again")); // of the selected one
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QVERIFY(cell(0, TrainedModels::State) != QStringLiteral("old data, retrain"));
    }

private:
    /// Presses the dialog's button and types the name into the file dialog that follows.
    void answerFileDialog(const QString& name) {
        QTimer::singleShot(50, this, [this, name] {
            QTimer::singleShot(0, this, [this, name] {
                auto* files = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
                QVERIFY(files);
                auto* field = files->findChild<QLineEdit*>();
                QVERIFY(field);
                field->selectAll();
                QTest::keyClicks(field, m_fixture->folder.filePath(name));
                QTest::keyClick(field, Qt::Key_Return);
            });
            for (auto* found : QApplication::activeModalWidget()->findChildren<QAbstractButton*>()) {
                if (found->text() == QStringLiteral("Choose file")) {
                    QTest::mouseClick(found, Qt::LeftButton);
                    return;
                }
            }
        });
    }
    QByteArray read(const QString& name) const {
        QFile file(m_fixture->folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

RUN_TEST(TestModelRuns);
#include "tst_model_runs.moc"
