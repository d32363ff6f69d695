// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluation_lists.h"

#include "storage/import/loading/read_files.h"
#include "storage/import/planning/plan_import.h"

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

/// One user's rows of the file, as entries whose scores say where they stand.
std::vector<ScoredItem> entriesOf(const Interactions& rows, UserIndex user, ListOrder order) {
    std::vector<ScoredItem> entries;
    for (std::size_t row = rows.firstOf(user); row < rows.lastOf(user); ++row) {
        const float place = static_cast<float>(row - rows.firstOf(user));
        const float value = rows.value(row);
        entries.push_back({rows.item(row), order == ListOrder::Rank    ? -value
                                           : order == ListOrder::Score ? value
                                                                       : -place});
    }
    return entries;
}

Result<ListFile> readListFile(const std::filesystem::path& file, const ColumnMap& map,
                              const ExecutionContext& context) {
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
    plan->onError = OnError::Abort;
    ListOrder order = ListOrder::File;
    for (FilePlan& part : plan->files) {
        order = chooseOrder(part.columns);
        part.signal = "listed";
    }
    plan->aboveSignal.clear();
    TRY_ASSIGN(const auto read, readFiles(*plan, nullptr, context));
    const Dataset::Parts& parts = read.parts;
    ListFile lists{file, parts.users, parts.items, {}};
    for (std::uint32_t user = 0; user < parts.events->userCount(); ++user) {
        lists.entries.push_back(entriesOf(*parts.events, UserIndex(user), order));
    }
    return lists;
}

/// Best first; an item counts once, at its best place.
void rank(std::vector<ScoredItem>& entries) {
    std::ranges::sort(entries, [](const ScoredItem& a, const ScoredItem& b) {
        return a.score != b.score ? a.score > b.score : a.item < b.item;
    });
    std::unordered_set<std::uint32_t> listed;
    std::erase_if(entries, [&](const ScoredItem& entry) { return !listed.insert(entry.item.value).second; });
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

Result<Contestant> contestantOf(const ListFile& file, const EvaluationInput& input) {
    const Dataset& train = *input.train;
    Contestant contestant;
    contestant.label = file.path.stem().string();
    contestant.lists.resize(train.userCount());
    const std::vector<bool> known = itemsWithEvents(input);
    bool knownUser = false;
    bool knownItem = false;
    for (std::uint32_t user = 0; user < file.entries.size(); ++user) {
        const std::optional<std::uint32_t> row = train.users().find(file.users->at(user));
        if (!row) {
            continue;
        }
        knownUser = true;
        std::vector<ScoredItem>& list = contestant.lists[*row];
        list = file.entries[user];
        for (ScoredItem& entry : list) {
            entry.item = ItemIndex(train.items().find(file.items->at(entry.item.value)).value());
            knownItem = knownItem || known[entry.item.value];
        }
        rank(list);
    }
    if (!knownUser || !knownItem) {
        return Error{ErrorCode::BadInput,
                     fmt::format("None of the {} in the lists, as \"{}\", is in the data",
                                 knownUser ? "items" : "users",
                                 knownUser ? file.items->at(0) : file.users->at(0)),
                     "Use the ids of the data, character for character", file.path.string()};
    }
    return contestant;
}

} // namespace tastescope
