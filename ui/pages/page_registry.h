// SPDX-License-Identifier: GPL-3.0-or-later
// The pages this version has. The only file that knows all of them.
#pragma once

#include "ui/navigation/page.h"

#include <vector>

class QSettings;

namespace tastescope {

/// In no particular order; the rail orders places by itself. The window becomes the parent.
std::vector<Page*> createPages(Session& session, Navigator& navigator, QSettings& settings);

} // namespace tastescope
