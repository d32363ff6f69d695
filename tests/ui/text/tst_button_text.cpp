// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/button_text.h"

#include "support/run.h"
#include "ui/widgets/controls.h"

#include <QTest>

using namespace tastescope;

class ButtonTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyAndIsShown() {
        QCOMPARE(buttonText(QStringLiteral("R&B")), QStringLiteral("R&&B"));
        for (const QString& name : {QStringLiteral("R&B"), QStringLiteral("&"),
                                    QStringLiteral("R&&B & more&"), QStringLiteral("plain")}) {
            QCOMPARE(shownText(buttonText(name)), name);
        }
        QCOMPARE(shownText(QStringLiteral("&File")), QStringLiteral("File"));
        QCOMPARE(shownText(QStringLiteral("End&")), QStringLiteral("End"));
    }

    void itIsOneShortLine() {
        QCOMPARE(buttonText(QStringLiteral(" two\n lines ")), QStringLiteral("two lines"));
        const QString cut = buttonText(QString(300, u'&'), 10);
        QCOMPARE(shownText(cut), QString(9, u'&') + u'…');
        QCOMPARE(buttonText(QString(10, u'x'), 10), QString(10, u'x'));
        const QString clef = QString::fromUcs4(U"\U0001D11E"); // two code units
        QCOMPARE(buttonText(clef.repeated(20), 10), clef.repeated(4) + u'…');
    }

    void aButtonHasRoomForEveryAnd() {
        const Button shown(ButtonKind::Plain, buttonText(QStringLiteral("R&B&C")));
        const Button same(ButtonKind::Plain, QStringLiteral("R+B+C"));
        const int wider = shown.fontMetrics().horizontalAdvance(QStringLiteral("R&B&C")) -
                          same.fontMetrics().horizontalAdvance(QStringLiteral("R+B+C"));
        QCOMPARE(shown.sizeHint().width(), same.sizeHint().width() + wider);
    }
};

RUN_TEST(ButtonTextTest);
#include "tst_button_text.moc"
