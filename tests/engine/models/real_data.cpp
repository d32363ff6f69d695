// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/models/real_data.h"

#include "engine/evaluation/evaluator.h"
#include "tests/engine/models/model_test_support.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {

RealSplit readSplit(const std::string& folder) {
    IdMap users;
    IdMap items;
    const std::string path = std::string(TASTESCOPE_SOURCE_DIR) + "/../shared/data/" + folder;
    const auto training = readCsv(path + "/train.csv", users, items);
    const std::size_t knownUsers = users.size();
    const auto held = readCsv(path + "/test.csv", users, items);
    if (!training || !held || users.size() > knownUsers) {
        return {};
    }
    Dataset::Parts parts;
    parts.users = std::make_shared<IdMap>(users);
    parts.items = std::make_shared<IdMap>(items);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = training;
    parts.matrix.binary = true;
    return {std::make_shared<Dataset>(std::move(parts)), held};
}

RankingAccuracy accuracyOf(const Recommender& model, const RealSplit& data) {
    constexpr std::size_t k = 10;
    const HeldOut test = heldOutOf(*data.train, *data.test);
    RankingAccuracy sum;
    double users = 0;
    std::vector<float> scores(model.itemCount());
    std::vector<std::uint32_t> order(scores.size());
    for (std::size_t user = 0; user < data.train->userCount(); ++user) {
        const auto relevant = test.itemsOf(UserIndex(user));
        if (relevant.empty()) {
            continue;
        }
        model.scoreUser(UserIndex(user), scores);
        for (const ItemIndex seen : data.train->matrix().itemsOf(UserIndex(user))) {
            scores[seen.value] = -std::numeric_limits<float>::infinity();
        }
        std::iota(order.begin(), order.end(), 0U);
        std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](auto a, auto b) {
            return scores[a] > scores[b] || (scores[a] == scores[b] && a < b);
        });
        double hits = 0;
        double gain = 0;
        double ideal = 0;
        double precisions = 0;
        for (std::size_t rank = 1; rank <= k; ++rank) {
            const double discount = 1 / std::log2(static_cast<double>(rank) + 1);
            ideal += rank <= relevant.size() ? discount : 0;
            if (std::binary_search(relevant.begin(), relevant.end(), ItemIndex(order[rank - 1]))) {
                ++hits;
                gain += discount;
                precisions += hits / static_cast<double>(rank);
            }
        }
        const auto size = static_cast<double>(relevant.size());
        sum.map += precisions / size;
        sum.ndcg += gain / ideal;
        sum.precision += hits / k;
        sum.recall += hits / size;
        ++users;
    }
    return {sum.map / users, sum.ndcg / users, sum.precision / users, sum.recall / users};
}

} // namespace tastescope
