// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_tooltips.h"

#include "support/run.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QHeaderView>
#include <QHelpEvent>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QTextDocumentFragment>
#include <QToolTip>

using namespace tastescope;

namespace {

const QString hostile = QStringLiteral("<b>Bold</b> <img src=x> & <i>co</i>");

/// What a person reads where a tooltip has this text.
QString asRead(const QString& tip) {
    return (Qt::mightBeRichText(tip) ? QTextDocumentFragment::fromHtml(tip).toPlainText() : tip).simplified();
}

void askFor(QWidget& widget, const QPoint& at) {
    QHelpEvent help(QEvent::ToolTip, at, widget.mapToGlobal(at));
    QApplication::sendEvent(&widget, &help);
}

} // namespace

class PlainTooltipsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QToolTip::hideText(); }

    void theWordsAreSaidAsTheyAreAndWrapped() {
        const PlainTooltips all(qApp);
        const QString sentence = QStringLiteral("The lists of <all> models are made anew once R&B, and what "
                                                "else was changed, has been read again.");
        QWidget box;
        box.setGeometry(0, 0, 300, 200);
        box.show();
        QVERIFY(QTest::qWaitForWindowExposed(&box));
        for (const QString& words :
             {hostile, sentence, QStringLiteral("Blue Moon\nR&B · Soul"), QStringLiteral("R&amp;B"),
              hostile + QStringLiteral("\n1 < 2"), QStringLiteral("Blue Moon\n") + sentence}) {
            box.setToolTip(words);
            askFor(box, box.rect().center());
            QTRY_COMPARE(asRead(QToolTip::text()), words.simplified());
        }
        QVERIFY(Qt::mightBeRichText(PlainTooltips::plain(sentence))); // so that Qt wraps it
        QCOMPARE(PlainTooltips::plain(QString()), QString());
    }

    void whatAnEntrySaysIsPlainToo() {
        const PlainTooltips all(qApp);
        QStandardItemModel model(3, 2);
        for (int row = 0; row < model.rowCount(); ++row) {
            model.setData(model.index(row, 0), hostile + QString::number(row), Qt::ToolTipRole);
        }
        model.setHeaderData(0, Qt::Horizontal, hostile, Qt::ToolTipRole);
        QTableView table;
        table.setModel(&model);
        table.setGeometry(0, 0, 400, 300);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        for (int row = 0; row < model.rowCount(); ++row) {
            askFor(*table.viewport(), table.visualRect(model.index(row, 0)).center());
            QTRY_COMPARE(asRead(QToolTip::text()), hostile + QString::number(row));
        }
        askFor(*table.horizontalHeader()->viewport(), QPoint(5, 5));
        QTRY_COMPARE(asRead(QToolTip::text()), hostile);
    }

    /// HTML of one's own is shown as it is written, so that nobody else may make any.
    void noTooltipIsMadeHtmlWhereItIsSaid() {
        QDirIterator files(QStringLiteral(TASTESCOPE_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        QStringList makers;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            if (file.readAll().contains("convertFromPlainText")) {
                makers += QFileInfo(file).fileName();
            }
        }
        QCOMPARE(makers, QStringList{QStringLiteral("plain_tooltips.cpp")});
    }
};

RUN_TEST(PlainTooltipsTest);
#include "tst_plain_tooltips.moc"
