// SPDX-License-Identifier: GPL-3.0-or-later
// A model's container taken apart into its arrays and put together again with checksums that are right: what
// somebody makes who knows the format.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tastescope::test {

struct StoredArray {
    std::string name;
    std::vector<std::byte> data;
};

/// Of what ModelArchive::serialise made; stops where the bytes end.
std::vector<StoredArray> arraysOf(std::span<const std::byte> container);
std::vector<std::byte> containerOf(const std::vector<StoredArray>& arrays);

} // namespace tastescope::test
