// SPDX-License-Identifier: GPL-3.0-or-later
// The last row of a dialog.
#pragma once

#include <initializer_list>

class QHBoxLayout;
class QWidget;

namespace tastescope {

/// Its buttons at the right end, the one that is meant last; whoever adds the row to a layout owns it.
QHBoxLayout* dialogFoot(std::initializer_list<QWidget*> buttons);

} // namespace tastescope
