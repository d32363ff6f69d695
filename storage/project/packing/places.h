// SPDX-License-Identifier: GPL-3.0-or-later
// Big values as a project keeps them: cut into places of a megabyte, each deflated (RFC 1950) with the size
// and the checksum (CRC-32) of its bytes before. What is read was perhaps written by somebody else: nothing
// is unpacked past the length that is expected.
#pragma once

#include "engine/data/id_map.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// Big binary values are kept in rows of this many bytes.
inline constexpr std::size_t chunkBytes = 1 << 20;

inline std::vector<std::span<const std::byte>> chunksOf(std::span<const std::byte> bytes) {
    std::vector<std::span<const std::byte>> chunks;
    for (std::size_t begin = 0; begin < bytes.size(); begin += chunkBytes) {
        chunks.push_back(bytes.subspan(begin, std::min(chunkBytes, bytes.size() - begin)));
    }
    return chunks;
}

struct PackedPlace {
    std::int64_t size = 0;
    std::int64_t checksum = 0;
    std::vector<std::byte> bytes; ///< deflated
};
PackedPlace packedPlace(std::span<const std::byte> chunk);

/// Unpacks the next place behind what is there; false where it is damaged, or `bytes` would be longer than
/// `most`.
bool appendPlace(std::int64_t size, std::int64_t checksum, std::span<const std::byte> packed,
                 std::size_t most, std::vector<std::byte>& bytes);

/// More than the ids of all people there are.
inline constexpr std::size_t mostIdBytes = std::size_t{1} << 36;
/// Ids as they are kept: one after the other, each with a NUL behind it.
std::string packedIds(const IdMap& ids);
/// The inverse; null for what is not that, or has an id twice.
std::shared_ptr<const IdMap> unpackedIds(std::span<const std::byte> bytes);

} // namespace tastescope
