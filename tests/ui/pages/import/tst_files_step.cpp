// SPDX-License-Identifier: GPL-3.0-or-later
// The first step: which files, and what each was taken for.
#include "support/import_fixture.h"
#include "support/run.h"

#include <QFileDialog>
#include <QSignalSpy>
#include <QUrl>

using namespace tastescope;

class TestFilesStep : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beginsWithoutAFile() {
        const ImportFixture fixture;
        QVERIFY(fixture.isShown("Choose files"));
        QVERIFY(!fixture.isShown("Start over"));
        QVERIFY(!fixture.isShown("Back"));
        QVERIFY(!fixture.canContinue());
        QTest::mouseClick(fixture.button("Continue"), Qt::LeftButton);
        QVERIFY(fixture.isShown("Choose files")); // still here
    }

    void aFileIsChosenInTheDialog() {
        ImportFixture fixture;
        const QString path = fixture.write(QStringLiteral("log.csv"), ImportFixture::events());
        fixture.chooseInDialog(path);
        QVERIFY(fixture.click("Choose files"));
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.isShown("Choose files")); // went on by itself
        QVERIFY(fixture.click("Back"));
        QCOMPARE(fixture.rows("Files to import"), 1);
        QCOMPARE(fixture.cell("Files to import", 0, 0), QStringLiteral("log.csv"));
        QCOMPARE(fixture.cell("Files to import", 0, 1), QStringLiteral("Events"));
        QVERIFY(fixture.cell("Files to import", 0, 2).contains(QStringLiteral("separated by comma")));
    }

    void aDialogThatIsLeftChangesNothing() {
        ImportFixture fixture;
        fixture.inDialog([](QWidget& dialog) { QTest::keyClick(&dialog, Qt::Key_Escape); });
        QVERIFY(fixture.click("Choose files"));
        QVERIFY(fixture.settle());
        QVERIFY(fixture.isShown("Choose files") && !fixture.canContinue());
    }

    void aFolderIsChosenInTheDialog() {
        ImportFixture fixture;
        QVERIFY(QDir().mkpath(fixture.path(QStringLiteral("data"))));
        fixture.write(QStringLiteral("data/log.csv"), ImportFixture::ratings());
        fixture.write(QStringLiteral("data/items.csv"), ImportFixture::items());
        fixture.chooseInDialog(fixture.path(QStringLiteral("data")));
        QVERIFY(fixture.click("Choose a folder"));
        QVERIFY(fixture.settle());
        QVERIFY(fixture.click("Back"));
        QCOMPARE(fixture.rows("Files to import"), 2);
    }

    void filesAreDroppedOneAfterTheOther() {
        ImportFixture fixture;
        fixture.drop({QUrl::fromLocalFile(fixture.write(QStringLiteral("r.csv"), ImportFixture::ratings()))});
        QVERIFY(fixture.settle());
        QVERIFY(fixture.click("Back"));
        const QUrl items =
            QUrl::fromLocalFile(fixture.write(QStringLiteral("items.csv"), ImportFixture::items()));
        fixture.drop({items});
        QVERIFY(fixture.settle());
        QVERIFY(fixture.click("Back"));
        fixture.drop({items}); // once more: the same file
        QVERIFY(fixture.settle());
        QVERIFY(fixture.click("Back"));
        QCOMPARE(fixture.rows("Files to import"), 2);
        QCOMPARE(fixture.cell("Files to import", 1, 1), QStringLiteral("Item attributes"));
    }

    void whatIsNoFileIsNotTaken() {
        ImportFixture fixture;
        fixture.drop({QUrl(QStringLiteral("https://example.org/log.csv"))});
        QVERIFY(fixture.settle());
        QVERIFY(fixture.isShown("Choose files") && !fixture.canContinue());
    }

    void anAbsentFileIsAnErrorInWords() {
        ImportFixture fixture;
        QVERIFY(fixture.give({fixture.path(QStringLiteral("absent.csv"))}));
        QVERIFY(!fixture.canContinue());
        QVERIFY2(fixture.words().contains(QStringLiteral("absent.csv")), qPrintable(fixture.words()));
    }

    void aFileWithoutInteractionsIsNotEnough() {
        ImportFixture fixture;
        const QString before = fixture.words();
        QVERIFY(fixture.give({fixture.write(QStringLiteral("items.csv"), ImportFixture::items())}));
        QVERIFY(fixture.isShown("Choose files") && !fixture.canContinue());
        QVERIFY(fixture.words() != before); // says why
        // Together with the events it is.
        fixture.drop(
            {QUrl::fromLocalFile(fixture.write(QStringLiteral("log.csv"), ImportFixture::ratings()))});
        QVERIFY(fixture.settle());
        QVERIFY(fixture.isShown("Back") && fixture.canContinue());
    }

    void startingOverForgetsTheFiles() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.click("Back"));
        QVERIFY(fixture.canContinue());
        QVERIFY(fixture.click("Start over"));
        QVERIFY(!fixture.isShown("Start over") && !fixture.canContinue());
    }

    void cancellingLeavesTheWizard() {
        ImportFixture fixture;
        QSignalSpy led(&fixture.navigator, &Navigator::requested);
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.click("Cancel"));
        QCOMPARE(led.size(), 1);
        QCOMPARE(led[0][0].toString(), QStringLiteral("start")); // nothing is open
        QVERIFY(fixture.isShown("Choose files") && !fixture.isShown("Start over"));
        QVERIFY(!fixture.session.isOpen());
    }
};

RUN_TEST(TestFilesStep);
#include "tst_files_step.moc"
