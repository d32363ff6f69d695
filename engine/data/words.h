// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and nouns in the sentences of readiness checks and quality findings (English; the window shows them
// as they are).
#pragma once

#include "engine/data/interactions.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tastescope::words {

/// "12,480".
std::string grouped(std::uint64_t number);
/// "1 song", "12,480 songs".
std::string counted(std::uint64_t number, std::string_view one, std::string_view many);
/// "two" up to ten, digits beyond.
std::string spelled(std::uint64_t number);
/// First letter upper case (ASCII; other letters stay).
std::string capitalised(std::string_view text);
/// A share in 0..1: "11 %" from ten percent on or when whole, "0.70 %" below; two significant digits when
/// tiny.
std::string percent(double share);
/// "11–24 Nov 2024", "28 Dec 2024 – 3 Jan 2025"; both days included.
std::string dayRange(Time first, Time last);

} // namespace tastescope::words
