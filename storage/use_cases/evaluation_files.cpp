// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluation_files.h"

#include "engine/data/dataset_rows.h"
#include "engine/evaluation/unseen.h"
#include "storage/import/loading/read_files.h"
#include "storage/import/planning/plan_import.h"
#include "storage/import/sources/byte_source.h"
#include "storage/use_cases/evaluation_lists.h"
#include "storage/use_cases/table_rows.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

constexpr auto unknownRow = std::numeric_limits<std::uint32_t>::max();

/// A file of events and how many of its rows say nothing new.
struct ReadFile {
    Dataset::Parts parts;
    FileCounts counts;
};

Result<ReadFile> readInteractions(std::string role, const fs::path& file, const ColumnMap& map,
                                  const ExecutionContext& context) {
    ImportHints hints;
    hints.map = map;
    TRY_ASSIGN(auto plan, planImport({file}, hints, context.stop));
    // Unlike an import, an evaluation must not go on with a part of the rows.
    plan.onError = OnError::Abort;
    TRY_ASSIGN(auto read, readFiles(plan, nullptr, context));
    return ReadFile{std::move(read.parts),
                    {std::move(role),
                     file.filename().string(),
                     {{"rows", read.report.rowsRead}, {"repeated", read.report.duplicates}}}};
}

/// For every id of `ids` its row in `known`, or unknownRow.
std::vector<std::uint32_t> rowsIn(const IdMap& ids, const IdMap& known) {
    std::vector<std::uint32_t> rows(ids.size());
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        rows[row] = known.find(ids.at(row)).value_or(unknownRow);
    }
    return rows;
}

void internAll(const IdMap& ids, IdMap& into) {
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        into.intern(ids.at(row));
    }
}

bool knowsAll(const IdMap& known, const IdMap& ids) {
    const std::vector<std::uint32_t> rows = rowsIn(ids, known);
    return std::ranges::find(rows, unknownRow) == rows.end();
}

/// Where ids get their row numbers from.
struct Numbering {
    bool own = false; ///< the project's, and behind them what only the files name
    std::shared_ptr<const IdMap> users;
    std::shared_ptr<const IdMap> items;
};

/// `files` begin with the train file: what the others name besides must not change what it is to the project.
Numbering numberingOf(const Dataset& project, const std::vector<const Dataset::Parts*>& files) {
    const Dataset::Parts& train = *files.front();
    const bool own = knowsAll(project.users(), *train.users) && knowsAll(project.items(), *train.items);
    auto users = own ? std::make_shared<IdMap>(project.users()) : std::make_shared<IdMap>();
    auto items = own ? std::make_shared<IdMap>(project.items()) : std::make_shared<IdMap>();
    for (const Dataset::Parts* file : files) {
        internAll(*file->users, *users);
        internAll(*file->items, *items);
    }
    return {own, std::move(users), std::move(items)};
}

/// The place of a signal of that name, added at the end when there is none.
SignalIndex placeOf(const SignalType& wanted, std::vector<SignalType>& signals) {
    auto found = std::ranges::find(signals, wanted.name, &SignalType::name);
    if (found == signals.end()) {
        if (signals.size() >= std::numeric_limits<SignalIndex>::max()) {
            return 0;
        }
        found = signals.insert(signals.end(), wanted);
    }
    return static_cast<SignalIndex>(found - signals.begin());
}

std::shared_ptr<const Interactions> renumbered(const Dataset::Parts& file, const Numbering& numbering,
                                               std::vector<SignalType>& signals) {
    const std::vector<std::uint32_t> users = rowsIn(*file.users, *numbering.users);
    const std::vector<std::uint32_t> items = rowsIn(*file.items, *numbering.items);
    std::vector<SignalIndex> places;
    for (const SignalType& signal : file.signals) {
        places.push_back(placeOf(signal, signals));
    }
    std::vector<Event> events;
    events.reserve(file.events->size());
    for (std::uint32_t user = 0; user < file.events->userCount(); ++user) {
        const UserIndex row(user);
        for (std::size_t at = file.events->firstOf(row); at < file.events->lastOf(row); ++at) {
            const SignalIndex signal = file.events->signal(at);
            events.push_back({UserIndex(users[user]), ItemIndex(items[file.events->item(at).value]),
                              signal < places.size() ? places[signal] : SignalIndex{0},
                              file.events->value(at), file.events->time(at)});
        }
    }
    return std::make_shared<const Interactions>(std::move(events), numbering.users->size());
}

