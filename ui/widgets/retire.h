// SPDX-License-Identifier: GPL-3.0-or-later
// The one way a widget goes before its parent does. Qt walks over children and siblings while it handles an
// event (hiding, showing, a click, a change of focus), and what is freed meanwhile is read by that walk: a
// widget leaves the screen at once and is freed when no event is under way. GUI thread only.
#pragma once

class QLayout;
class QWidget;

namespace tastescope {

/// Hides it and frees it later; null is left alone.
void retire(QWidget* widget);
/// Takes everything out of the layout, layouts within it too, and retires the widgets.
void retireAll(QLayout& layout);

} // namespace tastescope
