// SPDX-License-Identifier: GPL-3.0-or-later
// The biography of an item is as long as the rules make it; its dialog is never taller than the screen.
#include "ui/pages/studio/story_popup.h"

#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

using namespace tastescope;

namespace {

ItemTale taleWith(int lines) {
    ItemTale tale{QStringLiteral("Night Tram"),
                  QStringLiteral("Marlo Quill"),
                  {},
                  QStringLiteral("At place 3; the ranker has it at 12"),
                  {},
                  {},
                  {},
                  {}};
    for (int line = 0; line < lines; ++line) {
        tale.stages.emplace_back(QStringLiteral("Stage %1").arg(line), QStringLiteral("place 3"));
        tale.shares.emplace_back(QStringLiteral("Share %1").arg(line), QStringLiteral("+0.41"));
        tale.parts.emplace_back(QStringLiteral("Without: rule %1").arg(line), QStringLiteral("place 7"));
        tale.terms.emplace_back(QStringLiteral("Term %1").arg(line), QStringLiteral("0.83"));
    }
    return tale;
}

const QLabel* labelWith(const QWidget& in, const QString& text) {
    for (const QLabel* label : in.findChildren<QLabel*>()) {
        if (label->text() == text) {
            return label;
        }
    }
    return nullptr;
}

/// Whether the whole of it is seen in the dialog.
bool isSeen(const QWidget& widget, const QWidget& dialog) {
    const QRect place(widget.mapTo(&dialog, QPoint()), widget.size());
    return dialog.rect().contains(place) && widget.visibleRegion().boundingRect().height() == widget.height();
}

} // namespace

class StoryDialogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aShortOneShowsEverythingAndScrollsNothing() {
        StoryDialog dialog(taleWith(2));
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const auto* scroll = dialog.findChild<QScrollArea*>();
        QVERIFY(scroll);
        QCOMPARE(scroll->verticalScrollBar()->maximum(), 0);
        QVERIFY(dialog.height() < 720);
        for (const char* text : {"Night Tram", "Stage 0", "Term 1"}) {
            const QLabel* label = labelWith(dialog, QString::fromUtf8(text));
            QVERIFY2(label && isSeen(*label, dialog), text);
        }
        QVERIFY(isSeen(*findButton(dialog, QStringLiteral("Close")), dialog));
    }

    void aLongOneStaysOnTheScreenAndIsReadToItsEndByKeys() {
        StoryDialog dialog(taleWith(60));
        const QSize available = dialog.screen()->availableSize();
        QVERIFY(dialog.height() < available.height());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(dialog.height() < available.height());
        auto* scroll = dialog.findChild<QScrollArea*>();
        QVERIFY(scroll->verticalScrollBar()->maximum() > 0);
        QCOMPARE(dialog.focusWidget(), static_cast<QWidget*>(scroll));
        QVERIFY(!scroll->accessibleName().isEmpty());
        const QLabel* last = labelWith(dialog, QStringLiteral("Term 59"));
        QVERIFY(last && !isSeen(*last, dialog));
        for (int press = 0; press < 200 && !isSeen(*last, dialog); ++press) {
            QTest::keyClick(scroll, Qt::Key_PageDown);
        }
        QVERIFY(isSeen(*last, dialog));
        // What it is about and the way out stand still, also in the smallest window.
        for (const int height : {dialog.height(), 720, 400}) {
            dialog.resize(dialog.width(), height);
            QCoreApplication::processEvents();
            QCOMPARE(dialog.height(), height);
            QVERIFY(isSeen(*labelWith(dialog, QStringLiteral("Night Tram")), dialog));
            QVERIFY(isSeen(*findButton(dialog, QStringLiteral("Close")), dialog));
        }
        QTest::keyClick(scroll, Qt::Key_Return); // the default button, wherever the focus is
        QVERIFY(!dialog.isVisible());
    }

    void longNamesStayInside() {
        const QString name = QString(60, u'W') + u' ' + QString(240, u'w');
        ItemTale tale = taleWith(2);
        tale.title = name;
        tale.subtitle = name;
        tale.whom = name;
        tale.stages.emplace_back(QStringLiteral("Met by"), name);
        tale.parts.emplace_back(name, QStringLiteral("place 7"));
        StoryDialog dialog(tale);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(dialog.width() <= Theme::instance().scaled(440));
        const QWidget* inside = dialog.findChild<QScrollArea*>()->widget();
        QVERIFY(inside->width() <= dialog.findChild<QScrollArea*>()->viewport()->width());
        QCOMPARE(labelWith(dialog, QStringLiteral("place 7"))->width(),
                 labelWith(dialog, QStringLiteral("place 7"))->sizeHint().width());
    }
};

RUN_TEST(StoryDialogTest);
#include "tst_story_dialog.moc"
