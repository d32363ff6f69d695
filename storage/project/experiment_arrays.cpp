// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/experiment_arrays.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

Error damaged(const ArrayKey& key) {
    return {ErrorCode::Corrupt,
            key.model < 0
                ? fmt::format("The {} of experiment {} are damaged", key.name, key.experiment)
                : fmt::format("The values of {} in experiment {} are damaged", key.name, key.experiment),
            "Run the evaluation again; the data is not affected", ""};
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
        const PackedPlace packed = packedPlace(chunk);
        insert.bind(1, key.experiment).bind(2, key.model).bind(3, key.name).bind(4, place++);
        insert.bind(5, packed.size).bind(6, packed.checksum);
        TRY(insert.bind(7, std::span<const std::byte>(packed.bytes)).run());
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
        if (rows.integer(0) != expected ||
            !appendPlace(rows.integer(1), rows.integer(2), rows.blob(3), most, bytes)) {
            return damaged(key);
        }
    }
}

} // namespace tastescope
