// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

#include "support/run.h"
#include "ui/session/edit_command.h"
#include "ui/text/button_text.h"

#include <QTest>
#include <QUndoStack>
#include <QWidget>

using namespace tastescope;

class CommandsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // What is undone bears names of the data, which may hold anything.
    void undoSaysNamesAsTheyAreInOneShortLine() {
        QWidget window;
        Commands commands(&window);
        QUndoStack stack;
        commands.addUndo(stack);
        const QAction* undo = commands.all()[0];
        const QAction* redo = commands.all()[1];
        const QString most = QString(300, QLatin1Char('m'));
        for (const QString& text : {QStringLiteral("Delete R&B"), QStringLiteral("Add Two\nLines"),
                                    QStringLiteral("Add ") + most}) {
            stack.push(new EditCommand(
                text, [] {}, [] {}));
            const QString shown = shownText(undo->text());
            QVERIFY2(shown.startsWith(QStringLiteral("Undo ") + text.simplified().left(30)),
                     qPrintable(shown));
            QVERIFY(shown.size() <= 70);
            stack.undo();
            QCOMPARE(shownText(redo->text()), QString(shown).replace(0, 4, QStringLiteral("Redo")));
        }
    }
};

RUN_TEST(CommandsTest);
#include "tst_commands.moc"
