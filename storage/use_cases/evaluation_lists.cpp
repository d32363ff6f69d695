// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluation_lists.h"

#include "storage/import/planning/plan_import.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"
#include "storage/use_cases/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <numeric>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

enum class ListOrder { File, Rank, Score };

bool isNamed(const ColumnPlan& column, std::string_view name) {
    return std::ranges::equal(column.name, name, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

/// Gives the value's role to "rank", else to "score", and takes it from all other columns.
ListOrder chooseOrder(std::vector<ColumnPlan>& columns) {
    const auto named = [&](std::string_view name) {
        return std::ranges::find_if(columns, [&](const ColumnPlan& column) { return isNamed(column, name); });
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

/// The first column with one of these names, else the one that holds values, else the only one besides users
/// and items; the number of columns where there is none.
std::size_t columnFor(const std::vector<ColumnPlan>& columns, std::initializer_list<std::string_view> names) {
    const auto found = [&](const auto& wanted) {
        return static_cast<std::size_t>(std::ranges::find_if(columns, wanted) - columns.begin());
    };
    const auto free = [](const ColumnPlan& column) {
        return column.role != ColumnRole::User && column.role != ColumnRole::Item;
    };
    for (const std::string_view name : names) {
        const std::size_t place =
            found([&](const ColumnPlan& column) { return free(column) && isNamed(column, name); });
        if (place < columns.size()) {
            return place;
        }
    }
    const std::size_t value = found([](const ColumnPlan& c) { return c.role == ColumnRole::Value; });
    const bool one = std::ranges::count_if(columns, free) == 1;
    return value == columns.size() && one ? found(free) : value;
}

Result<double> placeOf(const FilePlan& part, ListOrder order, std::string_view text, std::uint64_t line) {
    const std::string name = order == ListOrder::Rank ? "Rank" : "Score";
    const ColumnPlan& column = part.columns[columnOf(part, ColumnRole::Value)];
    const std::optional<double> number = parseNumber(text, column.decimalComma);
    if (!number) {
        return cellError(part, line, fmt::format("{} is no number: \"{:.60}\"", name, text),
                         "Write a number in every row, or leave the column out");
    }
    return order == ListOrder::Rank ? -*number : *number;
}

Result<void> readPart(const FilePlan& part, ListOrder order, const ExecutionContext& context, IdMap& users,
                      IdMap& items, ListFile& lists) {
    std::vector<std::size_t> columns{columnOf(part, ColumnRole::User), columnOf(part, ColumnRole::Item)};
    if (order != ListOrder::File) {
        columns.push_back(columnOf(part, ColumnRole::Value));
    }
    return readCells(part, columns, context, [&](auto cells, std::uint64_t line) -> Result<bool> {
        if (cells[0].empty() || cells[1].empty()) {
            return cellError(part, line, cells[0].empty() ? "User is empty" : "Item is empty",
                             "Give a user and an item in every row");
        }
        const std::uint32_t user = users.intern(cells[0]);
        const std::uint32_t item = items.intern(cells[1]);
        lists.entries.resize(std::max<std::size_t>(lists.entries.size(), user + 1U));
        std::vector<ListedItem>& entries = lists.entries[user];
        double score = -static_cast<double>(entries.size());
        if (order != ListOrder::File) {
            TRY_ASSIGN(score, placeOf(part, order, cells[2], line));
        }
        entries.push_back({ItemIndex(item), score});
        ++lists.rows;
        return true;
    });
}

/// The map may be about the train and test files alone.
Result<ImportPlan> planTable(const std::filesystem::path& file, const ColumnMap& map,
                             const ExecutionContext& context) {
    ImportHints hints;
    hints.map = map;
    Result<ImportPlan> plan = planImport({file}, hints, context.stop);
    if (!plan && !map.empty()) {
        if (Result<ImportPlan> unmapped = planImport({file}, {}, context.stop)) {
            plan = std::move(unmapped);
        }
    }
    return plan;
}

Result<void> readNumberPart(FilePlan& part, const ExecutionContext& context, IdMap& users, IdMap& items,
                            NumberFile& numbers) {
    const bool scores = numbers.kind == NumberKind::Scores;
    // Beside what was predicted may stand the true rating.
    const std::size_t place = scores ? columnFor(part.columns, {"score", "prediction", "rating", "value"})
                                     : columnFor(part.columns, {"prediction", "predicted", "predicted_rating",
                                                                "est", "score", "rating", "value"});
    if (place == part.columns.size()) {
        return Error{ErrorCode::BadInput,
                     fmt::format("There is no column of {} in it", scores ? "scores" : "predictions"),
                     fmt::format("Call one {}", scores ? "score" : "prediction"), numbers.path.string()};
    }
    const bool decimalComma = part.columns[place].decimalComma;
    const std::vector<std::size_t> columns{columnOf(part, ColumnRole::User), columnOf(part, ColumnRole::Item),
                                           place};
    return readCells(part, columns, context, [&](auto cells, std::uint64_t line) -> Result<bool> {
        if (cells[0].empty() || cells[1].empty()) {
            return cellError(part, line, cells[0].empty() ? "User is empty" : "Item is empty",
                             "Give a user and an item in every row");
        }
        const std::optional<double> number = parseNumber(cells[2], decimalComma);
        if (!number) {
            return cellError(
                part, line,
                fmt::format("{} is no number: \"{:.60}\"", scores ? "Score" : "Prediction", cells[2]),
                "Write a number in every row");
        }
        numbers.rows.push_back({users.intern(cells[0]), items.intern(cells[1]), *number});
        return true;
    });
}

Result<NumberFile> readNumberFile(const std::filesystem::path& given, NumberKind kind, const ColumnMap& map,
                                  const ExecutionContext& context) {
    TRY_ASSIGN(const auto file, settledPath(given, context.stop));
    const KeepArchivesOpen keep;
    TRY_ASSIGN(auto plan, planTable(file, map, context));
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    NumberFile numbers{given, kind, users, items, {}};
    for (FilePlan& part : plan.files) {
        if (part.kind == FileKind::Interactions) {
            TRY(readNumberPart(part, context, *users, *items, numbers));
        }
    }
    if (numbers.rows.empty()) {
        return Error{ErrorCode::BadInput, "There is no row of numbers in it",
                     "Give a table with the columns user, item and score", given.string()};
    }
    return numbers;
}

Result<ListFile> readListFile(const std::filesystem::path& given, const ColumnMap& map,
                              const ExecutionContext& context) {
    // A pipe can be planned once only.
    TRY_ASSIGN(const auto file, settledPath(given, context.stop));
    const KeepArchivesOpen keep;
    TRY_ASSIGN(auto plan, planTable(file, map, context));
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    ListFile lists{given, users, items, {}};
    lists.scored = true;
    for (FilePlan& part : plan.files) {
        if (part.kind == FileKind::Interactions) {
            const ListOrder order = chooseOrder(part.columns);
            lists.scored = lists.scored && order == ListOrder::Score;
            TRY(readPart(part, order, context, *users, *items, lists));
        }
    }
    if (lists.rows == 0) {
        return Error{ErrorCode::BadInput, "There is no row of lists in it",
                     "Give a table with the columns user and item", given.string()};
    }
    for (const std::vector<ListedItem>& list : lists.entries) {
        lists.repeated += repeatedItems(list);
    }
    return lists;
}

/// Best first.
std::vector<ScoredItem> ranked(std::vector<ListedItem> entries) {
    std::ranges::sort(entries, [](const ListedItem& a, const ListedItem& b) {
        return a.score != b.score ? a.score > b.score : a.item < b.item;
    });
    std::vector<ScoredItem> list;
    list.reserve(entries.size());
    for (const ListedItem& entry : entries) {
        list.push_back({entry.item, static_cast<float>(entry.score)});
    }
    return list;
}

std::vector<bool> itemsWithEvents(const EvaluationInput& input) {
    std::vector<bool> known(input.train->itemCount());
    for (std::size_t item = 0; item < known.size(); ++item) {
        known[item] = input.train->matrix().countOf(ItemIndex(item)) > 0;
    }
    for (const ItemIndex item : input.test.items) {
        known[item.value] = true;
    }
    return known;
}

Error strangers(const std::filesystem::path& file, std::string_view what, const IdMap& ids) {
    return {ErrorCode::BadInput,
            fmt::format("None of the {} in it, as \"{}\", is in the data", what, ids.at(0)),
            "Use the ids of the data, character for character", file.string()};
}

std::vector<std::optional<std::uint32_t>> rowsIn(const IdMap& ids, const IdMap& known) {
    std::vector<std::optional<std::uint32_t>> rows;
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        rows.push_back(known.find(ids.at(row)));
    }
    return rows;
}

/// A row of numbers in the rows of the data.
struct KnownNumber {
    UserIndex user;
    ItemIndex item;
    double number = 0;
};

/// By user, then item; of a pair the last. How many rows were repetitions.
std::size_t settle(std::vector<KnownNumber>& rows) {
    const auto pairOf = [](const KnownNumber& row) { return std::pair(row.user, row.item); };
    std::ranges::stable_sort(rows, {}, pairOf);
    std::vector<KnownNumber> kept;
    for (const KnownNumber& row : rows) {
        if (!kept.empty() && pairOf(kept.back()) == pairOf(row)) {
            kept.back() = row;
        } else {
            kept.push_back(row);
        }
    }
    const std::size_t repeated = rows.size() - kept.size();
    rows = std::move(kept);
    return repeated;
}

std::shared_ptr<const GivenNumbers> numbersOf(const std::vector<KnownNumber>& rows, std::size_t users) {
    auto numbers = std::make_shared<GivenNumbers>();
    for (std::uint32_t user = 0; user < users; ++user) {
        while (numbers->items.size() < rows.size() && rows[numbers->items.size()].user == UserIndex(user)) {
            numbers->values.push_back(rows[numbers->items.size()].number);
            numbers->items.push_back(rows[numbers->items.size()].item);
        }
        numbers->offsets.push_back(numbers->items.size());
    }
    return numbers;
}

/// The entry of the matrix, or nothing.
std::optional<std::size_t> pairOf(const Dataset& dataset, std::string_view user, std::string_view item) {
    const auto userRow = dataset.users().find(user);
    const auto itemRow = dataset.items().find(item);
    if (!userRow || !itemRow) {
        return std::nullopt;
    }
    const std::span<const ItemIndex> items = dataset.matrix().itemsOf(UserIndex(*userRow));
    const auto found = std::ranges::lower_bound(items, ItemIndex(*itemRow));
    return found == items.end() || *found != ItemIndex(*itemRow)
               ? std::nullopt
               : std::optional<std::size_t>(dataset.matrix().userOffsets()[*userRow] +
                                            static_cast<std::size_t>(found - items.begin()));
}

/// Folds by number where their names are numbers, else by name.
std::vector<std::uint32_t> orderOf(const IdMap& names) {
    std::vector<std::uint32_t> rows(names.size());
    std::iota(rows.begin(), rows.end(), 0U);
    std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) {
        const auto left = parseNumber(names.at(a));
        const auto right = parseNumber(names.at(b));
        return left && right ? *left < *right : names.at(a) < names.at(b);
    });
    std::vector<std::uint32_t> places(names.size());
    for (std::uint32_t place = 0; place < rows.size(); ++place) {
        places[rows[place]] = place;
    }
    return places;
}

/// Test ratings that `numbers` has nothing for.
std::size_t unpredicted(const EvaluationInput& input, const GivenNumbers& numbers) {
    std::size_t count = 0;
    const std::size_t users = input.testRatings ? input.testRatings->userCount() : 0;
    for (std::uint32_t row = 0; row < users; ++row) {
        const std::span<const ItemIndex> items = input.testRatings->itemsOf(UserIndex(row));
        count += static_cast<std::size_t>(std::ranges::count_if(
            items, [&](ItemIndex item) { return !numbers.of(UserIndex(row), item).has_value(); }));
    }
    return count;
}

} // namespace

