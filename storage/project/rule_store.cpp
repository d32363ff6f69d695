// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/rule_store.h"

#include "engine/pipeline/rules/rule_set_json.h"
#include "storage/project/handle.h"
#include "storage/project/store_names.h"

#include <fmt/format.h>

#include <algorithm>

namespace tastescope {

using sqlite::Statement;

namespace {

Error noSuchRules(std::string message, const std::vector<StoredRules>& all) {
    std::string names;
    for (const StoredRules& one : all) {
        names += fmt::format("{}\"{:.60}\"", names.empty() ? "" : ", ", one.rules.name);
    }
    return {ErrorCode::NotFound, std::move(message),
            names.empty() ? "Save one in the rule studio, or read one in with \"rules PROJECT --import FILE\""
                          : fmt::format("The project has: {}", names),
            ""};
}

Result<void> checkName(std::string_view name) {
    return checkStoredName(name, "A rule set needs", "the rule set");
}

StoredRules rulesOf(const Statement& row) {
    StoredRules stored;
    stored.id = row.integer(0);
    const std::string name(row.text(1));
    Result<RuleSet> rules = parseRuleSet(row.text(2), name);
    if (rules) {
        stored.rules = *std::move(rules);
    } else {
        stored.problem = rules.error().text();
    }
    stored.rules.name = name;
    stored.changed = row.isNull(3) ? noTime : row.integer(3);
    return stored;
}

} // namespace

Result<std::vector<StoredRules>> RuleStore::all() const {
    Result<Statement> rows =
        m_handle.database.prepare("SELECT id, name, rules, changed FROM rule_sets ORDER BY id");
    if (!rows) {
        return m_handle.named(rows.error());
    }
    std::vector<StoredRules> all;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) {
            return m_handle.named(row.error());
        }
        if (!*row) {
            return all;
        }
        all.push_back(rulesOf(*rows));
    }
}

Result<StoredRules> RuleStore::find(std::string_view name) const {
    TRY_ASSIGN(auto stored, all());
    const auto found =
        name.empty() && stored.size() == 1
            ? stored.begin()
            : std::ranges::find_if(stored, [&](const StoredRules& one) { return one.rules.name == name; });
    if (found == stored.end()) {
        return m_handle.named(noSuchRules(!name.empty()
                                              ? fmt::format("There are no rules called \"{:.60}\"", name)
                                          : stored.empty() ? "The project has no rules"
                                                           : "The project has several rule sets: name one",
                                          stored));
    }
    if (!found->problem.empty()) {
        return m_handle.named(
            {ErrorCode::Corrupt,
             fmt::format("The rule set \"{:.60}\" cannot be read: {}", found->rules.name, found->problem),
             "Remove it and save it again", ""});
    }
    return std::move(*found);
}

Result<StoredRules> RuleStore::put(const RuleSet& rules, Time changed) {
    TRY(checkName(rules.name));
    StoredRules stored{0, rules, changed};
    TRY(m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(auto insert, m_handle.database.prepare(
                                    "INSERT INTO rule_sets(name, rules, changed) VALUES(?1, ?2, ?3) "
                                    "ON CONFLICT(name) DO UPDATE SET rules = ?2, changed = ?3 RETURNING id"));
        const std::string json = ruleSetJson(rules);
        insert.bind(1, std::string_view(rules.name)).bind(2, std::string_view(json));
        changed == noTime ? insert.bindNull(3) : insert.bind(3, changed);
        const Result<bool> row = insert.step();
        if (!row) {
            return row.error();
        }
        stored.id = insert.integer(0);
        return {};
    }));
    return stored;
}

Result<void> RuleStore::rename(std::int64_t id, std::string_view name) {
    TRY(checkName(name));
    TRY_ASSIGN(const auto stored, all());
    for (const StoredRules& one : stored) {
        if (one.id != id && one.rules.name == name) {
            return m_handle.named({ErrorCode::Conflict,
                                   fmt::format("There are rules called \"{:.60}\" already", name),
                                   "Choose another name", ""});
        }
    }
    return m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(auto update,
                   m_handle.database.prepare("UPDATE rule_sets SET name = ?2 WHERE id = ?1 RETURNING id"));
        const Result<bool> row = update.bind(1, id).bind(2, name).step();
        if (!row) {
            return row.error();
        }
        return *row ? Result<void>() : noSuchRules(fmt::format("There are no rules number {}", id), stored);
    });
}

Result<void> RuleStore::remove(std::int64_t id) {
    return m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(auto remove, m_handle.database.prepare("DELETE FROM rule_sets WHERE id = ?1"));
        return remove.bind(1, id).run();
    });
}

} // namespace tastescope
