// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of every kind of chart as files: in the colours and the size that were chosen, whole, and with the
// screen as it was.
#include "charts/chart_kinds.h"
#include "charts/chart_window.h"
#include "support/run.h"
#include "ui/charts/picture_memory.h"
#include "ui/theme/painted_theme.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QHeaderView>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <cstdlib>

using namespace tastescope;

namespace {

constexpr int margin = 16;

/// Of the theme, whichever is on the screen.
QColor colorOf(bool dark, QColor (*color)(const Theme&)) {
    const PaintedTheme theme(dark);
    return color(Theme::instance());
}

QColor surfaceOf(bool dark) {
    return colorOf(dark, [](const Theme& theme) { return theme.color(Role::Surface); });
}

int pixelsOf(const QImage& image, const QColor& color) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y).rgb() == color.rgb() ? 1 : 0;
        }
    }
    return count;
}

/// Around everything that is not the ground.
QRect inkOf(const QImage& image) {
    const QRgb ground = image.pixelColor(0, 0).rgb();
    QRect found;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y).rgb() != ground) {
                found |= QRect(x, y, 1, 1);
            }
        }
    }
    return found;
}

/// Nothing in the margins, and nothing of the rest left empty but a border.
void checkWhole(const QImage& image, const char* what) {
    const QRect ink = inkOf(image);
    const QRect inside = image.rect().adjusted(margin - 3, margin - 3, 3 - margin, 3 - margin);
    const QByteArray words = QByteArray(what) + ": " + QByteArray::number(ink.left()) + " " +
                             QByteArray::number(ink.top()) + " " + QByteArray::number(ink.right()) + " " +
                             QByteArray::number(ink.bottom());
    QVERIFY2(inside.contains(ink), words.constData());
    QVERIFY2(ink.width() > inside.width() * 4 / 5 && ink.height() > inside.height() * 4 / 5,
             words.constData());
}

/// No colour is another. Drawn again, the edges of letters may be a few shades off in Qt 6.8.
bool looksLike(const QImage& one, const QImage& other) {
    constexpr int shades = 8;
    if (one.size() != other.size()) {
        return false;
    }
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            const QRgb a = one.pixel(x, y);
            const QRgb b = other.pixel(x, y);
            if (std::abs(qRed(a) - qRed(b)) > shades || std::abs(qGreen(a) - qGreen(b)) > shades ||
                std::abs(qBlue(a) - qBlue(b)) > shades) {
                return false;
            }
        }
    }
    return true;
}

ChartKind kindAt(int kind) {
    return chartKinds()[static_cast<std::size_t>(kind)];
}

void addKinds() {
    QTest::addColumn<int>("kind");
    const auto kinds = chartKinds();
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        QTest::newRow(kinds[kind].name) << static_cast<int>(kind);
    }
}

} // namespace

