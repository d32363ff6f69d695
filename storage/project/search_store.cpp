// SPDX-License-Identifier: GPL-3.0-or-later
// One row with what was asked for, one row for each training of a trial.
#include "storage/project/search_store.h"

#include "storage/project/handle.h"

#include <fmt/format.h>

namespace tastescope {

using sqlite::Statement;

namespace {

StoredSearch searchOf(const Statement& row) {
    StoredSearch search;
    search.id = row.integer(0);
    search.fingerprint = row.text(1);
    search.algorithm = row.text(2);
    search.fixed = row.text(3);
    search.strategy = row.text(4);
    search.metric = row.text(5);
    search.trials = static_cast<std::uint64_t>(row.integer(6));
    search.seed = static_cast<std::uint64_t>(row.integer(7));
    search.protocol = row.text(8);
    search.test = row.real(9);
    search.validation = row.real(10);
    search.values = row.integer(11) != 0;
    search.trainFile = row.text(12);
    search.fileMap = row.text(13);
    search.made = row.isNull(14) ? noTime : row.integer(14);
    search.complete = row.integer(15) != 0;
    return search;
}

Result<void> insertSearch(sqlite::Database& database, const StoredSearch& search) {
    TRY_ASSIGN(auto insert,
               database.prepare("INSERT INTO searches(fingerprint, algorithm, fixed, strategy, metric, "
                                "trials, seed, protocol, test, "
                                "validation, use_values, train_file, file_map, made, complete) "
                                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"));
    int place = 1;
    for (const std::string* text :
         {&search.fingerprint, &search.algorithm, &search.fixed, &search.strategy, &search.metric}) {
        insert.bind(place++, std::string_view(*text));
    }
    insert.bind(6, static_cast<std::int64_t>(search.trials));
    insert.bind(7, static_cast<std::int64_t>(search.seed)).bind(8, std::string_view(search.protocol));
    insert.bind(9, search.test).bind(10, search.validation).bind(11, std::int64_t{search.values ? 1 : 0});
    insert.bind(12, std::string_view(search.trainFile)).bind(13, std::string_view(search.fileMap));
    search.made == noTime ? insert.bindNull(14) : insert.bind(14, search.made);
    return insert.bind(15, std::int64_t{search.complete ? 1 : 0}).run();
}

Error noSuchSearch(std::int64_t id) {
    return {ErrorCode::NotFound, fmt::format("The project has no search {}", id), "Begin a new one", ""};
}

} // namespace

Result<std::int64_t> SearchStore::add(const StoredSearch& search) {
    std::int64_t id = 0;
    const Result<void> added = m_handle.change([&]() -> Result<void> {
        Result<void> done = insertSearch(m_handle.database, search);
        id = m_handle.database.lastInsertId();
        return done;
    });
    return added ? Result(id) : Result<std::int64_t>(added.error());
}

Result<void> SearchStore::update(std::int64_t id, std::uint64_t trials, bool complete) {
    return m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(auto update,
                   m_handle.database.prepare(
                       "UPDATE searches SET trials = ?2, complete = ?3 WHERE id = ?1 RETURNING id"));
        update.bind(1, id).bind(2, static_cast<std::int64_t>(trials));
        const Result<bool> changed = update.bind(3, std::int64_t{complete ? 1 : 0}).step();
        if (!changed) {
            return changed.error();
        }
        return *changed ? Result<void>() : noSuchSearch(id);
    });
}

Result<void> SearchStore::addTrial(std::int64_t search, const StoredTrial& trial) {
    return m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(
            auto insert,
            m_handle.database.prepare(
                "INSERT OR REPLACE INTO search_trials(search, trial, share, params, value, low, high, users, "
                "seconds, problem) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"));
        insert.bind(1, search).bind(2, static_cast<std::int64_t>(trial.trial)).bind(3, trial.share);
        insert.bind(4, std::string_view(trial.params)).bind(5, trial.value).bind(6, trial.low);
        insert.bind(7, trial.high).bind(8, static_cast<std::int64_t>(trial.users));
        return insert.bind(9, trial.seconds).bind(10, std::string_view(trial.problem)).run();
    });
}

Result<std::vector<StoredSearch>> SearchStore::all() const {
    Result<Statement> rows = m_handle.database.prepare(
        "SELECT id, fingerprint, algorithm, fixed, strategy, metric, trials, seed, protocol, test, "
        "validation, use_values, train_file, file_map, made, complete FROM searches ORDER BY id");
    if (!rows) {
        return m_handle.named(rows.error());
    }
    std::vector<StoredSearch> searches;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) {
            return m_handle.named(row.error());
        }
        if (!*row) {
            return searches;
        }
        searches.push_back(searchOf(*rows));
    }
}

Result<std::vector<StoredTrial>> SearchStore::trials(std::int64_t search) const {
    Result<Statement> rows = m_handle.database.prepare(
        "SELECT trial, share, params, value, low, high, users, seconds, problem FROM search_trials "
        "WHERE search = ?1 ORDER BY share, trial");
    if (!rows) {
        return m_handle.named(rows.error());
    }
    rows->bind(1, search);
    std::vector<StoredTrial> trials;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) {
            return m_handle.named(row.error());
        }
        if (!*row) {
            return trials;
        }
        trials.push_back({static_cast<std::uint64_t>(rows->integer(0)), rows->real(1),
                          std::string(rows->text(2)), rows->real(3), rows->real(4), rows->real(5),
                          static_cast<std::uint64_t>(rows->integer(6)), rows->real(7),
                          std::string(rows->text(8))});
    }
}

Result<void> SearchStore::remove(std::int64_t id) {
    return m_handle.change([&]() -> Result<void> {
        for (const std::string_view sql :
             {"DELETE FROM search_trials WHERE search = ?1", "DELETE FROM searches WHERE id = ?1"}) {
            TRY_ASSIGN(auto remove, m_handle.database.prepare(sql));
            if (Result<void> done = remove.bind(1, id).run(); !done) {
                return done;
            }
        }
        return {};
    });
}

} // namespace tastescope
