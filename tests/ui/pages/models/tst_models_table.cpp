// SPDX-License-Identifier: GPL-3.0-or-later
// The table of trained models: rename, delete, use, duplicate, sort, copy, and what was measured last.
#include "engine/registry/registry.h"
#include "support/held_lane.h"
#include "support/models_page_fixture.h"
#include "support/other_data.h"
#include "support/run.h"

#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "ui/pages/models/settings_form.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTimer>
#include <QUndoStack>

using namespace tastescope;

class TestModelsTable : public QObject, private ModelsPageFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(); }
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void renamesInTheTableByF2() {
        trainTwo();
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, TrainedModels::Size));
        const QString before = cell(0, TrainedModels::Name);
        QTest::keyClick(table, Qt::Key_F2);
        auto* editor = table->viewport()->findChild<QLineEdit*>();
        QTRY_VERIFY(editor = table->viewport()->findChild<QLineEdit*>());
        QCOMPARE(editor->text(), before);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("Mine"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(names().contains(QStringLiteral("Mine"))); // the delegate commits by a queued call
        m_fixture->session->undoStack().undo();
        QVERIFY(m_fixture->settled());
        QVERIFY(names().contains(before));
    }

    void deletesWithTheKeyAndUndoBringsItBack() {
        trainTwo();
        auto* table = m_page->findChild<TableView*>();
        const QAbstractItemModelTester tester(table->model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QStringList before = names();
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Delete, Qt::KeypadModifier);
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 1);
        m_fixture->session->undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(QSet<QString>(before.begin(), before.end()), [&] {
            const QStringList now = names();
            return QSet<QString>(now.begin(), now.end());
        }());
        // Held down: they go once, and come back by one undo.
        table->selectAll();
        for (int time = 0; time < 3; ++time) {
            QTest::keyClick(table, Qt::Key_Delete);
        }
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 0);
        QVERIFY(button("Train both"));
        QCOMPARE(m_fixture->session->undoStack().count(), 1);
        m_fixture->session->undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(rows(), 2);
    }

    void usesAndDuplicatesAModel() {
        QVERIFY(m_fixture->open());
        const AlgorithmInfo* als = findAlgorithm("als");
        ParamSet params(als->params);
        QVERIFY(params.set(als->params, "factors", "16"));
        QVERIFY(params.set(als->params, "iterations", "3"));
        m_fixture->session->models().train({"als", params, "Small", 9});
        QVERIFY(m_fixture->settled());
        choose("popularity");
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->selectRow(0);
        QSignalSpy opened(m_navigator.get(), &Navigator::requested);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), QStringLiteral("explore"));
        QCOMPARE(opened[0][1].toMap().value(QStringLiteral("model")).toString(), QStringLiteral("Small"));
        QTest::keyClick(table, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(m_fixture->session->undoStack().count(), 0); // on X11 it is a key to delete by, too
        const TrainRequest request = m_page->findChild<SettingsForm*>()->request();
        QCOMPARE(request.algorithm, std::string("als"));
        QVERIFY(request.params == params);
        QCOMPARE(request.seed, std::uint64_t{9});
    }

    void measuresWhatHasNoNumberYet() {
        trainTwo(); // as the demo's models are: without a part held out
        auto* measure = button("Measure");
        QVERIFY(measure && measure->isEnabled());
        QCOMPARE(cell(0, TrainedModels::Accuracy), QStringLiteral("–"));
        QTest::mouseClick(measure, Qt::LeftButton);
        QCOMPARE(m_fixture->jobs->runningCount(), 2);
        QVERIFY(!measure->isEnabled()); // a second press would do it all again
        QVERIFY(m_fixture->settled());
        QVERIFY(cell(0, TrainedModels::Accuracy) != QStringLiteral("–"));
        QVERIFY(cell(1, TrainedModels::Accuracy) != QStringLiteral("–"));
        QVERIFY(!button("Measure")); // nothing is left to measure
        // By the key, the selected ones.
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_M, Qt::ControlModifier);
        QCOMPARE(m_fixture->jobs->runningCount(), 1);
        QVERIFY(m_fixture->settled());
        QCOMPARE(m_fixture->session->experiments().runs().size(), std::size_t{3});
        // One that is stopped can be asked for again.
        QVERIFY(m_fixture->train("random"));
        QTRY_VERIFY(button("Measure"));
        HeldLane lane(*m_fixture->jobs); // or it may be done before it is stopped
        QTest::mouseClick(button("Measure"), Qt::LeftButton);
        m_fixture->jobs->cancelAll();
        lane.letGo();
        QVERIFY(m_fixture->settled());
        QTRY_VERIFY(button("Measure") && button("Measure")->isEnabled());
    }

    // The same kind and settings, other data: its number is not that of the model before.
    void aModelOfNewDataHasNoNumberOfTheDataBefore() {
        trainTwo();
        QTest::mouseClick(button("Measure"), Qt::LeftButton);
        QVERIFY(m_fixture->settled());
        const QString none = QStringLiteral("–");
        QVERIFY(cell(0, TrainedModels::Accuracy) != none && cell(1, TrainedModels::Accuracy) != none);
        QVERIFY(
            replaceData(*m_fixture->session, m_fixture->folder.filePath(QStringLiteral("less.csv")), 20, 30));
        QVERIFY(m_fixture->settled());
        QVERIFY(m_fixture->train("popularity"));
        QCOMPARE(rows(), 3);
        const qlonglong fresh = m_fixture->session->models().all().back().stored.id;
        QVERIFY(!m_fixture->session->models().find(fresh)->stale);
        const auto shown = [this, fresh](int column) {
            const auto* model = m_page->findChild<TableView*>()->model();
            for (int row = 0; row < model->rowCount(); ++row) {
                if (model->index(row, 0).data(TrainedModels::IdRole).toLongLong() == fresh) {
                    return cell(row, column);
                }
            }
            return QStringLiteral("no row");
        };
        QCOMPARE(shown(TrainedModels::Accuracy), none);
        QCOMPARE(shown(TrainedModels::State), QString());
        QVERIFY(button("Measure") && button("Measure")->isEnabled());
        QTest::mouseClick(button("Measure"), Qt::LeftButton);
        QVERIFY(m_fixture->settled());
        QVERIFY(shown(TrainedModels::Accuracy) != none);
    }

    void nothingIsMeasuredWhereNothingCanBeStored() {
        trainTwo();
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settled());
        QVERIFY(QFile::setPermissions(m_fixture->path, QFile::ReadOwner | QFile::ReadGroup));
        QVERIFY(m_fixture->open());
        QVERIFY(m_fixture->session->isReadOnly());
        QSignalSpy failed(m_fixture->session.get(), &Session::failed);
        QTRY_VERIFY(button("Measure"));
        QVERIFY(!button("Measure")->isEnabled());
        QVERIFY(button("Measure")->toolTip().contains(QStringLiteral("reading only")));
        auto* table = m_page->findChild<TableView*>();
        table->setFocus();
        table->selectAll();
        QTest::keyClick(table, Qt::Key_M, Qt::ControlModifier);
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 0);
        QVERIFY(m_fixture->session->experiments().runs().empty());
    }

    void theMenuOffersTheSame() {
        trainTwo();
        auto* table = m_page->findChild<TableView*>();
        table->selectRow(0);
        QStringList offered;
        QTimer::singleShot(0, this, [&] {
            if (auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) {
                for (const QAction* action : menu->actions()) {
                    offered.append(action->text());
                }
                menu->close();
            }
        });
        Q_EMIT table->customContextMenuRequested({20, 10});
        QVERIFY(offered.contains(QStringLiteral("Use in Explore listeners")));
        QVERIFY(offered.contains(QStringLiteral("Rename")));
        QVERIFY(offered.contains(QStringLiteral("Duplicate settings")));
        QVERIFY(offered.contains(QStringLiteral("Delete")));
        QVERIFY(offered.contains(QStringLiteral("Copy")));
    }

    void sortsByRawValuesAndCopiesWithHeaders() {
        trainTwo();
        auto* table = m_page->findChild<TableView*>();
        table->sortByColumn(TrainedModels::Size, Qt::AscendingOrder);
        QVERIFY(size(0) <= size(1));
        table->sortByColumn(TrainedModels::Size, Qt::DescendingOrder);
        QVERIFY(size(0) >= size(1));
        table->selectAll();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines =
            QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].startsWith(QStringLiteral("Model\tData\tNDCG@10")));
    }

    void metricsOfTheNewestExperimentAreShown() {
        QVERIFY(m_fixture->open());
        QVERIFY(m_fixture->train("popularity"));
        QVERIFY(m_fixture->train("item_knn"));
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settled());
        double measured = 0;
        {
            auto project = Project::open(m_fixture->path.toStdString(), OpenMode::ReadWrite);
            QVERIFY(project.hasValue());
            const auto dataset = (*project)->loadDataset();
            EvaluateRequest request;
            for (const char* id : {"popularity", "item_knn"}) {
                request.contestants.push_back({id, id, ParamSet(findAlgorithm(id)->params)});
            }
            request.options.resamples = 50;
            QVERIFY(evaluateModels(**project, **dataset, request).hasValue());
            const auto metrics = (*project)->experiments().metrics(0);
            for (const StoredMetric& metric : *metrics) {
                if (metric.algorithm == "item_knn" && metric.key == "ndcg@10") {
                    measured = metric.value;
                }
            }
        }
        QVERIFY(measured > 0);
        QVERIFY(m_fixture->open());
        const int row = static_cast<int>(names().indexOf(QStringLiteral("Item-kNN-100")));
        QVERIFY(row >= 0);
        auto* table = m_page->findChild<TableView*>();
        const QModelIndex shown = table->model()->index(row, TrainedModels::Accuracy);
        QCOMPARE(shown.data(TrainedModels::SortRole).toDouble(), measured); // the same double
        QCOMPARE(cell(row, TrainedModels::State), QStringLiteral("best"));
    }
};

RUN_TEST(TestModelsTable);
#include "tst_models_table.moc"
