// SPDX-License-Identifier: GPL-3.0-or-later
// The second and third step: what each column means, on a sample of the rows.
#include "engine/data/dataset.h"
#include "support/import_fixture.h"
#include "support/run.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDialog>
#include <QSignalSpy>
#include <QTabBar>
#include <QWheelEvent>

using namespace tastescope;

class TestPreviewPanel : public QObject {
    Q_OBJECT
    /// With its check digit.
    static QByteArray isbn(int row) {
        const QByteArray digits = QByteArray::number(100'000'007 + row * 13'579'113);
        int sum = 0;
        for (int at = 0; at < 9; ++at) {
            sum += (10 - at) * (digits[at] - '0');
        }
        const int check = (11 - sum % 11) % 11;
        return digits + (check == 10 ? QByteArray("X") : QByteArray::number(check));
    }

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
        QVERIFY(ImportFixture::choose(role, QStringLiteral("Ignore")));
        QVERIFY(!fixture.canContinue());
        QVERIFY2(fixture.words().contains(QStringLiteral("is the user")), qPrintable(fixture.words()));
        auto* again = fixture.named<QComboBox>("Role of column who");
        QCOMPARE(again->currentText(), QStringLiteral("Ignore"));
        QVERIFY(ImportFixture::choose(again, QStringLiteral("User")));
        QVERIFY(fixture.canContinue());
    }

    void noRoleIsTakenInPassing() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        const auto roles = [&fixture] {
            QStringList all;
            for (const char* column : {"who", "thing", "action", "when"}) {
                all += fixture
                           .named<QComboBox>(
                               qPrintable(QStringLiteral("Role of column ") + QString::fromLatin1(column)))
                           ->currentText();
            }
            return all;
        };
        const QStringList before = roles();
        for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Home,
                                  Qt::Key_End, Qt::Key_T, Qt::Key_Return, Qt::Key_Space}) {
            auto* box = fixture.named<QComboBox>("Role of column thing");
            box->setFocus();
            QTest::keyClick(box, key);
            QVERIFY2(box->view()->isVisible(), qPrintable(QString::number(key))); // the list is opened
            for (const Qt::Key passing : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Up, Qt::Key_Home}) {
                QTest::keyClick(box->view(), passing);
            }
            QCOMPARE(roles(), before);
            QTest::keyClick(box->view(), Qt::Key_Escape);
            QTRY_VERIFY(!box->view()->isVisible());
            QCOMPARE(roles(), before);
        }
        auto* box = fixture.named<QComboBox>("Role of column thing");
        QWheelEvent wheel(QPointF(5, 5), box->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(box, &wheel);
        QCOMPARE(roles(), before);
        QVERIFY(fixture.canContinue());
    }

    void keysGoOnFromTheColumnWhoseRoleWasChosen() {
        ImportFixture fixture;
        QVERIFY(QTest::qWaitForWindowActive(&fixture.page));
        QVERIFY(fixture.giveEvents());
        const char* const columns[] = {"Role of column who", "Role of column thing", "Role of column action",
                                       "Role of column when"};
        fixture.named<QComboBox>(columns[0])->setFocus();
        for (const char* column : columns) {
            auto* box = fixture.named<QComboBox>(column);
            QTRY_COMPARE(fixture.page.window()->focusWidget(), box);
            QVERIFY(ImportFixture::chooseRole(box, box->findText(QStringLiteral("Ignore"))));
            QVERIFY(fixture.settle());
            auto* now = fixture.named<QComboBox>(column);
            QCOMPARE(now->currentText(), QStringLiteral("Ignore"));
            QTRY_COMPARE(fixture.page.window()->focusWidget(), now);
            QTest::keyClick(now, Qt::Key_Tab);
        }
        auto* first = fixture.named<QComboBox>(columns[0]);
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Backtab);
        QTRY_COMPARE(fixture.page.window()->focusWidget(),
                     fixture.named<QAbstractItemView>("Sample of rows"));
    }

    // Another file has other columns: the boxes are made anew, and follow the table all the same.
    void keysGoFromTheTableToItsColumnsInEveryFile() {
        ImportFixture fixture;
        QVERIFY(QTest::qWaitForWindowActive(&fixture.page));
        QVERIFY(fixture.giveEvents());
        QVERIFY(fixture.give({fixture.write(QStringLiteral("ratings.csv"), ImportFixture::ratings())}));
        QTRY_VERIFY(fixture.named<QComboBox>("Role of column rating"));
        QVERIFY(!fixture.named<QComboBox>("Role of column when"));
        auto* first = fixture.named<QComboBox>("Role of column user");
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Tab);
        QTRY_COMPARE(QApplication::focusWidget(), fixture.named<QComboBox>("Role of column item"));
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Backtab);
        QTRY_COMPARE(QApplication::focusWidget(), fixture.named<QAbstractItemView>("Sample of rows"));
    }

    void aRoleThatOneColumnHasIsTakenFromTheOther() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        auto* role = fixture.named<QComboBox>("Role of column thing");
        QVERIFY(ImportFixture::choose(role, QStringLiteral("User")));
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
            QTest::mouseClick(findButton(dialog, QStringLiteral("Read it so")), Qt::LeftButton);
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

    void aColumnLikeAnIdIsBroughtBackByThePerson() {
        ImportFixture fixture;
        QByteArray log = "user_id,book_id,rating\n";
        QByteArray books = "book_id,title,isbn,image_url\n";
        for (int row = 0; row < 400; ++row) {
            log += "u" + QByteArray::number(row / 20) + ",b" + QByteArray::number(row * 7 % 60) + "," +
                   QByteArray::number(1 + row % 5) + "\n";
        }
        for (int row = 0; row < 60; ++row) {
            const QByteArray number = QByteArray::number(row);
            books += "b" + number + ",The tale of " + number + "," + isbn(row) +
                     ",https://pictures.example/" + number + ".jpg\n";
        }
        QVERIFY(fixture.give({fixture.write(QStringLiteral("events.csv"), log),
                              fixture.write(QStringLiteral("books.csv"), books)}));
        QVERIFY(fixture.click("Continue"));
        for (const char* column : {"Role of column isbn", "Role of column image_url"}) {
            auto* role = fixture.named<QComboBox>(column);
            QVERIFY2(role, column);
            QCOMPARE(role->currentText(), QStringLiteral("Ignore"));
            QVERIFY2(role->toolTip().startsWith(QStringLiteral("like an id: ")), qPrintable(role->toolTip()));
        }
        auto* role = fixture.named<QComboBox>("Role of column isbn");
        const QString attribute = QStringLiteral("Other book attribute");
        QVERIFY(ImportFixture::choose(role, attribute));
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.named<QComboBox>("Role of column isbn")->currentText(), attribute);
        QCOMPARE(fixture.named<QComboBox>("Role of column image_url")->currentText(),
                 QStringLiteral("Ignore"));
        QTRY_VERIFY(fixture.canContinue());
        QVERIFY(fixture.click("Continue"));
        ImportFixture::type(fixture.named<QLineEdit>("Folder"), fixture.path(QString()));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QVERIFY(fixture.click("Import"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        const Dataset& data = *fixture.session.dataset();
        const AttributeColumn* column = data.itemAttributes().table().find("isbn");
        QVERIFY(column);
        for (std::uint32_t item = 0; item < data.itemCount(); ++item) {
            const int row = QByteArray::fromStdString(std::string(data.items().at(item)).substr(1)).toInt();
            QCOMPARE(QByteArray::fromStdString(column->textOf(item)), isbn(row));
        }
        QVERIFY(!data.itemAttributes().table().find("image_url"));
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
