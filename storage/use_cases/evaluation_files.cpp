// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluation_files.h"

#include "storage/import/loading/read_files.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/evaluation_lists.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

namespace tastescope {
namespace {

namespace fs = std::filesystem;

constexpr auto unknownRow = std::numeric_limits<std::uint32_t>::max();

Result<Dataset::Parts> readInteractions(const fs::path& file, const ColumnMap& map,
                                        const ExecutionContext& context) {
    ImportHints hints;
    hints.map = map;
    TRY_ASSIGN(auto plan, planImport({file}, hints, context.stop));
    // Unlike an import, an evaluation must not go on with a part of the rows.
    plan.onError = OnError::Abort;
    Result<ImportedData> read = readFiles(plan, nullptr, context);
    return read ? Result(std::move(read->parts)) : Result<Dataset::Parts>(read.error());
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

void gatherList(const AttributeColumn& from, const std::vector<std::uint32_t>& rows, AttributeColumn& to) {
    to.words = from.words;
    to.offsets.push_back(0);
    for (const std::uint32_t row : rows) {
        const std::span<const std::uint32_t> codes = from.codesOf(row);
        to.codes.insert(to.codes.end(), codes.begin(), codes.end());
        to.offsets.push_back(static_cast<std::uint32_t>(to.codes.size()));
    }
}

/// The rows of `table` in another order; unknown rows and rows it does not have are empty.
AttributeTable gather(const AttributeTable& table, const std::vector<std::uint32_t>& rows) {
    AttributeTable gathered;
    gathered.rows = rows.size();
    const auto pick = [&](const auto& from, auto& to, const auto& nothing) {
        for (const std::uint32_t row : rows) {
            to.push_back(row < from.size() ? from[row] : nothing);
        }
    };
    for (const AttributeColumn& from : table.columns) {
        AttributeColumn& to = gathered.columns.emplace_back();
        to.name = from.name;
        to.kind = from.kind;
        switch (from.kind) {
        case AttributeKind::Text:
            pick(from.texts, to.texts, std::string());
            break;
        case AttributeKind::Number:
            pick(from.numbers, to.numbers, std::numeric_limits<double>::quiet_NaN());
            break;
        case AttributeKind::Date:
            pick(from.dates, to.dates, noTime);
            break;
        case AttributeKind::List:
            gatherList(from, rows, to);
            break;
        }
    }
    return gathered;
}

bool knowsAll(const IdMap& known, const IdMap& ids) {
    const std::vector<std::uint32_t> rows = rowsIn(ids, known);
    return std::ranges::find(rows, unknownRow) == rows.end();
}

/// Where ids get their row numbers from.
struct Numbering {
    bool own = false; ///< the project's: the files name no others
    std::shared_ptr<const IdMap> users;
    std::shared_ptr<const IdMap> items;
};

Numbering numberingOf(const Dataset& project, const std::vector<const Dataset::Parts*>& files) {
    const bool own = std::ranges::all_of(files, [&](const Dataset::Parts* file) {
        return knowsAll(project.users(), *file->users) && knowsAll(project.items(), *file->items);
    });
    if (own) {
        return {true, project.parts().users, project.parts().items};
    }
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    for (const Dataset::Parts* file : files) {
        internAll(*file->users, *users);
        internAll(*file->items, *items);
    }
    return {false, std::move(users), std::move(items)};
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
            gather(project.itemAttributes().table(), rowsIn(*numbering.items, project.items())));
        parts.userAttributes = std::make_shared<AttributeTable>(
            gather(project.userAttributes(), rowsIn(*numbering.users, project.users())));
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
    TRY_ASSIGN(const auto read, readInteractions(file, map, context));
    return trainParts(project, read, numberingOf(project, {&read}));
}

Result<EvaluationInput> readEvaluationFiles(const Dataset& project, const EvaluateRequest& request,
                                            const std::vector<ListFile>& lists,
                                            const ExecutionContext& context) {
    TRY_ASSIGN(const auto train, readInteractions(request.trainFile, request.fileMap, context));
    TRY_ASSIGN(const auto test, readInteractions(request.testFile, request.fileMap, context));
    std::vector<const Dataset::Parts*> files{&train, &test};
    std::optional<Dataset::Parts> history;
    if (!request.historyFile.empty()) {
        TRY_ASSIGN(auto read, readInteractions(request.historyFile, request.fileMap, context));
        files.push_back(&history.emplace(std::move(read)));
    }
    Numbering numbering = numberingOf(project, files);
    numbering.items = withListed(numbering.items, lists);
    Dataset::Parts parts = trainParts(project, train, numbering);
    const auto testEvents = renumbered(test, numbering, parts.signals);
    const auto coldEvents = history ? renumbered(*history, numbering, parts.signals) : nullptr;
    countByValues(parts, request.values);
    const Split split{std::make_shared<const Dataset>(std::move(parts), context), testEvents, coldEvents};
    if (context.stopRequested()) {
        return cancelledError();
    }
    EvaluationInput input =
        evaluationInput(split,
                        fmt::format("files {} and {}", request.trainFile.filename().string(),
                                    request.testFile.filename().string()),
                        context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    return input;
}

Result<std::vector<ItemIndex>> readCandidates(const fs::path& file, const Dataset& train,
                                              const Dataset& project) {
    std::ifstream in(file);
    if (!in) {
        return Error{ErrorCode::NotFound, "The file of candidates cannot be read", "Check its name",
                     file.string()};
    }
    std::vector<ItemIndex> candidates;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        if (line.empty()) {
            continue;
        }
        if (const std::optional<std::uint32_t> row = train.items().find(line)) {
            candidates.emplace_back(*row);
        } else if (!project.items().find(line)) {
            return Error{ErrorCode::BadInput, fmt::format("The data has no item \"{}\"", line),
                         "Give one item id a line", fmt::format("{}, line {}", file.string(), number)};
        }
    }
    if (candidates.empty()) {
        return Error{ErrorCode::BadInput, "The file names no candidate", "Give one item id a line",
                     file.string()};
    }
    std::ranges::sort(candidates);
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
}

Result<Segmentation> readSegmentation(const fs::path& file, const Dataset& train,
                                      const ExecutionContext& context) {
    // A group a user is in reads like an item a user has.
    TRY_ASSIGN(const auto read, readInteractions(file, {{"user", "1"}, {"item", "2"}}, context));
    Segmentation out{
        file.stem().string(), {}, std::vector<std::uint32_t>(train.userCount(), Segmentation::none)};
    for (std::uint32_t group = 0; group < read.items->size(); ++group) {
        out.names.emplace_back(read.items->at(group));
    }
    bool known = false;
    for (std::size_t row = 0; row < read.events->size(); ++row) {
        const Event event = read.events->at(row);
        if (const auto user = train.users().find(read.users->at(event.user.value))) {
            out.group[*user] = event.item.value;
            known = true;
        }
    }
    if (!known) {
        return Error{ErrorCode::BadInput, "None of the users of the groups is in the training data",
                     "The first column must hold the data's own user ids, the second the group",
                     file.string()};
    }
    return out;
}

} // namespace tastescope
