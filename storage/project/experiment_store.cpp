// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/experiment_store.h"

#include "storage/project/handle.h"

namespace tastescope {

using sqlite::Statement;

namespace {

Result<void> insertMetrics(sqlite::Database& database, std::int64_t experiment,
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

} // namespace

Result<std::int64_t> ExperimentStore::add(const StoredExperiment& experiment,
                                          const std::vector<StoredMetric>& metrics) {
    std::int64_t id = 0;
    Result<void> added = m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(auto insert,
                   m_handle.database.prepare(
                       "INSERT INTO experiments(fingerprint, protocol, made, json) VALUES(?1, ?2, ?3, ?4)"));
        insert.bind(1, std::string_view(experiment.fingerprint))
            .bind(2, std::string_view(experiment.protocol));
        experiment.made == noTime ? insert.bindNull(3) : insert.bind(3, experiment.made);
        if (Result<void> done = insert.bind(4, std::string_view(experiment.json)).run(); !done) {
            return done;
        }
        id = m_handle.database.lastInsertId();
        return insertMetrics(m_handle.database, id, metrics);
    });
    return added ? Result(id) : Result<std::int64_t>(added.error());
}

Result<std::vector<StoredExperiment>> ExperimentStore::all() const {
    Result<Statement> rows = m_handle.database.prepare(
        "SELECT id, fingerprint, protocol, made, json FROM experiments ORDER BY id");
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
        experiments.push_back({rows->integer(0), std::string(rows->text(1)), std::string(rows->text(2)),
                               rows->isNull(3) ? noTime : rows->integer(3), std::string(rows->text(4))});
    }
}

Result<std::vector<StoredMetric>> ExperimentStore::metrics(std::int64_t experiment) const {
    Result<Statement> rows = m_handle.database.prepare(
        "SELECT experiment, label, algorithm, params, key, value, low, high, users FROM experiment_metrics "
        "WHERE experiment = CASE ?1 WHEN 0 THEN (SELECT max(id) FROM experiments) ELSE ?1 END ORDER BY "
        "rowid");
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
                           rows->real(6), rows->real(7), static_cast<std::uint64_t>(rows->integer(8))});
    }
}

} // namespace tastescope
