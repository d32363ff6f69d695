// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/data_rows.h"
#include "storage/project/handle.h"
#include "storage/project/model_store.h"
#include "storage/project/outside_store.h"
#include "storage/project/rule_store.h"

#include <fmt/format.h>

namespace tastescope {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::size_t mostFindings = 100;

/// One line a row, made by `describe`.
template <typename Describe>
Result<void> collect(Database& database, std::string_view sql, std::vector<std::string>& findings,
                     const Describe& describe) {
    TRY_ASSIGN(auto rows, database.prepare(sql));
    while (findings.size() < mostFindings) {
        const Result<bool> row = rows.step();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return {};
        }
        if (std::string finding = describe(rows); !finding.empty()) {
            findings.push_back(std::move(finding));
        }
    }
    return {};
}

Result<void> compareCount(Database& database, std::string_view table, std::vector<std::string>& findings) {
    const Result<std::string> stored = readFact(database, table);
    const Result<std::int64_t> found = database.integer(fmt::format("SELECT count(*) FROM {}", table));
    if (!stored || !found) {
        return stored ? found.error() : stored.error();
    }
    if (*stored != fmt::format("{}", *found)) {
        findings.push_back(fmt::format("There are {} {}, but {} were stored", *found, table, *stored));
    }
    return {};
}

Result<void> comparePacked(Database& database, const ExecutionContext& context,
                           std::vector<std::string>& findings) {
    TRY_ASSIGN(const auto equal, cacheEqualsRows(database, context));
    if (!equal) {
        findings.emplace_back("The packed events are not what the rows say");
    }
    return {};
}

/// Cancelled; all else is a finding.
Result<void> checkOutside(const OutsideStore& store, const ExecutionContext& context,
                          std::vector<std::string>& findings) {
    const Result<std::vector<StoredOutside>> all = store.all();
    if (!all) {
        findings.push_back(all.error().message);
        return {};
    }
    for (const StoredOutside& one : *all) {
        const Result<OutsideLists> lists = store.lists(one.id, context);
        if (!lists && lists.error().code == ErrorCode::Cancelled) {
            return lists.error();
        }
        if (!lists || lists->users->size() != one.users) {
            findings.push_back(
                fmt::format("The lists \"{:.60}\" are damaged: add their file again", one.name));
        }
    }
    return {};
}

/// Damage that stops a check is a finding too; only cancellation and the like end the whole of it.
Result<void> checkRows(Database& database, const ExecutionContext& context,
                       std::vector<std::string>& findings) {
    const auto absorb = [&](const Result<void>& done) -> Result<void> {
        if (!done && done.error().code == ErrorCode::Corrupt) {
            findings.push_back(done.error().message);
            return {};
        }
        return done;
    };
    context.report(0, "Checking the file");
    TRY(absorb(collect(database, "PRAGMA quick_check", findings, [](const Statement& row) {
        return row.text(0) == "ok" ? std::string() : std::string(row.text(0));
    })));
    context.report(0.4, "Checking the rows");
    TRY(absorb(collect(database, "PRAGMA foreign_key_check", findings, [](const Statement& row) {
        return fmt::format("Row {} of {} points to nothing in {}", row.integer(1), row.text(0), row.text(2));
    })));
    for (const std::string_view table : {"users", "items", "events"}) {
        TRY(absorb(compareCount(database, table, findings)));
    }
    context.report(0.6, "Comparing the packed events");
    return absorb(comparePacked(database, context, findings));
}

/// Cancelled; all else is a finding.
Result<void> checkModels(const ModelStore& store, const std::vector<StoredModel>& models,
                         const ExecutionContext& context, std::vector<std::string>& findings) {
    for (const StoredModel& model : models) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        if (const Result<ModelArchive> archive = store.archive(model.id); !archive) {
            findings.push_back(archive.error().message);
        }
    }
    return {};
}

void checkRules(const RuleStore& store, std::vector<std::string>& findings) {
    const Result<std::vector<StoredRules>> sets = store.all();
    if (!sets) {
        findings.push_back(sets.error().message);
        return;
    }
    for (const StoredRules& one : *sets) {
        if (!one.problem.empty()) {
            findings.push_back("A rule set cannot be read: " + one.problem);
        }
    }
}

} // namespace

Result<std::vector<std::string>> Project::checkIntegrity(const ExecutionContext& context) const {
    // What another window changes between two steps would look like damage.
    return m_handle->read([&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> findings;
        m_handle->database.setStop(context.stop);
        const Result<void> done = checkRows(m_handle->database, context, findings);
        m_handle->database.setStop({});
        if (!done) {
            return m_handle->named(done.error());
        }
        context.report(0.8, "Checking the models");
        const Result<std::vector<StoredModel>> stored = models().all();
        if (!stored) {
            findings.push_back(stored.error().message);
            return findings;
        }
        TRY(checkModels(models(), *stored, context, findings));
        checkRules(rules(), findings);
        TRY(checkOutside(outside(), context, findings));
        return findings;
    });
}

} // namespace tastescope