/// The train file as a data set would be: what the files do not say is taken from the project.
Dataset::Parts trainParts(const Dataset& project, const Dataset::Parts& train, const Numbering& numbering) {
    Dataset::Parts parts = project.parts();
    if (!numbering.own) {
        parts.itemAttributes = std::make_shared<ItemAttributes>(
            attributesOfRows(project.itemAttributes().table(), rowsIn(*numbering.items, project.items())));
        parts.userAttributes = std::make_shared<AttributeTable>(
            attributesOfRows(project.userAttributes(), rowsIn(*numbering.users, project.users())));
        parts.signals = train.signals;
        parts.matrix = train.matrix;
    }
    parts.users = numbering.users;
    parts.items = numbering.items;
    parts.events = renumbered(train, numbering, parts.signals);
    return parts;
}

} // namespace

Result<Dataset::Parts> readTrainFile(const Dataset& project, const fs::path& file, const ColumnMap& map,
                                     const ExecutionContext& context) {
    TRY_ASSIGN(const auto read, readInteractions("train", file, map, context));
    return trainParts(project, read.parts, numberingOf(project, {&read.parts}));
}

Result<ReadParts> readEvaluationFiles(const Dataset& project, const EvaluateRequest& request,
                                      const std::vector<ListFile>& lists, const ExecutionContext& context) {
    TRY_ASSIGN(const auto train, readInteractions("train", request.trainFile, request.fileMap, context));
    TRY_ASSIGN(const auto test, readInteractions("test", request.testFile, request.fileMap, context));
    std::vector<const Dataset::Parts*> files{&train.parts, &test.parts};
    std::vector<FileCounts> counts{train.counts};
    std::optional<Dataset::Parts> history;
    if (!request.historyFile.empty()) {
        TRY_ASSIGN(auto read, readInteractions("history", request.historyFile, request.fileMap, context));
        counts.push_back(std::move(read.counts));
        files.push_back(&history.emplace(std::move(read.parts)));
    }
    counts.push_back(test.counts);
    Numbering numbering = numberingOf(project, files);
    numbering.items = withListed(numbering.items, lists);
    Dataset::Parts parts = trainParts(project, train.parts, numbering);
    const auto testEvents = renumbered(test.parts, numbering, parts.signals);
    const auto coldEvents = history ? renumbered(*history, numbering, parts.signals) : nullptr;
    countByValues(parts, request.values);
    Split split{std::make_shared<const Dataset>(std::move(parts), context), testEvents, coldEvents};
    if (context.stopRequested()) {
        return cancelledError();
    }
    return partsOf(std::move(split), request, std::move(counts), context);
}

Result<ReadParts> partsOf(Split split, const EvaluateRequest& request, std::vector<FileCounts> files,
                          const ExecutionContext& context) {
    UnseenCounts unseen = countUnseen(split);
    unseen.leftOut = request.leaveOutUnseen;
    if (unseen.leftOut) {
        TRY_ASSIGN(split, leaveOutUnseen(std::move(split)));
    }
    ReadParts parts{
        evaluationInput(split, protocolText(request), context), std::move(files), unseen, split, {}};
    return context.stopRequested() ? Result<ReadParts>(cancelledError()) : std::move(parts);
}

Result<std::shared_ptr<const Interactions>> readEventsOf(const Dataset& train, const fs::path& file,
                                                         const ColumnMap& map,
                                                         const ExecutionContext& context) {
    TRY_ASSIGN(const auto read, readInteractions("validation", file, map, context));
    const std::vector<std::uint32_t> users = rowsIn(*read.parts.users, train.users());
    const std::vector<std::uint32_t> items = rowsIn(*read.parts.items, train.items());
    const Interactions& from = *read.parts.events;
    std::vector<Event> events;
    for (std::uint32_t user = 0; user < from.userCount(); ++user) {
        for (std::size_t at = from.firstOf(UserIndex(user)); at < from.lastOf(UserIndex(user)); ++at) {
            const std::uint32_t item = items[from.item(at).value];
            if (users[user] != unknownRow && item != unknownRow) {
                events.push_back({UserIndex(users[user]), ItemIndex(item), 0, from.value(at), from.time(at)});
            }
        }
    }
    return std::make_shared<const Interactions>(std::move(events), train.userCount());
}

