// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/registry.h"
#include "support/models_page_fixture.h"
#include "support/run.h"

#include "storage/import/planning/plan_import.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/models/gallery_view.h"
#include "ui/pages/models/param_row.h"
#include "ui/pages/models/settings_form.h"
#include "ui/pages/models/training_queue.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>

#include <QDialog>
#include <QSignalSpy>
#include <algorithm>

using namespace tastescope;

class TestModelsPage : public QObject, private ModelsPageFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(); }

    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void withoutADataSetItSaysWhatToDo() {
        QSignalSpy opened(m_navigator.get(), &Navigator::requested);
        QVERIFY(button("Import data"));
        QVERIFY(!button("Train all with defaults"));
        QTest::mouseClick(button("Import data"), Qt::LeftButton);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), QStringLiteral("import"));
    }

    void whatNeedsTimesIsOffWithoutThem() {
        const QString csv = m_fixture->folder.filePath(QStringLiteral("timeless.csv"));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("user,item,rating\n");
        for (int row = 0; row < 400; ++row) {
            file.write(
                QStringLiteral("u%1,i%2,%3\n").arg(row % 40).arg(row * 7 % 31).arg(row % 5 + 1).toUtf8());
        }
        file.close();
        const Result<ImportPlan> plan = planImport({csv.toStdString()});
        QVERIFY(plan.hasValue());
        m_fixture->session->importInto(m_fixture->folder.filePath(QStringLiteral("timeless.tastescope")),
                                       *plan);
        QVERIFY(m_fixture->settled());
        QVERIFY(m_fixture->session->isOpen());
        GalleryView* gallery = m_page->findChild<GalleryView*>();
        int off = 0;
        for (int row = 0; row < gallery->model()->rowCount(); ++row) {
            const QModelIndex tile = gallery->model()->index(row, 0);
            const AlgorithmInfo* info =
                findAlgorithm(tile.data(GalleryModel::IdRole).toString().toStdString());
            const bool ordered = info->family == "sequence";
            QCOMPARE(tile.data(GalleryModel::OffRole).toBool(), ordered);
            choose(info->id.c_str());
            QVERIFY(m_fixture->settled());
            QAbstractButton* train = button(("Train " + info->title).c_str());
            QVERIFY2(train, info->id.c_str());
            QCOMPARE(train->isEnabled(), !ordered);
            const QAbstractButton* search = button("Search settings");
            QVERIFY(search);
            QCOMPARE(search->isEnabled(), !ordered && !info->params.empty());
            if (ordered) {
                ++off;
                QVERIFY(search->toolTip().contains(QStringLiteral("no times")));
                for (const int role :
                     {int(GalleryModel::TaglineRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)}) {
                    QVERIFY(tile.data(role).toString().contains(QStringLiteral("no times")));
                }
            }
        }
        QVERIFY(off >= 2);
        // With times they are on again.
        const auto sequence =
            std::ranges::find(algorithms(), std::string("sequence"), &AlgorithmInfo::family);
        QVERIFY(sequence != algorithms().end() && !sequence->params.empty());
        choose(sequence->id.c_str());
        QVERIFY(!button("Search settings")->isEnabled());
        QVERIFY(m_fixture->open());
        QVERIFY(button("Search settings")->isEnabled());
        QVERIFY(!button("Search settings")->toolTip().contains(QStringLiteral("no times")));
        for (int row = 0; row < gallery->model()->rowCount(); ++row) {
            QVERIFY(!gallery->model()->index(row, 0).data(GalleryModel::OffRole).toBool());
        }
    }

    void theGalleryListsTheKindsAndFilters() {
        QVERIFY(m_fixture->open());
        GalleryView* gallery = m_page->findChild<GalleryView*>();
        const QAbstractItemModelTester tester(gallery->model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(m_fixture->settled()); // forecasts are asked off the GUI thread
        QCOMPARE(kinds(), static_cast<int>(algorithms().size()));
        QStringList captions;
        for (int row = 0; row < gallery->model()->rowCount(); ++row) {
            const QModelIndex tile = gallery->model()->index(row, 0);
            QVERIFY(gallery->visualRect(tile).isValid());
            QVERIFY(tile.data(GalleryModel::ForecastRole).toString().startsWith(QStringLiteral("about ")));
            const QString caption = tile.data(GalleryModel::CaptionRole).toString();
            captions += caption.isEmpty() ? QStringList() : QStringList(caption);
        }
        QStringList wanted; // each family once, above its first kind
        for (const Family& family : families()) {
            wanted += QString::fromStdString(family.title);
        }
        QCOMPARE(captions, wanted);
        QVERIFY(button("Kinds shown: For new songs")); // the noun of the data
        QTest::mouseClick(button("Kinds shown: Personal"), Qt::LeftButton);
        for (int row = 0; row < gallery->model()->rowCount(); ++row) {
            QVERIFY(gallery->model()->index(row, 0).data(GalleryModel::IdRole) !=
                    QStringLiteral("popularity"));
        }
        QTest::mouseClick(button("Kinds shown: For new songs"), Qt::LeftButton);
        int fromAttributes = 0;
        for (const AlgorithmInfo& info : algorithms()) {
            fromAttributes += info.scoresNewItems ? 1 : 0;
        }
        QCOMPARE(kinds(), fromAttributes);
        QTest::mouseClick(button("Kinds shown: All"), Qt::LeftButton);
        QCOMPARE(kinds(), static_cast<int>(algorithms().size()));
        auto* family = named<QComboBox>("Family of the kinds shown");
        QVERIFY(family);
        family->setFocus();
        QTest::keyClick(family, Qt::Key_End);
        const Family& last = families().back();
        int members = 0;
        for (const AlgorithmInfo& info : algorithms()) {
            members += info.family == last.id ? 1 : 0;
        }
        QCOMPARE(kinds(), members);
        QCOMPARE(gallery->model()->index(0, 0).data(GalleryModel::CaptionRole).toString(),
                 QString::fromStdString(last.title));
    }

    void twoDozenKindsFitTheSmallestWindow() {
        QVERIFY(m_fixture->open());
        m_page->resize(1072, 648); // what the frame leaves of 1120 x 720
        QVERIFY(m_fixture->settled());
        auto* gallery = m_page->findChild<GalleryView*>();
        const QAbstractItemModel& kinds = *gallery->model();
        QTRY_COMPARE(gallery->visualRect(kinds.index(0, 0)).y(), gallery->visualRect(kinds.index(2, 0)).y());
        gallery->scrollToTop();
        int whole = 0;
        for (int row = 0; row < kinds.rowCount(); ++row) {
            whole += gallery->viewport()->rect().contains(gallery->visualRect(kinds.index(row, 0))) ? 1 : 0;
        }
        QVERIFY2(whole >= 6, qPrintable(QString::number(whole))); // two rows of three at least
        const int pages = (gallery->verticalScrollBar()->maximum() / gallery->viewport()->height()) + 2;
        QVERIFY2(pages <= 5, qPrintable(QString::number(pages)));
    }

    void arrowsChooseAKindAndEnterGoesToItsSettings() {
        QVERIFY(m_fixture->open());
        GalleryView* gallery = m_page->findChild<GalleryView*>();
        auto* form = m_page->findChild<SettingsForm*>();
        gallery->setFocus();
        QTest::keyClick(gallery, Qt::Key_Home);
        QCOMPARE(gallery->currentIndex().row(), 0);
        QCOMPARE(form->algorithm()->id, algorithms().front().id);
        QTest::keyClick(gallery, Qt::Key_Down);
        QVERIFY(gallery->currentIndex().row() > 1); // the tile below, not the next one
        const AlgorithmInfo* below =
            qobject_cast<GalleryModel*>(gallery->model())->algorithm(gallery->currentIndex());
        QVERIFY(below);
        QCOMPARE(form->algorithm(), below);
        QTest::keyClick(gallery, Qt::Key_Return);
        QTRY_VERIFY(form->isAncestorOf(QApplication::focusWidget()));
        QTest::mouseClick(gallery->viewport(), Qt::LeftButton, {},
                          gallery->visualRect(gallery->model()->index(0, 0)).center());
        QCOMPARE(form->algorithm()->id, algorithms().front().id);
    }

    void theFormOffersEveryParameterAndSendsWhatIsSet() {
        QVERIFY(m_fixture->open());
        auto* form = m_page->findChild<SettingsForm*>();
        for (const AlgorithmInfo& info : algorithms()) {
            form->setAlgorithm(info);
            QVERIFY(form->request().params == ParamSet(info.params));
            QCOMPARE(form->findChildren<ParamRow*>().size(), static_cast<qsizetype>(info.params.size()));
        }
        choose("als");
        auto* more = qobject_cast<QToolButton*>(button("More settings"));
        QVERIFY(more);
        QTest::mouseClick(more, Qt::LeftButton);
        auto* factors = named<QDoubleSpinBox>("Factors, value");
        QVERIFY(factors);
        type(factors, QStringLiteral("12"));
        type(named<QSpinBox>("Seed"), QStringLiteral("7"));
        QTRY_COMPARE(form->request().params.integer("factors"), std::int64_t{12});
        QCOMPARE(form->request().seed, std::uint64_t{7});
        for (const ParamSpec& spec : findAlgorithm("als")->params) {
            if (spec.type == ParamType::Flag) {
                const bool before = form->request().params.flag(spec.name);
                QTest::mouseClick(named<Switch>(spec.title.c_str()), Qt::LeftButton);
                QCOMPARE(form->request().params.flag(spec.name), !before);
            } else if (spec.type == ParamType::Choice) {
                auto* choice = named<QComboBox>(spec.title.c_str());
                QTest::keyClick(choice, Qt::Key_End);
                QCOMPARE(form->request().params.choice(spec.name), spec.choices.back());
            }
        }
        choose("popularity"); // what was set for a kind waits there
        choose("als");
        QCOMPARE(form->request().params.integer("factors"), std::int64_t{12});
        QTest::mouseClick(button("Reset"), Qt::LeftButton);
        QVERIFY(form->request().params == ParamSet(findAlgorithm("als")->params));
        QCOMPARE(form->request().seed, std::uint64_t{42});
    }

    void slidersReachBothEndsOfEveryRange() {
        QVERIFY(m_fixture->open());
        auto* form = m_page->findChild<SettingsForm*>();
        for (const AlgorithmInfo& info : algorithms()) {
            form->setAlgorithm(info);
            for (const ParamSpec& spec : info.params) {
                if (spec.type != ParamType::Integer && spec.type != ParamType::Real) {
                    continue;
                }
                auto* groove = named<QWidget>(spec.title.c_str());
                QVERIFY2(groove, spec.title.c_str());
                const auto value = [&] {
                    return spec.type == ParamType::Integer
                               ? static_cast<double>(form->request().params.integer(spec.name))
                               : form->request().params.real(spec.name);
                };
                for (QTimer* rest : form->findChildren<QTimer*>()) {
                    rest->setInterval(0); // so many sliders come to rest at once
                }
                QTest::keyClick(groove, Qt::Key_End);
                QTRY_COMPARE(value(), spec.high);
                QTest::keyClick(groove, Qt::Key_Home);
                QTRY_COMPARE(value(), spec.low);
            }
        }
    }

    void eventsCountAsTheFormSays() {
        QVERIFY(m_fixture->open());
        choose("item_knn");
        auto* box = named<QComboBox>("Events count");
        QVERIFY(box);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(m_page->findChild<SettingsForm*>()->request().weighing, Weighing::Values);
        QTest::mouseClick(button("Train Item-kNN"), Qt::LeftButton);
        QVERIFY(m_fixture->settled());
        QCOMPARE(m_fixture->session->models().all().front().stored.weighing, std::string("values"));
        QVERIFY(cell(0, TrainedModels::Settings).contains(QStringLiteral("events by value")));
        QTest::mouseClick(button("Reset"), Qt::LeftButton);
        QCOMPARE(m_page->findChild<SettingsForm*>()->request().weighing, Weighing::Signals);
    }

    void trainsFromTheFormAndShowsTheModel() {
        QVERIFY(m_fixture->open());
        choose("als");
        type(named<QDoubleSpinBox>("Factors, value"), QStringLiteral("8"));
        QTRY_COMPARE(m_page->findChild<SettingsForm*>()->request().params.integer("factors"),
                     std::int64_t{8});
        QVERIFY(button("Train both")); // the table is empty
        QTest::mouseClick(button("Train ALS"), Qt::LeftButton);
        QCOMPARE(m_fixture->jobs->runningCount(), 1);
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 1);
        QCOMPARE(cell(0, TrainedModels::Name), QStringLiteral("ALS-8"));
        QVERIFY(cell(0, TrainedModels::Settings).contains(QStringLiteral("factors=8")));
        // A part was held out and measured, and how is said.
        const auto& runs = m_fixture->session->experiments().runs();
        QCOMPARE(runs.size(), std::size_t{1});
        QVERIFY(cell(0, TrainedModels::Accuracy) != QStringLiteral("–"));
        QCOMPARE(runs.front().request->contestants.front().params,
                 paramsOf(m_fixture->session->models().all().front().stored));
        QVERIFY(!button("Train both"));
        // Its curve is shown while nothing runs.
        const ChartSpec& chart = m_page->findChild<TrainingQueue*>()->findChild<ChartView*>()->spec();
        QCOMPARE(chart.series.size(), std::size_t{1});
        QCOMPARE(chart.series[0].y.size(), std::size_t{15});
        QVERIFY(!chart.description.isEmpty());
    }

    void whatIsMeasuredStandsBesideOthersOfItsProtocol() {
        QVERIFY(m_fixture->open());
        choose("popularity");
        QTest::mouseClick(button("Train Popularity"), Qt::LeftButton);
        choose("item_knn");
        QTest::mouseClick(button("Train Item-kNN"), Qt::LeftButton);
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 2);
        QVERIFY(cell(0, TrainedModels::Accuracy) != QStringLiteral("–"));
        QVERIFY(cell(1, TrainedModels::Accuracy) != QStringLiteral("–"));
        QCOMPARE(m_fixture->session->experiments().runs().size(), std::size_t{2});
        // Switched off by the keyboard, nothing is held out.
        auto* measure = named<QCheckBox>("Hold out a part and measure");
        QVERIFY(measure && measure->isChecked());
        measure->setFocus();
        QTest::keyClick(measure, Qt::Key_Space);
        QVERIFY(!measure->isChecked());
        choose("random");
        QVERIFY(!named<QCheckBox>("Hold out a part and measure")->isChecked()); // it holds for all kinds
        QTest::mouseClick(button("Train Random"), Qt::LeftButton);
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 3);
        QCOMPARE(m_fixture->session->experiments().runs().size(), std::size_t{2});
    }

    void theEmptyTableTrainsTwoKindsInOneClick() {
        QVERIFY(m_fixture->open());
        QTest::mouseClick(button("Train both"), Qt::LeftButton);
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 2);
    }

    void trainAllSaysTheSumAndLeavesOutWhatIsTrained() {
        trainTwo();
        QString said;
        const auto answer = [&said](bool yes) {
            auto* poll = new QTimer(qApp);
            connect(poll, &QTimer::timeout, poll, [poll, yes, &said] {
                auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
                if (dialog) {
                    poll->stop(); // it lives on until the outer loop has come round
                    poll->deleteLater();
                    said = dialog->accessibleName() + u'\n' + dialog->accessibleDescription();
                    yes ? dialog->accept() : dialog->reject();
                }
            });
            poll->start(10);
        };
        answer(false);
        QTest::mouseClick(button("Train all with defaults"), Qt::LeftButton);
        QTRY_VERIFY(!said.isEmpty());
        QVERIFY(m_fixture->settled());
        const auto left = static_cast<int>(algorithms().size()) - 2;
        QVERIFY2(said.contains(QStringLiteral("Train %1 kinds").arg(left)), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("about ")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("2 that are trained")), qPrintable(said));
        QCOMPARE(rows(), 2);
        said.clear();
        answer(true);
        const int before = m_fixture->jobs->rowCount();
        QTest::mouseClick(button("Train all with defaults"), Qt::LeftButton);
        QTRY_VERIFY(!said.isEmpty());
        QTRY_COMPARE(m_fixture->jobs->rowCount() - before, left); // quick ones may have ended by now
        // While all is on its way nothing is asked for twice.
        QSignalSpy notice(m_fixture->session.get(), &Session::notice);
        QTest::mouseClick(button("Train all with defaults"), Qt::LeftButton);
        QCOMPARE(m_fixture->jobs->rowCount() - before, left);
        QVERIFY(notice.size() >= 1);
        m_fixture->jobs->cancelAll();
        QVERIFY(m_fixture->settled());
    }

    void enterThatEndsARenameDoesNothingElse() {
        trainTwo();
        QSignalSpy opened(m_navigator.get(), &Navigator::requested);
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, TrainedModels::Name));
        QTest::keyClick(table, Qt::Key_F2);
        QTRY_VERIFY(table->viewport()->findChild<QLineEdit*>());
        auto* field = table->viewport()->findChild<QLineEdit*>();
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("Other"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(m_fixture->settled());
        QTRY_VERIFY(names().contains(QStringLiteral("Other")));
        QCOMPARE(opened.size(), 0);
        QTest::keyClick(table, Qt::Key_Return); // the same key on the row itself
        QCOMPARE(opened.size(), 1);
    }

    void cancelActsWithin200MillisecondsAndResumeTrainsAgain() {
        QVERIFY(m_fixture->open());
        choose("als");
        type(named<QDoubleSpinBox>("Iterations, value"), QStringLiteral("100"));
        QTRY_COMPARE(m_page->findChild<SettingsForm*>()->request().params.integer("iterations"),
                     std::int64_t{100});
        type(named<QDoubleSpinBox>("Factors, value"), QStringLiteral("128"));
        QTRY_COMPARE(m_page->findChild<SettingsForm*>()->request().params.integer("factors"),
                     std::int64_t{128});
        QTest::mouseClick(button("Train ALS"), Qt::LeftButton);
        QTest::mouseClick(button("Train ALS"), Qt::LeftButton); // a second one waits
        QTRY_VERIFY(button("Cancel"));
        QTRY_VERIFY(button("Cancel ALS-128"));           // of the waiting one
        const quint64 first = m_fixture->jobs->at(1).id; // the one before opened the project
        const quint64 second = m_fixture->jobs->at(2).id;
        QTest::mouseClick(button("Cancel ALS-128"), Qt::LeftButton);
        QCOMPARE(m_fixture->jobs->info(second)->state, JobState::Cancelled);
        QTRY_VERIFY(button("Cancel"));
        QElapsedTimer clock;
        clock.start();
        QTest::mouseClick(button("Cancel"), Qt::LeftButton);
        QTRY_COMPARE(m_fixture->jobs->info(first)->state, JobState::Cancelled);
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
        QTRY_VERIFY(!button("Cancel"));
        QCOMPARE(m_fixture->session->models().all().size(), std::size_t{0});
        QTRY_VERIFY(button("Resume ALS-128"));
        QTest::mouseClick(button("Resume ALS-128"), Qt::LeftButton);
        QVERIFY(m_fixture->jobs->current());
        QCOMPARE(m_fixture->session->models()
                     .request(m_fixture->jobs->current()->id)
                     ->params.integer("iterations"),
                 std::int64_t{100});
        QVERIFY(!button("Resume ALS-128"));
        m_fixture->jobs->cancelAll();
        QVERIFY(m_fixture->settled());
        QTRY_VERIFY(button("Remove ALS-128 from the list"));
        QTest::mouseClick(button("Remove ALS-128 from the list"), Qt::LeftButton);
        QTRY_VERIFY(!button("Remove ALS-128 from the list"));
    }

    void theQueueFollowsTheRunningJob() {
        QVERIFY(m_fixture->open());
        choose("als");
        type(named<QDoubleSpinBox>("Iterations, value"), QStringLiteral("100"));
        type(named<QDoubleSpinBox>("Factors, value"), QStringLiteral("128"));
        QTRY_COMPARE(m_page->findChild<SettingsForm*>()->request().params.integer("factors"),
                     std::int64_t{128});
        QTest::mouseClick(button("Train ALS"), Qt::LeftButton);
        auto* chart = m_page->findChild<TrainingQueue*>()->findChild<ChartView*>();
        QTRY_VERIFY(!chart->spec().series.empty() || m_fixture->jobs->idle());
        QVERIFY(!m_fixture->jobs->idle());
        QTRY_VERIFY(chart->spec().series[0].y.size() > 2);
        QCOMPARE(chart->spec().references.size(), std::size_t{1});
        QVERIFY(chart->spec().references[0].shadeAfter);
        GalleryView* gallery = m_page->findChild<GalleryView*>();
        QCOMPARE(gallery->currentIndex().data(GalleryModel::StateRole).toInt(),
                 static_cast<int>(KindState::Training));
        m_fixture->jobs->cancelAll();
        QVERIFY(m_fixture->settled());
        QCOMPARE(gallery->currentIndex().data(GalleryModel::StateRole).toInt(),
                 static_cast<int>(KindState::Untrained));
    }

    void stateIsRemembered() {
        trainTwo();
        QTest::mouseClick(button("Kinds shown: Explains itself"), Qt::LeftButton);
        choose("item_knn");
        auto* table = m_page->findChild<TableView*>();
        table->setColumnWidth(TrainedModels::Name, 201);
        QSettings settings;
        m_page->saveState(settings);
        makePage(&settings);
        QCOMPARE(m_page->findChild<SegmentedControl*>()->current(), 3);
        QCOMPARE(m_page->findChild<SettingsForm*>()->algorithm()->id, std::string("item_knn"));
        QCOMPARE(m_page->findChild<TableView*>()->columnWidth(TrainedModels::Name), 201);
    }

    void everyFocusableWidgetHasANameAndTabReachesTheParts() {
        trainTwo();
        for (const QWidget* widget : m_page->findChildren<QWidget*>()) {
            if (widget->focusPolicy() != Qt::NoFocus && widget->isVisible() &&
                !qobject_cast<const QHeaderView*>(widget)) {
                const auto* abstractButton = qobject_cast<const QAbstractButton*>(widget);
                const bool named = !widget->accessibleName().isEmpty() ||
                                   (abstractButton && !abstractButton->text().isEmpty());
                const bool inner = widget->objectName().startsWith(QStringLiteral("qt_"));
                QVERIFY2(named || inner, widget->metaObject()->className());
            }
        }
        QSet<const QWidget*> seen;
        m_page->regions().front()->setFocus();
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_page.get(),
                            Qt::Key_Tab);
            seen.insert(QApplication::focusWidget());
        }
        QVERIFY(seen.contains(m_page->findChild<TableView*>()));
        QVERIFY(seen.contains(m_page->findChild<GalleryView*>()));
        QVERIFY(seen.contains(button("Train ALS")));
    }
};

RUN_TEST(TestModelsPage);
#include "tst_models_page.moc"