Result<std::vector<NumberFile>> readNumbers(const std::vector<std::filesystem::path>& files, NumberKind kind,
                                            const ColumnMap& map, const ExecutionContext& context) {
    std::vector<NumberFile> numbers;
    for (const std::filesystem::path& file : files) {
        TRY_ASSIGN(auto read, readNumberFile(file, kind, map, context));
        numbers.push_back(std::move(read));
    }
    return numbers;
}

Result<FoldFile> readFolds(const std::filesystem::path& given, const ColumnMap& map, const Dataset& dataset,
                           const ExecutionContext& context) {
    TRY_ASSIGN(const auto file, settledPath(given, context.stop));
    const KeepArchivesOpen keep;
    TRY_ASSIGN(const auto plan, planTable(file, map, context));
    FoldFile out{{0, std::vector<std::uint32_t>(dataset.matrix().entryCount(), Folds::never), false}, {}};
    IdMap names;
    std::size_t rows = 0;
    std::size_t repeated = 0;
    std::size_t unknown = 0;
    for (const FilePlan& part : plan.files) {
        const std::size_t fold = columnFor(part.columns, {"fold"});
        if (part.kind != FileKind::Interactions || fold == part.columns.size()) {
            continue;
        }
        const std::vector<std::size_t> columns{columnOf(part, ColumnRole::User),
                                               columnOf(part, ColumnRole::Item), fold};
        TRY(readCells(part, columns, context, [&](auto cells, std::uint64_t line) -> Result<bool> {
            if (cells[0].empty() || cells[1].empty() || cells[2].empty()) {
                return cellError(part, line, "A cell is empty",
                                 "Give a user, an item and a fold in every row");
            }
            ++rows;
            const auto pair = pairOf(dataset, cells[0], cells[1]);
            unknown += pair ? 0 : 1;
            if (pair) {
                repeated += out.folds.ofPair[*pair] == Folds::never ? 0 : 1;
                out.folds.ofPair[*pair] = names.intern(cells[2]);
            }
            return true;
        }));
    }
    if (names.size() < 2) {
        return Error{ErrorCode::BadInput, "The pairs of the data have fewer than two folds in it",
                     "Give the columns user, item and fold, with the ids of the data", given.string()};
    }
    const std::vector<std::uint32_t> places = orderOf(names);
    for (std::uint32_t& fold : out.folds.ofPair) {
        fold = fold == Folds::never ? fold : places[fold];
    }
    out.folds.count = names.size();
    const auto without = static_cast<std::size_t>(std::ranges::count(out.folds.ofPair, Folds::never));
    out.counts = {"folds",
                  given.filename().string(),
                  {{"rows", rows},
                   {"folds", names.size()},
                   {"repeated", repeated},
                   {"unknown_pairs", unknown},
                   {"pairs_without_fold", without}}};
    return out;
}

