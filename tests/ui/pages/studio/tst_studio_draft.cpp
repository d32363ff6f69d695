// SPDX-License-Identifier: GPL-3.0-or-later
// What is being worked on in the rule studio, by keys: how changes become undo steps, how it is saved under a
// name, and that it outlives the reading of data.
#include "engine/data/dataset.h"
#include "pages/studio/studio_fixture.h"
#include "support/run.h"
#include "ui/session/project_rules.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
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
        // A key that is held does not rest, however long it waits before it repeats.
        auto* length = findNamed<QSpinBox>(fixture.page, QStringLiteral("Places in the list"));
        const int places = length->value();
        length->setFocus();
        QTest::keyPress(length, Qt::Key_Down);
        QTest::qWait(300);
        QCOMPARE(stack.index(), steps);
        QTest::keyRelease(length, Qt::Key_Down);
        QTRY_COMPARE(stack.index(), steps + 1);
        fixture.session.undoStack().undo();
        QCOMPARE(length->value(), places);
        // Undo is of steps that have not rested yet.
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

    void savingTakesNoOtherPresetsPlaceUnasked() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        const ProjectRules& rules = fixture.session.rules();
        fixture.choose(QStringLiteral("Ranker only"));
        save(fixture, {});
        QTRY_COMPARE(rules.all().size(), 1U);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("My rules"));
        const RuleSet first = rules.find("My rules")->rules;
        fixture.choose(QStringLiteral("Fair exposure"));
        save(fixture, {});
        QTRY_COMPARE(rules.all().size(), 2U);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("My rules 2"));
        // Its own name needs no question; another's does, and Enter answers that it stays.
        save(fixture, {});
        QVERIFY(fixture.settle());
        const int steps = fixture.session.undoStack().index();
        QString asked;
        save(fixture, QStringLiteral("My rules"), [&asked](QWidget& dialog) {
            asked = dialog.accessibleName();
            QTest::keyClick(&dialog, Qt::Key_Return);
        });
        QCOMPARE(asked, QStringLiteral("Replace My rules?"));
        QCOMPARE(fixture.session.undoStack().index(), steps);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("My rules 2"));
        QVERIFY(rules.find("My rules")->rules == first);
        save(fixture, QStringLiteral("My rules"), [](QWidget& dialog) {
            QTest::mouseClick(findButton(dialog, QStringLiteral("Replace")), Qt::LeftButton);
        });
        QTRY_VERIFY(rules.find("My rules")->rules != first);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("My rules"));
        fixture.session.undoStack().undo();
        QTRY_VERIFY(rules.find("My rules")->rules == first);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("My rules 2"));
        QVERIFY(fixture.ready());
    }

    void theDraftGoesBackWithTheSaving() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        const std::string draft = fixture.session.rules().draft();
        const int steps = fixture.session.undoStack().index();
        save(fixture, {});
        QTRY_COMPARE(fixture.preset()->currentText(), QStringLiteral("My rules"));
        QTRY_COMPARE(fixture.session.rules().all().size(), 1U);
        QCOMPARE(fixture.session.undoStack().index(), steps + 1);
        fixture.session.undoStack().undo();
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("Ranker only"));
        QCOMPARE(fixture.session.rules().draft(), draft);
        QTRY_VERIFY(fixture.session.rules().all().empty());
        fixture.session.undoStack().redo();
        QTRY_COMPARE(fixture.preset()->currentText(), QStringLiteral("My rules"));
        QVERIFY(fixture.ready());
    }

    void whatIsNotSavedChangesNothing() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        const QString path = fixture.session.path();
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadGroup));
        fixture.session.openProject(path);
        QVERIFY(fixture.settle());
        QVERIFY(fixture.session.isReadOnly());
        QVERIFY(fixture.ready());
        QSignalSpy failed(&fixture.session, &Session::failed);
        save(fixture, {});
        QCOMPARE(failed.size(), 1);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("Ranker only"));
        QVERIFY(!fixture.session.undoStack().canUndo());
        QVERIFY(fixture.settle());
    }

    // The controls are there, but what they show is not what was worked on.
    void theDraftOutlivesWhatIsUsedWhileDataIsRead() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        auto* length = findNamed<QSpinBox>(fixture.page, QStringLiteral("Places in the list"));
        QVERIFY(length);
        type(*length, QStringLiteral("7"));
        QTRY_COMPARE(fixture.preset()->currentText(), QStringLiteral("Ranker only, edited"));
        QVERIFY(fixture.ready());
        const std::string draft = fixture.session.rules().draft();
        int used = 0;
        // After the page's own answer to it, before the catalogue is there.
        connect(&fixture.session, &Session::datasetChanged, &fixture.page, [&] {
            const int steps = fixture.session.undoStack().index();
            const QString preset = fixture.preset()->currentText();
            const int places = length->value();
            type(*length, QStringLiteral("9"));
            const int last = fixture.preset()->count() - 1;
            fixture.preset()->setCurrentIndex(last);
            Q_EMIT fixture.preset()->activated(last);
            QAbstractButton* store = findButton(fixture.page, QStringLiteral("Save preset"));
            QVERIFY(store);
            fixture.inDialog([](QWidget& dialog) { dialog.close(); });
            QTest::mouseClick(store, Qt::LeftButton);
            QCOMPARE(fixture.session.undoStack().index(), steps);
            QCOMPARE(fixture.preset()->currentText(), preset);
            QCOMPARE(length->value(), places);
            QCOMPARE(fixture.session.rules().draft(), draft);
            ++used;
        });
        std::vector<SignalType> weights = fixture.session.dataset()->signals();
        weights[0].weight += 1;
        fixture.session.setSignals(weights, PairPolicy::Sum);
        QVERIFY(fixture.settle());
        QCOMPARE(used, 1);
        QVERIFY(fixture.ready());
        QCOMPARE(length->value(), 7);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("Ranker only, edited"));
        QCOMPARE(fixture.session.rules().draft(), draft);
    }

private:
    static void type(QSpinBox& box, const QString& number) {
        box.setFocus();
        box.selectAll();
        QTest::keyClicks(&box, number);
        QTest::keyClick(&box, Qt::Key_Return);
    }
    /// Under the name that is proposed, or another; `answer` is to the question that must follow, if given.
    static void save(StudioFixture& fixture, const QString& name,
                     const std::function<void(QWidget& dialog)>& answer = {}) {
        bool answered = !answer;
        fixture.inDialog([&](QWidget& dialog) {
            auto* field = dialog.findChild<QLineEdit*>();
            QVERIFY(field);
            if (!name.isEmpty()) {
                field->selectAll();
                QTest::keyClicks(field, name);
            }
            if (answer) {
                QTimer::singleShot(0, &fixture.page, [&] {
                    fixture.inDialog([&](QWidget& question) {
                        answered = true;
                        answer(question);
                    });
                });
            }
            QTest::keyClick(field, Qt::Key_Return);
        });
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Save preset")), Qt::LeftButton);
        QVERIFY(answered);
    }
};

RUN_TEST(TestStudioDraft);

#include "tst_studio_draft.moc"
