// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "engine/registry/registry.h"
#include "ui/theme/painted_theme.h"
#include "ui/theme/resources.h"
#include "ui/theme/style_roots.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>
#include <QStyleHints>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace tastescope {

namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

// Before Qt 6.5 there is no colour scheme to ask for: the platform's own window colour tells.
bool systemIsDark() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    static const bool dark = luminance(QGuiApplication::palette().color(QPalette::Window)) < 0.18;
    return dark;
#endif
}

const QString& family() {
    static const QString name = [] {
        const QString inter = QStringLiteral("Inter");
        return QFontDatabase::hasFamily(inter)
                   ? inter
                   : QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    }();
    return name;
}

/// Of the window's theme, unless a picture is painted in one of its own.
const ThemeTokens& tokensOf(bool dark) {
    return themeTokens(PaintedTheme::dark().value_or(dark));
}

QPalette buildPalette(const Theme& theme) {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Role color) {
        palette.setColor(QPalette::All, role, theme.color(color));
    };
    set(QPalette::Window, Role::Bg);
    set(QPalette::Base, Role::Surface);
    set(QPalette::AlternateBase, Role::Surface);
    set(QPalette::Button, Role::Surface);
    set(QPalette::Highlight, Role::AccentSoft);
    set(QPalette::HighlightedText, Role::Text);
    set(QPalette::Text, Role::Text);
    set(QPalette::WindowText, Role::Text);
    set(QPalette::ButtonText, Role::Text);
    set(QPalette::BrightText, Role::Error);
    set(QPalette::PlaceholderText, Role::Text3);
    set(QPalette::Light, Role::Surface);
    set(QPalette::Midlight, Role::Sunken);
    set(QPalette::Mid, Role::Line);
    set(QPalette::Dark, Role::Outline);
    set(QPalette::Shadow, Role::Outline);
    set(QPalette::ToolTipBase, Role::Tip);
    set(QPalette::ToolTipText, Role::TipText);
    set(QPalette::Link, Role::Accent);
    set(QPalette::LinkVisited, Role::AccentStrong);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.color(Role::Text3));
    }
    return palette;
}

} // namespace

Theme::Theme() {
    initTastescopeResources();
    m_dark = systemIsDark();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_choice == ThemeChoice::System && m_dark != systemIsDark()) {
            m_dark = systemIsDark();
            apply();
        }
    });
#endif
}

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

void Theme::setChoice(ThemeChoice choice) {
    const bool dark = choice == ThemeChoice::System ? systemIsDark() : choice == ThemeChoice::Dark;
    m_choice = choice;
    if (dark != m_dark) {
        m_dark = dark;
        apply();
    }
}

void Theme::setZoom(int percent) {
    const int zoom = std::clamp(percent, 70, 200);
    if (zoom != m_zoom) {
        m_zoom = zoom;
        apply();
    }
}

void Theme::setStrongOutlines(bool on) {
    if (on != m_strongOutlines) {
        m_strongOutlines = on;
        apply();
    }
}

QColor Theme::color(Role role) const {
    const ThemeTokens& tokens = tokensOf(m_dark);
    if (role == Role::Outline && m_strongOutlines) {
        return QColor::fromRgb(tokens.strongOutline);
    }
    return QColor::fromRgb(tokens.roles[static_cast<std::size_t>(role)]);
}

QColor Theme::categorical(int slot) const {
    return QColor::fromRgb(tokensOf(m_dark).categorical[static_cast<std::size_t>(std::clamp(slot, 0, 7))]);
}

QColor Theme::sequential(int step) const {
    return QColor::fromRgb(tokensOf(m_dark).sequential[static_cast<std::size_t>(std::clamp(step, 0, 8))]);
}

QColor Theme::diverging(int step) const {
    return QColor::fromRgb(tokensOf(m_dark).diverging[static_cast<std::size_t>(std::clamp(step, 0, 8))]);
}

QColor Theme::modelColor(const QString& algorithm) const {
    // Eight colours are not enough for all: each lends two shades. The order keeps kinds that are often set
    // beside each other, as neighbours in the gallery are, apart; a kind past the last colour begins anew.
    struct Wear {
        std::size_t slot;
        std::size_t shade; ///< 0 = the colour itself
    };
    static constexpr std::array<Wear, 24> order{
        {{7, 0}, {7, 1}, {6, 2}, {1, 2}, {7, 2}, {2, 0}, {4, 1}, {4, 0}, {4, 2}, {2, 1}, {6, 1}, {0, 1},
         {0, 2}, {0, 0}, {3, 0}, {3, 2}, {5, 2}, {1, 0}, {3, 1}, {5, 1}, {2, 2}, {5, 0}, {1, 1}, {6, 0}}};
    const std::optional<std::size_t> place = galleryPlace(algorithm.toStdString());
    if (!place) {
        return categorical(7);
    }
    const Wear wear = order[*place % order.size()];
    return wear.shade == 0 ? categorical(static_cast<int>(wear.slot))
                           : QColor::fromRgb(tokensOf(m_dark).shades[wear.slot][wear.shade - 1]);
}

QColor Theme::textOn(const QColor& background) const {
    const QColor white = QColor::fromRgb(themeTokens(false).roles[static_cast<std::size_t>(Role::OnAccent)]);
    const QColor black = QColor::fromRgb(themeTokens(false).roles[static_cast<std::size_t>(Role::Text)]);
    return contrast(white, background) > contrast(black, background) ? white : black;
}

QFont Theme::font(TextStyle style) const {
    const TypeToken token = typeToken(style);
    QFont font(family());
    font.setPixelSize(scaled(token.size));
    font.setWeight(static_cast<QFont::Weight>(token.weight));
    if (token.letterSpacing != 0) {
        font.setLetterSpacing(QFont::AbsoluteSpacing, token.letterSpacing * m_zoom / 100.0);
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

int Theme::lineHeight(TextStyle style) const {
    return scaled(typeToken(style).line);
}

int Theme::scaled(int pixels) const {
    return static_cast<int>(std::lround(pixels * m_zoom / 100.0));
}

void Theme::apply() {
    if (qApp->style()->objectName() != QLatin1String("fusion")) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    }
    QApplication::setPalette(buildPalette(*this));
    QApplication::setFont(font(TextStyle::Body));
    if (!m_roots) { // goes with the application, not with the theme
        m_roots = new StyleRoots(qApp);
    }
    m_roots->setSheet(buildStyleSheet(*this));
    Q_EMIT changed();
}

} // namespace tastescope
