// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/painted_theme.h"

namespace tastescope {

namespace {

std::optional<bool> painted;

} // namespace

PaintedTheme::PaintedTheme(bool dark) : m_before(painted) {
    painted = dark;
}

PaintedTheme::~PaintedTheme() {
    painted = m_before;
}

std::optional<bool> PaintedTheme::dark() {
    return painted;
}

} // namespace tastescope
