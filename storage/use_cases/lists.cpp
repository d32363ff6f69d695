// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/lists.h"

#include "engine/base/parallel.h"
#include "engine/base/progress.h"
#include "engine/ranking/top_k.h"
#include "storage/export/exports.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 16;
constexpr std::size_t usersPerReport = 4096; ///< enough for a block to be worth preparing
constexpr double recommendingShare = 0.8;    ///< of the time of an export

} // namespace

Result<std::vector<std::vector<ScoredItem>>> listsOf(const Recommender& model, const Dataset& dataset,
                                                     std::span<const UserIndex> users, std::size_t count,
                                                     const ExecutionContext& context) {
    std::vector<std::size_t> places;
    std::vector<UserIndex> trained;
    std::vector<std::size_t> strangers;
    for (std::size_t place = 0; place < users.size(); ++place) {
        if (users[place].value < model.userCount()) {
            places.push_back(place);
            trained.push_back(users[place]);
        } else {
            strangers.push_back(place);
        }
    }
    TRY_ASSIGN(auto known, topLists(model, trained, &dataset.matrix(), {count}, context));
    std::vector<std::vector<ScoredItem>> lists(users.size());
    for (std::size_t at = 0; at < places.size(); ++at) {
        lists[places[at]] = std::move(known[at]);
    }
    const auto work = [&](std::size_t begin, std::size_t end) {
        std::vector<float> scores(model.itemCount());
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user = users[strangers[at]];
            model.scoreHistory(dataset.historyOf(user), scores);
            lists[strangers[at]] = topK(scores, count, dataset.matrix().itemsOf(user));
        }
    };
    if (!parallelChunks(context, strangers.size(), usersPerChunk, work)) {
        return cancelledError();
    }
    return lists;
}

Result<std::size_t> exportLists(const Recommender& model, const Dataset& dataset, std::size_t count,
                                const std::filesystem::path& path, const ExecutionContext& context) {
    std::vector<UserIndex> users;
    std::vector<UserList> named;
    for (std::size_t row = 0; row < dataset.userCount(); ++row) {
        users.emplace_back(row);
        named.push_back({std::string(dataset.users().at(row)), {}});
    }
    // In blocks of about equal size, so that it can be told how far it is.
    const std::size_t blocks = std::max<std::size_t>(1, users.size() / usersPerReport);
    std::size_t rows = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
        context.report(recommendingShare * static_cast<double>(block) / static_cast<double>(blocks),
                       "Recommending");
        const std::size_t begin = users.size() * block / blocks;
        const std::size_t end = users.size() * (block + 1) / blocks;
        TRY_ASSIGN(auto lists,
                   listsOf(model, dataset, std::span(users).subspan(begin, end - begin), count, context));
        for (std::size_t at = begin; at < end; ++at) {
            named[at].items = std::move(lists[at - begin]);
            rows += named[at].items.size();
        }
    }
    PartProgress writing(context, recommendingShare, 1);
    const Result<void> done = exportRecommendations(dataset, named, path, writing.context());
    return done ? Result<std::size_t>(rows) : done.error();
}

} // namespace tastescope
