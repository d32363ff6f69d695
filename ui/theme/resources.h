// SPDX-License-Identifier: GPL-3.0-or-later
// Icons and control pictures are compiled into the library, where a linker would drop them.
#pragma once

/// Makes ":/" complete; cheap to call again. Global, because Qt's macro does not work in a namespace.
void initTastescopeResources();
