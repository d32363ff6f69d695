// SPDX-License-Identifier: GPL-3.0-or-later
// A box for a whole number as the bar and its dialog use it.
#pragma once

class QSpinBox;
class QString;
class QWidget;

namespace tastescope {

/// Without arrows, digits to the right, without groups; it tells of a number when it is whole.
QSpinBox* numberBox(int low, int high, const QString& name, int width, QWidget* parent);

} // namespace tastescope
