// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluation_files.h"

#include "engine/data/ratings.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
    Result<ImportPlan> plan = planImport({file}, hints);
    if (!plan) {
        return plan.error();
    }
    // Unlike an import, an evaluation must not go on with a part of the rows.
    plan->onError = OnError::Abort;
    Result<ImportedData> read = readFiles(*plan, nullptr, context);
    return read ? Result(std::move(read->data.parts)) : Result<Dataset::Parts>(read.error());
}

/// For every id of `ids` its row in `known`, or unknownRow.
std::vector<std::uint32_t> rowsIn(const IdMap& ids, const IdMap& known) {
    std::vector<std::uint32_t> rows(ids.size());
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        rows[row] = known.find(ids.at(row)).value_or(unknownRow);
    }
    return rows;
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

SignalIndex sameSignal(const std::vector<SignalType>& signals, const std::string& name) {
    const auto found = std::ranges::find(signals, name, &SignalType::name);
    return found == signals.end() ? SignalIndex{0} : static_cast<SignalIndex>(found - signals.begin());
}

/// The events of the test file in the rows of the train file. Unknown items get rows behind the known ones.
std::vector<Event> translate(const Dataset::Parts& test, const Dataset::Parts& train, const IdMap& users) {
    std::vector<std::uint32_t> items = rowsIn(*test.items, *train.items);
    auto next = static_cast<std::uint32_t>(train.items->size());
    for (std::uint32_t& row : items) {
        row = row == unknownRow ? next++ : row;
    }
    const std::vector<std::uint32_t> userRows = rowsIn(*test.users, users);
    std::vector<Event> events;
    for (std::size_t row = 0; row < test.events->size(); ++row) {
        Event event = test.events->at(row);
        event.user = UserIndex(userRows[event.user.value]);
        event.item = ItemIndex(items[event.item.value]);
        event.signal = event.signal < test.signals.size()
                           ? sameSignal(train.signals, test.signals[event.signal].name)
                           : SignalIndex{0};
        events.push_back(event);
    }
    return events;
}

/// The same events with empty rows for the users behind the last.
std::shared_ptr<const Interactions> withUsers(const Interactions& events, std::size_t users) {
    std::vector<std::uint64_t> offsets(events.userOffsets().begin(), events.userOffsets().end());
    offsets.resize(users + 1, events.size());
    const auto copy = [](auto span) { return std::vector(span.begin(), span.end()); };
    return std::make_shared<Interactions>(
        std::move(offsets), std::vector<ItemIndex>(events.items().begin(), events.items().end()),
        std::vector<SignalIndex>(events.signals().begin(), events.signals().end()),
        std::vector<float>(events.values().begin(), events.values().end()), copy(events.times()));
}

/// Names and the attributes of the ids that the project knows.
void takeAttributes(Dataset::Parts& parts, const Dataset& project) {
    parts.itemAttributes = std::make_shared<ItemAttributes>(
        gather(project.itemAttributes().table(), rowsIn(*parts.items, project.items())));
    parts.userAttributes = std::make_shared<AttributeTable>(
        gather(project.userAttributes(), rowsIn(*parts.users, project.users())));
    parts.name = project.name();
    parts.nouns = project.nouns();
}

} // namespace

Result<Dataset::Parts> readTrainFile(const Dataset& project, const fs::path& file, const ColumnMap& map,
                                     const ExecutionContext& context) {
    Result<Dataset::Parts> parts = readInteractions(file, map, context);
    if (parts) {
        takeAttributes(*parts, project);
    }
    return parts;
}