void countTest(const EvaluationInput& input, const std::vector<ItemIndex>& candidates, FileCounts& counts) {
    const Dataset& train = *input.train;
    std::size_t relevant = 0;
    std::size_t cold = 0;
    std::size_t seen = 0;
    std::size_t others = 0;
    std::size_t strangers = 0;
    for (std::uint32_t row = 0; row < train.userCount(); ++row) {
        const UserIndex user(row);
        const std::span<const ItemIndex> past = seenItems(input, user);
        const std::size_t wanted = input.test.relevantCount(user);
        relevant += wanted;
        cold += wanted - input.test.itemsOf(user).size();
        strangers += wanted > 0 && past.empty() ? 1 : 0;
        for (const ItemIndex item : input.test.itemsOf(user)) {
            if (train.matrix().countOf(item) == 0) {
                ++cold;
            } else if (std::ranges::binary_search(past, item)) {
                ++seen;
            } else if (!candidates.empty() && !std::ranges::binary_search(candidates, item)) {
                ++others;
            }
        }
    }
    const std::pair<const char*, std::size_t> found[] = {{"relevant", relevant},
                                                         {"unfindable", cold + seen + others},
                                                         {"cold", cold},
                                                         {"seen", seen},
                                                         {"no_candidates", others},
                                                         {"strangers", strangers}};
    for (const auto& [name, count] : found) {
        counts.counts.emplace_back(name, count);
    }
}

Result<Candidates> readCandidates(const fs::path& file, const Dataset& train, const Dataset& project,
                                  const ExecutionContext& context) {
    const auto known = [&](std::string_view id) {
        return train.items().find(id).has_value() || project.items().find(id).has_value();
    };
    TRY_ASSIGN(const auto named, readNamedItems(file, known, context));
    Candidates candidates;
    std::size_t cold = 0;
    for (const std::string& id : named.ids) {
        const std::optional<std::uint32_t> row = train.items().find(id);
        cold += !row || train.matrix().countOf(ItemIndex(*row)) == 0 ? 1 : 0;
        if (row) {
            candidates.items.emplace_back(*row);
        }
    }
    if (candidates.items.empty()) {
        return Error{ErrorCode::BadInput, "None of the candidates is in the training data",
                     "Give items that somebody in it has", file.string()};
    }
    std::ranges::sort(candidates.items);
    candidates.counts = {"candidates",
                         file.filename().string(),
                         {{"rows", named.rows},
                          {"used", candidates.items.size()},
                          {"repeated", named.repeated},
                          {"unknown_items", named.unknown},
                          {"cold", cold}}};
    return candidates;
}

bool hasOwnGroups(const EvaluateRequest& request) {
    return !request.by.empty() && request.by != "users";
}

Result<Groups> readSegmentation(const fs::path& file, const Dataset& train, const ExecutionContext& context) {
    // A group a user is in reads like an item a user has.
    ImportHints hints;
    hints.map = {{"user", "1"}, {"item", "2"}};
    const KeepArchivesOpen keep;
    auto planned = planImport({file}, hints, context.stop);
    if (!planned && planned.error().code == ErrorCode::InvalidArgument) {
        return Error{ErrorCode::BadInput, "There are no two columns in it",
                     "The first column must hold the data's own user ids, the second the group",
                     file.string()};
    }
    TRY_ASSIGN(const auto plan, std::move(planned));
    constexpr std::uint32_t none = Segmentation::none;
    Segmentation out{file.stem().string(), {}, std::vector<std::uint32_t>(train.userCount(), none)};
    IdMap names;
    IdMap users;
    std::size_t rows = 0;
    std::size_t repeated = 0;
    std::size_t unknown = 0;
    for (const FilePlan& part : plan.files) {
        if (part.kind != FileKind::Interactions) {
            continue;
        }
        const std::vector<std::size_t> columns{columnOf(part, ColumnRole::User),
                                               columnOf(part, ColumnRole::Item)};
        TRY(readCells(part, columns, context, [&](auto cells, std::uint64_t line) -> Result<bool> {
            if (cells[0].empty() || cells[1].empty()) {
                return cellError(part, line, cells[0].empty() ? "User is empty" : "Group is empty",
                                 "Give a user and a group in every row");
            }
            ++rows;
            const std::uint32_t group = names.intern(cells[1]);
            const std::size_t before = users.size();
            repeated += users.intern(cells[0]) < before ? 1 : 0;
            if (const auto user = train.users().find(cells[0])) {
                out.group[*user] = group;
            } else {
                ++unknown;
            }
            return true;
        }));
    }
    for (std::uint32_t group = 0; group < names.size(); ++group) {
        out.names.emplace_back(names.at(group));
    }
    if (unknown == rows) {
        return Error{ErrorCode::BadInput, "None of the users of the groups is in the training data",
                     "The first column must hold the data's own user ids, the second the group",
                     file.string()};
    }
    const auto without = static_cast<std::size_t>(std::ranges::count(out.group, none));
    return Groups{std::move(out),
                  {"groups",
                   file.filename().string(),
                   {{"rows", rows},
                    {"repeated", repeated},
                    {"unknown_users", unknown},
                    {"users_without_group", without}}}};
}

} // namespace tastescope
