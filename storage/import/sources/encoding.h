// SPDX-License-Identifier: GPL-3.0-or-later
// How the bytes of a text stand for characters.
#pragma once

namespace tastescope {

enum class Encoding { Auto, Utf8, Utf16Le, Utf16Be, Windows1252 };

} // namespace tastescope
