// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/lists.h"

#include "engine/base/progress.h"
#include "engine/onboarding/fallback.h"
#include "engine/registry/registry.h"
#include "storage/export/exports.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerReport = 4096; ///< enough for a block to be worth preparing
constexpr double recommendingShare = 0.8;    ///< of the time of an export

} // namespace

std::vector<ItemIndex> hadItems(const History& history) {
    std::vector<ItemIndex> items;
    for (const HistoryEntry& entry : history) {
        items.push_back(entry.item);
    }
    std::ranges::sort(items);
    return items;
}

Result<std::size_t> exportLists(const Recommender& model, const Dataset& dataset, std::size_t count,
                                const std::filesystem::path& path, const ExecutionContext& context,
                                Cells cells, std::string_view algorithm, const FallbackOrder& order) {
    const std::shared_ptr<const Dataset> borrowed(std::shared_ptr<const Dataset>(), &dataset);
    const AlgorithmInfo* known = findAlgorithm(algorithm);
    AlgorithmInfo info = known != nullptr ? *known : AlgorithmInfo();
    info.personal = known != nullptr && known->personal;
    const FallbackRule rule(borrowed, info, order);
    FallbackModels fallbacks(borrowed);
    std::vector<UserIndex> users;
    std::vector<UserList> named;
    for (std::size_t row = 0; row < dataset.userCount(); ++row) {
        users.emplace_back(row);
        named.push_back({std::string(dataset.users().at(row)), {}});
    }
    const Standings standings(dataset.matrix());
    // In blocks of about equal size, so that it can be told how far it is.
    const std::size_t blocks = std::max<std::size_t>(1, users.size() / usersPerReport);
    std::size_t rows = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
        context.report(recommendingShare * static_cast<double>(block) / static_cast<double>(blocks),
                       "Recommending");
        const std::size_t begin = users.size() * block / blocks;
        const std::size_t end = users.size() * (block + 1) / blocks;
        const auto askers = askersOf(dataset, std::span(users).subspan(begin, end - begin));
        TRY_ASSIGN(auto made, recommendWithFallback(model, rule, fallbacks, askers, {count}, context));
        for (std::size_t at = begin; at < end; ++at) {
            named[at].items = std::move(made.lists[at - begin]);
            named[at].standings = standings.of(hadItems(dataset.historyOf(users[at])), named[at].items);
            named[at].source = algorithm.empty() ? "" : listSourceName(made.sources[at - begin]);
            rows += named[at].items.size();
        }
    }
    PartProgress writing(context, recommendingShare, 1);
    const Result<void> done = exportRecommendations(dataset, named, path, writing.context(), cells);
    return done ? Result<std::size_t>(rows) : done.error();
}

} // namespace tastescope
