// SPDX-License-Identifier: GPL-3.0-or-later
// What a fuzz target gives to whichever engine drives it: libFuzzer where the compiler has it, else
// driver.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// libFuzzer's name for it. Comes back whatever the bytes are; a fault is what is sought.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tastescope::fuzz {

/// Sound inputs to begin with, made here and now.
std::vector<std::string> seeds();

} // namespace tastescope::fuzz
