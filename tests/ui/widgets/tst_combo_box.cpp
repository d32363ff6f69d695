// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/combo_box.h"

#include "support/run.h"
#include "ui/widgets/plain_tooltips.h"

#include <QDirIterator>
#include <QFile>
#include <QHelpEvent>
#include <QTest>
#include <QToolTip>

using namespace tastescope;

namespace {

template <typename Box>
QImage drawn(const QString& text, int width) {
    Box box;
    box.addItem(text);
    box.setCurrentIndex(0);
    box.resize(width, box.sizeHint().height());
    box.ensurePolished();
    QImage image(box.size(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    box.render(&image);
    return image;
}

} // namespace

class ComboBoxTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatFitsIsShownWholeAndAsAnyOther() {
        ComboBox box;
        box.addItem(QStringLiteral("Newest first"));
        box.resize(400, box.sizeHint().height());
        QCOMPARE(box.shownText(), QStringLiteral("Newest first"));
        QCOMPARE(drawn<ComboBox>(QStringLiteral("Newest first"), 400),
                 drawn<QComboBox>(QStringLiteral("Newest first"), 400));
    }

    void whatDoesNotFitEndsInDotsAndIsDrawnSo() {
        const QString whole = QStringLiteral("The people who have been here most often of all");
        ComboBox box;
        box.addItem(whole);
        box.resize(140, box.sizeHint().height());
        box.ensurePolished();
        const QString shown = box.shownText();
        QVERIFY2(shown.endsWith(u'…') && shown.size() > 5, qPrintable(shown));
        QVERIFY(whole.startsWith(shown.chopped(1)));
        QVERIFY(box.fontMetrics().horizontalAdvance(shown) <= box.width());
        QCOMPARE(drawn<ComboBox>(whole, 140), drawn<QComboBox>(shown, 140));
        QVERIFY(drawn<ComboBox>(whole, 140) != drawn<QComboBox>(whole, 140));
        QCOMPARE(box.currentText(), whole);
    }

    void theWholeTextStandsInTheTooltip() {
        ComboBox box;
        box.addItem(QStringLiteral("Everything that <b>people</b> had in the year before the last one"));
        box.resize(120, box.sizeHint().height());
        box.show();
        QVERIFY(QTest::qWaitForWindowExposed(&box));
        QHelpEvent help(QEvent::ToolTip, box.rect().center(), box.mapToGlobal(box.rect().center()));
        QApplication::sendEvent(&box, &help);
        QTRY_COMPARE(QToolTip::text(), PlainTooltips::plain(box.currentText()));
        // What is no HTML is no less itself for an & or a quote.
        box.setItemText(0, QStringLiteral("R&B, the \"new\" one, and what else people had with it"));
        QApplication::sendEvent(&box, &help);
        QTRY_VERIFY2(QToolTip::text().startsWith(QStringLiteral("R&B, the \"new\" one")),
                     qPrintable(QToolTip::text()));
        QToolTip::hideText();
    }

    void withoutAChoiceItAsksAsAnyOther() {
        const auto asking = [](QComboBox& box) {
            box.addItem(QStringLiteral("One"));
            box.setPlaceholderText(QStringLiteral("Choose"));
            box.setCurrentIndex(-1);
            box.resize(200, box.sizeHint().height());
            box.ensurePolished();
            return box.grab().toImage();
        };
        ComboBox own;
        QComboBox plain;
        QCOMPARE(asking(own), asking(plain));
    }

    /// A plain one cuts its text in the middle of a letter.
    void noChoiceOfTheWindowIsAPlainOne() {
        QDirIterator files(QStringLiteral(TASTESCOPE_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        int own = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            QVERIFY2(!text.contains("new QComboBox"), qPrintable(file.fileName()));
            own += text.contains("new ComboBox") ? 1 : 0;
        }
        QVERIFY(own > 20);
    }
};

RUN_TEST(ComboBoxTest);
#include "tst_combo_box.moc"
