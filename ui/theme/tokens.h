// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers behind Theme: every colour of both themes and every type style. Pure data, thread-safe.
#pragma once

#include "ui/theme/theme.h"

#include <array>

namespace tastescope {

inline constexpr int roleCount = static_cast<int>(Role::TipText) + 1;

struct ThemeTokens {
    std::array<QRgb, roleCount> roles; ///< in the order of Role
    std::array<QRgb, 8> categorical;
    /// Two shades of each, mixed towards text or surface: at least 3:1 on the surface, and all 24 apart.
    std::array<std::array<QRgb, 2>, 8> shades;
    std::array<QRgb, 9> sequential;
    std::array<QRgb, 9> diverging;
    QRgb strongOutline;
};

const ThemeTokens& themeTokens(bool dark);

struct TypeToken {
    int size;   ///< pixels at 100 %
    int line;   ///< pixels at 100 %
    int weight; ///< as QFont::Weight
    double letterSpacing;
};

TypeToken typeToken(TextStyle style);

} // namespace tastescope
