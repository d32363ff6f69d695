// SPDX-License-Identifier: GPL-3.0-or-later
// Names of the data as words of a button, a tick box or a menu, where "&" marks the letter of a key.
#pragma once

#include <QString>

namespace tastescope {

/// In one line and of at most `longest` letters, the last of them "…" in place of the rest; every & doubled,
/// so that one is shown. Where it was cut, the whole belongs into the tooltip or the accessible name.
QString buttonText(const QString& name, qsizetype longest = 40);
/// What a person reads of such a text: marks are gone, and && is one &.
QString shownText(const QString& text);

} // namespace tastescope
