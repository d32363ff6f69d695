// SPDX-License-Identifier: GPL-3.0-or-later
// Painting in the colours of one theme while the window has those of another, for pictures of what it shows.
#pragma once

#include <optional>

namespace tastescope {

/// While one lives, Theme hands out the colours of this theme; the innermost counts. Nothing is restyled and
/// nobody is told, so no event may be handled meanwhile: what is on the screen would be painted in them.
/// Theme::isDark stays the window's. GUI thread only.
class PaintedTheme {
public:
    explicit PaintedTheme(bool dark);
    ~PaintedTheme();
    PaintedTheme(const PaintedTheme&) = delete;
    PaintedTheme& operator=(const PaintedTheme&) = delete;

    /// Of the one that counts; nothing while none lives.
    static std::optional<bool> dark();

private:
    std::optional<bool> m_before;
};

} // namespace tastescope
