// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/left_out.h"

#include "storage/import/sources/byte_source.h"
#include "storage/import/values/id_padding.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <set>
#include <string>

namespace tastescope {
namespace {

std::string labelOf(const Sniff& sniff) {
    return sourceLabel(sniff.plan.path, sniff.plan.member);
}

bool sameKind(const std::string& a, const std::string& b) {
    const auto number = [](const std::string& kind) { return kind == "integer" || kind == "number"; };
    return a == b || a == "empty" || b == "empty" || (number(a) && number(b));
}

bool isAlike(const Sniff& sniff, const Sniff& model) {
    const Dialect& cut = sniff.plan.dialect;
    return sniff.table && sniff.family.empty() && sniff.names.empty() && !cut.jsonLines &&
           !model.plan.dialect.jsonLines && cut.delimiter == model.plan.dialect.delimiter &&
           std::ranges::equal(
               sniff.plan.columns, model.plan.columns,
               [](const ColumnPlan& a, const ColumnPlan& b) { return sameKind(a.looksLike, b.looksLike); });
}

/// "a.csv, b.csv and 3 more".
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 5;
    std::string text;
    for (std::size_t at = 0; at < std::min(shown, names.size()); ++at) {
        text += (at == 0 ? "" : ", ") + names[at];
    }
    return names.size() <= shown ? text : text + " and " + std::to_string(names.size() - shown) + " more";
}

std::size_t columnOf(const Sniff& sniff, ColumnRole role) {
    const auto found = std::ranges::find(sniff.plan.columns, role, &ColumnPlan::role);
    return static_cast<std::size_t>(found - sniff.plan.columns.begin());
}

std::set<std::string> idsOf(const Sniff& sniff, std::size_t column, bool bare) {
    std::set<std::string> ids;
    for (const auto& row : sniff.rows) {
        const std::string_view id = column < row.size() ? trimmed(row[column]) : std::string_view();
        ids.emplace(bare ? withoutPadding(id) : id);
    }
    ids.erase("");
    return ids;
}

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
    const auto& few = a.size() < b.size() ? a : b;
    const auto& many = a.size() < b.size() ? b : a;
    return std::ranges::any_of(few, [&](const std::string& id) { return many.contains(id); });
}

/// Two ids that differ in nothing but their zeros must stay two.
bool distinctWithoutPadding(const Sniff& sniff, std::size_t column) {
    return idsOf(sniff, column, true).size() == idsOf(sniff, column, false).size();
}

void meetPaddedIds(std::vector<Sniff>& sniffs, FileKind kind, ColumnRole role, ImportPlan& plan) {
    for (Sniff& list : sniffs) {
        const std::size_t ids = columnOf(list, role);
        if (list.plan.kind != kind || ids == list.plan.columns.size() ||
            !list.plan.columns[ids].lookup.empty()) {
            continue;
        }
        for (Sniff& events : sniffs) {
            const std::size_t column = columnOf(events, role);
            if (events.plan.kind != FileKind::Interactions || column == events.plan.columns.size() ||
                meet(idsOf(list, ids, false), idsOf(events, column, false)) ||
                !meet(idsOf(list, ids, true), idsOf(events, column, true)) ||
                !distinctWithoutPadding(list, ids) || !distinctWithoutPadding(events, column)) {
                continue;
            }
            list.plan.columns[ids].unpad = true;
            events.plan.columns[column].unpad = true;
            plan.notes.push_back("Zeros before the ids of " + labelOf(list) + " or " + labelOf(events) +
                                 " are taken off, as one has them and the other has not");
        }
    }
}

std::string whyNot(const Sniff& sniff) {
    if (sniff.empty) {
        return "there is nothing in it";
    }
    if (!sniff.foreign.what.empty()) {
        return "it is " + std::string(sniff.foreign.what);
    }
    if (!sniff.table) {
        return "it is no table";
    }
    return "its columns say neither who nor what (name it with --interactions, --items or --users, or its "
           "columns with --map)";
}

} // namespace

void adoptAlike(std::vector<Sniff>& sniffs) {
    for (Sniff& sniff : sniffs) {
        if (sniff.plan.kind != FileKind::Ignored) {
            continue;
        }
        const auto model = std::ranges::find_if(sniffs, [&](const Sniff& other) {
            return other.plan.kind == FileKind::Interactions && isAlike(sniff, other);
        });
        if (model == sniffs.end()) {
            continue;
        }
        sniff.plan.kind = FileKind::Interactions;
        sniff.plan.signal = model->plan.signal;
        sniff.family = model->family;
        sniff.plan.layout = model->plan.layout;
        for (std::size_t column = 0; column < sniff.plan.columns.size(); ++column) {
            sniff.plan.columns[column].role = model->plan.columns[column].role;
            sniff.plan.columns[column].attribute = model->plan.columns[column].attribute;
        }
    }
}

void meetPaddedIds(std::vector<Sniff>& sniffs, ImportPlan& plan) {
    meetPaddedIds(sniffs, FileKind::Items, ColumnRole::Item, plan);
    meetPaddedIds(sniffs, FileKind::Users, ColumnRole::User, plan);
}

void noteLeftOut(const std::vector<SourceFile>& sources, const std::vector<Sniff>& sniffs, ImportPlan& plan) {
    const auto noted = [&](const Sniff& sniff) {
        const std::string name = sniff.plan.member.empty()
                                     ? sniff.plan.path.filename().string()
                                     : sniff.plan.member.substr(sniff.plan.member.rfind('/') + 1);
        return std::ranges::any_of(plan.notes,
                                   [&](const std::string& note) { return note.starts_with(name + " "); });
    };
    std::vector<std::string> events;
    for (std::size_t at = 0; at < sniffs.size(); ++at) {
        const Sniff& sniff = sniffs[at];
        const std::string label = labelOf(sniff);
        if (at < sources.size() && sources[at].copies > 1) {
            plan.notes.push_back(label + " stands " + std::to_string(sources[at].copies) +
                                 " times in the archive; the last one is used");
        }
        if (sniff.plan.kind == FileKind::Interactions) {
            events.push_back(label);
        }
        const bool used =
            sniff.plan.layout == "MovieLens 100K genres" ||
            std::ranges::any_of(plan.lookups, [&](const LookupPlan& lookup) {
                return lookup.file.path == sniff.plan.path && lookup.file.member == sniff.plan.member;
            });
        // A folder's README is no table and needs no word; a file that was named does, so does one that is
        // known to be something else ("films.csv" may be a web page), and so does a table but those that
        // belong to a known set and are not needed.
        const bool named = at < sources.size() && sources[at].named;
        const bool open = sniff.plan.kind == FileKind::Ignored &&
                          (named || !sniff.foreign.what.empty() || (sniff.table && sniff.family.empty()));
        if (open && !used && !noted(sniff)) {
            plan.notes.push_back(label + " is not used: " +
                                 (sniff.family.empty() ? whyNot(sniff) : "it adds nothing that can be used"));
        }
    }
    if (events.size() > 1) {
        plan.notes.push_back(std::to_string(events.size()) +
                             " files of interactions are read: " + listed(events) +
                             ". Rows that are equal in user, item, signal, value and time count once");
    }
}

} // namespace tastescope
