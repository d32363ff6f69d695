// SPDX-License-Identifier: GPL-3.0-or-later
// What is made late, in the order of Tab: where it is seen, whatever kinds of parts it has.
#include "support/run.h"
#include "ui/widgets/tab_order.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QVBoxLayout>

using namespace tastescope;

class TestTabOrder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsMadeLateIsWhereItIsSeen() {
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        const auto field = [](const QString& name, QWidget* in) {
            auto* edit = new QLineEdit(in);
            edit->setAccessibleName(name);
            in->layout()->addWidget(edit);
        };
        field(QStringLiteral("first"), &window);
        auto* rows = new QWidget(&window);
        auto* inRows = new QVBoxLayout(rows);
        column->addWidget(rows);
        auto* atOnce = new QWidget(&window);
        new QVBoxLayout(atOnce);
        column->addWidget(atOnce);
        field(QStringLiteral("last"), &window);
        const auto row = [&](const QString& name) {
            auto* made = new QWidget; // with a window, and an order, of its own as yet
            new QVBoxLayout(made);
            auto* box = new QDoubleSpinBox(made); // a stop with a part that could be taken for another
            box->setAccessibleName(name + QStringLiteral(" box"));
            made->layout()->addWidget(box);
            made->layout()->addWidget(new QLabel(name, made));
            field(name + QStringLiteral(" field"), made);
            return made;
        };
        QWidget* two = row(QStringLiteral("two"));
        inRows->addWidget(two);
        tabBehind(rows, two); // it holds nothing else
        QWidget* three = row(QStringLiteral("three"));
        inRows->addWidget(three);
        tabBehind(two, three);
        QWidget* one = row(QStringLiteral("one")); // on top
        inRows->insertWidget(0, one);
        tabBehind(window.findChild<QLineEdit*>(), one);
        auto* empty = new QLabel(QStringLiteral("nothing to stop at"), rows);
        inRows->addWidget(empty);
        tabBehind(three, empty);
        field(QStringLiteral("at once"), atOnce);
        tabBehind(atOnce, atOnce);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QCOMPARE(firstFocus(*rows)->accessibleName(), QStringLiteral("one box"));
        QVERIFY(!firstFocus(*empty));
        window.findChild<QLineEdit*>()->setFocus();
        QStringList passed;
        for (int step = 0; step < 9; ++step) {
            passed << QApplication::focusWidget()->accessibleName();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(
            passed,
            QStringList({QStringLiteral("first"), QStringLiteral("one box"), QStringLiteral("one field"),
                         QStringLiteral("two box"), QStringLiteral("two field"), QStringLiteral("three box"),
                         QStringLiteral("three field"), QStringLiteral("at once"), QStringLiteral("last")}));
        QCOMPARE(QApplication::focusWidget()->accessibleName(), QStringLiteral("first"));
    }
};

RUN_TEST(TestTabOrder);

#include "tst_tab_order.moc"
