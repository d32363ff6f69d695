// SPDX-License-Identifier: GPL-3.0-or-later
// One row with what is known about a model, and its container in chunks with a checksum each.
#include "storage/project/model_store.h"

#include "engine/base/fingerprint.h"
#include "storage/project/handle.h"
#include "storage/project/store_names.h"
#include "storage/project/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tastescope {
namespace {

using sqlite::Database;
using sqlite::Statement;

constexpr std::string_view modelColumns =
    "SELECT id, name, algorithm, params, seed, data_fingerprint, "
    "fit_seconds, bytes, loss, trained, users, items, events, weighing FROM models";

StoredModel modelOf(const Statement& row) {
    StoredModel model;
    model.id = row.integer(0);
    model.name = row.text(1);
    model.algorithm = row.text(2);
    model.params = row.text(3);
    model.seed = static_cast<std::uint64_t>(row.integer(4));
    model.dataFingerprint = row.text(5);
    model.fitSeconds = row.real(6);
    model.bytes = static_cast<std::uint64_t>(row.integer(7));
    model.loss = row.real(8);
    model.trained = row.isNull(9) ? noTime : row.integer(9);
    if (!row.isNull(10) && !row.isNull(11) && !row.isNull(12)) {
        model.dataCounts = {static_cast<std::uint64_t>(row.integer(10)),
                            static_cast<std::uint64_t>(row.integer(11)),
                            static_cast<std::uint64_t>(row.integer(12))};
    }
    model.weighing = row.isNull(13) ? "" : row.text(13);
    return model;
}

Result<void> readLosses(Database& database, StoredModel& model) {
    TRY_ASSIGN(
        auto rows,
        database.prepare(
            "SELECT step, steps, training, validation FROM model_losses WHERE model = ?1 ORDER BY step"));
    rows.bind(1, model.id);
    for (;;) {
        const Result<bool> row = rows.step();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return {};
        }
        model.losses.push_back({static_cast<int>(rows.integer(0)), static_cast<int>(rows.integer(1)),
                                rows.real(2), rows.real(3)});
    }
}

Result<bool> nameTaken(Database& database, std::string_view name) {
    Result<Statement> row = database.prepare("SELECT 1 FROM models WHERE name = ?1");
    return row ? row->bind(1, name).step() : Result<bool>(row.error());
}

Result<std::string> freeName(Database& database, const std::string& wanted) {
    std::string name = wanted;
    for (int number = 2;; ++number) {
        const Result<bool> taken = nameTaken(database, name);
        if (!taken) {
            return taken.error();
        }
        if (!*taken) {
            return name;
        }
        name = fmt::format("{} {}", wanted, number);
    }
}

Result<bool> isFreeId(Database& database, std::int64_t id) {
    if (id <= 0) {
        return false;
    }
    TRY_ASSIGN(auto row, database.prepare("SELECT 1 FROM models WHERE id = ?1"));
    TRY_ASSIGN(const bool taken, row.bind(1, id).step());
    return !taken;
}