Result<EvaluationInput> readEvaluationFiles(const Dataset& project, const EvaluateRequest& request,
                                            const ExecutionContext& context) {
    Result<Dataset::Parts> train = readInteractions(request.trainFile, request.fileMap, context);
    if (!train) {
        return train.error();
    }
    Result<Dataset::Parts> test = readInteractions(request.testFile, request.fileMap, context);
    if (!test) {
        return test.error();
    }
    auto users = std::make_shared<IdMap>(*train->users);
    for (std::uint32_t row = 0; row < test->users->size(); ++row) {
        users->intern(test->users->at(row));
    }
    const auto testEvents = std::make_shared<Interactions>(translate(*test, *train, *users), users->size());

    train->events = withUsers(*train->events, users->size());
    train->users = users;
    takeAttributes(*train, project);
    countByValues(*train, request.values);

    EvaluationInput input;
    input.train = std::make_shared<const Dataset>(std::move(*train), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    input.test = heldOutOf(*input.train, *testEvents);
    input.testRatings =
        std::make_shared<const InteractionMatrix>(ratingMatrix(*input.train, *testEvents, context));
    if (context.stopRequested()) {
        return cancelledError();
    }
    input.protocol = fmt::format("files {} and {}", request.trainFile.filename().string(),
                                 request.testFile.filename().string());
    return input;
}

namespace {

enum class ListOrder { File, Rank, Score };

/// Gives the value's role to "rank", else to "score", and takes it from all other columns.
ListOrder chooseOrder(std::vector<ColumnPlan>& columns) {
    const auto named = [&](std::string_view name) {
        return std::ranges::find_if(columns, [&](const ColumnPlan& column) {
            return std::ranges::equal(column.name, name, [](char a, char b) {
                return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
            });
        });
    };
    for (ColumnPlan& column : columns) {
        if (column.role != ColumnRole::User && column.role != ColumnRole::Item) {
            column.role = ColumnRole::Ignore;
        }
    }
    for (const auto& [name, order] : {std::pair("rank", ListOrder::Rank), {"score", ListOrder::Score}}) {
        if (const auto column = named(name); column != columns.end() && column->role == ColumnRole::Ignore) {
            column->role = ColumnRole::Value;
            return order;
        }
    }
    return ListOrder::File;
}

/// One user's list from the rows of the file, best first. Scores fall along it in any case.
std::vector<ScoredItem> listOf(const Interactions& rows, UserIndex user,
                               const std::vector<std::uint32_t>& items, ListOrder order) {
    std::vector<ScoredItem> list;
    for (std::size_t row = rows.firstOf(user); row < rows.lastOf(user); ++row) {
        const float place = static_cast<float>(row - rows.firstOf(user));
        const float value = rows.value(row);
        list.push_back({ItemIndex(items[rows.item(row).value]), order == ListOrder::Rank    ? -value
                                                                : order == ListOrder::Score ? value
                                                                                            : -place});
    }
    std::ranges::stable_sort(list, [](const ScoredItem& a, const ScoredItem& b) {
        return a.score != b.score ? a.score > b.score : a.item < b.item;
    });
    // An item counts once, at its best place.
    std::vector<ScoredItem> unique;
    for (const ScoredItem& entry : list) {
        if (std::ranges::find(unique, entry.item, &ScoredItem::item) == unique.end()) {
            unique.push_back(entry);
        }
    }
    return unique;
}

} // namespace

Result<Contestant> readLists(const fs::path& file, const ColumnMap& map, const Dataset& train,
                             const ExecutionContext& context) {
    ImportHints hints;
    hints.map = map;
    Result<ImportPlan> plan = planImport({file}, hints);
    if (!plan) {
        return plan.error();
    }
    plan->onError = OnError::Abort;
    ListOrder order = ListOrder::File;
    for (FilePlan& part : plan->files) {
        order = chooseOrder(part.columns);
        part.signal = "listed";
    }
    plan->aboveSignal.clear();
    const Result<ImportedData> read = readFiles(*plan, nullptr, context);
    if (!read) {
        return read.error();
    }
    const Dataset::Parts& parts = read->data.parts;
    const std::vector<std::uint32_t> items = rowsIn(*parts.items, train.items());
    if (const auto unknown = std::ranges::find(items, unknownRow); unknown != items.end()) {
        return Error{ErrorCode::BadInput,
                     fmt::format("The lists name \"{}\", which the training data does not have",
                                 parts.items->at(static_cast<std::uint32_t>(unknown - items.begin()))),
                     "Use the ids of the data", file.string()};
    }
    Contestant contestant;
    contestant.label = file.stem().string();
    contestant.lists.resize(train.userCount());
    for (std::uint32_t user = 0; user < parts.users->size(); ++user) {
        const std::optional<std::uint32_t> row = train.users().find(parts.users->at(user));
        if (row && user < parts.events->userCount()) {
            contestant.lists[*row] = listOf(*parts.events, UserIndex(user), items, order);
        }
    }
    return contestant;
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
    const Result<Dataset::Parts> read = readInteractions(file, {{"user", "1"}, {"item", "2"}}, context);
    if (!read) {
        return read.error();
    }
    Segmentation out{
        file.stem().string(), {}, std::vector<std::uint32_t>(train.userCount(), Segmentation::none)};
    for (std::uint32_t group = 0; group < read->items->size(); ++group) {
        out.names.emplace_back(read->items->at(group));
    }
    bool known = false;
    for (std::size_t row = 0; row < read->events->size(); ++row) {
        const Event event = read->events->at(row);
        if (const auto user = train.users().find(read->users->at(event.user.value))) {
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
