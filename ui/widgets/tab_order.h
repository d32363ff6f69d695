// SPDX-License-Identifier: GPL-3.0-or-later
// The way of Tab through what is made while its window is in use. Qt puts what comes late behind everything
// else of the window, wherever it is seen. GUI thread only.
#pragma once

class QWidget;

namespace tastescope {

/// What Tab stops at in `part`, in the order it was made in, comes directly behind `before` and everything in
/// it. `before` may hold `part` or be it: what is in `part` then comes where `before` stands. Both are in one
/// window; without a stop in `part`, or before it, nothing changes.
void tabBehind(QWidget* before, QWidget* part);

/// The first widget below `parent` that Tab would reach; null when there is none.
QWidget* firstFocus(const QWidget& parent);

} // namespace tastescope
