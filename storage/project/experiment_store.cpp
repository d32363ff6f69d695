// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/experiment_store.h"

#include "storage/project/experiment_arrays.h"
#include "storage/project/handle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>

namespace tastescope {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::string_view usersName = "users";
constexpr std::string_view judgedName = "judged";
constexpr std::int64_t ofNoModel = -1;

constexpr std::string_view experimentColumns =
    "SELECT id, fingerprint, protocol, made, json, specification, data_fingerprint, version, seconds "
    "FROM experiments";

std::string textOf(const Statement& row, int column) {
    return row.isNull(column) ? std::string() : std::string(row.text(column));
}

StoredExperiment experimentOf(const Statement& row) {
    StoredExperiment experiment;
    experiment.id = row.integer(0);
    experiment.fingerprint = row.text(1);
    experiment.protocol = row.text(2);
    experiment.made = row.isNull(3) ? noTime : row.integer(3);
    experiment.json = row.text(4);
    experiment.specification = textOf(row, 5);
    experiment.dataFingerprint = textOf(row, 6);
    experiment.version = textOf(row, 7);
    experiment.seconds = row.isNull(8) ? 0 : row.real(8);
    return experiment;
}

Result<void> insertExperiment(Database& database, const StoredExperiment& experiment) {
    TRY_ASSIGN(
        auto insert,
        database.prepare("INSERT INTO experiments(fingerprint, protocol, made, json, specification, "
                         "data_fingerprint, version, seconds) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
    insert.bind(1, std::string_view(experiment.fingerprint)).bind(2, std::string_view(experiment.protocol));
    experiment.made == noTime ? insert.bindNull(3) : insert.bind(3, experiment.made);
    int place = 4;
    for (const std::string* text :
         {&experiment.json, &experiment.specification, &experiment.dataFingerprint, &experiment.version}) {
        insert.bind(place++, std::string_view(*text));
    }
    return insert.bind(8, experiment.seconds).run();
}

Result<void> insertMetrics(Database& database, std::int64_t experiment,
                           const std::vector<StoredMetric>& metrics) {
    TRY_ASSIGN(auto insert, database.prepare("INSERT INTO experiment_metrics(experiment, label, algorithm, "
                                             "params, key, value, low, high, users) "
                                             "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    for (const StoredMetric& metric : metrics) {
        insert.bind(1, experiment).bind(2, std::string_view(metric.label));
        insert.bind(3, std::string_view(metric.algorithm)).bind(4, std::string_view(metric.params));
        insert.bind(5, std::string_view(metric.key)).bind(6, metric.value).bind(7, metric.low);
        if (Result<void> done =
                insert.bind(8, metric.high).bind(9, static_cast<std::int64_t>(metric.users)).run();
            !done) {
            return done;
        }
    }
    return {};
}

Result<void> checkLengths(const UserColumns& values) {
    const std::size_t users = values.users.ids ? values.users.ids->size() : 0;
    for (const UserColumn& column : values.columns) {
        if (column.values.size() != users) {
            return Error{
                ErrorCode::InvalidArgument,
                fmt::format("{} has {} values for {} users", column.name, column.values.size(), users),
                "Give one for each", ""};
        }
    }
    return {};
}

Result<void> insertValues(Database& database, std::int64_t experiment, const UserColumns& values,
                          const std::stop_token& stop) {
    const std::string ids = packedIds(*values.users.ids);
    TRY(writeArray(database, {experiment, ofNoModel, usersName}, std::as_bytes(std::span(ids)), stop));
    TRY(writeArray(database, {experiment, ofNoModel, judgedName},
                   std::as_bytes(std::span(values.users.judged)), stop));
    for (const UserColumn& column : values.columns) {
        TRY(writeArray(database, {experiment, static_cast<std::int64_t>(column.model), column.name},
                       std::as_bytes(column.values), stop));
    }
    return writeKeptLists(database, experiment, values.lists, stop);
}

Error damagedUsers(std::int64_t experiment) {
    return {ErrorCode::Corrupt, fmt::format("The users of experiment {} are damaged", experiment),
            "Run the evaluation again; the data is not affected", ""};
}

Result<StoredUsers> readUsers(Database& database, std::int64_t experiment) {
    StoredUsers users;
    TRY_ASSIGN(const auto ids, readArray(database, {experiment, ofNoModel, usersName}, mostIdBytes));
    users.ids = unpackedIds(ids);
    if (!users.ids) {
        return damagedUsers(experiment);
    }
    const std::size_t most = users.ids->size() * sizeof(UserIndex);
    const auto judged = readArray(database, {experiment, ofNoModel, judgedName}, most);
    if (!judged && judged.error().code != ErrorCode::NotFound) { // nobody was judged
        return judged.error();
    }
    if (judged && !judged->empty()) {
        users.judged.resize(judged->size() / sizeof(UserIndex));
        std::memcpy(users.judged.data(), judged->data(), users.judged.size() * sizeof(UserIndex));
    }
    const bool ascending =
        std::ranges::adjacent_find(users.judged, std::ranges::greater_equal()) == users.judged.end();
    if (!ascending || (!users.judged.empty() && users.judged.back().value >= users.ids->size())) {
        return damagedUsers(experiment);
    }
    return users;
}

Result<std::vector<double>> readColumn(Database& database, const ArrayKey& key, std::size_t users) {
    const std::size_t wanted = users * sizeof(double);
    TRY_ASSIGN(const auto bytes, readArray(database, key, wanted));
    if (bytes.size() != wanted) {
        return Error{
            ErrorCode::Corrupt,
            fmt::format("The values of {} in experiment {} are of other users", key.name, key.experiment),
            "Run the evaluation again; the data is not affected", ""};
    }
    std::vector<double> values(users);
    if (users > 0) {
        std::memcpy(values.data(), bytes.data(), bytes.size());
    }
    return values;
}

Result<std::vector<StoredColumn>> columnNames(Database& database, std::int64_t experiment) {
    TRY_ASSIGN(auto rows, database.prepare("SELECT DISTINCT model, name FROM experiment_arrays WHERE "
                                           "experiment = ?1 AND model >= 0 ORDER BY model, name"));
    rows.bind(1, experiment);
    std::vector<StoredColumn> columns;
    for (;;) {
        TRY_ASSIGN(const bool row, rows.step());
        if (!row) {
            return columns;
        }
        columns.push_back({static_cast<std::size_t>(rows.integer(0)), std::string(rows.text(1)), {}});
    }
}

Error noSuchExperiment(std::int64_t id) {
    return {ErrorCode::NotFound,
            id == 0 ? std::string("The project has no evaluation yet")
                    : fmt::format("The project has no experiment {}", id),
            "Run \"evaluate\" first", ""};
}

} // namespace

Result<std::int64_t> ExperimentStore::add(const StoredExperiment& experiment,
                                          const std::vector<StoredMetric>& metrics, const UserColumns& values,
                                          const ExecutionContext& context) {
    TRY(checkLengths(values));
    std::int64_t id = 0;
    Result<void> added = m_handle.change([&]() -> Result<void> {
        TRY(insertExperiment(m_handle.database, experiment));
        id = m_handle.database.lastInsertId();
        TRY(insertMetrics(m_handle.database, id, metrics));
        return values.users.ids ? insertValues(m_handle.database, id, values, context.stop) : Result<void>();
    });
    return added ? Result(id) : Result<std::int64_t>(added.error());
}

Result<std::vector<StoredExperiment>> ExperimentStore::all() const {
    Result<Statement> rows = m_handle.database.prepare(std::string(experimentColumns) + " ORDER BY id");
    if (!rows) {
        return m_handle.named(rows.error());
    }
    std::vector<StoredExperiment> experiments;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) {
            return m_handle.named(row.error());
        }
        if (!*row) {
            return experiments;
        }
        experiments.push_back(experimentOf(*rows));
    }
}

Result<StoredExperiment> ExperimentStore::find(std::int64_t id) const {
    Result<Statement> rows = m_handle.database.prepare(
        std::string(experimentColumns) +
        " WHERE id = CASE ?1 WHEN 0 THEN (SELECT max(id) FROM experiments) ELSE ?1 END");
    if (!rows) {
        return m_handle.named(rows.error());
    }
    const Result<bool> row = rows->bind(1, id).step();
    if (!row || !*row) {
        return m_handle.named(row ? noSuchExperiment(id) : row.error());
    }
    return experimentOf(*rows);
}

Result<std::vector<StoredMetric>> ExperimentStore::metrics(std::int64_t experiment) const {
    Result<Statement> rows = m_handle.database.prepare(
        "SELECT m.experiment, m.label, m.algorithm, m.params, m.key, m.value, m.low, m.high, m.users, "
        "coalesce(CASE WHEN json_valid(e.specification) THEN json_extract(e.specification, '$.values') END, "
        "0) FROM experiment_metrics m LEFT JOIN experiments e ON e.id = m.experiment "
        "WHERE m.experiment = CASE ?1 WHEN 0 THEN (SELECT max(id) FROM experiments) ELSE ?1 END ORDER BY "
        "m.rowid");
    if (!rows) {
        return m_handle.named(rows.error());
    }
    rows->bind(1, experiment);
    std::vector<StoredMetric> metrics;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) {
            return m_handle.named(row.error());
        }
        if (!*row) {
            return metrics;
        }
        metrics.push_back({rows->integer(0), std::string(rows->text(1)), std::string(rows->text(2)),
                           std::string(rows->text(3)), std::string(rows->text(4)), rows->real(5),
                           rows->real(6), rows->real(7), static_cast<std::uint64_t>(rows->integer(8)),
                           rows->integer(9) == 1});
    }
}

