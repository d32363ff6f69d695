// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run.h"
#include "ui/lists/score_painter.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tastescope;

namespace {

const QColor red(255, 0, 0);

int countRow(const QImage& image, int y, const QColor& color) {
    int found = 0;
    for (int x = 0; x < image.width(); ++x) {
        found += image.pixelColor(x, y) == color;
    }
    return found;
}

template <typename Paint>
QImage painted(Paint paint) {
    QImage image(200, 48, QImage::Format_ARGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    paint(painter);
    return image;
}

} // namespace

class ScorePainterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().setChoice(ThemeChoice::Light); }

    void scoreBarIsAsLongAsTheShare() {
        for (const double share : {0.0, 0.5, 1.0, 7.0, std::numeric_limits<double>::quiet_NaN()}) {
            const QImage image = painted([&](QPainter& painter) {
                paintScore(painter, QRectF(0, 0, 200, 48), QStringLiteral(".94"), share, red);
            });
            int most = 0;
            for (int y = 24; y < 48; ++y) {
                most = std::max(most, countRow(image, y, red));
            }
            const double expected = std::isnan(share) ? 0 : std::min(share, 1.0) * 44;
            QVERIFY2(std::abs(most - expected) <= 3,
                     qPrintable(QStringLiteral("%1: %2").arg(share).arg(most)));
            QCOMPARE(image.pixelColor(100, 36), QColor(Qt::white)); // nothing left of the bar
        }
    }

    void cellBarStartsAtZeroAndIsCut() {
        const QRectF rect(10, 0, 100, 48);
        const QImage half = painted([&](QPainter& painter) {
            paintCellBar(painter, rect, {0.2, 0.4, {}}, red);
        });
        QCOMPARE(countRow(half, 24, red), 50);
        QCOMPARE(half.pixelColor(10, 24), red);
        QCOMPARE(countRow(half, 30, red), 0); // 10 px high
        const QImage cut = painted([&](QPainter& painter) {
            paintCellBar(painter, rect, {9, 0.4, {}}, red);
        });
        QCOMPARE(countRow(cut, 24, red), 100);
        const QImage none = painted([&](QPainter& painter) {
            paintCellBar(painter, rect, {0.2, 0, {}}, red);
        });
        QCOMPARE(countRow(none, 24, red), 0);
    }

    void whiskerSpansTheInterval() {
        const QImage image = painted([&](QPainter& painter) {
            paintCellBar(painter, QRectF(0, 0, 200, 48), {0.5, 1, std::pair(0.4, 0.75)}, red);
        });
        const QColor beyond = image.pixelColor(140, 24); // past the bar's end at 100
        QVERIFY(beyond.lightness() < 128);
        QVERIFY(image.pixelColor(150, 21).lightness() < 200); // cap
        QCOMPARE(image.pixelColor(160, 24), QColor(Qt::white));
    }
};

RUN_TEST(ScorePainterTest);
#include "tst_score_painter.moc"
