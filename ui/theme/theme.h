// SPDX-License-Identifier: GPL-3.0-or-later
// Colours, type and spacing of the window; the only place with colour literals. GUI thread only.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPointer>

namespace tastescope {

class StyleRoots;

enum class Role {
    Bg,
    Surface,
    Sunken,
    Track,
    Line,
    Outline,
    Text,
    Text2,
    Text3,
    Accent,
    AccentStrong,
    AccentSoft,
    OnAccent,
    Up,
    Down,
    Warn,
    WarnSoft,
    Error,
    ErrorSoft,
    Grid,
    Axis,
    Tip,
    TipText
};
enum class ThemeChoice { System, Light, Dark };
enum class TextStyle { Display, Figure, Title, Heading, Card, Body, BodyStrong, Small, Micro };

class Theme : public QObject {
    Q_OBJECT
public:
    static Theme& instance();

    bool isDark() const { return m_dark; }
    ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);
    /// Text size in per cent of the standard, 70…200 (Ctrl +/−).
    int zoom() const { return m_zoom; }
    void setZoom(int percent);
    bool strongOutlines() const { return m_strongOutlines; }
    void setStrongOutlines(bool on);

    QColor color(Role role) const;
    /// c1…c8 for slot 0…7; higher slots get c8.
    QColor categorical(int slot) const;
    QColor sequential(int step) const; ///< 0…8
    QColor diverging(int step) const;  ///< 0…8
    /// Everywhere the same for an algorithm and, up to 24 of them, no other's: by place in the gallery. c8
    /// for one that is not known.
    QColor modelColor(const QString& algorithm) const;
    /// Black or white, whichever reads better on `background`.
    QColor textOn(const QColor& background) const;

    /// Tabular figures; already scaled by the zoom.
    QFont font(TextStyle style) const;
    int lineHeight(TextStyle style) const;
    /// Device-independent pixels scaled by the zoom, for heights that hold text.
    int scaled(int pixels) const;

    /// Applies palette and font to the application and the style sheet to its windows. Called once at start
    /// and on every change.
    void apply();

Q_SIGNALS:
    void changed(); ///< repaint with the new colours and fonts

private:
    Theme();
    bool m_dark = false;
    bool m_strongOutlines = false;
    ThemeChoice m_choice = ThemeChoice::System;
    int m_zoom = 100;
    QPointer<StyleRoots> m_roots;
};

} // namespace tastescope
