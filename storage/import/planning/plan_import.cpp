// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/plan_import.h"

#include "storage/import/planning/column_times.h"
#include "storage/import/planning/id_like.h"
#include "storage/import/planning/known_layouts.h"
#include "storage/import/planning/left_out.h"
#include "storage/import/planning/map_hints.h"
#include "storage/import/planning/plan_files.h"
#include "storage/import/sources/byte_source.h"

#include <algorithm>
#include <array>
#include <set>

namespace tastescope {
namespace {

constexpr std::array<std::string_view, 6> families = {"movielens", "goodbooks",    "lastfm",
                                                      "steam",     "bookcrossing", "retailrocket"};
constexpr std::array<std::string_view, 4> generic = {"auto", "csv", "tsv", "jsonl"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

bool anyInteractions(const std::vector<Sniff>& sniffs) {
    return std::ranges::any_of(sniffs,
                               [](const Sniff& sniff) { return sniff.plan.kind == FileKind::Interactions; });
}

Result<std::vector<Sniff>> sniffAll(const std::vector<SourceFile>& sources, const ImportHints& hints,
                                    const std::stop_token& stop) {
    ImportHints sniffing = hints;
    sniffing.format = contains(families, hints.format) ? "auto" : hints.format;
    std::vector<Sniff> sniffs;
    for (const SourceFile& source : sources) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        auto sniff = sniffFile(source.path, source.member, sniffing);
        if (!sniff) {
            return sniff.error();
        }
        sniff->plan.bytes = source.bytes;
        sniffs.push_back(std::move(sniff).value());
    }
    return sniffs;
}

// Of files that nothing tells the roles of the largest one is most likely meant; its roles stay open.
void leaveOpen(std::vector<Sniff>& sniffs) {
    Sniff* largest = nullptr;
    for (Sniff& sniff : sniffs) {
        const bool table = sniff.table && sniff.plan.kind == FileKind::Ignored && sniff.family.empty() &&
                           sniff.plan.columns.size() > 1;
        if (table && (largest == nullptr || sniff.plan.bytes > largest->plan.bytes)) {
            largest = &sniff;
        }
    }
    if (largest != nullptr) {
        largest->plan.kind = FileKind::Interactions;
    }
}

void chooseRoles(std::vector<Sniff>& sniffs, const ImportHints& hints) {
    const bool known = hints.format == "auto" || contains(families, hints.format);
    for (Sniff& sniff : sniffs) {
        if (sniff.table && !(known && recogniseFile(sniff))) {
            assignRolesByName(sniff);
        }
    }
    if (anyInteractions(sniffs)) {
        return;
    }
    // Nothing is named as interactions are: with --map, the tables that have its columns, else the largest
    // table that can be read as some.
    if (makeMappedInteractions(sniffs, hints)) {
        return;
    }
    std::vector<Sniff*> tables;
    for (Sniff& sniff : sniffs) {
        if (sniff.table && sniff.plan.kind == FileKind::Ignored && sniff.family.empty() &&
            sniff.headerProblem.empty()) {
            tables.push_back(&sniff);
        }
    }
    std::ranges::stable_sort(tables, std::ranges::greater{},
                             [](const Sniff* sniff) { return sniff->plan.bytes; });
    for (Sniff* sniff : tables) {
        if (assignRolesByValue(*sniff)) {
            return;
        }
    }
    if (hints.ask) {
        leaveOpen(sniffs);
    }
}

// A guess at the order of day and month that no value tells: where numbers have a decimal comma or columns
// German, French or Spanish names, the day comes first.
void guessOrder(FilePlan& plan) {
    bool local = plan.dialect.delimiter == ";";
    for (const ColumnPlan& column : plan.columns) {
        const std::string name = " " + plainName(column.name) + " ";
        local |=
            column.decimalComma ||
            std::string_view(
                " datum zeit zeitpunkt zeitstempel bestelldatum kaufdatum fecha hora dateachat "
                "fechahora fechacompra nutzer benutzer kunde utilisateur usuario cliente artikel "
                "produkt produit producto bewertung valoracion calificacion temps tiempo besucher visiteur "
                "visitante rezension avis resena elemento ")
                    .find(name) != std::string_view::npos;
    }
    for (ColumnPlan& column : plan.columns) {
        if (column.timeAsks && local && column.time.order == DateOrder::MonthDayYear) {
            setDateOrder(column, DateOrder::DayMonthYear);
        }
    }
}

std::string familyOf(const std::vector<Sniff>& sniffs) {
    for (const Sniff& sniff : sniffs) {
        if (sniff.plan.kind == FileKind::Interactions) {
            return sniff.family;
        }
    }
    return {};
}

Nouns genericNouns(const std::vector<Sniff>& sniffs) {
    for (const Sniff& sniff : sniffs) {
        for (const ColumnPlan& column : sniff.plan.columns) {
            if (sniff.plan.kind == FileKind::Interactions && column.role == ColumnRole::Item) {
                return nounsForItem(plainName(column.name));
            }
        }
    }
    return {};
}

// The signals that the samples show, with the weights to begin with. A rating is kept as value and counts as
// one event until the person says otherwise.
void collectSignals(const std::vector<Sniff>& sniffs, ImportPlan& plan) {
    const auto add = [&](std::string_view name) {
        SignalType type = defaultSignal(name);
        if (type.kind == SignalKind::Explicit && type.useValue) {
            type.weight = 1;
            type.useValue = false;
        }
        const bool there =
            std::ranges::find(plan.signals, type.name, &SignalType::name) != plan.signals.end();
        if (!there && !type.name.empty() && plan.signals.size() < 255) {
            plan.signals.push_back(std::move(type));
        }
    };
    for (const Sniff& sniff : sniffs) {
        if (sniff.plan.kind != FileKind::Interactions) {
            continue;
        }
        const auto column = std::ranges::find(sniff.plan.columns, ColumnRole::Signal, &ColumnPlan::role);
        if (column == sniff.plan.columns.end()) {
            add(sniff.plan.signal);
            continue;
        }
        for (const auto& row : sniff.rows) {
            add(row[static_cast<std::size_t>(column - sniff.plan.columns.begin())]);
        }
    }
}

void nameSignals(std::vector<Sniff>& sniffs) {
    for (Sniff& sniff : sniffs) {
        const auto has = [&](ColumnRole role) {
            return std::ranges::find(sniff.plan.columns, role, &ColumnPlan::role) != sniff.plan.columns.end();
        };
        if (has(ColumnRole::Signal)) {
            sniff.plan.signal.clear();
        } else if (sniff.plan.signal.empty() && sniff.plan.kind == FileKind::Interactions) {
            sniff.plan.signal = has(ColumnRole::Value) ? "rating" : "interaction";
        }
    }
}

/// How a person knows what was to be imported.
std::string placeOf(const std::vector<std::filesystem::path>& paths) {
    if (paths.empty()) {
        return {};
    }
    const std::filesystem::path& first = paths.front();
    const std::string name = first == "-"               ? "standard input"
                             : first.filename().empty() ? first.string()
                                                        : sourceLabel(first, {});
    return paths.size() == 1 ? name : name + " and " + std::to_string(paths.size() - 1) + " more";
}

Error noTable(const std::vector<Sniff>& sniffs, const std::vector<std::filesystem::path>& paths) {
    const bool allEmpty = std::ranges::all_of(sniffs, [](const Sniff& sniff) { return sniff.empty; });
    const auto foreign =
        std::ranges::find_if(sniffs, [](const Sniff& sniff) { return !sniff.foreign.what.empty(); });
    if (foreign != sniffs.end()) {
        return {ErrorCode::BadInput,
                "This is " + std::string(foreign->foreign.what) + ", not a table that can be read",
                std::string(foreign->foreign.remedy), sourceLabel(foreign->plan.path, foreign->plan.member)};
    }
    std::string message = sniffs.empty() ? "There is no file of data in it"
                          : allEmpty     ? "There is nothing in it"
                                         : "No table of interactions can be found in it";
    return {ErrorCode::BadInput, std::move(message),
            sniffs.empty() || allEmpty
                ? "Give a CSV, TSV or JSON lines file, or a folder or archive of such files"
                : "Give a CSV, TSV or JSON lines file, or say how it is cut with --delimiter",
            placeOf(paths)};
}

Error nothingFound(const std::vector<Sniff>& sniffs, const std::vector<std::filesystem::path>& paths) {
    const auto interactions = std::ranges::find_if(
        sniffs, [](const Sniff& sniff) { return sniff.plan.kind == FileKind::Interactions; });
    const auto table =
        interactions != sniffs.end() ? interactions : std::ranges::find_if(sniffs, &Sniff::table);
    if (table == sniffs.end()) {
        return noTable(sniffs, paths);
    }
    if (interactions == sniffs.end() && !table->family.empty()) {
        const bool movies = table->family == "movielens";
        return {ErrorCode::BadInput,
                (movies ? "The ratings are missing beside the other files of MovieLens"
                        : "The events are missing beside the other files of " + table->family),
                (movies ? "Add ratings.csv, ratings.dat or u.data, or name the events with --interactions"
                        : "Add them, or name the file with --interactions"),
                placeOf(paths)};
    }
    if (!table->headerProblem.empty()) {
        return {ErrorCode::BadInput, table->headerProblem,
                "Mend the header, or say which columns they are, as in --header no --map user=1 --map item=2",
                sourceLabel(table->plan.path, table->plan.member)};
    }
    std::string names;
    for (const ColumnPlan& column : table->plan.columns) {
        names += (names.empty() ? "" : ", ") + column.name;
        if (names.size() > 300) {
            names += ", …";
            break;
        }
    }
    return {ErrorCode::BadInput, "The user and item columns cannot be told",
            "Say which they are, as in --map user=1 --map item=2 (columns: " + names + ")",
            sourceLabel(table->plan.path, table->plan.member)};
}

} // namespace

void placeHeader(FilePlan& plan, HeaderPlace place) {
    Sniff sniff;
    sniff.plan = plan;
    sniff.table = true;
    std::vector<ColumnPlan>& columns = sniff.plan.columns;
    std::vector<std::string> names =
        place == HeaderPlace::NoHeader ? std::vector<std::string>() : std::move(sniff.plan.unplacedNames);
    if (place == HeaderPlace::LastColumns && names.size() < columns.size()) {
        names.insert(names.begin(), columns.size() - names.size(), std::string());
    } else if (place == HeaderPlace::LastColumns) {
        names.erase(names.begin(), names.end() - static_cast<std::ptrdiff_t>(columns.size()));
    }
    names.resize(columns.size());
    for (std::size_t column = 0; column < columns.size(); ++column) {
        columns[column].name = names[column].empty() ? "column " + std::to_string(column + 1) : names[column];
        columns[column].role = ColumnRole::Ignore;
        columns[column].attribute.clear();
        sniff.names.push_back(plainName(names[column]));
    }
    sniff.plan.headerProblem.clear();
    sniff.plan.unplacedNames.clear();
    sniff.plan.dialect.header = place != HeaderPlace::NoHeader;
    if (place != HeaderPlace::NoHeader) {
        assignRolesByName(sniff);
    }
    sniff.plan.kind = FileKind::Interactions; // as which it was asked about
    plan = std::move(sniff.plan);
}

Result<ImportPlan> planImport(const std::vector<std::filesystem::path>& paths, const ImportHints& hints,
                              const std::stop_token& stop) {
    if (!contains(families, hints.format) && !contains(generic, hints.format)) {
        return Error{
            ErrorCode::InvalidArgument, "The format \"" + hints.format + "\" is not known",
            "Use auto, csv, tsv, jsonl, movielens, goodbooks, lastfm, steam, bookcrossing or retailrocket",
            "--format"};
    }
    TRY(checkMapHints(hints));
    TRY(parseEncoding(hints.encoding));
    auto all = paths;
    for (const std::string& named : {hints.interactionsFile, hints.itemsFile, hints.usersFile}) {
        if (std::error_code failed; !named.empty() && std::filesystem::exists(named, failed)) {
            all.emplace_back(named);
        }
    }
    const KeepArchivesOpen keep;
    std::vector<std::filesystem::path> passedOver;
    TRY_ASSIGN(const auto sources, listSources(all, stop, &passedOver));
    TRY_ASSIGN(auto sniffed, sniffAll(sources, hints, stop));
    std::vector<Sniff>& sniffs = sniffed;
    chooseRoles(sniffs, hints);
    adoptAlike(sniffs);
    ImportPlan plan;
    plan.nouns = genericNouns(sniffs);
    const std::string family = familyOf(sniffs);
    if (contains(families, hints.format) && family != hints.format) {
        return Error{ErrorCode::BadInput, "These are not the files of " + hints.format,
                     "Leave out --format, so that the files are recognised by what they hold", ""};
    }
    if (!family.empty()) {
        completeLayout(family, sniffs, plan);
    }
    if (auto mapped = applyFileHints(sniffs, hints, plan); !mapped) {
        return mapped.error();
    }
    std::ranges::for_each(sniffs, leaveOutIdLike);
    if (!hints.map.empty() && std::ranges::none_of(sniffs, &Sniff::table)) {
        return noTable(sniffs, paths); // rather than that no file has such a column
    }
    if (auto mapped = applyMapHints(sniffs, hints); !mapped) {
        return mapped.error();
    }
    meetPaddedIds(sniffs, plan);
    nameSignals(sniffs);
    collectSignals(sniffs, plan);
    noteLeftOut(sources, sniffs, plan);
    for (const std::filesystem::path& folder : passedOver) {
        plan.notes.push_back(
            "The folder " + folder.filename().string() +
            " is not read, as there are files beside it: give it, too, if it belongs to them");
    }
    std::set<std::pair<std::filesystem::path, std::string>> seen;
    for (Sniff& sniff : sniffs) {
        guessOrder(sniff.plan);
        if (seen.emplace(sniff.plan.path, sniff.plan.member).second) {
            plan.files.push_back(sniff.plan);
        }
    }
    const bool open = hints.ask && anyInteractions(sniffs);
    if (!open && !missingRoles(plan).empty()) {
        return nothingFound(sniffs, paths);
    }
    return plan;
}

} // namespace tastescope
