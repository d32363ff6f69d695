// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/registry.h"
#include "support/run.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_roots.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tastescope;

namespace {

double linear(double c) {
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QString read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().setZoom(100);
        Theme::instance().setStrongOutlines(false);
    }

    void tokensOfBothThemes() {
        Theme& theme = Theme::instance();
        QCOMPARE(theme.color(Role::Bg).name(), QStringLiteral("#f5f6f7"));
        QCOMPARE(theme.color(Role::TipText).name(), QStringLiteral("#ffffff"));
        QCOMPARE(theme.color(Role::Axis).name(), QStringLiteral("#aeb6bd"));
        QCOMPARE(theme.categorical(0).name(), QStringLiteral("#3364b7"));
        QCOMPARE(theme.categorical(99), theme.categorical(7));
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.count(), 1);
        QVERIFY(theme.isDark());
        QCOMPARE(theme.color(Role::Bg).name(), QStringLiteral("#131619"));
        QCOMPARE(theme.color(Role::TipText).name(), QStringLiteral("#14181b"));
        QCOMPARE(theme.sequential(8).name(), QStringLiteral("#c2ebf2"));
        QCOMPARE(theme.diverging(0).name(), QStringLiteral("#ffc08a"));
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.count(), 1); // nothing changed, nothing repainted
    }

    void everyTextRoleIsReadable_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everyTextRoleIsReadable() {
        QFETCH(bool, dark);
        Theme& theme = Theme::instance();
        theme.setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        for (const Role text : {Role::Text, Role::Text2, Role::Text3, Role::Accent, Role::AccentStrong,
                                Role::Up, Role::Down, Role::Warn, Role::Error}) {
            for (const Role ground : {Role::Bg, Role::Surface, Role::Sunken}) {
                const double ratio = contrast(theme.color(text), theme.color(ground));
                QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("role %1 on %2: %3")
                                                      .arg(static_cast<int>(text))
                                                      .arg(static_cast<int>(ground))
                                                      .arg(ratio)));
            }
        }
        for (const auto& [text, ground] : {std::pair{Role::OnAccent, Role::Accent},
                                           {Role::AccentStrong, Role::AccentSoft},
                                           {Role::Text, Role::AccentSoft},
                                           {Role::Warn, Role::WarnSoft},
                                           {Role::Error, Role::ErrorSoft},
                                           {Role::TipText, Role::Tip}}) {
            QVERIFY(contrast(theme.color(text), theme.color(ground)) >= 4.5);
        }
        for (int slot = 0; slot < 8; ++slot) {
            const double ratio = contrast(theme.categorical(slot), theme.color(Role::Surface));
            QVERIFY2(ratio >= 2.95, qPrintable(QStringLiteral("c%1: %2").arg(slot + 1).arg(ratio)));
        }
        theme.setStrongOutlines(true);
        QVERIFY(contrast(theme.color(Role::Outline), theme.color(Role::Surface)) >= 3);
    }

    void textOnRampsTakesTheBetterOfTwo() {
        Theme& theme = Theme::instance();
        QCOMPARE(theme.textOn(Qt::black).name(), QStringLiteral("#ffffff"));
        QCOMPARE(theme.textOn(Qt::white).name(), QStringLiteral("#1a2127"));
    }

    void modelsKeepTheirColour() {
        Theme& theme = Theme::instance();
        QCOMPARE(theme.modelColor(QStringLiteral("als")), theme.categorical(0));
        QCOMPARE(theme.modelColor(QStringLiteral("content_tfidf")), theme.categorical(2));
        QCOMPARE(theme.modelColor(QStringLiteral("item_knn")), theme.categorical(4));
        QCOMPARE(theme.modelColor(QStringLiteral("popularity")), theme.categorical(7));
        QCOMPARE(theme.modelColor(QStringLiteral("of another version")), theme.categorical(7));
    }

    void noTwoKindsOfModelLookAlike() {
        Theme& theme = Theme::instance();
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            theme.setChoice(choice);
            for (const AlgorithmInfo& one : algorithms()) {
                const QColor color = theme.modelColor(QString::fromStdString(one.id));
                QVERIFY2(contrast(color, theme.color(Role::Surface)) >= 3, one.id.c_str());
                for (const AlgorithmInfo& other : algorithms()) {
                    const QColor its = theme.modelColor(QString::fromStdString(other.id));
                    const int apart = std::abs(color.red() - its.red()) +
                                      std::abs(color.green() - its.green()) +
                                      std::abs(color.blue() - its.blue());
                    QVERIFY2(one.id == other.id || apart >= 36, (one.id + " " + other.id).c_str());
                }
            }
        }
        theme.setChoice(ThemeChoice::Light);
    }

    void zoomScalesTypeAndSpace() {
        Theme& theme = Theme::instance();
        QCOMPARE(theme.font(TextStyle::Body).pixelSize(), 13);
        QCOMPARE(theme.lineHeight(TextStyle::Body), 20);
        theme.setZoom(200);
        QCOMPARE(theme.font(TextStyle::Body).pixelSize(), 26);
        QCOMPARE(theme.scaled(32), 64);
        theme.setZoom(1000);
        QCOMPARE(theme.zoom(), 200);
        theme.setZoom(1);
        QCOMPARE(theme.zoom(), 70);
    }

    // A sheet on the application makes every change cost half a second; yet nothing may miss a change.
    void everyPartCarriesTheSheetOfNow() {
        Theme& theme = Theme::instance();
        theme.setZoom(100);
        theme.apply();
        QVERIFY(qApp->styleSheet().isEmpty());
        QWidget window;
        StyleRoots::styleByParts(window);
        auto* shown = new QWidget(&window);
        auto* hidden = new QWidget(&window);
        auto* inside = new QPushButton(QStringLiteral("a"), hidden);
        auto* dialog = new QDialog(shown);
        hidden->hide();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto sheet = [&theme] { return buildStyleSheet(theme); };
        QCOMPARE(window.styleSheet(), QString());
        QCOMPARE(shown->styleSheet(), sheet());
        hidden->show();
        QCOMPARE(hidden->styleSheet(), sheet());
        QCOMPARE(inside->styleSheet(), QString()); // by inheritance
        dialog->show();
        QCOMPARE(dialog->styleSheet(), QString());
        hidden->hide();
        const QString before = sheet();
        theme.setZoom(150);
        QVERIFY(sheet() != before);
        QCOMPARE(shown->styleSheet(), sheet());
        QCOMPARE(hidden->styleSheet(), before); // costs nothing until
        hidden->show();
        QCOMPARE(hidden->styleSheet(), sheet()); // it is looked at
        // A window of its own, and a part that comes later.
        QDialog alone;
        alone.show();
        QCOMPARE(alone.styleSheet(), sheet());
        auto* later = new QWidget(&window);
        later->show();
        QCOMPARE(later->styleSheet(), sheet());
        delete later; // what is gone is not asked again
        theme.setZoom(100);
        QCOMPARE(alone.styleSheet(), sheet());
    }

    // Two sheets above a widget are both matched against it, at every change.
    void onlyTheOutermostCarriesTheSheet() {
        Theme& theme = Theme::instance();
        theme.setZoom(100);
        theme.apply();
        auto* part = new QWidget; // measured before it has a place
        auto* button = new QPushButton(QStringLiteral("a"), part);
        button->ensurePolished();
        QCOMPARE(part->styleSheet(), buildStyleSheet(theme)); // though the button was the one that asked
        QCOMPARE(button->styleSheet(), QString());
        QWidget window;
        auto* page = new QWidget(&window);
        part->setParent(page);
        QCOMPARE(part->styleSheet(), QString());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QCOMPARE(window.styleSheet(), buildStyleSheet(theme));
        part->setParent(nullptr); // and as a window of its own again
        part->show();
        QVERIFY(QTest::qWaitForWindowExposed(part));
        theme.setZoom(150);
        QCOMPARE(part->styleSheet(), buildStyleSheet(theme));
        delete part;
        theme.setZoom(100);
    }

    void styleSheetHasNoUnfilledToken() {
        const QString sheet = buildStyleSheet(Theme::instance());
        QVERIFY(!sheet.contains(QLatin1Char('$')));
        QVERIFY(!sheet.contains(QLatin1Char('@')));
        QVERIFY(sheet.contains(QStringLiteral("#0b6e7f")));
    }

    // Style sheets cannot tint a picture, so the three controls' pictures carry colours of their own.
    void controlPicturesUseTokens() {
        for (const bool dark : {false, true}) {
            const auto& roles = themeTokens(dark).roles;
            const QString suffix = dark ? QStringLiteral("-dark") : QString();
            const auto name = [&](Role role) {
                return QColor::fromRgb(roles[static_cast<std::size_t>(role)]).name().toUpper();
            };
            QVERIFY(read(QStringLiteral(":/controls/chevron%1.svg").arg(suffix)).contains(name(Role::Text3)));
            QVERIFY(read(QStringLiteral(":/controls/up%1.svg").arg(suffix)).contains(name(Role::Text3)));
            QVERIFY(
                read(QStringLiteral(":/controls/check%1.svg").arg(suffix)).contains(name(Role::OnAccent)));
        }
    }

    void everyIconDraws() {
        const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
        QVERIFY(files.size() >= 50);
        const QColor red(255, 0, 0);
        for (const QString& file : files) {
            const QString name = QString(file).remove(QStringLiteral(".svg"));
            for (const qreal ratio : {1.0, 1.5, 2.0}) {
                const QPixmap pixmap = iconPixmap(name, red, 16, ratio);
                QCOMPARE(pixmap.deviceIndependentSize(), QSizeF(16, 16));
                const QImage image = pixmap.toImage();
                int tinted = 0;
                for (int y = 0; y < image.height(); ++y) {
                    for (int x = 0; x < image.width(); ++x) {
                        const QColor pixel = image.pixelColor(x, y);
                        tinted += pixel.alpha() > 64 && pixel.red() > 200 && pixel.green() < 40;
                    }
                }
                QVERIFY2(tinted >= 3, qPrintable(name));
            }
        }
    }
};

RUN_TEST(ThemeTest);
#include "tst_theme.moc"