Result<JudgedLists> contestantOf(const NumberFile& file, const EvaluationInput& input) {
    const auto users = rowsIn(*file.users, input.train->users());
    const auto items = rowsIn(*file.items, input.train->items());
    const auto known = [](const std::optional<std::uint32_t>& row) { return row.has_value(); };
    if (std::ranges::none_of(users, known) || std::ranges::none_of(items, known)) {
        const bool nobody = std::ranges::none_of(users, known);
        return strangers(file.path, nobody ? "users" : "items", nobody ? *file.users : *file.items);
    }
    std::size_t unknownUsers = 0;
    std::size_t unknownItems = 0;
    std::size_t seen = 0;
    std::vector<KnownNumber> rows;
    for (const NumberFile::Row& row : file.rows) {
        unknownUsers += users[row.user] ? 0 : 1;
        unknownItems += items[row.item] ? 0 : 1;
        if (users[row.user] && items[row.item]) {
            rows.push_back({UserIndex(*users[row.user]), ItemIndex(*items[row.item]), row.number});
            seen += std::ranges::binary_search(seenItems(input, rows.back().user), rows.back().item) ? 1 : 0;
        }
    }
    const std::size_t repeated = settle(rows);
    auto numbers = numbersOf(rows, input.train->userCount());
    JudgedLists judged;
    judged.contestant.label = file.path.stem().string();
    const bool scores = file.kind == NumberKind::Scores;
    judged.counts = {scores ? "scores" : "predictions",
                     file.path.filename().string(),
                     {{"rows", file.rows.size()},
                      {"users", file.users->size()},
                      {"repeated", repeated},
                      {"unknown_items", unknownItems},
                      {"unknown_users", unknownUsers}}};
    if (scores) {
        judged.counts.counts.emplace_back("seen", seen);
        judged.contestant.scores = std::move(numbers);
    } else {
        judged.counts.counts.emplace_back("ratings_without_prediction", unpredicted(input, *numbers));
        judged.contestant.predictions = std::move(numbers);
    }
    return judged;
}

