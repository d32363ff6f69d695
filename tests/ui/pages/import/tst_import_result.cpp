// SPDX-License-Identifier: GPL-3.0-or-later
// What an import brought, and where to go from there.
#include "support/import_fixture.h"
#include "support/run.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>

#include <chrono>
#include <thread>

using namespace tastescope;

class TestImportResult : public QObject {
    Q_OBJECT
    static bool importEvents(ImportFixture& fixture) {
        if (!fixture.giveEvents() || !fixture.click("Continue")) {
            return false;
        }
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        return fixture.click("Import") && finished.wait(20'000);
    }

private Q_SLOTS:
    void saysWhatWasImportedAndWhatNot() {
        ImportFixture fixture;
        QVERIFY(importEvents(fixture));
        QVERIFY2(fixture.words().contains(QStringLiteral("600 events of 40")), qPrintable(fixture.words()));
        QCOMPARE(fixture.rows("Rows left out, by reason"), 2);
        QVERIFY(!fixture.isShown("Continue") && !fixture.isShown("Back") && !fixture.isShown("Cancel"));
    }

    void leadsToTheDataAndToTheModels() {
        ImportFixture fixture;
        QVERIFY(importEvents(fixture));
        QSignalSpy led(&fixture.navigator, &Navigator::requested);
        QVERIFY(fixture.click("Look at the data set"));
        QTest::keyClick(fixture.button("Train a model"), Qt::Key_Space);
        QCOMPARE(led.size(), 2);
        QCOMPARE(led[0][0].toString(), QStringLiteral("data"));
        QCOMPARE(led[1][0].toString(), QStringLiteral("models"));
    }

    void savesTheRowsThatWereLeftOut() {
        ImportFixture fixture;
        QVERIFY(importEvents(fixture));
        const QString path = fixture.path(QStringLiteral("rejects.csv"));
        QSignalSpy told(&fixture.session, &Session::notice);
        fixture.chooseInDialog(path);
        QVERIFY(fixture.click("Save list"));
        QVERIFY(fixture.settle());
        QCOMPARE(told.size(), 1);
        QCOMPARE(told[0][0].toString(), QStringLiteral("The list is saved"));
        QCOMPARE(told[0][1].toString(), QDir::toNativeSeparators(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().trimmed().count('\n'), 2); // a header and two rows
    }

    void whatIsCancelledIsNoFailure() {
        ImportFixture fixture;
        QVERIFY(importEvents(fixture));
        QVERIFY(fixture.settle());
        QSignalSpy told(&fixture.session, &Session::notice);
        QSignalSpy failed(&fixture.session, &Session::failed);
        // Behind other work, so that it has not ended when the cancel comes.
        fixture.jobs.start<bool>(QStringLiteral("Hold"),
                                 [](const ExecutionContext& context) -> Result<bool> {
                                     while (!context.stopRequested()) {
                                         std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                     }
                                     return cancelledError();
                                 },
                                 nullptr, {});
        const QString path = fixture.path(QStringLiteral("rejects.csv"));
        fixture.chooseInDialog(path);
        QVERIFY(fixture.click("Save list"));
        QCOMPARE(fixture.jobs.runningCount(), 2);
        fixture.jobs.cancelAll();
        QVERIFY(fixture.settle());
        QCOMPARE(told.size() + failed.size(), 0);
        QVERIFY(!QFile::exists(path));
    }

    void theNextImportBeginsAtTheFiles() {
        ImportFixture fixture;
        QVERIFY(importEvents(fixture));
        fixture.page.activate({});
        QVERIFY(fixture.isShown("Choose files") && !fixture.canContinue());
    }
};

RUN_TEST(TestImportResult);
#include "tst_import_result.moc"