Result<void> insertModel(Database& database, const StoredModel& model) {
    TRY_ASSIGN(const bool keepsId, isFreeId(database, model.id));
    TRY_ASSIGN(auto insert,
               database.prepare("INSERT INTO models(name, algorithm, params, seed, "
                                "data_fingerprint, fit_seconds, bytes, loss, trained, "
                                "users, items, events, weighing, id) "
                                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"));
    insert.bind(1, std::string_view(model.name)).bind(2, std::string_view(model.algorithm));
    insert.bind(3, std::string_view(model.params)).bind(4, static_cast<std::int64_t>(model.seed));
    insert.bind(5, std::string_view(model.dataFingerprint)).bind(6, model.fitSeconds);
    insert.bind(7, static_cast<std::int64_t>(model.bytes)).bind(8, model.loss);
    model.trained == noTime ? insert.bindNull(9) : insert.bind(9, model.trained);
    if (const auto& counts = model.dataCounts) {
        insert.bind(10, static_cast<std::int64_t>(counts->users));
        insert.bind(11, static_cast<std::int64_t>(counts->items));
        insert.bind(12, static_cast<std::int64_t>(counts->events));
    } else {
        insert.bindNull(10).bindNull(11).bindNull(12);
    }
    insert.bind(13, std::string_view(model.weighing));
    keepsId ? insert.bind(14, model.id) : insert.bindNull(14);
    return insert.run();
}

Result<void> insertLosses(Database& database, const StoredModel& model) {
    TRY_ASSIGN(auto insert, database.prepare("INSERT OR REPLACE INTO model_losses(model, step, steps, "
                                             "training, validation) VALUES(?1, ?2, ?3, ?4, ?5)"));
    for (const LossPoint& point : model.losses) {
        insert.bind(1, model.id).bind(2, std::int64_t{point.step}).bind(3, std::int64_t{point.steps});
        if (Result<void> done = insert.bind(4, point.training).bind(5, point.validation).run(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> insertChunks(Database& database, std::int64_t model, std::span<const std::byte> bytes,
                          const ModelArchive& archive) {
    TRY_ASSIGN(
        auto insert,
        database.prepare("INSERT INTO model_chunks(model, place, checksum, bytes) VALUES(?1, ?2, ?3, ?4)"));
    std::int64_t place = 0;
    for (const std::span<const std::byte> chunk : chunksOf(bytes)) {
        if (archive.stopRequested()) {
            return cancelledError();
        }
        insert.bind(1, model).bind(2, place++).bind(3, std::int64_t{crc32(chunk)}).bind(4, chunk);
        if (Result<void> done = insert.run(); !done) {
            return done;
        }
    }
    return {};
}

Error damagedModel(std::string_view name) {
    return {ErrorCode::Corrupt, fmt::format("The stored model \"{}\" is damaged", name),
            "Train it again; the data is not affected", ""};
}

Result<std::vector<std::byte>> readChunks(Database& database, const StoredModel& model) {
    TRY_ASSIGN(auto rows, database.prepare("SELECT place, checksum, bytes FROM model_chunks WHERE model = ?1 "
                                           "ORDER BY place"));
    rows.bind(1, model.id);
    std::vector<std::byte> bytes;
    for (std::int64_t expected = 0;; ++expected) {
        const Result<bool> row = rows.step();
        if (!row) {
            return row.error().code == ErrorCode::Corrupt ? damagedModel(model.name) : row.error();
        }
        if (!*row) {
            return bytes;
        }
        const std::span<const std::byte> chunk = rows.blob(2);
        if (rows.integer(0) != expected || rows.integer(1) != std::int64_t{crc32(chunk)}) {
            return damagedModel(model.name);
        }
        bytes.insert(bytes.end(), chunk.begin(), chunk.end());
    }
}

Error noSuchModel(std::string_view name, const std::vector<StoredModel>& all) {
    std::string names;
    for (const StoredModel& model : all) {
        names += names.empty() ? model.name : ", " + model.name;
    }
    return {ErrorCode::NotFound, fmt::format("There is no model called \"{}\"", name),
            names.empty() ? "Train one first" : fmt::format("The project has: {}", names), ""};
}

} // namespace

Result<std::vector<StoredModel>> ModelStore::all() const {
    std::vector<StoredModel> models;
    {
        Result<Statement> rows = m_handle.database.prepare(std::string(modelColumns) + " ORDER BY id");
        if (!rows) {
            return m_handle.named(rows.error());
        }
        for (;;) {
            const Result<bool> row = rows->step();
            if (!row) {
                return m_handle.named(row.error());
            }
            if (!*row) {
                break;
            }
            models.push_back(modelOf(*rows));
        }
    }
    for (StoredModel& model : models) {
        if (Result<void> read = readLosses(m_handle.database, model); !read) {
            return m_handle.named(read.error());
        }
    }
    return models;
}

Result<StoredModel> ModelStore::add(StoredModel model, const ModelArchive& archive) {
    const std::vector<std::byte> bytes = archive.serialise();
    if (archive.stopRequested()) {
        return cancelledError();
    }
    model.bytes = bytes.size();
    Result<void> added = m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(auto name, freeName(m_handle.database, model.name));
        model.name = std::move(name);
        if (Result<void> done = insertModel(m_handle.database, model); !done) {
            return done;
        }
        model.id = m_handle.database.lastInsertId();
        if (Result<void> done = insertLosses(m_handle.database, model); !done) {
            return done;
        }
        return insertChunks(m_handle.database, model.id, bytes, archive);
    });
    return added ? Result(std::move(model)) : Result<StoredModel>(added.error());
}

Result<StoredModel> ModelStore::find(std::string_view name) const {
    TRY_ASSIGN(auto models, all());
    const auto found = std::ranges::find(models, name, &StoredModel::name);
    return found == models.end() ? Result<StoredModel>(m_handle.named(noSuchModel(name, models))) : *found;
}

Result<ModelArchive> ModelStore::archive(std::int64_t id) const {
    StoredModel model;
    const auto chunks = [&]() -> Result<std::vector<std::byte>> {
        TRY_ASSIGN(const auto models, all());
        const auto found = std::ranges::find(models, id, &StoredModel::id);
        if (found == models.end()) {
            return m_handle.named(noSuchModel(fmt::format("number {}", id), models));
        }
        model = *found;
        Result<std::vector<std::byte>> read = readChunks(m_handle.database, model);
        return read ? std::move(read) : Result<std::vector<std::byte>>(m_handle.named(read.error()));
    };
    TRY_ASSIGN(const auto bytes, m_handle.read(chunks));
    Result<ModelArchive> archive = bytes.size() == model.bytes
                                       ? ModelArchive::parse(bytes)
                                       : Result<ModelArchive>(damagedModel(model.name));
    return archive ? std::move(archive) : Result<ModelArchive>(m_handle.named(damagedModel(model.name)));
}

Result<void> ModelStore::rename(std::int64_t id, std::string_view name) {
    return m_handle.change([&]() -> Result<void> {
        TRY(checkStoredName(name, "A model needs", "the model"));
        Result<Statement> other =
            m_handle.database.prepare("SELECT 1 FROM models WHERE name = ?1 AND id <> ?2");
        Result<Statement> update =
            m_handle.database.prepare("UPDATE models SET name = ?1 WHERE id = ?2 RETURNING id");
        if (!other || !update) {
            return other ? update.error() : other.error();
        }
        const Result<bool> taken = other->bind(1, name).bind(2, id).step();
        if (!taken) {
            return taken.error();
        }
        if (*taken) {
            return Error{ErrorCode::Conflict, fmt::format("Another model is called \"{}\"", name),
                         "Choose another name", ""};
        }
        const Result<bool> changed = update->bind(1, name).bind(2, id).step();
        if (!changed) {
            return changed.error();
        }
        return *changed ? Result<void>() : noSuchModel(fmt::format("number {}", id), {});
    });
}

Result<void> ModelStore::remove(std::int64_t id) {
    return m_handle.change([&]() -> Result<void> {
        for (const std::string_view sql :
             {"DELETE FROM model_chunks WHERE model = ?1", "DELETE FROM model_losses WHERE model = ?1",
              "DELETE FROM models WHERE id = ?1"}) {
            TRY_ASSIGN(auto remove, m_handle.database.prepare(sql));
            if (Result<void> done = remove.bind(1, id).run(); !done) {
                return done;
            }
        }
        return {};
    });
}

} // namespace tastescope
