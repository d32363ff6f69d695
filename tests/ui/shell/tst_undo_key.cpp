// SPDX-License-Identifier: GPL-3.0-or-later
// Undo and redo by key with the focus still in the field by which something was changed: what the field has
// of its own is taken back first, then what was done to the project.
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/navigation/page.h"
#include "ui/session/project_models.h"
#include "ui/widgets/rest_box.h"
#include "ui/widgets/slider_row.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListView>
#include <QSpinBox>
#include <QTest>
#include <QUndoStack>
#include <QWheelEvent>

using namespace tastescope;

class TestUndoKey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void afterAnItemWasAddedInExplore() {
        WindowFixture f;
        QVERIFY(ready(f, QStringLiteral("explore")));
        const QUndoStack& stack = f.session->undoStack();
        const int before = stack.index();
        auto* history = named<QListView>(f, QStringLiteral("History"));
        auto* list = f.window->currentPage()->findChild<RankedListView*>();
        QVERIFY(history && list);
        QTRY_VERIFY(list->rows().rowCount() > 2 && f.jobs->idle());
        const QString title = list->rows().at(2).title;
        history->setFocus();
        QTest::keyClick(history, Qt::Key_A);
        auto* field = qobject_cast<LookupField*>(QApplication::focusWidget());
        QVERIFY(field);
        QTest::keyClicks(field, title);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(f.settle());
        QTRY_COMPARE(stack.index(), before + 1);
        QCOMPARE(QApplication::focusWidget(), field);
        undo(field);
        QCOMPARE(stack.index(), before);
        redo(field);
        QCOMPARE(stack.index(), before + 1);
        QVERIFY(f.settle());
        // What was typed meanwhile is the field's own.
        QTest::keyClicks(field, QStringLiteral("z"));
        undo(field);
        QVERIFY(field->text().isEmpty());
        QCOMPARE(stack.index(), before + 1);
        undo(field);
        QCOMPARE(stack.index(), before);
        QVERIFY(f.settle());
    }

    void afterANumberOfTheStudio() {
        WindowFixture f;
        QVERIFY(ready(f, QStringLiteral("rules")));
        const QUndoStack& stack = f.session->undoStack();
        const int before = stack.index();
        auto* length = named<QSpinBox>(f, QStringLiteral("Places in the list"));
        QVERIFY(length);
        const int places = length->value();
        length->setFocus();
        length->selectAll();
        QTest::keyClicks(length, QStringLiteral("7"));
        QTest::keyClick(length, Qt::Key_Return);
        QTRY_COMPARE(stack.index(), before + 1);
        undo(length);
        QCOMPARE(stack.index(), before);
        QCOMPARE(length->value(), places);
        redo(length);
        QCOMPARE(stack.index(), before + 1);
        QCOMPARE(length->value(), 7);
        QTest::keyClick(length, Qt::Key_Up);
        QTRY_COMPARE(stack.index(), before + 2);
        undo(length);
        QCOMPARE(length->value(), 7);
        QVERIFY(f.settle());
    }

    void afterAStepThatHasNotRestedYet() {
        WindowFixture f;
        QVERIFY(ready(f, QStringLiteral("rules")));
        const QUndoStack& stack = f.session->undoStack();
        const int before = stack.index();
        auto* groove = named<QWidget>(f, QStringLiteral("Damp what is popular"));
        QVERIFY(groove);
        auto* row = qobject_cast<SliderRow*>(groove->parentWidget());
        QVERIFY(row && row->isEnabled() && row->isVisible());
        const double value = row->value();
        groove->setFocus();
        QTRY_VERIFY(groove->hasFocus());
        wheel(groove, value < 0.5 ? 120 : -120);
        const double moved = row->value();
        QVERIFY(moved != value);
        QCOMPARE(stack.index(), before);
        undo(groove);
        QCOMPARE(row->value(), value);
        QCOMPARE(stack.index(), before);
        QCOMPARE(stack.count(), before + 1);
        redo(groove);
        QCOMPARE(row->value(), moved);
        QCOMPARE(stack.index(), before + 1);
        // From its box, and with the focus elsewhere.
        auto* box = row->findChild<QDoubleSpinBox*>();
        auto* length = named<RestBox>(f, QStringLiteral("Places in the list"));
        QVERIFY(box && length);
        box->setFocus();
        QTest::keyClick(box, value < 0.5 ? Qt::Key_Up : Qt::Key_Down);
        QVERIFY(row->value() != moved);
        undo(box);
        QCOMPARE(row->value(), moved);
        QCOMPARE(stack.index(), before + 1);
        groove->setFocus();
        const int places = length->value();
        length->stepUp();
        QCOMPARE(length->value(), places + 1);
        undo(groove);
        QCOMPARE(length->value(), places);
        QCOMPARE(stack.index(), before + 1);
        QVERIFY(f.settle());
    }

private:
    static void wheel(QWidget* over, int by) {
        const QPointF at = over->rect().center();
        QWheelEvent event(at, over->mapToGlobal(at), {}, {0, by}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(over, &event);
    }
    static bool ready(WindowFixture& f, const QString& page) {
        if (!QTest::qWaitForWindowActive(f.window.get()) ||
            !f.open(f.demo(QStringLiteral("music"), 60, 80, 2'000))) {
            return false;
        }
        f.session->models().train({"item_knn", {}, {}, 42});
        return f.settle() && f.window->openPage(page) && f.settle();
    }
    template <typename T>
    static T* named(const WindowFixture& f, const QString& name) {
        for (T* widget : f.window->currentPage()->findChildren<T*>()) {
            if (widget->accessibleName() == name) {
                return widget;
            }
        }
        return nullptr;
    }
    static void undo(QWidget* in) { QTest::keyClick(in, Qt::Key_Z, Qt::ControlModifier); }
    static void redo(QWidget* in) { QTest::keyClick(in, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
};

RUN_TEST(TestUndoKey);
#include "tst_undo_key.moc"
