// SPDX-License-Identifier: GPL-3.0-or-later
// What is being worked on in the rule studio, by keys: how changes become undo steps, how it is saved under a
// name, and that it outlives the reading of data.
#include "pages/studio/studio_fixture.h"
#include "support/run.h"
#include "ui/session/project_rules.h"

#include <QComboBox>
#include <QSpinBox>
#include <QTest>
#include <QUndoStack>

using namespace tastescope;

class TestStudioDraft : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // As a move of a slider is; and whatever is done next comes after them.
    void stepsOfANumberAreOneUndo() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        QVERIFY(QTest::qWaitForWindowActive(&fixture.page));
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        const QUndoStack& stack = fixture.session.undoStack();
        const int steps = stack.index();
        for (const char* name : {"Places in the list", "Days after which freshness is half"}) {
            auto* box = findNamed<QSpinBox>(fixture.page, QString::fromLatin1(name));
            QVERIFY(box && box->isEnabled());
            const int before = box->value();
            box->setFocus();
            for (int step = 0; step < 5; ++step) {
                QTest::keyClick(box, Qt::Key_Down);
            }
            QCOMPARE(box->value(), before - 5);
            QCOMPARE(stack.index(), steps);
            QTRY_COMPARE(stack.index(), steps + 1);
            QVERIFY(fixture.ready());
            QCOMPARE(box->value(), before - 5);
            fixture.session.undoStack().undo();
            QCOMPARE(box->value(), before);
            QCOMPARE(stack.index(), steps);
        }
        // Undo is of steps that have not rested yet.
        auto* length = findNamed<QSpinBox>(fixture.page, QStringLiteral("Places in the list"));
        const int places = length->value();
        length->setFocus();
        QTest::keyClick(length, Qt::Key_Down);
        QTest::keyPress(length, Qt::Key_Control);
        QTest::keyRelease(length, Qt::Key_Control);
        QCOMPARE(stack.index(), steps + 1);
        fixture.session.undoStack().undo();
        QCOMPARE(length->value(), places);
        // The focus that goes elsewhere, and a preset, come after them too.
        QTest::keyClick(length, Qt::Key_Down);
        QTest::keyClick(length, Qt::Key_Tab);
        QCOMPARE(stack.index(), steps + 1);
        length->setFocus();
        QTest::keyClick(length, Qt::Key_Down);
        Q_EMIT fixture.preset()->activated(fixture.preset()->findText(QStringLiteral("Fair exposure")));
        QCOMPARE(stack.index(), steps + 3);
        fixture.session.undoStack().undo();
        QCOMPARE(length->value(), places - 2);
        fixture.session.undoStack().undo();
        QCOMPARE(length->value(), places - 1);
        QVERIFY(fixture.ready());
    }
};

RUN_TEST(TestStudioDraft);

#include "tst_studio_draft.moc"