class TestPictures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
    }
    void init() { PictureMemory::instance().setLook({}); }
    void cleanup() { Theme::instance().setChoice(ThemeChoice::Light); }

    void anotherThemesColoursAreHandedOutForAWhile() {
        const Theme& theme = Theme::instance();
        const QSignalSpy changed(&theme, &Theme::changed);
        const QColor light = theme.color(Role::Surface);
        const QColor mark = theme.categorical(2);
        {
            const PaintedTheme dark(true);
            QVERIFY(theme.color(Role::Surface).lightness() < light.lightness());
            QVERIFY(theme.categorical(2) != mark);
            {
                const PaintedTheme inner(false);
                QCOMPARE(theme.color(Role::Surface), light);
            }
            QVERIFY(theme.color(Role::Surface) != light);
            QVERIFY(!theme.isDark());
        }
        QCOMPARE(theme.color(Role::Surface), light);
        QCOMPARE(theme.categorical(2), mark);
        QCOMPARE(changed.size(), qsizetype(0));
    }

    void darkOnALightScreenAndTheOtherWay_data() { addKinds(); }
    void darkOnALightScreenAndTheOtherWay() {
        QFETCH(int, kind);
        const ChartKind of = kindAt(kind);
        for (const bool dark : {true, false}) {
            Theme::instance().setChoice(dark ? ThemeChoice::Light : ThemeChoice::Dark);
            ChartWindow window(of.make());
            window.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&window));
            window.chart->setFocus();
            QTRY_VERIFY(window.chart->hasFocus());
            window.chart->clearFocus(); // which is painted, and goes to the dialogs for a while
            const QImage before = window.chart->grab().toImage();
            const QSignalSpy changed(&Theme::instance(), &Theme::changed);
            const PictureWish wish{dark ? QStringLiteral("Dark") : QStringLiteral("Light"), {}, {640, 480}};
            const QString name = QStringLiteral("%1-%2.png").arg(QLatin1String(of.name)).arg(dark);
            const QImage image = QImage::fromData(savePicture(window, m_folder.filePath(name), wish), "PNG");
            QCOMPARE(image.size(), wish.own);
            QCOMPARE(image.pixelColor(1, 1).rgb(), surfaceOf(dark).rgb());
            QCOMPARE(pixelsOf(image, surfaceOf(!dark)) * 10 / (640 * 480), 0);
            QVERIFY(pixelsOf(image, colorOf(dark, of.mark)) > 20);
            checkWhole(image, of.name);
            // Nothing on the screen was restyled.
            QCOMPARE(changed.size(), qsizetype(0));
            QCOMPARE(Theme::instance().color(Role::Surface).rgb(), surfaceOf(!dark).rgb());
            window.chart->clearFocus();
            QTRY_VERIFY(looksLike(window.chart->grab().toImage(), before));
        }
    }

    void everyNamedSizeIsThatOfTheFile_data() { addKinds(); }
    void everyNamedSizeIsThatOfTheFile() {
        QFETCH(int, kind);
        const ChartKind of = kindAt(kind);
        ChartWindow window(of.make());
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        for (const auto& [named, size] : {std::pair{QStringLiteral("Page"), QSize(800, 500)},
                                          {QStringLiteral("Slide"), QSize(1200, 800)},
                                          {QStringLiteral("Wide slide"), QSize(1600, 900)},
                                          {QString(), PictureLook::least}}) {
            const QString path =
                m_folder.filePath(QStringLiteral("%1 %2.png").arg(QLatin1String(of.name)).arg(size.width()));
            const PictureWish wish{{}, named, named.isEmpty() ? size : QSize()};
            const QImage image = QImage::fromData(savePicture(window, path, wish), "PNG");
            QCOMPARE(image.size(), size);
            if (!named.isEmpty()) { // in the least one letters are most of it
                checkWhole(image, of.name);
            }
        }
    }

    void asShownItIsThatOfTheScreen_data() { addKinds(); }
    void asShownItIsThatOfTheScreen() {
        QFETCH(int, kind);
        const ChartKind of = kindAt(kind);
        ChartWindow window(of.make());
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto* cells = qobject_cast<MatrixView*>(window.chart);
        const int width = cells ? cells->horizontalHeader()->length() : window.chart->width();
        chooseFrom(*window.chart, QStringLiteral("Copy picture"), MenuBy::Mouse);
        const QImage image = QApplication::clipboard()->image();
        QCOMPARE(image.width(), 2 * (width + 2 * margin));
        QCOMPARE(image.pixelColor(1, 1).rgb(), surfaceOf(false).rgb());
        const QString path = m_folder.filePath(QLatin1String(of.name) + QStringLiteral(" shown.png"));
        const QImage saved = QImage::fromData(savePicture(window, path), "PNG");
        QCOMPARE(saved.size(), image.size());
        QImage copied = image.convertToFormat(QImage::Format_RGB32);
        copied.setDevicePixelRatio(saved.devicePixelRatio()); // which a PNG does not tell
        QCOMPARE(saved.convertToFormat(QImage::Format_RGB32), copied);
    }

    void drawingsAndPagesToo_data() { addKinds(); }
    void drawingsAndPagesToo() {
        QFETCH(int, kind);
        const ChartKind of = kindAt(kind);
        ChartWindow window(of.make());
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const PictureWish wish{QStringLiteral("Dark"), {}, {640, 480}};
        const QByteArray svg =
            savePicture(window, m_folder.filePath(QLatin1String(of.name) + QStringLiteral(".svg")), wish);
        // Sound XML of that size, whatever its words hold, and dark.
        QXmlStreamReader reader(svg);
        QString title;
        QString box;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement) {
                continue;
            }
            if (reader.name() == QLatin1String("svg")) {
                box = reader.attributes().value(QLatin1String("viewBox")).toString();
            } else if (reader.name() == QLatin1String("title") && title.isEmpty()) {
                title = reader.readElementText();
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(title, of.title);
        QCOMPARE(box, QStringLiteral("0 0 640 480"));
        const QImage drawn = QImage::fromData(svg, "svg").convertToFormat(QImage::Format_ARGB32);
        QVERIFY(!drawn.isNull());
        QCOMPARE(drawn.pixelColor(5, 5).rgb(), surfaceOf(true).rgb());
        QVERIFY(pixelsOf(drawn, colorOf(true, of.mark)) > 20);
        const QByteArray pdf =
            savePicture(window, m_folder.filePath(QLatin1String(of.name) + QStringLiteral(".pdf")), wish);
        QVERIFY(pdf.startsWith("%PDF-"));
        static const QRegularExpression page(QStringLiteral("/MediaBox \\[0 0 480[.0]*\\s+360[.0]*\\s*\\]"));
        QVERIFY2(page.match(QString::fromLatin1(pdf)).hasMatch(), pdf.left(900).constData());
    }

    void theLastChoiceIsOfferedAgain() {
        ChartWindow window(barsOfNames());
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const PictureLook chosen{PictureColors::Dark, {640, 480}};
        QVERIFY(!savePicture(window, m_folder.filePath(QStringLiteral("first.png")),
                             {QStringLiteral("Dark"), {}, {640, 480}})
                     .isEmpty());
        QCOMPARE(PictureMemory::instance().look(), chosen);
        QSettings settings(m_folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
        PictureMemory::instance().save(settings);
        PictureMemory::instance().setLook({});
        PictureMemory::instance().load(settings);
        QCOMPARE(PictureMemory::instance().look(), chosen);
        const QImage again = QImage::fromData(
            savePicture(window, m_folder.filePath(QStringLiteral("again.png"))), "PNG"); // nothing is set
        QCOMPARE(again.size(), chosen.size);
        QCOMPARE(again.pixelColor(1, 1).rgb(), surfaceOf(true).rgb());
        // Escape is no choice, and opens no second dialog.
        onNext<PictureDialog>(window, [](PictureDialog& dialog) {
            setWish(dialog, {QStringLiteral("Light"), QStringLiteral("Page"), {}});
            QCOMPARE(dialog.look(), (PictureLook{PictureColors::Light, {800, 500}}));
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        chooseFrom(*window.chart, QStringLiteral("Save picture…"));
        QVERIFY(!QApplication::activeModalWidget());
        QCOMPARE(PictureMemory::instance().look(), chosen);
    }

    void settingsThatAreNoLookCountAsNone() {
        QSettings settings(m_folder.filePath(QStringLiteral("bad.ini")), QSettings::IniFormat);
        settings.setValue(QStringLiteral("picture/colors"), QStringLiteral("purple"));
        for (const QVariant& size : {QVariant(QSize(100'000, 10)), QVariant(QSize(1, 1)),
                                     QVariant(QStringLiteral("large")), QVariant()}) {
            settings.setValue(QStringLiteral("picture/size"), size);
            PictureMemory::instance().setLook({PictureColors::Dark, {640, 480}});
            PictureMemory::instance().load(settings);
            QCOMPARE(PictureMemory::instance().look().colors, PictureColors::AsShown);
            QVERIFY(PictureMemory::instance().look().size.isEmpty());
        }
    }

private:
    QTemporaryDir m_folder;
};

RUN_TEST(TestPictures);
#include "tst_pictures.moc"
