// SPDX-License-Identifier: GPL-3.0-or-later
// The arrays of an experiment: users' values are many and much alike, so they are kept packed (places.h).
#pragma once

#include "engine/base/result.h"
#include "storage/project/packing/places.h"
#include "storage/sqlite/database.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace tastescope {

/// Which array: `model` counts from 0; -1 for what belongs to no model.
struct ArrayKey {
    std::int64_t experiment = 0;
    std::int64_t model = 0;
    std::string_view name;
};

/// Inside a transaction. Cancelled after a stop.
Result<void> writeArray(sqlite::Database& database, const ArrayKey& key, std::span<const std::byte> bytes,
                        const std::stop_token& stop = {});
/// NotFound without it; Corrupt where it is damaged or longer than `most`.
Result<std::vector<std::byte>> readArray(sqlite::Database& database, const ArrayKey& key, std::size_t most);

} // namespace tastescope
