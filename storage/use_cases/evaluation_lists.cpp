// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluation_lists.h"

#include "storage/import/planning/plan_import.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"
#include "storage/use_cases/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace tastescope {
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

/// Whether a list has the item already.
class Listed {
public:
    bool add(std::uint32_t user, std::uint32_t item) {
        return m_pairs.insert(static_cast<std::uint64_t>(user) << 32U | item).second;
    }

private:
    std::unordered_set<std::uint64_t> m_pairs;
};

Result<float> placeOf(const FilePlan& part, ListOrder order, std::string_view text, std::uint64_t line) {
    const std::string name = order == ListOrder::Rank ? "Rank" : "Score";
    const ColumnPlan& column = part.columns[columnOf(part, ColumnRole::Value)];
    const std::optional<float> number = parseValue(text, column.decimalComma);
    if (!number) {
        return cellError(part, line, fmt::format("{} is no number: \"{:.60}\"", name, text),
                         "Write a number in every row, or leave the column out");
    }
    return order == ListOrder::Rank ? -*number : *number;
}

Result<void> readPart(const FilePlan& part, ListOrder order, const ExecutionContext& context, IdMap& users,
                      IdMap& items, Listed& listed, ListFile& lists) {
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
        std::vector<ScoredItem>& entries = lists.entries[user];
        float score = -static_cast<float>(entries.size());
        if (order != ListOrder::File) {
            TRY_ASSIGN(score, placeOf(part, order, cells[2], line));
        }
        entries.push_back({ItemIndex(item), score});
        ++lists.rows;
        lists.repeated += listed.add(user, item) ? 0 : 1;
        return true;
    });
}

Result<ListFile> readListFile(const std::filesystem::path& given, const ColumnMap& map,
                              const ExecutionContext& context) {
    // A pipe can be planned once only.
    TRY_ASSIGN(const auto file, settledPath(given, context.stop));
    const KeepArchivesOpen keep;
    ImportHints hints;
    hints.map = map;
    Result<ImportPlan> plan = planImport({file}, hints, context.stop);
    if (!plan && !map.empty()) {
        // The map may be about the train and test files alone.
        if (Result<ImportPlan> unmapped = planImport({file}, {}, context.stop)) {
            plan = std::move(unmapped);
        }
    }
    if (!plan) {
        return plan.error();
    }
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    ListFile lists{given, users, items, {}};
    Listed listed;
    for (FilePlan& part : plan->files) {
        if (part.kind == FileKind::Interactions) {
            const ListOrder order = chooseOrder(part.columns);
            TRY(readPart(part, order, context, *users, *items, listed, lists));
        }
    }
    if (lists.rows == 0) {
        return Error{ErrorCode::BadInput, "There is no row of lists in it",
                     "Give a table with the columns user and item", given.string()};
    }
    return lists;
}

/// Best first.
void rank(std::vector<ScoredItem>& entries) {
    std::ranges::sort(entries, [](const ScoredItem& a, const ScoredItem& b) {
        return a.score != b.score ? a.score > b.score : a.item < b.item;
    });
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

} // namespace

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
    judged.contestant.label = file.path.stem().string();
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
    bool knownItem = false;
    for (std::uint32_t user = 0; user < file.entries.size(); ++user) {
        const std::optional<std::uint32_t> row = train.users().find(file.users->at(user));
        unknownUsers += row ? 0 : file.entries[user].size();
        const auto past = row ? seenItems(input, UserIndex(*row)) : std::span<const ItemIndex>();
        std::vector<ScoredItem> list = file.entries[user];
        for (ScoredItem& entry : list) {
            unknownItems += unheard[entry.item.value] ? 1 : 0;
            entry.item = items[entry.item.value];
            seen += std::ranges::binary_search(past, entry.item) ? 1 : 0;
            knownItem = knownItem || (row && known[entry.item.value]);
        }
        if (row) {
            rank(list);
            judged.contestant.lists[*row] = std::move(list);
        }
    }
    const bool knownUser = unknownUsers < file.rows;
    if (!knownUser || !knownItem) {
        return Error{ErrorCode::BadInput,
                     fmt::format("None of the {} in the lists, as \"{}\", is in the data",
                                 knownUser ? "items" : "users",
                                 knownUser ? file.items->at(0) : file.users->at(0)),
                     "Use the ids of the data, character for character", file.path.string()};
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
