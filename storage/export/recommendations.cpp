// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/exports.h"
#include "storage/export/table_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace tastescope {

namespace {

constexpr std::size_t listsPerReport = 1024;

std::string percent(double share) {
    return fmt::format("{:.2f}", 100 * share);
}

} // namespace

Result<void> exportRecommendations(const Dataset& dataset, std::span<const UserList> lists,
                                   const std::filesystem::path& path, const ExecutionContext& context,
                                   Cells cells, const EntryReason& why) {
    const bool titles = dataset.itemAttributes().table().find("title") != nullptr;
    std::vector<TableColumn> columns{{"user"}, {"item"}, {"rank", true}, {"score", true}};
    const bool standings =
        std::ranges::any_of(lists, [](const UserList& list) { return !list.standings.empty(); });
    if (standings) {
        columns.insert(columns.end(), {{"percentile", true}, {"against_popularity", true}});
    }
    if (titles) {
        columns.push_back({"title"});
    }
    // Last, so that whoever counts columns finds the others where they were.
    const bool sources =
        std::ranges::any_of(lists, [](const UserList& list) { return !list.source.empty(); });
    if (sources) {
        columns.push_back({"source"});
    }
    if (why) {
        columns.push_back({"why"});
    }
    TRY_ASSIGN(auto file, TableFile::create(path, std::move(columns), cells));
    for (std::size_t at = 0; at < lists.size(); ++at) {
        const UserList& list = lists[at];
        if (context.stopRequested()) {
            return cancelledError();
        }
        if (at % listsPerReport == 0) {
            context.report(static_cast<double>(at) / static_cast<double>(lists.size()), "Writing");
        }
        for (std::size_t place = 0; place < list.items.size(); ++place) {
            const ScoredItem& entry = list.items[place];
            std::vector<std::string> row{list.user, std::string(dataset.items().at(entry.item.value)),
                                         std::to_string(place + 1), floatText(entry.score)};
            if (standings) {
                const bool known = place < list.standings.size();
                row.push_back(known ? percent(list.standings[place].percentile) : std::string());
                row.push_back(known ? percent(list.standings[place].againstPopularity()) : std::string());
            }
            if (titles) {
                row.emplace_back(dataset.itemAttributes().title(entry.item));
            }
            if (sources) {
                row.push_back(list.source);
            }
            if (why) {
                row.push_back(why(at, place));
            }
            if (Result<void> done = file.row(row); !done) {
                return done;
            }
        }
    }
    return file.commit();
}

} // namespace tastescope
