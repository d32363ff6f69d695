// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/experiment_arrays.h"

#include "engine/base/fingerprint.h"
#include "storage/project/tables.h"

#include <fmt/format.h>
#include <zlib.h>

#include <bit>

namespace tastescope {
namespace {

static_assert(std::endian::native == std::endian::little, "the arrays of a project are little-endian");

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

Error damaged(const ArrayKey& key) {
    return {ErrorCode::Corrupt,
            key.model < 0
                ? fmt::format("The {} of experiment {} are damaged", key.name, key.experiment)
                : fmt::format("The values of {} in experiment {} are damaged", key.name, key.experiment),
            "Run the evaluation again; the data is not affected", ""};
}

/// The next place of an array, unpacked behind what is there.
bool append(const sqlite::Statement& row, std::size_t most, std::vector<std::byte>& bytes) {
    const std::int64_t size = row.integer(1);
    if (size <= 0 || size > static_cast<std::int64_t>(chunkBytes) ||
        static_cast<std::size_t>(size) > most - bytes.size()) {
        return false;
    }
    const std::size_t begin = bytes.size();
    bytes.resize(begin + static_cast<std::size_t>(size));
    const std::span<std::byte> added = std::span(bytes).subspan(begin);
    return inflates(row.blob(3), added) && std::int64_t{crc32(added)} == row.integer(2);
}

} // namespace

Result<void> writeArray(sqlite::Database& database, const ArrayKey& key, std::span<const std::byte> bytes,
                        const std::stop_token& stop) {
    TRY_ASSIGN(auto insert,
               database.prepare("INSERT INTO experiment_arrays(experiment, model, name, place, size, "
                                "checksum, bytes) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    std::int64_t place = 0;
    for (const std::span<const std::byte> chunk : chunksOf(bytes)) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        const std::vector<std::byte> packed = deflated(chunk);
        insert.bind(1, key.experiment).bind(2, key.model).bind(3, key.name).bind(4, place++);
        insert.bind(5, static_cast<std::int64_t>(chunk.size())).bind(6, std::int64_t{crc32(chunk)});
        TRY(insert.bind(7, std::span<const std::byte>(packed)).run());
    }
    return {};
}

Result<std::vector<std::byte>> readArray(sqlite::Database& database, const ArrayKey& key, std::size_t most) {
    TRY_ASSIGN(auto rows, database.prepare("SELECT place, size, checksum, bytes FROM experiment_arrays WHERE "
                                           "experiment = ?1 AND model = ?2 AND name = ?3 ORDER BY place"));
    rows.bind(1, key.experiment).bind(2, key.model).bind(3, key.name);
    std::vector<std::byte> bytes;
    for (std::int64_t expected = 0;; ++expected) {
        TRY_ASSIGN(const bool row, rows.step());
        if (!row && expected == 0) {
            return Error{ErrorCode::NotFound,
                         fmt::format("Experiment {} keeps no {}", key.experiment, key.name),
                         "Run the evaluation again", ""};
        }
        if (!row) {
            return bytes;
        }
        if (rows.integer(0) != expected || !append(rows, most, bytes)) {
            return damaged(key);
        }
    }
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
