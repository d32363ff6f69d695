// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset.h"
#include "support/import_fixture.h"
#include "support/run.h"
#include "ui/pages/import/files_step.h"
#include "ui/pages/import/import_draft.h"
#include "ui/pages/import/preview_model.h"
#include "ui/pages/import/problems_panel.h"
#include "ui/pages/import/readiness_panel.h"
#include "ui/signals/signal_weight_model.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>

using namespace tastescope;

class TestImportPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leadsFromAFileToAProject() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_VERIFY(fixture.isShown("Save list")); // counted: there are problems
        QCOMPARE(fixture.rows("Rows left out, by reason"), 2);
        QCOMPARE(fixture.rows("Signal weights"), 2);
        QVERIFY(fixture.click("Continue"));
        QVERIFY(!fixture.isShown("Continue")); // no attribute files: straight to the name
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        QCOMPARE(fixture.session.lastImport()->rowsImported, std::uint64_t{600});
        QCOMPARE(fixture.session.lastImport()->rowsRejected, std::uint64_t{2});
        QCOMPARE(fixture.session.dataset()->userCount(), std::size_t{40});
        QVERIFY(fixture.isShown("Look at the data set"));
    }

    void whatWasEditedStaysBackAndForth() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_COMPARE(fixture.rows("Signal weights"), 2);
        fixture.editCell("Signal weights", 0, SignalWeightModel::WeightColumn, QStringLiteral("7"));
        QVERIFY(ImportFixture::choose(fixture.named<QComboBox>("Several events of one pair"),
                                      QStringLiteral("Mean counts")));
        auto* time = fixture.named<QComboBox>("Role of column when");
        QVERIFY(ImportFixture::choose(time, QStringLiteral("Ignore")));
        QTest::qWait(400);
        QVERIFY(fixture.settle());
        for (const char* way : {"Continue", "Back", "Back", "Continue"}) {
            QVERIFY(fixture.click(way));
        }
        QCOMPARE(fixture.cell("Signal weights", 0, SignalWeightModel::WeightColumn), QStringLiteral("7"));
        QCOMPARE(fixture.named<QComboBox>("Several events of one pair")->currentText(),
                 QStringLiteral("Mean counts"));
        QCOMPARE(fixture.named<QComboBox>("Role of column when")->currentText(), QStringLiteral("Ignore"));
        // And it is what is imported.
        QVERIFY(fixture.click("Continue"));
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        const Dataset& data = *fixture.session.dataset();
        QVERIFY(!data.events().hasTimes());
        QCOMPARE(data.parts().matrix.policy, PairPolicy::Mean);
        QVERIFY(std::any_of(data.signals().begin(), data.signals().end(),
                            [](const SignalType& type) { return type.weight == 7; }));
    }

    void aHeaderAtOddsWithItsRowsIsAskedAbout() {
        struct Answer {
            const char* button;
            const char* user; ///< of the first row, under the role
            int rows;
        };
        for (const Answer& answer :
             {Answer{"The first columns", "7", 40}, Answer{"The last columns", "u0", 40},
              Answer{"It is a row", nullptr, 41}}) {
            ImportFixture fixture;
            QByteArray text = "user,item,rating\n";
            for (int row = 0; row < 40; ++row) {
                text += "7,u" + QByteArray::number(row % 6) + ",t" + QByteArray::number(row % 9) + "," +
                        QByteArray::number(row % 5 + 1) + "\n";
            }
            QVERIFY(fixture.give({fixture.write(QStringLiteral("odd.csv"), text)}));
            QVERIFY2(fixture.words().contains(QStringLiteral("The header names 3 columns, the rows have 4")),
                     qPrintable(fixture.words()));
            QVERIFY(!fixture.canContinue());
            QAbstractButton* button = fixture.button(answer.button);
            QVERIFY(button);
            button->setFocus();
            QTest::keyClick(button, Qt::Key_Space);
            QVERIFY(fixture.settle());
            QVERIFY(!fixture.words().contains(QStringLiteral("The header names")));
            QTRY_COMPARE(fixture.rows("Sample of rows"), answer.rows);
            if (answer.user) {
                auto* role = fixture.named<QComboBox>("Role of column user");
                QVERIFY(role && role->currentText() == QStringLiteral("User"));
                const int column = answer.button == std::string_view("The first columns") ? 0 : 1;
                QCOMPARE(fixture.cell("Sample of rows", 0, column), QString::fromLatin1(answer.user));
                QTRY_VERIFY(fixture.canContinue());
            } else {
                QVERIFY(!fixture.canContinue()); // no column has a name: their roles are asked for
                QVERIFY(ImportFixture::choose(fixture.named<QComboBox>("Role of column column 2"),
                                              QStringLiteral("User")));
                QVERIFY(ImportFixture::choose(fixture.named<QComboBox>("Role of column column 3"),
                                              QStringLiteral("Item")));
                QTRY_VERIFY(fixture.canContinue());
            }
        }
    }

    void aSeparatorThatIsNotFoundIsAskedFor() {
        ImportFixture fixture;
        QByteArray text;
        for (int row = 0; row < 30; ++row) {
            text += "user" + QByteArray::number(row % 6) + "=thing" + QByteArray::number(row % 9) + "\n";
        }
        const QString path = fixture.write(QStringLiteral("equal.txt"), text);
        fixture.page.activate({{QStringLiteral("paths"), QStringList{path}}});
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.canContinue());
        QVERIFY(fixture.isShown("Say how it is cut"));
        fixture.inDialog([](QWidget& dialog) {
            QVERIFY(findNamed<QComboBox>(dialog, QStringLiteral("Separated by")));
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QVERIFY(fixture.click("Say how it is cut"));
        QVERIFY(fixture.isShown("Say how it is cut")); // left: it is still asked
        // Another table needs no question.
        fixture.page.activate(
            {{QStringLiteral("paths"),
              QStringList{fixture.write(QStringLiteral("log.csv"), ImportFixture::ratings())}}});
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.isShown("Say how it is cut"));
        QVERIFY(fixture.canContinue());
    }

    void whatNoDateTellsIsAsked() {
        ImportFixture fixture;
        QByteArray text = "user,item,rating,date\n";
        for (int row = 0; row < 60; ++row) {
            text += "u" + QByteArray::number(row / 6) + ",t" + QByteArray::number(row % 6) + ",4,0" +
                    QByteArray::number(row % 7 + 1) + "/0" + QByteArray::number(row % 9 + 1) + "/2024\n";
        }
        text.replace("01/01/2024", "03/04/2024");
        QVERIFY(fixture.give({fixture.write(QStringLiteral("dates.csv"), text)}));
        QVERIFY(fixture.words().contains(QStringLiteral("Which day is 03/04/2024?")));
        QVERIFY(!fixture.canContinue());
        QAbstractButton* april = fixture.button("03/04/2024 is 3 Apr 2024");
        QVERIFY(april && fixture.button("03/04/2024 is 4 Mar 2024"));
        april->setFocus();
        QTest::keyClick(april, Qt::Key_Space);
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.words().contains(QStringLiteral("Which day is")));
        QTRY_VERIFY(fixture.canContinue());
        QVERIFY(fixture.click("Continue"));
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        const auto times = fixture.session.dataset()->events().times();
        QVERIFY(std::find(times.begin(), times.end(), Time{1'712'102'400'000}) !=
                times.end()); // 3 April 2024
    }

    void whatNoNameTellsIsAsked() {
        ImportFixture fixture;
        QByteArray text;
        for (int row = 0; row < 60; ++row) {
            text += QByteArray(1, static_cast<char>('a' + row % 8)) + "nna,tea" +
                    QByteArray(1, static_cast<char>('a' + row % 13)) + "\n";
        }
        QVERIFY(fixture.give({fixture.write(QStringLiteral("names.csv"), text)}));
        QVERIFY(!fixture.canContinue());
        QVERIFY(fixture.words().contains(QStringLiteral("is the user")));
        // The arrow keys pass by "User" on their way to "Item", which takes that role from the other column.
        QVERIFY(ImportFixture::choose(fixture.named<QComboBox>("Role of column column 2"),
                                      QStringLiteral("Item")));
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.canContinue());
        QVERIFY(ImportFixture::choose(fixture.named<QComboBox>("Role of column column 1"),
                                      QStringLiteral("User")));
        QVERIFY(fixture.settle());
        QTRY_VERIFY(fixture.canContinue());
    }

    void cancellingAtTheLastStepWritesNothing() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.click("Continue"));
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        QVERIFY(fixture.click("Cancel"));
        QVERIFY(fixture.settle());
        QVERIFY(fixture.isShown("Choose files") && !fixture.canContinue());
        QVERIFY(!QFileInfo::exists(fixture.path(QStringLiteral("log.tastescope"))));
    }

    void filesThatCannotBeCountedAreSaidAndCountedAgain() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_VERIFY(fixture.isShown("Save list")); // counted
        const QString counting = QStringLiteral("Counting rows");
        const QString problem = QStringLiteral("Cannot be read");
        QVERIFY(QFile::remove(fixture.path(QStringLiteral("log.csv"))));
        const auto choose = [&](const char* role) {
            return ImportFixture::choose(fixture.named<QComboBox>("Role of column when"),
                                         QString::fromLatin1(role));
        };
        const QString before = fixture.named<QComboBox>("Role of column when")->currentText();
        QVERIFY(choose("Ignore"));
        QTRY_VERIFY2(fixture.words().contains(problem), qPrintable(fixture.words()));
        QVERIFY(!fixture.words().contains(counting));
        QVERIFY(!fixture.isShown("Save list")); // nor what was counted before
        // It is still said after other pages were looked at, and where the files are chosen.
        for (const char* way : {"Continue", "Back"}) {
            QVERIFY(fixture.click(way));
        }
        QVERIFY(fixture.words().contains(problem) && !fixture.words().contains(counting));
        QVERIFY(fixture.click("Back"));
        QVERIFY(fixture.words().contains(problem));
        QVERIFY(fixture.click("Continue"));
        // The file is back: the next edit counts it.
        fixture.write(QStringLiteral("log.csv"), ImportFixture::events());
        QVERIFY(choose(before.toLatin1().constData()));
        QTRY_VERIFY(fixture.isShown("Save list"));
        QVERIFY(!fixture.words().contains(problem));
        QVERIFY(fixture.click("Back"));
        QVERIFY(!fixture.words().contains(problem));
    }

    void otherFilesEndAProblem() {
        PageFixture fixture;
        ImportDraft draft(fixture.session);
        const QString path = fixture.write(QStringLiteral("log.csv"), ImportFixture::events());
        const QString other = fixture.write(QStringLiteral("other.csv"), ImportFixture::ratings());
        draft.setPaths({path});
        QTRY_VERIFY(draft.count());
        QVERIFY(draft.problem().isEmpty());
        QVERIFY(QFile::remove(path));
        draft.editSignals([](ImportPlan&) {}); // counts again, and keeps the count until then
        QVERIFY(draft.count());
        QTRY_VERIFY(!draft.problem().isEmpty());
        QVERIFY(!draft.count() && !draft.isCounting());
        draft.setPaths({other});
        QVERIFY(draft.problem().isEmpty());
        QTRY_VERIFY(draft.count());
        QVERIFY(draft.problem().isEmpty());
        // A problem of planning is kept as one of counting is.
        draft.setPaths({path});
        QTRY_VERIFY(!draft.problem().isEmpty());
        draft.clear();
        QVERIFY(draft.problem().isEmpty());
    }

    void aCountOfAnotherPlanDoesNotArrive() {
        const auto setUser = [](ImportDraft& draft, ColumnRole role) {
            draft.edit([role](ImportPlan& plan) { plan.files.front().columns.front().role = role; });
        };
        PageFixture fixture;
        const QString path = fixture.write(QStringLiteral("log.csv"), ImportFixture::events());
        QByteArray text; // in which nothing tells who is the user
        for (int row = 0; row < 60; ++row) {
            text += QByteArray(1, static_cast<char>('a' + row % 8)) + "nna,tea" +
                    QByteArray(1, static_cast<char>('a' + row % 13)) + "\n";
        }
        const QString names = fixture.write(QStringLiteral("names.csv"), text);
        const std::function<void(ImportDraft&)> changes[] = {
            [&](ImportDraft& draft) { setUser(draft, ColumnRole::Ignore); },
            [&](ImportDraft& draft) { draft.setPaths({names}); }, [](ImportDraft& draft) { draft.clear(); }};
        for (const auto& change : changes) {
            ImportDraft draft(fixture.session);
            bool changed = false;
            // Queued when the count begins: before its answer can be.
            const auto once = connect(
                &draft, &ImportDraft::countChanged, &draft,
                [&] {
                    if (!changed) {
                        changed = true;
                        change(draft);
                    }
                },
                Qt::QueuedConnection);
            draft.setPaths({path});
            QTRY_VERIFY(changed);
            disconnect(once);
            QVERIFY(fixture.settle());
            QVERIFY(!draft.missing().isEmpty());
            QVERIFY(!draft.count() && !draft.isCounting());
        }
        // With the user back it is counted.
        ImportDraft draft(fixture.session);
        draft.setPaths({path});
        QTRY_VERIFY(draft.count());
        QCOMPARE(draft.count()->report.rowsRejected, std::uint64_t{2});
        setUser(draft, ColumnRole::Ignore);
        QVERIFY(!draft.count() && !draft.isCounting());
        setUser(draft, ColumnRole::User);
        QVERIFY(draft.isCounting()); // soon
        QTRY_VERIFY(draft.count());
        QVERIFY(!draft.isCounting());
    }

    void filesThatWereTakenBackAreNotPlanned() {
        PageFixture fixture;
        ImportDraft draft(fixture.session);
        QSignalSpy planned(&draft, &ImportDraft::planned);
        draft.setPaths({fixture.write(QStringLiteral("log.csv"), ImportFixture::events())});
        draft.clear();
        QVERIFY(fixture.settle());
        QCOMPARE(planned.size(), 1); // that there is none
        QVERIFY(!draft.hasPlan() && draft.plan().files.empty());
    }

    void anotherDelimiterCutsTheFileAnewOffTheGuiThread() {
        PageFixture fixture;
        ImportDraft draft(fixture.session);
        const QString path =
            fixture.write(QStringLiteral("log.csv"), ImportFixture::events().replace(',', ';'));
        draft.setPaths({path});
        QVERIFY(fixture.settle());
        QCOMPARE(draft.plan().files.size(), std::size_t{1});
        const FilePlan right = draft.plan().files.front();
        QCOMPARE(right.columns.size(), std::size_t{4});
        FilePlan wrong = right; // as if the sniffer had missed the delimiter
        wrong.dialect.delimiter = ",";
        wrong.columns.resize(1);
        draft.edit([&](ImportPlan& plan) { plan.files.front() = wrong; });
        QSignalSpy replaced(&draft, &ImportDraft::fileReplaced);
        FilePlan changed = wrong;
        changed.dialect.delimiter = ";";
        draft.replaceFile(0, changed);
        QCOMPARE(replaced.count(), 0); // asked, not read here
        QVERIFY(fixture.settle());
        QCOMPARE(replaced.count(), 1);
        QCOMPARE(draft.plan().files.front().columns.size(), std::size_t{4});
        QCOMPARE(draft.plan().files.front().columns.back().name, right.columns.back().name);
        changed = draft.plan().files.front();
        changed.dialect.quote = '\'';
        draft.replaceFile(0, changed); // the same columns: at once
        QCOMPARE(replaced.count(), 2);
    }

    void modelsAreSound() {
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        ImportFileModel files;
        const QAbstractItemModelTester filesTester(&files, mode);
        files.setRows({FilePlan{}, FilePlan{}});
        ProblemModel problems;
        const QAbstractItemModelTester problemsTester(&problems, mode);
        problems.setRows({{"Item is empty", 3, 7, "log.csv", ""}});
        QCOMPARE(problems.index(0, 2).data().toString(), QStringLiteral("row 7"));
        SignalWeightModel weights;
        const QAbstractItemModelTester weightsTester(&weights, mode);
        weights.setRows({{defaultSignal("skip"), 4}});
        QVERIFY(!weights.setData(weights.index(0, 1), QStringLiteral("much"), Qt::EditRole));
        QVERIFY(weights.setData(weights.index(0, 1), -2.5, Qt::EditRole));
        ReadinessModel readiness;
        const QAbstractItemModelTester readinessTester(&readiness, mode);
        readiness.setRows({ReadinessCheck{}});
        PreviewModel preview;
        const QAbstractItemModelTester previewTester(&preview, mode);
        FilePreview sample;
        sample.plan.columns.resize(2);
        sample.rows = {{1, {"a"}, {"", "Value is empty"}}};
        preview.setPreview(sample);
        QCOMPARE(preview.index(0, 1).data().toString(), QStringLiteral("empty"));
    }
};

RUN_TEST(TestImportPage);
#include "tst_import_page.moc"
