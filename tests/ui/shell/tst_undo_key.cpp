// SPDX-License-Identifier: GPL-3.0-or-later
// Undo and redo by key with the focus still in the field by which something was changed: what the field has
// of its own is taken back first, then what was done to the project.
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/navigation/page.h"
#include "ui/session/project_models.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QSpinBox>
#include <QTest>
#include <QUndoStack>

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

private:
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
