// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/packing/places.h"

#include "engine/base/fingerprint.h"

#include <zlib.h>

#include <bit>

namespace tastescope {
namespace {

static_assert(std::endian::native == std::endian::little, "what a project keeps is little-endian");

std::vector<std::byte> deflated(std::span<const std::byte> bytes) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    std::vector<std::byte> packed(size);
    // The fastest level finds what repeats in them; it cannot fail in a buffer of this size.
    compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
              static_cast<uLong>(bytes.size()), Z_BEST_SPEED);
    packed.resize(size);
    return packed;
}

/// Whether `packed` is exactly what fills `bytes`.
bool inflates(std::span<const std::byte> packed, std::span<std::byte> bytes) {
    uLongf size = static_cast<uLongf>(bytes.size());
    const int code =
        uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size,
                   reinterpret_cast<const Bytef*>(packed.data()), static_cast<uLong>(packed.size()));
    return code == Z_OK && size == bytes.size();
}

} // namespace

PackedPlace packedPlace(std::span<const std::byte> chunk) {
    return {static_cast<std::int64_t>(chunk.size()), std::int64_t{crc32(chunk)}, deflated(chunk)};
}

bool appendPlace(std::int64_t size, std::int64_t checksum, std::span<const std::byte> packed,
                 std::size_t most, std::vector<std::byte>& bytes) {
    if (size <= 0 || size > static_cast<std::int64_t>(chunkBytes) ||
        static_cast<std::size_t>(size) > most - bytes.size()) {
        return false;
    }
    const std::size_t begin = bytes.size();
    bytes.resize(begin + static_cast<std::size_t>(size));
    const std::span<std::byte> added = std::span(bytes).subspan(begin);
    return inflates(packed, added) && std::int64_t{crc32(added)} == checksum;
}

std::string packedIds(const IdMap& ids) {
    std::string packed;
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        packed += ids.at(row);
        packed += '\0';
    }
    return packed;
}

std::shared_ptr<const IdMap> unpackedIds(std::span<const std::byte> bytes) {
    const std::string_view ids(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    auto map = std::make_shared<IdMap>();
    std::size_t begin = 0;
    std::size_t count = 0;
    for (std::size_t end = ids.find('\0'); end != std::string_view::npos; end = ids.find('\0', begin)) {
        map->intern(ids.substr(begin, end - begin));
        begin = end + 1;
        ++count;
    }
    return begin == ids.size() && map->size() == count ? map : nullptr;
}

} // namespace tastescope
