// SPDX-License-Identifier: GPL-3.0-or-later
// The arrays of an experiment: users' values are many and much alike, so they are kept deflated (RFC 1950),
// in places of a megabyte with a checksum each. What is read was perhaps written by somebody else: nothing is
// unpacked past the length that is expected.
#pragma once

#include "engine/base/result.h"
#include "engine/data/id_map.h"
#include "storage/sqlite/database.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
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

/// More than the ids of all people there are.
inline constexpr std::size_t mostIdBytes = std::size_t{1} << 36;
/// Ids as they are kept: one after the other, each with a NUL behind it.
std::string packedIds(const IdMap& ids);
/// The inverse; null for what is not that, or has an id twice.
std::shared_ptr<const IdMap> unpackedIds(std::span<const std::byte> bytes);

} // namespace tastescope
