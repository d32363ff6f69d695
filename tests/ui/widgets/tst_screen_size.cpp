// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/screen_size.h"

#include "support/run.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QScreen>
#include <QTest>
#include <QWidget>

using namespace tastescope;

class ScreenSizeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatFitsIsAsWanted() {
        QWidget window;
        resizeToScreen(window, {440, 300});
        QCOMPARE(window.size(), QSize(440, 300));
        QWidget inner(&window, Qt::Dialog);
        resizeToScreen(inner, {300, 500}); // larger than its parent, not than the screen
        QCOMPARE(inner.size(), QSize(300, 500));
    }

    void nothingIsLargerThanTheScreenWithItsFrame() {
        QWidget window;
        const QSize screen = window.screen()->availableSize();
        for (const QSize wanted : {QSize(400, 9000), QSize(9000, 400), QSize(9000, 9000), screen}) {
            QWidget dialog(&window, Qt::Dialog);
            resizeToScreen(dialog, wanted);
            QVERIFY(dialog.width() < screen.width());
            QVERIFY(dialog.height() < screen.height());
            QCOMPARE(dialog.width() == wanted.width(), wanted.width() == 400);
            QCOMPARE(dialog.height() == wanted.height(), wanted.height() == 400);
        }
    }

    /// Larger text makes every dialog larger: all of them ask the screen.
    void everyDialogAsksTheScreen() {
        const QRegularExpression resizes(QStringLiteral("\\n +resize\\("));
        int dialogs = 0;
        QDirIterator files(QStringLiteral(TASTESCOPE_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            if (text.contains(QStringLiteral(": QDialog(parent)"))) {
                ++dialogs;
                QVERIFY2(!resizes.match(text).hasMatch(), qPrintable(file.fileName()));
            }
        }
        QVERIFY(dialogs > 10);
    }
};

RUN_TEST(ScreenSizeTest);
#include "tst_screen_size.moc"