Result<StoredUsers> ExperimentStore::users(std::int64_t experiment) const {
    Result<StoredUsers> users = readUsers(m_handle.database, experiment);
    if (!users && users.error().code == ErrorCode::NotFound) {
        return StoredUsers();
    }
    return users ? std::move(users) : m_handle.named(users.error());
}

Result<std::vector<double>> ExperimentStore::column(std::int64_t experiment, std::size_t model,
                                                    std::string_view name, std::size_t users) const {
    Result<std::vector<double>> values =
        readColumn(m_handle.database, {experiment, static_cast<std::int64_t>(model), name}, users);
    return values ? std::move(values) : m_handle.named(values.error());
}

Result<std::vector<StoredColumn>> ExperimentStore::columns(std::int64_t experiment, std::size_t users,
                                                           const ExecutionContext& context) const {
    Result<std::vector<StoredColumn>> columns = columnNames(m_handle.database, experiment);
    if (!columns) {
        return m_handle.named(columns.error());
    }
    for (StoredColumn& column : *columns) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        TRY_ASSIGN(column.values, this->column(experiment, column.model, column.name, users));
    }
    return columns;
}

Result<KeptLists> ExperimentStore::lists(std::int64_t experiment, std::size_t models,
                                         std::size_t judged) const {
    Result<KeptLists> lists = readKeptLists(m_handle.database, experiment, models, judged);
    return lists ? std::move(lists) : m_handle.named(lists.error());
}

Result<void> ExperimentStore::remove(std::int64_t experiment) {
    return m_handle.change([&]() -> Result<void> {
        for (const std::string_view sql : {"DELETE FROM experiment_arrays WHERE experiment = ?1",
                                           "DELETE FROM experiment_metrics WHERE experiment = ?1"}) {
            TRY_ASSIGN(auto remove, m_handle.database.prepare(sql));
            TRY(remove.bind(1, experiment).run());
        }
        TRY_ASSIGN(auto remove,
                   m_handle.database.prepare("DELETE FROM experiments WHERE id = ?1 RETURNING id"));
        TRY_ASSIGN(const bool removed, remove.bind(1, experiment).step());
        return removed ? Result<void>() : noSuchExperiment(experiment);
    });
}

} // namespace tastescope
