// SPDX-License-Identifier: GPL-3.0-or-later
// Scores and predictions made elsewhere on the evaluation page: given as files, asked for where the header
// does not tell, judged beside models and taken away.
#include "engine/data/dataset.h"
#include "pages/evaluate/evaluate_fixture.h"
#include "storage/experiments/specification.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/import_files.h"
#include "support/run.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/session/project_experiments.h"
#include "ui/text/format.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>

#include <algorithm>

using namespace tastescope;
using Fixture = EvaluateFixture;

class TestEvaluateElsewhere : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scoresAreAModelAmongTheModels() {
        Fixture f;
        QVERIFY(f.open());
        const QString file = scores(f);
        const QAbstractItemModelTester tester(&contestants(f),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        add(f, file, QStringLiteral("Scores"));
        QTRY_COMPARE(contestants(f).chosenCount(), 4);
        QVERIFY(f.settle());
        const EvaluateRequest asked = f.page.request();
        QCOMPARE(asked.scoreFiles.size(), std::size_t{1});
        QCOMPARE(toQString(asked.scoreFiles[0].string()), file);
        QVERIFY(asked.listFiles.empty() && asked.predictionFiles.empty());
        QVERIFY(toQString(evaluateCommand(asked, 42, "p")).contains(QStringLiteral("--scores")));
        QVERIFY(f.run());
        ExecutionContext context;
        context.seed = 42;
        const auto own = measureModels(*f.session.dataset(), asked, context);
        QVERIFY2(own.hasValue(), own ? "" : own.error().text().c_str());
        const MetricValue* ours = numberOf(f.result(), "rival", f.results().key());
        const MetricValue* theirs = numberOf(*own, "rival", f.results().key());
        QVERIFY(ours && theirs);
        QCOMPARE(bitsOf(ours->value), bitsOf(theirs->value));
        QCOMPARE(f.board().model()->rowCount(), 4);
        QCOMPARE(std::ranges::count_if(f.result().pairs,
                                       [&](const PairResult& pair) {
                                           return pair.metric == f.results().key() &&
                                                  (pair.a == "rival" || pair.b == "rival");
                                       }),
                 3);
    }

