// SPDX-License-Identifier: GPL-3.0-or-later
// The second and third step: what each column means, on a sample of the rows.
#include "support/import_fixture.h"
#include "support/run.h"

#include <QDialog>
#include <QTabBar>

using namespace tastescope;

class TestPreviewPanel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsASampleUnderItsRoles() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_COMPARE(fixture.rows("Sample of rows"), 100);
        QCOMPARE(fixture.cell("Sample of rows", 0, 2), QStringLiteral("skip"));
        const std::pair<const char*, const char*> roles[] = {{"Role of column who", "User"},
                                                             {"Role of column thing", "Item"},
                                                             {"Role of column action", "Signal"},
                                                             {"Role of column when", "Time"}};
        for (const auto& [column, role] : roles) {
            QCOMPARE(fixture.named<QComboBox>(column)->currentText(), QString::fromLatin1(role));
        }
        QVERIFY(fixture.words().contains(QStringLiteral("First 100 ")));
    }

    void aCellThatCannotBeReadSaysWhy() {
        ImportFixture fixture;
        QVERIFY(fixture.give(
            {fixture.write(QStringLiteral("short.csv"), "user,item,when\nann,a,1700000000\nbob,b,1700000001\n"
                                                        "cleo,,1700000002\ndan,a,1700000003\n")}));
        QTRY_COMPARE(fixture.rows("Sample of rows"), 4);
        QCOMPARE(fixture.cell("Sample of rows", 2, 1), QStringLiteral("empty"));
        const QModelIndex bad = fixture.named<QAbstractItemView>("Sample of rows")->model()->index(2, 1);
        QVERIFY(!bad.data(Qt::ToolTipRole).toString().isEmpty());
        QVERIFY(bad.siblingAtRow(1).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void aRoleIsTakenAwayAndGivenBack() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.canContinue());
        auto* role = fixture.named<QComboBox>("Role of column who");
        QVERIFY(role);
        role->setFocus();
        QTest::keyClick(role, Qt::Key_Up); // Ignore
        QVERIFY(!fixture.canContinue());
        QVERIFY2(fixture.words().contains(QStringLiteral("is the user")), qPrintable(fixture.words()));
        auto* again = fixture.named<QComboBox>("Role of column who"); // the header was built anew
        QCOMPARE(again->currentText(), QStringLiteral("Ignore"));
        again->setFocus();
        QTest::keyClick(again, Qt::Key_Down);
        QVERIFY(fixture.canContinue());
    }

    void aRoleThatOneColumnHasIsTakenFromTheOther() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        auto* role = fixture.named<QComboBox>("Role of column thing");
        role->setFocus();
        QTest::keyClick(role, Qt::Key_Up); // the user
        QCOMPARE(fixture.named<QComboBox>("Role of column thing")->currentText(), QStringLiteral("User"));
        QCOMPARE(fixture.named<QComboBox>("Role of column who")->currentText(), QStringLiteral("Ignore"));
        QVERIFY(!fixture.canContinue()); // now none is the item
    }

    void anotherWayToReadIsChosenInTheDialog() {
        ImportFixture fixture;
        QVERIFY(
            fixture.give({fixture.write(QStringLiteral("log.csv"), "user,item\nann,a\nbob,b\ncleo,a\n")}));
        QTRY_COMPARE(fixture.rows("Sample of rows"), 3);
        fixture.inDialog([](QWidget& dialog) {
            auto* header = findNamed<QAbstractButton>(dialog, QStringLiteral("First row names the columns"));
            QVERIFY(header && header->isChecked());
            QTest::keyClick(header, Qt::Key_Space);
            QTest::mouseClick(findButton(dialog, QStringLiteral("OK")), Qt::LeftButton);
        });
        QVERIFY(fixture.click("Change how the file is read"));
        QVERIFY(fixture.settle());
        QTRY_COMPARE(fixture.rows("Sample of rows"), 4); // the names are a row now
        QCOMPARE(fixture.cell("Sample of rows", 0, 0), QStringLiteral("user"));
        fixture.inDialog([](QWidget& dialog) {
            auto* header = findNamed<QAbstractButton>(dialog, QStringLiteral("First row names the columns"));
            QTest::keyClick(header, Qt::Key_Space);
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QVERIFY(fixture.click("Change how the file is read"));
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.rows("Sample of rows"), 4); // left: nothing was changed
    }

    void filesOfAttributesAreAStepOfTheirOwn() {
        ImportFixture fixture;
        QVERIFY(fixture.give({fixture.write(QStringLiteral("log.csv"), ImportFixture::ratings()),
                              fixture.write(QStringLiteral("items.csv"), ImportFixture::items())}));
        QCOMPARE(fixture.named<QTabBar>("Files")->count(), 1);
        QVERIFY(fixture.named<QComboBox>("Role of column rating"));
        QVERIFY(fixture.named<QAbstractItemView>("Signal weights"));
        QVERIFY(fixture.click("Continue"));
        QVERIFY(fixture.named<QComboBox>("Role of column genre"));
        QVERIFY(!fixture.named<QComboBox>("Role of column rating"));
        QVERIFY(!fixture.named<QAbstractItemView>("Signal weights"));
        QVERIFY(fixture.click("Continue"));
        QVERIFY(fixture.isShown("Import"));
        QVERIFY(fixture.click("Back"));
        QVERIFY(fixture.named<QComboBox>("Role of column genre"));
    }
};

RUN_TEST(TestPreviewPanel);
#include "tst_preview_panel.moc"
