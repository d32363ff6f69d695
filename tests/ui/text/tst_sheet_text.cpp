// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run.h"
#include "ui/text/sheet_text.h"

#include <QTest>

using namespace tastescope;

class TestSheetText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWouldBeRunIsGuarded() {
        for (const char* cell : {"=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "=", "-", "+49 170 1234",
                                 "-1,5", "'=1", "-inf", "+0.1 ± 0.2", "+.", "-5 kg", "+1,2345"}) {
            const QString text = QString::fromUtf8(cell);
            QCOMPARE(sheetLine({text}), u'\'' + text);
        }
        QCOMPARE(sheetLine({QStringLiteral("\t=1"), QStringLiteral("\r=1")}), QStringLiteral("' =1\t' =1"));
    }

    // A minus of typographers and thin blanks make a text of a number in a spreadsheet.
    void numbersAreThoseOfASpreadsheet() {
        for (const auto& [shown, wanted] : {std::pair("−.07", "-.07"),
                                            {"−1,204", "-1,204"},
                                            {"-3.5\u2009%", "-3.5%"},
                                            {"12\u202f%", "12%"},
                                            {"−0.5\u2009%", "-0.5%"}}) {
            QCOMPARE(sheetLine({QString::fromUtf8(shown)}), QString::fromUtf8(wanted));
        }
        const QString between = QStringLiteral("−.07 to −.02"); // two are no number
        QCOMPARE(sheetLine({between}), between);
    }

    void numbersAndWordsAreLeftAlone() {
        for (const char* cell : {"", "0.25", "-0.25", "+5", "-1e-07", "+.31", "+1,204", "-1,204,316.5",
                                 "+3 %", "+3%", "a=b", "O'Brien", "'tis", " =1", "from +0.1 to +0.2", "–"}) {
            QCOMPARE(sheetLine({QString::fromUtf8(cell)}), QString::fromUtf8(cell));
        }
    }

    void aCellStaysOneCell() {
        QCOMPARE(sheetLine({QStringLiteral("a\tb"), QStringLiteral("c\nd\re"), {}}),
                 QStringLiteral("a b\tc d e\t"));
        // A quote at the front is taken off, with all up to the next one, and what is left is run.
        QCOMPARE(sheetLine({QStringLiteral("\"=1+1\"")}), QStringLiteral("\"\"\"=1+1\"\"\""));
        QCOMPARE(sheetLine({QStringLiteral("12\" mix")}), QStringLiteral("12\" mix"));
    }
};

RUN_TEST(TestSheetText);
#include "tst_sheet_text.moc"