    void aStoredRunKeepsThemUntilTheyAreTakenAway() {
        Fixture f;
        QVERIFY(f.open());
        const QString file = scores(f);
        add(f, file, QStringLiteral("Scores"));
        QTRY_COMPARE(contestants(f).chosenCount(), 4);
        QVERIFY(f.run());
        f.session.closeProject();
        QVERIFY(f.settle());
        f.session.openProject(f.path(QStringLiteral("demo.tastescope")));
        QVERIFY(f.settle());
        QCOMPARE(f.page.request().scoreFiles.size(), std::size_t{1});
        QVERIFY(!f.heat().isStale());
        // A file that has gone is told, and nothing is kept.
        QVERIFY(QFile::rename(file, file + QStringLiteral(".away")));
        const std::size_t runs = f.session.experiments().runs().size();
        {
            QSignalSpy failed(&f.session, &Session::failed);
            QVERIFY(f.run());
            QCOMPARE(failed.size(), 1);
            QVERIFY2(failed[0][1].toString().contains(QStringLiteral("rival.csv")),
                     qPrintable(failed[0][1].toString()));
        }
        QCOMPARE(f.session.experiments().runs().size(), runs);
        inDialog([&](QDialog& dialog) {
            auto* table = findNamed<TableView>(dialog, QStringLiteral("Models to compare"));
            QAbstractButton* remove = findButton(dialog, QStringLiteral("Remove"));
            QVERIFY(table && remove);
            const auto rival = [&] {
                return contestants(f).find(
                    [](const ContestantRow& row) { return row.name == QStringLiteral("rival"); });
            };
            table->setCurrentIndex(contestants(f).index(rival() == 0 ? 1 : 0, ContestantTable::Name));
            QVERIFY(!remove->isEnabled()); // a model of the project is no file
            table->setCurrentIndex(contestants(f).index(rival(), ContestantTable::Name));
            QVERIFY(remove->isEnabled());
            QTest::mouseClick(remove, Qt::LeftButton);
            QCOMPARE(rival(), -1);
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QTest::mouseClick(findButton(f.page, QStringLiteral("4 models")), Qt::LeftButton);
        QVERIFY(f.page.request().scoreFiles.empty());
        QVERIFY2(f.words().contains(QStringLiteral("1 model fewer")), qPrintable(f.words()));
        QVERIFY(f.run());
        QCOMPARE(f.session.experiments().runs().size(), runs + 1);
        QCOMPARE(f.board().model()->rowCount(), 3);
    }

    void predictionsAreKnownByTheirHeader() {
        Fixture f;
        QVERIFY(openRatings(f));
        QByteArray rows = "user,item,prediction\n";
        for (int person = 0; person < 20; ++person) {
            for (int item = 0; item < 10; ++item) {
                rows += "p" + QByteArray::number(person) + ",i" + QByteArray::number(item) + "," +
                        QByteArray::number(1 + (person + item) % 5) + ".5\n";
            }
        }
        add(f, f.write(QStringLiteral("guesses.csv"), rows));
        const auto place = [&] {
            return contestants(f).find(
                [](const ContestantRow& row) { return row.kind == OutsideKind::Predictions; });
        };
        QTRY_VERIFY(place() >= 0);
        for (int row = 0; row < contestants(f).rowCount(); ++row) {
            if (contestants(f).at(row).chosen != (row == place())) {
                contestants(f).toggle(row);
            }
        }
        QVERIFY(f.settle());
        const EvaluateRequest asked = f.page.request();
        QCOMPARE(asked.predictionFiles.size(), std::size_t{1});
        QVERIFY(asked.contestants.empty());
        QVERIFY(f.run());
        ExecutionContext context;
        context.seed = 42;
        const auto own = measureModels(*f.session.dataset(), asked, context);
        QVERIFY2(own.hasValue(), own ? "" : own.error().text().c_str());
        const MetricValue* ours = numberOf(f.result(), "guesses", "rmse");
        const MetricValue* theirs = numberOf(*own, "guesses", "rmse");
        QVERIFY(ours && theirs);
        QCOMPARE(bitsOf(ours->value), bitsOf(theirs->value));
        QCOMPARE(f.board().model()->rowCount(), 1);
    }

    void wrongFilesAreToldAndNothingIsAdded() {
        Fixture f;
        QVERIFY(openRatings(f));
        const int before = contestants(f).rowCount();
        const std::vector<std::pair<QByteArray, QString>> wrong{
            {"user,item,prediction\np1,i1,4\np1,i2,high\np2,i1,3\n", QStringLiteral("line 3")},
            {"user,item,prediction\nx,y,3\nz,w,4\n", QStringLiteral("None of the users")}};
        for (const auto& [rows, words] : wrong) {
            QSignalSpy failed(&f.session, &Session::failed);
            add(f, f.write(QStringLiteral("wrong.csv"), rows));
            QTRY_COMPARE(failed.size(), 1);
            QVERIFY2(failed[0][1].toString().contains(words), qPrintable(failed[0][1].toString()));
            QCOMPARE(contestants(f).rowCount(), before);
        }
        // What is asked can be left unanswered.
        inDialogAfter(f, f.write(QStringLiteral("open.csv"), "user,item,weight\np1,i1,4\np1,i2,3\n"),
                      [](QDialog& dialog) {
                          QVERIFY(findButton(dialog, QStringLiteral("Lists")));
                          QVERIFY(findButton(dialog, QStringLiteral("Scores")));
                          QVERIFY(findButton(dialog, QStringLiteral("Predictions")));
                          QTest::keyClick(&dialog, Qt::Key_Escape);
                      });
        QCOMPARE(contestants(f).rowCount(), before);
    }

private:
    static ContestantTable& contestants(const Fixture& f) { return *f.page.findChild<ContestantTable*>(); }
    static const MetricValue* numberOf(const EvaluationResult& result, const std::string& label,
                                       const std::string& key) {
        const auto model = std::ranges::find(result.models, label, &ModelResult::label);
        return model == result.models.end() ? nullptr : findValue(model->metrics, key);
    }
    /// Everybody's scores of every third item.
    static QString scores(const Fixture& f) {
        const Dataset& data = *f.session.dataset();
        QByteArray rows = "user,item,score\n";
        for (std::uint32_t user = 0; user < data.users().size(); ++user) {
            for (std::uint32_t item = 0; item < data.items().size(); item += 3) {
                rows += QByteArray::fromStdString(std::string(data.users().at(user))) + "," +
                        QByteArray::fromStdString(std::string(data.items().at(item))) + "," +
                        QByteArray::number((user * 7 + item * 5) % 101) + "\n";
            }
        }
        return f.write(QStringLiteral("rival.csv"), rows);
    }
    static bool openRatings(Fixture& f) {
        QByteArray rows = "user,item,rating\n";
        for (int person = 0; person < 20; ++person) {
            for (int item = 0; item < 10; ++item) {
                rows += "p" + QByteArray::number(person) + ",i" + QByteArray::number(item) + "," +
                        QByteArray::number(1 + (person * 3 + item * 2) % 5) + "\n";
            }
        }
        const auto plan = planImport({f.write(QStringLiteral("ratings.csv"), rows).toStdString()});
        const QString project = f.path(QStringLiteral("ratings.tastescope"));
        if (!plan || !importFiles(project.toStdString(), *plan)) {
            return false;
        }
        f.session.openProject(project);
        f.page.activateWindow();
        return f.settle() && QTest::qWaitForWindowActive(&f.page);
    }
    static void add(Fixture& f, const QString& file, const QString& kind = {}) {
        chooseInFileDialog(file);
        QAbstractButton* button = findButton(f.page, QStringLiteral("Add lists"));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton); // back when the file is chosen
        if (!kind.isEmpty()) {
            inDialog([kind](QDialog& dialog) {
                QAbstractButton* answer = findButton(dialog, kind);
                QVERIFY(answer);
                QTest::mouseClick(answer, Qt::LeftButton);
            });
        }
    }
    static void inDialogAfter(Fixture& f, const QString& file, const std::function<void(QDialog&)>& work) {
        add(f, file);
        bool asked = false;
        inDialog([&](QDialog& dialog) {
            work(dialog);
            asked = true;
        });
        QTRY_VERIFY(asked);
        QVERIFY(f.settle());
    }
};

RUN_TEST(TestEvaluateElsewhere);
#include "tst_evaluate_elsewhere.moc"
