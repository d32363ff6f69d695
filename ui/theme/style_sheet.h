// SPDX-License-Identifier: GPL-3.0-or-later
// The one application style sheet, built from the theme's tokens.
#pragma once

#include <QString>

namespace tastescope {

class Theme;

QString buildStyleSheet(const Theme& theme);

} // namespace tastescope
