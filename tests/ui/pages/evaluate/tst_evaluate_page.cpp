// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation page on a small project: what a person does with mouse and keys, and that its numbers are
// those of the engine and of the command line.
#include "engine/data/dataset.h"
#include "engine/metrics/metric.h"
#include "pages/evaluate/evaluate_fixture.h"
#include "storage/experiments/specification.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/import_files.h"
#include "support/run.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/evaluate/leaderboard.h"
#include "ui/pages/evaluate/results_view.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/session/project_run.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <bit>
#include <filesystem>

using namespace tastescope;

using Fixture = EvaluateFixture;

class TestEvaluatePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutAProjectItLeadsToOne() {
        Fixture f;
        QSignalSpy asked(&f.navigator, &Navigator::requested);
        QVERIFY(f.words().contains(QStringLiteral("No data set yet")));
        QVERIFY(!findButton(f.page, QStringLiteral("Run")));
        QTest::mouseClick(findButton(f.page, QStringLiteral("Import data")), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toString(), QStringLiteral("import"));
    }

    void withoutAModelThreeQuickKindsAreOffered() {
        Fixture f;
        QVERIFY(f.open({}));
        const auto* models = f.page.findChild<ContestantTable*>();
        QCOMPARE(models->chosenCount(), 3);
        QVERIFY(models->rowCount() > 10);
        QVERIFY(findNamed<TableView>(f.page, QStringLiteral("Models to compare")));
        QVERIFY(f.run());
        QCOMPARE(f.result().models.size(), std::size_t{3});
    }

    void modelsAreChosenByMouseAndKeys() {
        Fixture f;
        QVERIFY(f.open());
        auto* models = f.page.findChild<ContestantTable*>();
        const QAbstractItemModelTester tester(models, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(models->chosenCount(), 3); // what is trained
        auto* table = findNamed<TableView>(f.page, QStringLiteral("Models to compare"));
        const auto placeOf = [&](int row) {
            return table->visualRect(models->index(row, ContestantTable::Name)).center();
        };
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, placeOf(0));
        QVERIFY(!models->at(0).chosen);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, placeOf(3));
        QVERIFY(models->at(3).chosen);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(table, Qt::Key_Space);
        QVERIFY(models->at(0).chosen);
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(table->currentIndex().row(), 1);
        const bool before = models->at(1).chosen;
        QTest::keyClick(table, Qt::Key_Space);
        QCOMPARE(models->at(1).chosen, !before);
        QCOMPARE(models->index(1, 0).data(Qt::CheckStateRole).toInt(),
                 static_cast<int>(before ? Qt::Unchecked : Qt::Checked));
        for (int row = 0; row < models->rowCount(); ++row) {
            if (models->at(row).chosen) {
                models->toggle(row);
            }
        }
        QVERIFY(!findButton(f.page, QStringLiteral("Run"))->isEnabled());
    }

    void theNumbersAreThoseOfTheEngine() {
        Fixture f;
        QVERIFY(f.openAndRun());
        ExecutionContext context;
        context.seed = 42;
        const auto own = measureModels(*f.session.dataset(), f.page.request(), context);
        QVERIFY2(own.hasValue(), own ? "" : own.error().text().c_str());
        QCOMPARE(f.result().models.size(), own->models.size());
        for (std::size_t model = 0; model < own->models.size(); ++model) {
            QCOMPARE(f.result().models[model].metrics.size(), own->models[model].metrics.size());
            for (std::size_t metric = 0; metric < own->models[model].metrics.size(); ++metric) {
                const MetricValue& a = f.result().models[model].metrics[metric];
                const MetricValue& b = own->models[model].metrics[metric];
                QCOMPARE(a.key, b.key);
                QCOMPARE(bitsOf(a.value), bitsOf(b.value));
                QCOMPARE(bitsOf(a.low), bitsOf(b.low));
            }
        }
        // And the board shows them, best first.
        const auto* board = f.page.findChild<Leaderboard*>();
        QCOMPARE(board->rowCount(), 3);
        double last = std::numeric_limits<double>::infinity();
        for (int row = 0; row < f.board().model()->rowCount(); ++row) {
            const double value =
                f.board().model()->index(row, Leaderboard::Main).data(Leaderboard::SortRole).toDouble();
            QVERIFY(value <= last);
            last = value;
        }
        QCOMPARE(f.scatter().spec().points.size(), std::size_t{3});
        QCOMPARE(f.heat().cells().rowCount(), 3);
        QVERIFY(f.heat().cells().columnCount() > 2);
        QCOMPARE(f.gaps().cells().rowCount(), 3);
        QCOMPARE(f.gaps().cells().columnCount(), 4);
        QVERIFY(f.words().contains(QStringLiteral("95 % intervals")));
    }

    void aModelIsSelectedEverywhereFromEachOfTheFour() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const auto agree = [&](const QString& name) {
            QCOMPARE(f.selectedName(), name);
            QCOMPARE(f.heat().cells().at(f.heat().selectedRow()).name, name);
            QCOMPARE(f.gaps().cells().at(f.gaps().selectedRow()).name, name);
            QCOMPARE(f.scatter().spec().points[static_cast<std::size_t>(f.scatter().selected())].name, name);
        };
        const auto nameAt = [&](int row) {
            return f.board().model()->index(row, Leaderboard::Name).data().toString();
        };
        agree(nameAt(0)); // the best at first
        QTest::mouseClick(f.board().viewport(), Qt::LeftButton, {},
                          f.board().visualRect(f.board().model()->index(2, Leaderboard::Name)).center());
        agree(nameAt(2));
        const int point = f.scatter().selected() == 0 ? 1 : 0;
        QTest::mouseClick(&f.scatter(), Qt::LeftButton, {}, f.scatter().placeOf(point).toPoint());
        agree(f.scatter().spec().points[static_cast<std::size_t>(point)].name);
        f.scatter().setFocus();
        QTest::keyClick(&f.scatter(), Qt::Key_Home);
        QTest::keyClick(&f.scatter(), Qt::Key_Return);
        const auto& points = f.scatter().spec().points;
        const auto leftmost = std::min_element(points.begin(), points.end(),
                                               [](const auto& a, const auto& b) { return a.x < b.x; });
        agree(leftmost->name);
        for (MatrixView* cells : {&f.heat(), &f.gaps()}) {
            const int row = cells->selectedRow() == 1 ? 2 : 1;
            QTest::mouseClick(cells->viewport(), Qt::LeftButton, {},
                              cells->visualRect(cells->model()->index(row, 1)).center());
            agree(cells->cells().at(row).name);
            cells->setFocus();
            QTest::keyClick(cells, Qt::Key_Up);
            agree(cells->cells().at(row - 1).name);
        }
    }

    void anotherMeasureOrdersAllFour() {
        Fixture f;
        QVERIFY(f.openAndRun());
        auto* measure = findNamed<QComboBox>(f.page, QStringLiteral("Measure"));
        measure->setFocus();
        const int gini = measure->findData(QStringLiteral("gini@10"));
        QVERIFY(gini > 0);
        while (measure->currentIndex() != gini) {
            QTest::keyClick(measure, measure->currentIndex() < gini ? Qt::Key_Down : Qt::Key_Up);
        }
        // Less is better: the least stands first.
        double last = -1;
        for (int row = 0; row < 3; ++row) {
            const double value =
                f.board().model()->index(row, Leaderboard::Main).data(Leaderboard::SortRole).toDouble();
            QVERIFY(value >= last);
            last = value;
            QCOMPARE(f.board().model()->index(row, Leaderboard::Rank).data().toString(),
                     QString::number(row + 1));
        }
        // One number for all lists has neither groups nor pairs, and that is said.
        QCOMPARE(f.heat().cells().rowCount(), 0);
        QVERIFY(f.heat().accessibleDescription().contains(QStringLiteral("one number")));
        QCOMPARE(f.gaps().cells().rowCount(), 0);
        QVERIFY(f.page.grab().toImage().width() > 0);
    }

    void theMeasureIsExplainedByF1AndByItsButton() {
        Fixture f;
        QVERIFY(f.openAndRun());
        auto* measure = findNamed<QComboBox>(f.page, QStringLiteral("Measure"));
        const int gini = measure->findData(QStringLiteral("gini@10"));
        while (measure->currentIndex() != gini) {
            QTest::keyClick(measure, measure->currentIndex() < gini ? Qt::Key_Down : Qt::Key_Up);
        }
        auto* across = findNamed<QComboBox>(f.page, QStringLiteral("Measure across"));
        QAbstractButton* button = findButton(f.page, QStringLiteral("What the measures mean"));
        QVERIFY(across && button);
        int opened = 0;
        const auto explains = [&](QWidget& from, Qt::Key key, const QString& title) {
            inDialog([&opened, title](QDialog& dialog) {
                const auto* table = findNamed<TableView>(dialog, QStringLiteral("Measures"));
                QVERIFY(table);
                QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), title);
                ++opened;
                QTest::keyClick(&dialog, Qt::Key_Escape);
            });
            QTest::keyClick(&from, key);
        };
        explains(*measure, Qt::Key_F1, QStringLiteral("Gini index"));
        explains(f.board(), Qt::Key_F1, QStringLiteral("Gini index"));
        explains(*button, Qt::Key_Space, QStringLiteral("Gini index"));
        const std::string key = across->currentData().toString().toStdString();
        explains(*across, Qt::Key_F1, toQString(metricOfKey(key).info->title));
        QCOMPARE(opened, 4);
    }

    void aChangeMakesTheNumbersStaleAndHidesNone() {
        Fixture f;
        QVERIFY(f.openAndRun());
        QVERIFY(!f.heat().isStale());
        auto* share = findNamed<QSpinBox>(f.page, QStringLiteral("Test part in per cent"));
        share->setFocus();
        share->selectAll();
        QTest::keyClicks(share, QStringLiteral("30"));
        QTest::keyClick(share, Qt::Key_Return);
        QVERIFY2(f.words().contains(QStringLiteral("20\u2009% test → 30\u2009% test")),
                 qPrintable(f.words()));
        QVERIFY(f.heat().isStale() && f.gaps().isStale());
        QVERIFY(f.page.findChild<Leaderboard*>()->isStale());
        QCOMPARE(f.page.findChild<Leaderboard*>()->rowCount(), 3);
        const double before = f.result().models[0].metrics[0].value;
        QVERIFY(f.run());
        QVERIFY(!f.heat().isStale());
        QVERIFY(f.result().models[0].metrics[0].value != before);
        // Both runs stay selectable.
        auto* runs = findNamed<QComboBox>(f.page, QStringLiteral("Run shown"));
        QCOMPARE(runs->count(), 2);
        runs->setFocus();
        QTest::keyClick(runs, Qt::Key_Down);
        QVERIFY(f.settle());
        QCOMPARE(f.result().models[0].metrics[0].value, before);
        QCOMPARE(share->value(), 20); // the controls say how it was made
        QVERIFY(!f.heat().isStale());
    }

    void aRunIsCancelledAndTheOldNumbersStay() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const auto before = f.page.shown();
        auto* models = f.page.findChild<ContestantTable*>();
        for (int row = 0; row < models->rowCount(); ++row) { // much to do
            if (!models->at(row).chosen) {
                models->toggle(row);
            }
        }
        QTest::mouseClick(findButton(f.page, QStringLiteral("Run again")), Qt::LeftButton);
        QAbstractButton* cancel = findButton(f.page, QStringLiteral("Cancel"));
        QVERIFY(cancel);
        QVERIFY(!findButton(f.page, QStringLiteral("Run again"))->isEnabled());
        QTest::qWait(150);
        QElapsedTimer clock;
        clock.start();
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY2(f.words().contains(QStringLiteral("The run was stopped")), qPrintable(f.words()));
        QCOMPARE(f.page.shown(), before);
        QCOMPARE(f.session.experiments().runs().size(), std::size_t{1});
        QVERIFY(findButton(f.page, QStringLiteral("Run again"))->isEnabled());
    }

    void whenAllRunsWereCancelledTheChoiceStays() {
        Fixture f;
        QVERIFY(f.open());
        QTest::mouseClick(findButton(f.page, QStringLiteral("Run")), Qt::LeftButton);
        QTest::mouseClick(findButton(f.page, QStringLiteral("Cancel")), Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(!f.page.shown());
        QVERIFY(findNamed<TableView>(f.page, QStringLiteral("Models to compare")));
        QVERIFY(f.words().contains(QStringLiteral("Nothing was kept")));
        QVERIFY(findButton(f.page, QStringLiteral("Run"))->isEnabled());
    }

    void aCellOpensItsPeople() {
        Fixture f;
        QVERIFY(f.openAndRun());
        QSignalSpy asked(&f.navigator, &Navigator::requested);
        f.heat().setFocus();
        QTest::keyClick(&f.heat(), Qt::Key_Home);
        QTest::keyClick(&f.heat(), Qt::Key_Right);
        QTest::keyClick(&f.heat(), Qt::Key_Return);
        QVERIFY(f.settle());
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toString(), QStringLiteral("explore"));
        const QStringList ids = asked[0][1].toMap().value(QStringLiteral("users")).toStringList();
        // As many as the column says, and they are the engine's.
        QCOMPARE(formatCount(static_cast<qulonglong>(ids.size())), f.heat().matrix().heads[0].remark);
        const auto segment =
            std::find_if(f.result().segments.begin(), f.result().segments.end(),
                         [](const SegmentResult& one) { return one.by == "history length"; });
        const auto users =
            usersOfSlice(*f.session.dataset(), f.page.request(), {{segment->by, segment->segment}});
        QVERIFY(users.hasValue());
        QCOMPARE(users->size(), segment->users);
        QCOMPARE(ids.first(), toQString(f.session.dataset()->users().at(users->front().value)));
    }

    void theCommandGivesTheSameDoubles_data() {
        QTest::addColumn<QString>("folder");
        QTest::newRow("demo") << QString();
        for (const char* real : {"ml-100k", "goodbooks"}) {
            QTest::newRow(real) << QString::fromLatin1(real);
        }
    }
    void theCommandGivesTheSameDoubles() {
        QFETCH(QString, folder);
        Fixture f;
        if (folder.isEmpty()) {
            QVERIFY(f.open());
        } else {
            const std::filesystem::path data =
                TASTESCOPE_SOURCE_DIR "/../shared/data/" + folder.toStdString();
            if (!std::filesystem::exists(data)) {
                QSKIP("needs real data in ../shared/data");
            }
            QVERIFY(openReal(f, data));
        }
        // Something of everything that a command has to say.
        auto* seed = findNamed<QSpinBox>(f.page, QStringLiteral("Seed"));
        seed->setFocus();
        seed->selectAll();
        QTest::keyClicks(seed, QStringLiteral("7"));
        QTest::keyClick(seed, Qt::Key_Return);
        QTest::mouseClick(findButton(f.page, QStringLiteral("Lists of 20")), Qt::LeftButton);
        auto* candidates = findNamed<QComboBox>(f.page, QStringLiteral("Candidates"));
        candidates->setFocus();
        QTest::keyClick(candidates, Qt::Key_Down);
        QTest::mouseClick(findButton(f.page, QStringLiteral("Run")), Qt::LeftButton);
        QVERIFY(f.settle(280'000));
        QVERIFY(f.page.shown());
        QVERIFY(f.result().sampled);
        QVERIFY(f.board()
                    .model()
                    ->headerData(Leaderboard::Main, Qt::Horizontal)
                    .toString()
                    .contains(QStringLiteral("sampled")));
        chooseFromMenu(QStringLiteral("Copy as command"));
        QTest::mouseClick(findButton(f.page, QStringLiteral("Export")), Qt::LeftButton);
        QString line = QGuiApplication::clipboard()->text();
        QVERIFY2(line.startsWith(QStringLiteral("tastescope-cli evaluate ")), qPrintable(line));
        f.session.closeProject();
        QVERIFY(f.settle());
        line.replace(0, 14, QStringLiteral("'" TASTESCOPE_CLI "' --json"));
        const auto shown = f.session.isOpen();
        QVERIFY(!shown);
        QProcess shell;
        shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), line});
        QVERIFY(shell.waitForFinished(280'000));
        const QJsonObject answer = QJsonDocument::fromJson(shell.readAllStandardOutput()).object();
        const QJsonArray models = answer.value(QStringLiteral("models")).toArray();
        QVERIFY2(models.size() == 3, shell.readAllStandardError().constData());
        f.session.openProject(f.path(QStringLiteral("demo.tastescope")));
        QVERIFY(f.settle());
        // What the window measured, read back, and what the command line says.
        const auto& runs = f.session.experiments().runs();
        QCOMPARE(runs.size(), std::size_t{2}); // the command line's is kept as well
        ProjectExperiments::Run first;
        f.session.experiments().read(runs.front().experiment, &f.page,
                                     [&](const ProjectExperiments::Run& run) { first = run; });
        QVERIFY(f.settle());
        QVERIFY(first);
        for (int at = 0; at < models.size(); ++at) {
            const ModelResult& own = first->result.models[static_cast<std::size_t>(at)];
            const QJsonObject metrics = models[at].toObject().value(QStringLiteral("metrics")).toObject();
            QCOMPARE(metrics.size(), static_cast<qsizetype>(own.metrics.size()));
            for (const MetricValue& metric : own.metrics) {
                const QJsonObject value = metrics.value(toQString(metric.key)).toObject();
                QCOMPARE(bitsOf(value.value(QStringLiteral("value")).toDouble()), bitsOf(metric.value));
                QCOMPARE(bitsOf(value.value(QStringLiteral("low")).toDouble()), bitsOf(metric.low));
                QCOMPARE(bitsOf(value.value(QStringLiteral("high")).toDouble()), bitsOf(metric.high));
            }
        }
    }

    void theReportIsThatOfTheCommandLine() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const QString project = f.session.path();
        for (const char* ending : {"html", "pdf"}) {
            const QString path = f.path(QStringLiteral("window.%1").arg(QLatin1String(ending)));
            QString failed;
            f.session.experiments().saveReport(f.session.experiments().runs().front().experiment, project,
                                               path, &f.page, [&](const Result<std::int64_t>& done) {
                                                   failed = done ? QString() : toQString(done.error().text());
                                               });
            QVERIFY(f.settle());
            QVERIFY2(failed.isEmpty(), qPrintable(failed));
            QTRY_VERIFY(QFileInfo::exists(path));
        }
        f.session.closeProject();
        QVERIFY(f.settle());
        for (const char* ending : {"html", "pdf"}) {
            const QString typed = f.path(QStringLiteral("typed.%1").arg(QLatin1String(ending)));
            QProcess command;
            command.start(QStringLiteral(TASTESCOPE_CLI),
                          {QStringLiteral("report"), project, QStringLiteral("--out"), typed});
            QVERIFY(command.waitForFinished(60'000));
            QFile one(f.path(QStringLiteral("window.%1").arg(QLatin1String(ending))));
            QFile other(typed);
            QVERIFY(one.open(QIODevice::ReadOnly) && other.open(QIODevice::ReadOnly));
            const QByteArray bytes = one.readAll();
            QVERIFY(bytes.size() > 5'000);
            QVERIFY2(bytes == other.readAll(), ending);
        }
    }

    void runsOutliveTheWindow() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const double value = f.result().models[0].metrics[0].value;
        const int groups = f.heat().cells().columnCount();
        f.session.closeProject();
        QVERIFY(f.settle());
        QVERIFY(!f.page.shown());
        f.session.openProject(f.path(QStringLiteral("demo.tastescope")));
        QVERIFY(f.settle());
        QVERIFY(f.page.shown());
        QCOMPARE(f.result().models[0].metrics[0].value, value);
        QCOMPARE(f.heat().cells().columnCount(), groups);
        QVERIFY(!f.heat().isStale());
    }

    void everythingIsReachedAndNamed() {
        Fixture f;
        QVERIFY(f.openAndRun());
        QSet<QWidget*> reached;
        for (int step = 0; step < 90; ++step) {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &f.page, Qt::Key_Tab);
            if (QWidget* focus = QApplication::focusWidget()) {
                reached.insert(focus);
                QVERIFY2(!focus->accessibleName().isEmpty() ||
                             !qobject_cast<QAbstractButton*>(focus) == false,
                         focus->metaObject()->className());
            }
        }
        for (QWidget* wanted : {static_cast<QWidget*>(&f.board()), static_cast<QWidget*>(&f.scatter()),
                                static_cast<QWidget*>(&f.heat()), static_cast<QWidget*>(&f.gaps())}) {
            QVERIFY2(reached.contains(wanted), qPrintable(wanted->accessibleName()));
            QVERIFY(!wanted->accessibleName().isEmpty());
        }
        for (const char* name :
             {"Split", "Test part in per cent", "Lists of 10", "Candidates", "Seed", "Folds",
              "Repeats with other seeds", "Measure", "Measure across", "Groups by", "Run shown"}) {
            const bool found = std::any_of(reached.begin(), reached.end(), [&](const QWidget* widget) {
                return widget->accessibleName() == QLatin1String(name);
            });
            QVERIFY2(found, name);
        }
        QCOMPARE(f.page.regions().size(), 5);
    }

    void theBoardIsAModelLikeAnyOther() {
        Fixture f;
        QVERIFY(f.open());
        auto* board = f.page.findChild<Leaderboard*>();
        const QAbstractItemModelTester tester(board, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(f.run());
        QCOMPARE(board->rowCount(), 3);
        QVERIFY(!board->headerData(Leaderboard::Main, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
        f.session.closeProject();
        QVERIFY(f.settle());
        QCOMPARE(board->rowCount(), 0);
    }

    void smallAndLargeItFits() {
        Fixture f;
        QVERIFY(f.openAndRun());
        for (const QSize size : {QSize(1072, 648), QSize(1256, 828)}) {
            f.page.resize(size);
            QTest::qWait(20);
            QVERIFY2(f.page.width() == size.width(), "the parts need more room than the smallest window has");
            QVERIFY(f.page.height() == size.height());
            for (const QWidget* part : f.page.regions()) {
                const QRect place(part->mapTo(&f.page, QPoint()), part->size());
                QVERIFY2(f.page.rect().contains(place), qPrintable(part->accessibleName()));
            }
        }
    }

private:
    /// As a new project, with the models that the page proposes.
    static bool openReal(Fixture& f, const std::filesystem::path& data) {
        const QString project = f.path(QStringLiteral("demo.tastescope"));
        const auto plan = planImport({data});
        if (!plan || !importFiles(project.toStdString(), *plan)) {
            return false;
        }
        f.session.openProject(project);
        f.page.activateWindow();
        return f.settle() && QTest::qWaitForWindowActive(&f.page);
    }
};

RUN_TEST(TestEvaluatePage);

#include "tst_evaluate_page.moc"
