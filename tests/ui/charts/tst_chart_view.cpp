// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_window.h"
#include "support/run.h"
#include "ui/charts/chart_painter.h"
#include "ui/charts/chart_picture.h"
#include "ui/charts/chart_scale.h"
#include "ui/charts/chart_table_dialog.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/marker.h"
#include "ui/charts/picture_memory.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>

using namespace tastescope;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

ChartSpec lines() {
    ChartSpec spec;
    spec.title = QStringLiteral("Accuracy by round");
    spec.description = QStringLiteral("It rises and levels off.");
    spec.x = {QStringLiteral("Round"), AxisScale::Linear, 0, 10, {}, {}};
    spec.y = {{}, AxisScale::Linear, 0, 0.4, {}, {}};
    SeriesSpec als;
    als.name = QStringLiteral("ALS");
    als.x = {0, 5, 10};
    als.y = {0, 0.25, 1.0 / 3};
    als.low = {0, 0.2, 0.3};
    als.high = {0, 0.3, 0.36};
    SeriesSpec bpr;
    bpr.name = QStringLiteral("BPR");
    bpr.x = {0, 10};
    bpr.y = {0, none};
    spec.series = {als, bpr};
    return spec;
}

/// Where something else than the ground is painted, as parts of the width and height.
QRectF ink(const QImage& image, const QRect& within) {
    const QRgb ground = image.pixel(within.topLeft());
    QRect found;
    for (int y = within.top(); y <= within.bottom(); ++y) {
        for (int x = within.left(); x <= within.right(); ++x) {
            if (image.pixel(x, y) != ground) {
                found |= QRect(x, y, 1, 1);
            }
        }
    }
    found.translate(-within.topLeft());
    return {double(found.x()) / within.width(), double(found.y()) / within.height(),
            double(found.width()) / within.width(), double(found.height()) / within.height()};
}

bool near(const QRectF& a, const QRectF& b) {
    constexpr double slack = 0.02;
    return std::abs(a.left() - b.left()) < slack && std::abs(a.right() - b.right()) < slack &&
           std::abs(a.top() - b.top()) < slack && std::abs(a.bottom() - b.bottom()) < slack;
}

QWidget* shownLines() {
    auto* view = new ChartView;
    view->setSpec(lines());
    return view;
}

QString words(const QWidget& of) {
    QStringList all;
    for (const QLabel* label : of.findChildren<QLabel*>()) {
        all << label->text();
    }
    return all.join(u'|');
}

QStringList texts(const std::vector<Tick>& ticks) {
    QStringList all;
    for (const Tick& tick : ticks) {
        all += tick.text;
    }
    return all;
}

} // namespace

class ChartViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
        PictureMemory::instance().setLook({});
    }

    void tableHasEveryNumberInFull() {
        const ChartTable table = chartTable(lines());
        QCOMPARE(table.header.join(u'|'), QStringLiteral("Round|ALS|ALS, low|ALS, high|BPR"));
        QCOMPARE(table.rows.size(), std::size_t(3));
        QCOMPARE(table.rows[0].join(u'|'), QStringLiteral("0|0|0|0|0"));
        QCOMPARE(table.rows[1].join(u'|'), QStringLiteral("5|0.25|0.2|0.3|"));
        QCOMPARE(table.rows[2].join(u'|'), QStringLiteral("10|0.3333333333333333|0.3|0.36|"));
        QCOMPARE(table.rows[2][1].toDouble(), 1.0 / 3);
        QVERIFY(chartTableText(table).startsWith(QStringLiteral("Round\tALS\t")));
    }

    void twoPointsAtOnePlaceKeepTheirRows() {
        ChartSpec spec;
        SeriesSpec series;
        series.name = QStringLiteral("p");
        series.x = {1, 1, 2};
        series.y = {3, 4, 5};
        spec.series = {series};
        const ChartTable table = chartTable(spec);
        QCOMPARE(table.rows.size(), std::size_t(3));
        QCOMPARE(table.rows[0][1] + table.rows[1][1], QStringLiteral("34"));
    }

    void ticks_data() {
        QTest::addColumn<int>("scale");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<QString>("expected");
        const auto linear = static_cast<int>(AxisScale::Linear);
        const auto logarithmic = static_cast<int>(AxisScale::Logarithmic);
        QTest::newRow("metric") << linear << 0.0 << 0.4 << "0.0|0.1|0.2|0.3|0.4";
        QTest::newRow("counts") << linear << 0.0 << 5000.0 << "0|1,000|2,000|3,000|4,000|5,000";
        QTest::newRow("negative") << linear << -1.0 << 1.0 << "\u22121.0|\u22120.5|0.0|0.5|1.0";
        QTest::newRow("large") << linear << 0.0 << 100'000.0 << "0|20 k|40 k|60 k|80 k|100 k";
        QTest::newRow("diverged") << linear << 0.0 << 4e20 << "0|1e+20|2e+20|3e+20|4e+20";
        QTest::newRow("log") << logarithmic << 1.0 << 10'000.0 << "1|10|100|1,000|10 k";
    }
    void ticks() {
        QFETCH(int, scale);
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(QString, expected);
        AxisSpec axis{{}, static_cast<AxisScale>(scale), low, high, {}, {}};
        const auto found = axisTicks(axis, plotRange(axis, {}));
        QCOMPARE(texts(found).join(u'|'), expected);
    }

    /// A step that no double can take ends the ticks, not the program.
    void ticksOfAHairEnd() {
        for (const double at : {0.0, 1.0, 3.0, 365.0, 1.7e12}) {
            for (double width = 1; width > 1e-30; width /= 10) {
                const AxisSpec axis{{}, AxisScale::Linear, at, at + width, {}, {}};
                QVERIFY(axisTicks(axis, {at, at + width}).size() <= 12);
            }
        }
    }

    void theWheelStopsAtAHair() {
        ChartView view;
        view.resize(400, 240);
        view.setSpec(lines());
        view.show();
        const auto wheel = [&view](int turn) {
            const QPointF at(150, 120);
            QWheelEvent event(at, view.mapToGlobal(at), {}, {0, turn}, Qt::NoButton, Qt::ControlModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(&view, &event);
        };
        const QImage whole = view.grab().toImage();
        wheel(0); // a touchpad at rest
        QCOMPARE(view.grab().toImage(), whole);
        for (int i = 0; i < 300; ++i) {
            wheel(120);
        }
        QVERIFY(view.grab().toImage() != whole);
        for (int i = 0; i < 300; ++i) {
            wheel(-120);
        }
        QCOMPARE(view.grab().toImage(), whole);
    }

    void anyNumberIsSaid() {
        QCOMPARE(valueText(0), QStringLiteral("0"));
        QCOMPARE(valueText(0.0004), QStringLiteral("0.0004"));
        QCOMPARE(valueText(-1.23e-7), QStringLiteral("\u22121.23e-07"));
        QCOMPARE(valueText(0.25), QStringLiteral("0.250"));
        QCOMPARE(valueText(1234567), QStringLiteral("1,234,567"));
        QCOMPARE(valueText(3.2e19), QStringLiteral("3.2e+19"));
        QCOMPARE(valueText(std::numeric_limits<double>::infinity()), QStringLiteral("inf"));
        QCOMPARE(valueText(none), QStringLiteral("\u2013"));
    }

    void whatIsCountedHasNoTickBetween() {
        for (const double low : {0.0, 1.0}) {
            for (const double high : {1.0, 2.0, 4.2, 7.0, 10.4, 19.0, 62.0, 999.0, 20'000.0, 3e6}) {
                const auto found = wholeTicks(low, high);
                QVERIFY(found.size() <= 7 && (found.size() > 1 || low == high));
                for (const auto& [at, text] : found) {
                    QVERIFY(at == std::floor(at) && at >= low && at <= high);
                    QCOMPARE(text, valueText(at));
                }
            }
        }
        QCOMPARE(wholeTicks(1, 10).front().first, 2.0); // as a reader counts
    }

    void aNoteWithoutRoomBesideItsPlaceStandsAboveIt() {
        ChartSpec spec;
        spec.x = {{}, AxisScale::Linear, 0, 10, {}, {}};
        spec.y = {{}, AxisScale::Linear, 0, 1, {}, {}};
        SeriesSpec line;
        line.color = [](const Theme&) { return QColor(Qt::red); };
        line.x = {0, 5, 10};
        line.y = {0.2, 0.65, 0.5}; // over which the words would be, at the height of their place
        spec.series = {line};
        const auto redPixels = [&] {
            ChartView view;
            view.resize(420, 260);
            view.setSpec(spec);
            view.show();
            const QImage image = view.grab().toImage();
            int count = 0;
            for (int x = 0; x < image.width(); ++x) {
                for (int y = 0; y < image.height(); ++y) {
                    count += image.pixelColor(x, y) == QColor(Qt::red) ? 1 : 0;
                }
            }
            return count;
        };
        const int alone = redPixels();
        QVERIFY(alone > 0);
        spec.notes = {{{9.9, 0.5}, QStringLiteral("+0.164, from +0.132 to +0.197")}};
        QCOMPARE(redPixels(), alone); // nothing of the line is written over
    }

    void timeTicksAreMonthStarts() {
        AxisSpec axis{{}, AxisScale::Time, 1'704'067'200'000.0, 1'735'689'600'000.0, {}, {}}; // the year 2024
        QCOMPARE(texts(axisTicks(axis, plotRange(axis, {}))).join(u'|'),
                 QStringLiteral("Jan 24|Apr 24|Jul 24|Oct 24|Jan 25"));
    }

    void labelsThatDoNotFitAreLeftOutEvenly() {
        const std::vector<double> middles{0, 20, 40, 60, 80};
        const auto wide = [&](double width) { return std::vector<double>(middles.size(), width); };
        QCOMPARE(labelStep(middles, wide(14), 6), std::size_t{1});
        QCOMPARE(labelStep(middles, wide(15), 6), std::size_t{2});
        QCOMPARE(labelStep(middles, wide(40), 6), std::size_t{3});
        QCOMPARE(labelStep(middles, wide(500), 6), std::size_t{5});              // one remains
        QCOMPARE(labelStep({0, 20, 40, 60}, {8, 8, 30, 30}, 6), std::size_t{2}); // not 0, 20, 60
        QCOMPARE(labelStep({}, {}, 6), std::size_t{1});
    }

    void rangeComesFromTheDataWhenNotGiven() {
        AxisSpec axis{{}, AxisScale::Linear, 0, 0, {}, {}};
        const PlotRange range = plotRange(axis, {3, none, 7});
        QCOMPARE(range.low, 3.0);
        QCOMPARE(range.high, 7.0);
        axis.scale = AxisScale::Logarithmic;
        QVERIFY(std::isnan(toPlot(axis, 0)));
        QCOMPARE(fromPlot(axis, toPlot(axis, 50)), 50.0);
    }

    void keysMoveTheReadingLine() {
        ChartView view;
        view.resize(400, 240);
        view.setSpec(lines());
        view.show();
        QCOMPARE(view.accessibleName(), QStringLiteral("Accuracy by round"));
        QCOMPARE(view.accessibleDescription(), QStringLiteral("It rises and levels off."));
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY2(view.accessibleDescription().contains(QStringLiteral("Round 5")),
                 qPrintable(view.accessibleDescription()));
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("ALS 0.250 \u00B1 0.050")));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(!view.accessibleDescription().contains(QStringLiteral("Round 5")));
        QTest::keySequence(&view, QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("Round\tALS")));
    }

    void barsDrawAndAnswerClicks() {
        ChartSpec spec;
        spec.title = QStringLiteral("Activity");
        spec.x.scale = AxisScale::Category;
        spec.x.categories = {QStringLiteral("few"), QStringLiteral("some"), QStringLiteral("many")};
        spec.y = {{}, AxisScale::Linear, 0, 10, {}, {}};
        SeriesSpec bars;
        bars.kind = MarkKind::Bar;
        bars.x = {0, 1, 2};
        bars.y = {10, 5, 10};
        spec.series = {bars};
        ChartView view;
        view.resize(400, 240);
        view.setSpec(spec);
        view.show();
        const QImage image = view.grab().toImage();
        const QColor accent = Theme::instance().color(Role::Accent);
        int painted = 0;
        for (int x = 0; x < image.width(); ++x) {
            painted += image.pixelColor(x, 60) == accent; // above the short bar in the middle
        }
        QVERIFY2(painted > 40 && painted < 120, qPrintable(QString::number(painted)));
        QSignalSpy clicked(&view, &ChartView::pointClicked);
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(210, 60));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked.first().at(1).toInt(), 1);
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_End);
        for (const int key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space}) {
            QTest::keyClick(&view, static_cast<Qt::Key>(key));
            QCOMPARE(clicked.takeLast().at(1).toInt(), 2);
        }
        QTest::keyClick(&view, Qt::Key_Escape);
        QTest::keyClick(&view, Qt::Key_Return); // nothing is pointed at
        QCOMPARE(clicked.count(), 1);
    }

    void whatComesAfterNowIsFaint() {
        ChartSpec spec;
        spec.title = QStringLiteral("Rounds");
        spec.x = {{}, AxisScale::Linear, 0, 10, {}, {}};
        spec.y = {{}, AxisScale::Linear, 0, 1, {}, {}};
        SeriesSpec area;
        area.kind = MarkKind::Area;
        area.x = {0, 10};
        area.y = {1, 1};
        area.low = {0, 0};
        area.high = {1, 1};
        area.opacity = 1;
        area.endLabel = QStringLiteral("Folk 100 %");
        spec.series = {area};
        QCOMPARE(endLabels(spec), (std::vector<QString>{QStringLiteral("Folk 100 %")}));
        ChartView view;
        view.resize(400, 240);
        view.show();
        const QColor accent = Theme::instance().color(Role::Accent);
        const auto strong = [&] {
            const QImage image = view.grab().toImage();
            int painted = 0;
            for (int x = 0; x < image.width(); ++x) {
                painted += image.pixelColor(x, 100) == accent;
            }
            return painted;
        };
        view.setSpec(spec);
        const int all = strong();
        QVERIFY2(all > 200, qPrintable(QString::number(all)));
        spec.now = 5;
        view.setSpec(spec);
        QVERIFY2(std::abs(strong() - all / 2) < 6, qPrintable(QString::number(strong())));
        spec.now = 10;
        view.setSpec(spec);
        QVERIFY(strong() > all - 6);
    }

    void linesDifferByTheirDashesToo() {
        std::set<QList<qreal>> patterns;
        for (const LineDash dash : {LineDash::Solid, LineDash::Dashes, LineDash::Dots, LineDash::DashDot}) {
            patterns.insert(linePen(Qt::black, dash).dashPattern());
        }
        QCOMPARE(patterns.size(), std::size_t{4});
    }

    void theAxisLineFollowsAResize() {
        ChartView view;
        view.resize(400, 240);
        view.setSpec(lines());
        view.show();
        view.grab();
        view.resize(600, 400);
        QTest::qWait(20);
        const QImage image = view.grab().toImage();
        const QColor axis = Theme::instance().color(Role::Axis);
        int rows = 0;
        int widest = 0;
        for (int y = 0; y < image.height(); ++y) {
            int painted = 0;
            for (int x = 0; x < image.width(); ++x) {
                painted += image.pixelColor(x, y) == axis;
            }
            rows += painted > 200;
            widest = std::max(widest, painted);
        }
        QCOMPARE(rows, 1); // one line, not another one where it was before
        QVERIFY2(widest > 450, qPrintable(QString::number(widest)));
    }

    void emptyChartSaysSo() {
        ChartSpec spec;
        spec.title = QStringLiteral("Nothing");
        spec.emptyText = QStringLiteral("No times in this data set");
        ChartView view;
        view.resize(400, 240);
        view.setSpec(spec);
        view.show();
        QTest::keyClick(&view, Qt::Key_Right); // nothing to move to
        const QImage image = view.grab().toImage();
        int dark = 0;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 100; y < 140; ++y) {
                dark += image.pixelColor(x, y).lightness() < 140;
            }
        }
        QVERIFY(dark > 20);
    }

    void aPictureIsTheWholeChartUnderItsTitle() {
        ChartWindow window(shownLines());
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const QImage screen = window.chart->grab().toImage();
        const QRectF shown = ink(screen, screen.rect());
        QVERIFY(shown.width() > 0.8 && shown.height() > 0.8); // from the axis labels to the series' names
        QTest::keyClick(window.chart, Qt::Key_End);           // a tooltip is no part of the picture
        chooseFrom(*window.chart, QStringLiteral("Copy picture"));
        const QImage copied = QApplication::clipboard()->image();
        QCOMPARE(window.toasts->count(), 1);
        const int above = copied.height() - 2 * (screen.height() + 32);
        QVERIFY(above > 20); // the title's
        QCOMPARE(copied.width(), 2 * (screen.width() + 32));
        const QRect chart(32, 32 + above, 2 * screen.width(), 2 * screen.height());
        QVERIFY(near(ink(copied, chart), shown));
        QVERIFY(ink(copied, QRect(0, 0, copied.width(), 32 + above)).height() > 0.1);

        QTemporaryDir folder;
        for (const char* suffix : {"png", "svg", "pdf"}) {
            const QString path = folder.filePath(QStringLiteral("whole.") + QLatin1String(suffix));
            const QByteArray bytes = savePicture(window, path);
            QVERIFY2(!bytes.isEmpty(), suffix);
            QVERIFY2(words(*window.toasts).contains(path), suffix); // where it was written
            if (QLatin1String(suffix) == QLatin1String("pdf")) {
                QVERIFY(bytes.startsWith("%PDF-"));
                const QString box =
                    QStringLiteral("/MediaBox [0 0 %1").arg(copied.width() / 2 * 72 / 96.0, 0, 'f', 0);
                QVERIFY2(bytes.contains(box.toLatin1()), bytes.left(900).constData());
            } else {
                QImage read = QImage::fromData(bytes, suffix);
                // An SVG says its size in millimetres, which may round to a pixel less or more.
                QVERIFY2(std::abs(read.width() * copied.height() - read.height() * copied.width()) <=
                             std::max(copied.width(), copied.height()),
                         suffix);
                read = read.convertToFormat(QImage::Format_ARGB32).scaled(copied.size());
                QVERIFY2(near(ink(read, chart), shown), suffix);
            }
        }
    }

    void aPictureThatCannotBeWrittenIsAFailure() {
        ChartWindow window(shownLines());
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("gone"));
        QVERIFY(QDir().mkpath(path));
        onNext<PictureDialog>(window,
                              [](PictureDialog& dialog) { QTest::keyClick(&dialog, Qt::Key_Return); });
        onNext<QFileDialog>(window, [path](QFileDialog& dialog) {
            dialog.setDirectory(path);
            dialog.selectFile(QStringLiteral("a"));
            QVERIFY(QDir().rmdir(path));
            QTest::keyClick(&dialog, Qt::Key_Return);
            if (dialog.isVisible()) { // the dialog may look itself
                static_cast<QDialog&>(dialog).done(QDialog::Accepted);
            }
        });
        chooseFrom(*window.chart, QStringLiteral("Save picture…"));
        QVERIFY(!QFile::exists(path + QStringLiteral("/a.png")));
        QCOMPARE(window.toasts->count(), 1);
        QVERIFY(words(*window.toasts).contains(QStringLiteral("was not saved")));
    }

    void namesOfPicturesAreNamesOfFiles() {
        QCOMPARE(pictureFileName(QStringLiteral("Events / week: \"all\"")),
                 QStringLiteral("Events week all"));
        QCOMPARE(pictureFileName(QStringLiteral("../..")), QStringLiteral("chart"));
        QCOMPARE(pictureFileName({}), QStringLiteral("chart"));
        QCOMPARE(pictureFileName(QString(500, u'x')).size(), qsizetype(80));
    }
};

RUN_TEST(ChartViewTest);
#include "tst_chart_view.moc"
