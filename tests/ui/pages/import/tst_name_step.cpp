// SPDX-License-Identifier: GPL-3.0-or-later
// The last step: where the data goes and what things are called.
#include "engine/data/dataset.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/import_files.h"
#include "support/import_fixture.h"
#include "support/run.h"
#include "ui/session/project_models.h"
#include "ui/signals/signal_weight_model.h"
#include "ui/text/format.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>

using namespace tastescope;

class TestNameStep : public QObject {
    Q_OBJECT
    /// A fixture that stands at the step with the events, the folder typed.
    static bool arrive(ImportFixture& fixture) {
        if (!fixture.giveEvents() || !fixture.click("Continue")) {
            return false;
        }
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        return fixture.isShown("Import");
    }

private Q_SLOTS:
    void proposesTheNameOfTheFile() {
        ImportFixture fixture;
        QVERIFY(arrive(fixture));
        QCOMPARE(fixture.named<QLineEdit>("Project name")->text(), QStringLiteral("log"));
        QVERIFY(fixture.words().contains(QStringLiteral("log.tastescope")));
        QCOMPARE(fixture.named<QComboBox>("Import into")->count(), 1); // nothing is open to import into
    }

    void withoutANameOrAFolderNothingIsWritten() {
        ImportFixture fixture;
        QVERIFY(arrive(fixture));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        const QString problem = QStringLiteral("Give the project a name");
        ImportFixture::type(fixture.named<QLineEdit>("Project name"), QStringLiteral(" "));
        QVERIFY(fixture.words().contains(problem));
        QVERIFY(fixture.click("Import"));
        ImportFixture::type(fixture.named<QLineEdit>("Project name"), QStringLiteral("mine"));
        QVERIFY(!fixture.words().contains(problem));
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QStringLiteral("nowhere")));
        QVERIFY(fixture.words().contains(problem));
        QVERIFY(fixture.click("Import"));
        QVERIFY(fixture.settle());
        QCOMPARE(finished.size(), 0);
        QVERIFY(!QFileInfo::exists(fixture.path(QStringLiteral("nowhere"))));
    }

    // The folder that is proposed takes the project, also where there is none for documents.
    void whatIsProposedWorks_data() {
        QTest::addColumn<bool>("documents");
        QTest::newRow("a folder for documents") << true;
        QTest::newRow("none") << false;
    }
    void whatIsProposedWorks() {
        QFETCH(bool, documents);
        ImportFixture fixture;
        const QByteArray home = qgetenv("HOME");
        const QString mine = fixture.path(QStringLiteral("home"));
        QVERIFY(QDir().mkpath(documents ? mine + QStringLiteral("/Documents") : mine));
        qputenv("HOME", mine.toLocal8Bit());
        const bool arrived = fixture.giveEvents() && fixture.click("Continue");
        const QString folder = fixture.named<QLineEdit>("Folder")->text();
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        const bool clicked = fixture.click("Import");
        fixture.settle();
        qputenv("HOME", home);
        QVERIFY(arrived && clicked);
        QCOMPARE(finished.size(), 1);
        QVERIFY(QFileInfo::exists(folder + QStringLiteral("/log.tastescope")));
    }

    void aNameThatExistsIsSaid() {
        ImportFixture fixture;
        QVERIFY(arrive(fixture));
        fixture.write(QStringLiteral("taken.tastescope"), "x");
        ImportFixture::type(fixture.named<QLineEdit>("Project name"), QStringLiteral("taken"));
        QVERIFY(fixture.words().contains(QStringLiteral("A project of this name exists")));
    }

    void theDataOfAnotherProjectGoesOnlyWhenThePersonSaysSo() {
        ImportFixture fixture;
        QVERIFY(arrive(fixture));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        const QString path = fixture.path(QStringLiteral("log.tastescope"));
        const QByteArray before = fixture.session.fingerprint().toUtf8();
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        // The same name once more.
        QVERIFY(fixture.give({fixture.write(QStringLiteral("log.csv"), ImportFixture::ratings())}));
        QVERIFY(fixture.click("Continue"));
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        QVERIFY(fixture.words().contains(QStringLiteral("models stay")));
        QVERIFY(fixture.isShown("Replace the data of that project"));
        QVERIFY(fixture.words().contains(QStringLiteral("Replace the data of that project")));
        QVERIFY(!fixture.button("Import")->isEnabled());
        // Another name needs no word, and the first one asks again.
        ImportFixture::type(fixture.named<QLineEdit>("Project name"), QStringLiteral("mine"));
        QVERIFY(!fixture.isShown("Replace the data of that project"));
        QVERIFY(fixture.button("Import")->isEnabled());
        ImportFixture::type(fixture.named<QLineEdit>("Project name"), QStringLiteral("log"));
        QVERIFY(!fixture.button("Import")->isEnabled());
        QTest::keyClick(fixture.button("Replace the data of that project"), Qt::Key_Space);
        QVERIFY(fixture.button("Import")->isEnabled());
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, 20'000);
        QCOMPARE(fixture.session.path(), path);
        QVERIFY(fixture.session.fingerprint().toUtf8() != before);
        // Said of these files: the next ones are a new question.
        QVERIFY(fixture.give({fixture.write(QStringLiteral("log.csv"), ImportFixture::events())}));
        QVERIFY(fixture.click("Continue"));
        QVERIFY(fixture.isShown("Replace the data of that project"));
        QVERIFY(!fixture.button("Import")->isEnabled());
    }

    void theDataOfTheOpenProjectGoesOnlyWhenThePersonSaysSo() {
        ImportFixture fixture;
        QVERIFY(fixture.openDemo({QStringLiteral("item_knn")}));
        const QString path = fixture.session.path();
        const QString before = fixture.session.fingerprint();
        const QString model = toQString(fixture.session.models().all().front().stored.name);
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.click("Continue"));
        auto* into = fixture.named<QComboBox>("Import into");
        QVERIFY(into && into->itemText(2).contains(QStringLiteral("replacing")));
        QVERIFY(ImportFixture::choose(into, into->itemText(2)));
        QVERIFY2(fixture.words().contains(QStringLiteral("until they are trained again")),
                 qPrintable(fixture.words()));
        QVERIFY(fixture.words().contains(QStringLiteral("that the data of that project may go")));
        QVERIFY(!fixture.button("Import")->isEnabled());
        // Adding takes nothing away and needs no word.
        QVERIFY(ImportFixture::choose(into, into->itemText(1)));
        QVERIFY(!fixture.isShown("Replace the data of that project"));
        QVERIFY(fixture.button("Import")->isEnabled());
        QVERIFY(ImportFixture::choose(into, into->itemText(2)));
        QVERIFY(!fixture.button("Import")->isEnabled());
        QTest::keyClick(fixture.button("Replace the data of that project"), Qt::Key_Space);
        QVERIFY(fixture.button("Import")->isEnabled());
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        QCOMPARE(fixture.session.path(), path);
        QVERIFY(fixture.session.fingerprint() != before);
        QCOMPARE(fixture.session.dataset()->userCount(), std::size_t{40});
        // What became of its models.
        const QString said = fixture.words();
        QVERIFY2(said.contains(QStringLiteral("cannot be used any more")) && said.contains(model) &&
                     said.contains(QStringLiteral("train them again")),
                 qPrintable(said));
        QCOMPARE(fixture.session.models().all().size(), std::size_t{1});
        const qint64 id = fixture.session.models().all().front().stored.id;
        QVERIFY(fixture.session.models().find(id)->stale);
        QVERIFY(!fixture.session.models().find(id)->model); // nor is it used from memory
        fixture.session.models().ensureLoaded(id);
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.session.models().find(id)->model);
        QVERIFY(!fixture.session.models().find(id)->damaged); // it is of other data
        QVERIFY2(fixture.session.models().find(id)->problem.contains(QStringLiteral("Train it again")),
                 qPrintable(fixture.session.models().find(id)->problem));
    }

    // What was said of one project is not done to the next one that is opened.
    void anotherProjectIsANewQuestion() {
        ImportFixture fixture;
        const QString other = fixture.path(QStringLiteral("other.tastescope"));
        const auto plan =
            planImport({fixture.write(QStringLiteral("other.csv"), ImportFixture::ratings()).toStdString()});
        QVERIFY(plan);
        QVERIFY(importFiles(other.toStdString(), *plan));
        QVERIFY(fixture.openDemo());
        const QString first = fixture.session.path();
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.click("Continue"));
        auto* into = fixture.named<QComboBox>("Import into");
        QVERIFY(into && into->count() == 3);
        QVERIFY(ImportFixture::choose(into, into->itemText(2))); // replacing
        QTest::keyClick(fixture.button("Replace the data of that project"), Qt::Key_Space);
        QVERIFY(fixture.button("Import")->isEnabled());
        fixture.session.openProject(other);
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session.path(), other);
        QCOMPARE(into->currentIndex(), 0);
        QVERIFY2(into->itemText(2).contains(fixture.session.projectName()), qPrintable(into->itemText(2)));
        QVERIFY(ImportFixture::choose(into, into->itemText(2)));
        QVERIFY(!fixture.button("Import")->isEnabled()); // said of the project before
        // Nor is anything added to another one.
        QVERIFY(ImportFixture::choose(into, into->itemText(1)));
        QVERIFY(fixture.button("Import")->isEnabled());
        fixture.session.openProject(first);
        QVERIFY(fixture.settle());
        QCOMPARE(into->currentIndex(), 0);
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        QCOMPARE(into->count(), 1);
    }

    void theWordsThatAreTypedAreUsed() {
        ImportFixture fixture;
        QVERIFY(arrive(fixture));
        ImportFixture::type(fixture.named<QLineEdit>("What is recommended (several)"),
                            QStringLiteral("gadgets"));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QTest::keyClick(fixture.button("Import"), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        QCOMPARE(fixture.session.noun(&Nouns::items), QStringLiteral("gadgets"));
        QCOMPARE(fixture.session.path(), fixture.path(QStringLiteral("log.tastescope")));
    }

    void whatWasTypedStaysBackAndForth() {
        ImportFixture fixture;
        QVERIFY(arrive(fixture));
        ImportFixture::type(fixture.named<QLineEdit>("Project name"), QStringLiteral("mine"));
        ImportFixture::type(fixture.named<QLineEdit>("Who it is for (one)"), QStringLiteral("guest"));
        QVERIFY(fixture.click("Back"));
        QVERIFY(fixture.click("Continue"));
        QCOMPARE(fixture.named<QLineEdit>("Project name")->text(), QStringLiteral("mine"));
        QCOMPARE(fixture.named<QLineEdit>("Who it is for (one)")->text(), QStringLiteral("guest"));
        // Other files have another name.
        QVERIFY(fixture.give({fixture.write(QStringLiteral("other.csv"), ImportFixture::ratings())}));
        QVERIFY(fixture.click("Continue"));
        QCOMPARE(fixture.named<QLineEdit>("Project name")->text(), QStringLiteral("other"));
        QVERIFY(fixture.named<QLineEdit>("Who it is for (one)")->text() != QStringLiteral("guest"));
    }

    void dataIsAddedToTheOpenProject() {
        ImportFixture fixture;
        QVERIFY(fixture.openDemo());
        const std::size_t before = fixture.session.dataset()->events().size();
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.click("Continue"));
        auto* into = fixture.named<QComboBox>("Import into");
        QCOMPARE(into->count(), 3);
        QVERIFY(ImportFixture::choose(into, into->itemText(1))); // adding
        QVERIFY(!fixture.named<QLineEdit>("Project name"));
        QVERIFY(fixture.click("Back"));
        QVERIFY(fixture.click("Continue"));
        QCOMPARE(into->currentIndex(), 1);
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        QCOMPARE(fixture.session.dataset()->events().size(), before + 600);
    }

    void whatIsAddedCountsAsInTheProjectWhereNothingElseWasChosen() {
        ImportFixture fixture;
        QVERIFY(fixture.openDemo());
        std::vector<SignalType> types = fixture.session.dataset()->signals();
        for (SignalType& type : types) {
            type.weight = type.name == "listen" ? 3 : type.name == "skip" ? -4 : type.weight;
        }
        fixture.session.setSignals(types, PairPolicy::Max);
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session.dataset()->parts().matrix.policy, PairPolicy::Max);
        QVERIFY(fixture.giveEvents());
        QTRY_COMPARE(fixture.rows("Signal weights"), 2);
        const int listens =
            fixture.cell("Signal weights", 0, SignalWeightModel::NameColumn) == QStringLiteral("Listen") ? 0
                                                                                                         : 1;
        fixture.editCell("Signal weights", listens, SignalWeightModel::WeightColumn, QStringLiteral("7"));
        QVERIFY(fixture.settle());
        QTRY_VERIFY(fixture.canContinue());
        QVERIFY(fixture.click("Continue"));
        auto* into = fixture.named<QComboBox>("Import into");
        QVERIFY(into && ImportFixture::choose(into, into->itemText(1))); // adding
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QTRY_VERIFY(fixture.button("Import")->isEnabled());
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        for (SignalType& type : types) {
            type.weight = type.name == "listen" ? 7 : type.weight;
        }
        QVERIFY(fixture.session.dataset()->signals() == types);
        QCOMPARE(fixture.session.dataset()->parts().matrix.policy, PairPolicy::Max);
    }
};

RUN_TEST(TestNameStep);
#include "tst_name_step.moc"