Result<std::vector<ListFile>> readLists(const std::vector<std::filesystem::path>& files, const ColumnMap& map,
                                        const ExecutionContext& context) {
    std::vector<ListFile> lists;
    for (const std::filesystem::path& file : files) {
        TRY_ASSIGN(auto read, readListFile(file, map, context));
        lists.push_back(std::move(read));
    }
    return lists;
}

std::shared_ptr<const IdMap> withListed(const std::shared_ptr<const IdMap>& items,
                                        const std::vector<ListFile>& lists) {
    std::shared_ptr<IdMap> longer;
    for (const ListFile& file : lists) {
        for (std::uint32_t row = 0; row < file.items->size(); ++row) {
            const std::string_view id = file.items->at(row);
            if (!items->find(id)) {
                longer = longer ? longer : std::make_shared<IdMap>(*items);
                longer->intern(id);
            }
        }
    }
    return longer ? longer : items;
}

Result<JudgedLists> contestantOf(const ListFile& file, const EvaluationInput& input,
                                 const IdMap& itemsOfProject) {
    const Dataset& train = *input.train;
    JudgedLists judged;
    judged.contestant.label = file.name.empty() ? file.path.stem().string() : file.name;
    judged.contestant.lists.resize(train.userCount());
    const std::vector<bool> known = itemsWithEvents(input);
    std::vector<ItemIndex> items; // of the file, in the numbers of train
    std::vector<bool> unheard;
    for (std::uint32_t row = 0; row < file.items->size(); ++row) {
        const std::string_view id = file.items->at(row);
        items.emplace_back(train.items().find(id).value());
        unheard.push_back(!known[items.back().value] && !itemsOfProject.find(id));
    }
    std::size_t seen = 0;
    std::size_t unknownItems = 0;
    std::size_t unknownUsers = 0; // rows, as the others
    for (std::uint32_t user = 0; user < file.entries.size(); ++user) {
        const std::optional<std::uint32_t> row = train.users().find(file.users->at(user));
        unknownUsers += row ? 0 : file.entries[user].size();
        const auto past = row ? seenItems(input, UserIndex(*row)) : std::span<const ItemIndex>();
        std::vector<ListedItem> list = file.entries[user];
        for (ListedItem& entry : list) {
            unknownItems += unheard[entry.item.value] ? 1 : 0;
            entry.item = items[entry.item.value];
            seen += std::ranges::binary_search(past, entry.item) ? 1 : 0;
        }
        if (row) {
            judged.contestant.lists[*row] = ranked(std::move(list));
        }
    }
    // Lists of cold items are lists; nothing but strange ids is a file of something else.
    const bool knownItem = std::ranges::find(unheard, false) != unheard.end();
    const bool knownUser = unknownUsers < file.rows;
    if (!knownUser || !knownItem) {
        return strangers(file.path, knownUser ? "items" : "users", knownUser ? *file.items : *file.users);
    }
    std::size_t without = 0;
    for (std::uint32_t row = 0; row < train.userCount(); ++row) {
        const bool judgedUser = input.test.relevantCount(UserIndex(row)) > 0;
        without += judgedUser && judged.contestant.lists[row].empty() ? 1 : 0;
    }
    judged.counts = {"lists",
                     file.path.filename().string(),
                     {{"rows", file.rows},
                      {"users", file.users->size()},
                      {"seen", seen},
                      {"repeated", file.repeated},
                      {"unknown_items", unknownItems},
                      {"unknown_users", unknownUsers},
                      {"users_without_list", without}}};
    return judged;
}

} // namespace tastescope
