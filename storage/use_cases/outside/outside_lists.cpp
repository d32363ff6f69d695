// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/outside/outside_lists.h"

#include "storage/project/project.h"
#include "storage/project/store_names.h"
#include "storage/use_cases/clock.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerStop = 1024;

ListFile listFileOf(const StoredOutside& head, OutsideLists lists) {
    ListFile file;
    file.path = head.origin;
    file.name = head.name;
    file.users = std::move(lists.users);
    file.items = std::move(lists.items);
    file.rows = head.rows;
    file.repeated = head.repeated;
    file.scored = head.scored;
    for (const std::vector<OutsidePlace>& list : lists.entries) {
        std::vector<ListedItem>& entries = file.entries.emplace_back();
        for (const OutsidePlace& place : list) {
            entries.push_back({ItemIndex(place.item), place.score});
        }
    }
    return file;
}

/// A place of a list under the rows of the data; nothing for an item that it does not have.
struct Placed {
    std::optional<std::uint32_t> item;
    std::uint32_t own = 0; ///< row of the file
    double score = 0;
};

/// As `evaluate` orders them: what the data does not know has rows behind all others there.
bool isBefore(const Placed& a, const Placed& b) {
    if (a.score != b.score) {
        return a.score > b.score;
    }
    return a.item && b.item ? *a.item < *b.item : a.item.has_value() || (!b.item && a.own < b.own);
}

std::vector<OutsideEntry> entriesOf(const std::vector<Placed>& list, std::span<const ItemIndex> past,
                                    bool scored) {
    std::vector<OutsideEntry> entries;
    std::unordered_set<std::uint32_t> met;
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (!list[place].item || !met.insert(*list[place].item).second) {
            continue;
        }
        const ItemIndex item(*list[place].item);
        entries.push_back({item, scored ? list[place].score : std::numeric_limits<double>::quiet_NaN(),
                           place + 1, std::ranges::binary_search(past, item)});
    }
    return entries;
}

} // namespace

Result<ReadOutside> readOutside(const std::filesystem::path& file, const ExecutionContext& context) {
    TRY_ASSIGN(const auto read, readLists({file}, {}, context));
    const ListFile& lists = read.front();
    ReadOutside out;
    out.head.name = shortName(file.stem().string(), longestStoredName);
    out.head.origin = file.string();
    out.head.added = wallClockNow();
    out.head.scored = lists.scored;
    out.head.users = lists.users->size();
    out.head.rows = lists.rows;
    out.head.repeated = lists.repeated;
    out.lists = {lists.users, lists.items, {}};
    for (const std::vector<ListedItem>& list : lists.entries) {
        std::vector<OutsidePlace>& places = out.lists.entries.emplace_back();
        for (const ListedItem& entry : list) {
            places.push_back({entry.item.value, entry.score});
        }
    }
    return out;
}

Result<ListCopies> keptCopies(const Project& project, const EvaluateRequest& request,
                              const ExecutionContext& context) {
    ListCopies copies;
    TRY_ASSIGN(const auto all, project.outside().all());
    for (const StoredOutside& head : all) {
        if (std::ranges::find(request.listFiles, std::filesystem::path(head.origin)) !=
            request.listFiles.end()) {
            TRY_ASSIGN(auto lists, project.outside().lists(head.id, context));
            copies.push_back(listFileOf(head, std::move(lists)));
        }
    }
    return copies;
}

Result<ListCopies> takeKept(const Project& project, EvaluateRequest& request,
                            const ExecutionContext& context) {
    constexpr std::string_view sign = "kept:";
    TRY_ASSIGN(const auto all, project.outside().all());
    EvaluateRequest kept;
    for (std::filesystem::path& file : request.listFiles) {
        const std::string text = file.string();
        if (!text.starts_with(sign)) {
            continue;
        }
        const auto lists = std::ranges::find(all, text.substr(sign.size()), &StoredOutside::name);
        if (lists == all.end()) {
            return Error{ErrorCode::NotFound, "The project keeps no lists of that name",
                         "Name a file, or lists that Evaluate or Explore shows", text};
        }
        if (std::ranges::find(request.listFiles, std::filesystem::path(lists->origin)) !=
            request.listFiles.end()) {
            return Error{ErrorCode::InvalidArgument, "Lists stand beside the file that they came from",
                         "Name one of the two, once", text};
        }
        file = lists->origin;
        kept.listFiles.push_back(file);
    }
    return keptCopies(project, kept, context);
}

Result<std::shared_ptr<const OutsideTable>> OutsideTable::of(StoredOutside head, const OutsideLists& lists,
                                                             const Dataset& dataset,
                                                             const ExecutionContext& context) {
    auto table = std::make_shared<OutsideTable>();
    table->m_lists.resize(dataset.userCount());
    table->m_places.resize(dataset.userCount());
    std::vector<std::optional<std::uint32_t>> items;
    for (std::uint32_t row = 0; row < lists.items->size(); ++row) {
        items.push_back(dataset.items().find(lists.items->at(row)));
    }
    for (std::uint32_t user = 0; user < lists.entries.size(); ++user) {
        if (user % usersPerStop == 0 && context.stopRequested()) {
            return cancelledError();
        }
        std::vector<Placed> list;
        for (const OutsidePlace& place : lists.entries[user]) {
            list.push_back({items[place.item], place.item, place.score});
            table->m_counts.unknownItems += items[place.item] ? 0 : 1;
        }
        const auto row = dataset.users().find(lists.users->at(user));
        if (!row) {
            table->m_counts.unknownUsers += list.size();
            continue;
        }
        const std::span<const ItemIndex> past = dataset.matrix().itemsOf(UserIndex(*row));
        table->m_counts.seen += static_cast<std::size_t>(std::ranges::count_if(list, [&](const Placed& one) {
            return one.item && std::ranges::binary_search(past, ItemIndex(*one.item));
        }));
        ++table->m_counts.usersWithList;
        std::ranges::stable_sort(list, isBefore);
        table->m_places[*row] = list.size();
        table->m_lists[*row] = entriesOf(list, past, head.scored);
    }
    table->m_head = std::move(head);
    return std::shared_ptr<const OutsideTable>(std::move(table));
}

std::span<const OutsideEntry> OutsideTable::of(UserIndex user) const {
    return user.value < m_lists.size() ? std::span<const OutsideEntry>(m_lists[user.value])
                                       : std::span<const OutsideEntry>();
}

std::size_t OutsideTable::placesOf(UserIndex user) const {
    return user.value < m_places.size() ? m_places[user.value] : 0;
}

} // namespace tastescope
