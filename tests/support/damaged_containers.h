// SPDX-License-Identifier: GPL-3.0-or-later
// A model's container damaged in every way that checksums do not see: whoever reads it refuses it, or gives
// something that answers without a fault.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace tastescope::test {

/// Every array of a container, and of a container within it, shorter, longer, with words that a program might
/// trip over, or missing at all; `use` gets the whole.
void damagedContainers(const std::vector<std::byte>& container,
                       const std::function<void(const std::vector<std::byte>&)>& use);

} // namespace tastescope::test
