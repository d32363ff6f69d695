// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/map_hints.h"

#include "storage/import/planning/column_times.h"
#include "storage/import/planning/known_layouts.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <optional>
#include <set>

namespace tastescope {
namespace {

struct Mapping {
    ColumnRole role = ColumnRole::Ignore;
    std::string attribute;
    std::string column;
    std::string bare{}; ///< the column without ":dmy"
    std::optional<TimeFormat> format{};
};

// "when:dmy" says how the times are written, unless a column is called just so.
void parseFormat(Mapping& mapping) {
    const std::size_t colon = mapping.column.rfind(':');
    if (colon != std::string::npos && colon > 0 && mapping.role != ColumnRole::User &&
        mapping.role != ColumnRole::Item) {
        mapping.format = parseTimeFormat(std::string_view(mapping.column).substr(colon + 1));
        mapping.bare = mapping.format ? mapping.column.substr(0, colon) : std::string();
    }
}

Result<Mapping> parseMapping(const std::pair<std::string, std::string>& hint) {
    const auto& [name, column] = hint;
    Mapping mapping{ColumnRole::Ignore, {}, column};
    const std::string plain = plainName(name);
    if (plain == "ignore") {
        return mapping;
    }
    for (const ColumnRole role :
         {ColumnRole::User, ColumnRole::Item, ColumnRole::Signal, ColumnRole::Value, ColumnRole::Time}) {
        if (plain == columnRoleName(role)) {
            mapping.role = role;
            if (role == ColumnRole::Time) {
                parseFormat(mapping);
            }
            return mapping;
        }
    }
    if ((name.starts_with("item.") || name.starts_with("user.")) && name.size() > 5) {
        mapping.role = name[0] == 'i' ? ColumnRole::ItemAttribute : ColumnRole::UserAttribute;
        mapping.attribute = name.substr(5);
        parseFormat(mapping);
        return mapping;
    }
    return Error{ErrorCode::InvalidArgument, "The role \"" + name + "\" is not known",
                 "Use user, item, signal, value, time, item.NAME, user.NAME or ignore",
                 "--map " + name + "=" + column};
}

// By name as written, else by plain name, else by 1-based number.
std::optional<std::size_t> findColumn(const FilePlan& plan, const std::string& wanted) {
    const auto at = [&](auto place) { return static_cast<std::size_t>(place - plan.columns.begin()); };
    const auto exact = std::ranges::find(plan.columns, wanted, &ColumnPlan::name);
    if (exact != plan.columns.end()) {
        return at(exact);
    }
    const std::string plain = plainName(wanted);
    const auto number = parseInteger(wanted);
    const auto similar = std::ranges::find_if(plan.columns, [&](const ColumnPlan& column) {
        return !number && !plain.empty() && plainName(column.name) == plain;
    });
    if (similar != plan.columns.end()) {
        return at(similar);
    }
    if (number && *number >= 1 && static_cast<std::size_t>(*number) <= plan.columns.size()) {
        return static_cast<std::size_t>(*number - 1);
    }
    return std::nullopt;
}

// `kinds`: which kinds of file there are. By number, an attribute is one of the list of items (or users), of
// the interactions only when there is no such list.
bool concerns(const Mapping& mapping, const FilePlan& plan, const std::set<FileKind>& kinds) {
    const bool named = !parseInteger(mapping.bare.empty() ? mapping.column : mapping.bare);
    const bool interactions = plan.kind == FileKind::Interactions;
    switch (mapping.role) {
    case ColumnRole::Ignore:
        return plan.kind != FileKind::Ignored;
    case ColumnRole::ItemAttribute:
        return plan.kind == FileKind::Items || (interactions && (named || !kinds.contains(FileKind::Items)));
    case ColumnRole::UserAttribute:
        return plan.kind == FileKind::Users || (interactions && (named || !kinds.contains(FileKind::Users)));
    case ColumnRole::Item:
        return interactions || (named && plan.kind == FileKind::Items);
    case ColumnRole::User:
        return interactions || (named && plan.kind == FileKind::Users);
    case ColumnRole::Signal:
    case ColumnRole::Value:
    case ColumnRole::Time:
        break;
    }
    return interactions;
}

// The column as it is called, else without its format.
std::optional<std::size_t> findColumn(const FilePlan& plan, const Mapping& mapping) {
    const auto whole = findColumn(plan, mapping.column);
    return whole || mapping.bare.empty() ? whole : findColumn(plan, mapping.bare);
}

// What the person says of the times counts, and how much of the sample can be read that way.
void setFormat(Sniff& sniff, std::size_t index, const Mapping& mapping) {
    ColumnPlan& column = sniff.plan.columns[index];
    if (!mapping.format || findColumn(sniff.plan, mapping.column)) {
        return;
    }
    column.time = *mapping.format;
    column.timeAsks = false;
    column.timeExample.clear();
    std::size_t filled = 0;
    std::size_t read = 0;
    char separator = '\0';
    for (const auto& row : sniff.rows) {
        filled += saysNoTime(row[index]) ? 0 : 1;
        read += parseTime(row[index], column.time) ? 1 : 0;
        separator = separator == '\0' ? readingsOf(row[index]).separator : separator;
    }
    if (std::string words = timeWords(column.time, separator); !words.empty()) {
        column.looksLike = std::move(words);
    }
    column.timeShare = filled == 0 ? 1 : static_cast<double>(read) / static_cast<double>(filled);
}

void assign(FilePlan& plan, std::size_t index, const Mapping& mapping) {
    const bool single = mapping.role != ColumnRole::Ignore && mapping.attribute.empty();
    for (ColumnPlan& column : plan.columns) {
        if (single && column.role == mapping.role) {
            column.role = ColumnRole::Ignore;
        }
    }
    ColumnPlan& column = plan.columns[index];
    column.role = mapping.role;
    column.attribute = mapping.attribute;
    column.why = "by --map";
}

bool isReady(const FilePlan& plan) {
    const auto has = [&](ColumnRole role) {
        return std::ranges::find(plan.columns, role, &ColumnPlan::role) != plan.columns.end();
    };
    return has(ColumnRole::User) && has(ColumnRole::Item);
}

bool isFile(const Sniff& sniff, const std::string& wanted) {
    return !wanted.empty() &&
           (sniff.plan.path == wanted || fileName(sniff) == wanted || sniff.plan.member == wanted);
}

void setKind(Sniff& sniff, FileKind kind) {
    FilePlan& plan = sniff.plan;
    if (plan.kind == kind) {
        return;
    }
    plan.kind = kind;
    const auto none = [&](ColumnRole role) {
        return std::ranges::find(plan.columns, role, &ColumnPlan::role) == plan.columns.end();
    };
    // The first column is the likely id of a list.
    if (kind == FileKind::Interactions && !isReady(plan)) {
        assignRolesByValue(sniff);
        return;
    }
    const ColumnRole id = kind == FileKind::Users ? ColumnRole::User : ColumnRole::Item;
    const ColumnRole rest = kind == FileKind::Users ? ColumnRole::UserAttribute : ColumnRole::ItemAttribute;
    if (kind != FileKind::Interactions && kind != FileKind::Ignored && none(id) && !plan.columns.empty()) {
        for (ColumnPlan& column : plan.columns) {
            column.role = rest;
            column.attribute = column.attribute.empty() ? column.name : column.attribute;
        }
        plan.columns[0].role = id;
        plan.columns[0].attribute.clear();
    }
}

} // namespace

Result<void> checkMapHints(const ImportHints& hints) {
    for (const auto& hint : hints.map) {
        TRY(parseMapping(hint));
    }
    return {};
}

Result<void> applyFileHints(std::vector<Sniff>& sniffs, const ImportHints& hints, ImportPlan& plan) {
    struct Wish {
        const std::string& file;
        FileKind kind;
        const char* option;
    };
    const Wish wishes[] = {{hints.interactionsFile, FileKind::Interactions, "--interactions"},
                           {hints.itemsFile, FileKind::Items, "--items"},
                           {hints.usersFile, FileKind::Users, "--users"}};
    for (const Wish& wish : wishes) {
        if (wish.file.empty()) {
            continue;
        }
        const auto chosen =
            std::ranges::find_if(sniffs, [&](const Sniff& sniff) { return isFile(sniff, wish.file); });
        if (chosen == sniffs.end()) {
            return Error{ErrorCode::NotFound, "There is no such file among those to import",
                         "Give its path, or its name in the folder or archive",
                         wish.option + (" " + wish.file)};
        }
        for (Sniff& other : sniffs) {
            if (&other != &*chosen && other.plan.kind == wish.kind && wish.kind == FileKind::Interactions) {
                other.plan.kind = FileKind::Ignored;
            }
        }
        setKind(*chosen, wish.kind);
        std::erase_if(plan.notes,
                      [&](const std::string& note) { return note.starts_with(fileName(*chosen)); });
    }
    return {};
}

bool makeMappedInteractions(std::vector<Sniff>& sniffs, const ImportHints& hints) {
    bool any = false;
    for (Sniff& sniff : sniffs) {
        Sniff attempt = sniff;
        std::size_t mapped = 0;
        for (ColumnPlan& column : attempt.plan.columns) {
            column.role = ColumnRole::Ignore;
            column.attribute.clear();
        }
        if (!sniff.table) {
            continue;
        }
        for (const auto& hint : hints.map) {
            const auto mapping = parseMapping(hint);
            const auto column = findColumn(sniff.plan, hint.second);
            const bool id =
                mapping && (mapping->role == ColumnRole::User || mapping->role == ColumnRole::Item);
            if (id && column) {
                assign(attempt.plan, *column, *mapping);
                ++mapped;
            }
        }
        if (mapped > 0 && completeInteractions(attempt)) {
            // What the person says of it comes before what its layout would make of it.
            attempt.family.clear();
            attempt.plan.layout.clear();
            sniff = std::move(attempt);
            any = true;
        }
    }
    return any;
}

Result<void> applyMapHints(std::vector<Sniff>& sniffs, const ImportHints& hints) {
    std::set<FileKind> kinds;
    for (const Sniff& sniff : sniffs) {
        kinds.insert(sniff.plan.kind);
    }
    for (const auto& hint : hints.map) {
        TRY_ASSIGN(const auto mapping, parseMapping(hint));
        bool found = false;
        bool exists = false;
        for (Sniff& sniff : sniffs) {
            const auto column = findColumn(sniff.plan, mapping);
            exists |= sniff.table && column.has_value();
            if (sniff.table && column && concerns(mapping, sniff.plan, kinds)) {
                assign(sniff.plan, *column, mapping);
                setFormat(sniff, *column, mapping);
                found = true;
            }
        }
        if (!found && !(exists && !kinds.contains(FileKind::Interactions))) {
            const bool format =
                mapping.role == ColumnRole::Time && mapping.column.find(':') != std::string::npos;
            return Error{ErrorCode::InvalidArgument, "No file has a column \"" + mapping.column + "\"",
                         std::string("Give the name in the header or the number of the column") +
                             (format
                                  ? ", and behind it :dmy, :mdy, :ymd, :s, :ms, :us, :ns, :excel, :digits or "
                                    ":year"
                                  : ""),
                         "--map " + hint.first + "=" + hint.second};
        }
    }
    return {};
}

} // namespace tastescope
