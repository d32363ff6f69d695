// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/lists.h"

#include "engine/base/parallel.h"
#include "engine/index/top_k.h"

#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 16;

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
    auto known = topLists(model, trained, &dataset.matrix(), {count}, context);
    if (!known) {
        return known.error();
    }
    std::vector<std::vector<ScoredItem>> lists(users.size());
    for (std::size_t at = 0; at < places.size(); ++at) {
        lists[places[at]] = std::move((*known)[at]);
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

} // namespace tastescope
