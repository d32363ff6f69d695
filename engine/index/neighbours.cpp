// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/neighbours.h"

#include "engine/models/recommender.h"
#include "engine/ranking/top_k.h"

#include <span>

namespace tastescope {

std::vector<ScoredItem> similarItems(const Recommender& model, ItemIndex item, std::size_t k) {
    std::vector<float> similarity(model.itemCount());
    model.itemSimilarity(item, similarity);
    return topK(similarity, k, std::span(&item, 1));
}

std::vector<ScoredUser> similarUsers(const Recommender& model, UserIndex user, std::size_t k) {
    std::vector<float> similarity(model.userCount());
    model.userSimilarity(user, similarity);
    const ItemIndex itself{user.value};
    std::vector<ScoredUser> list;
    for (const ScoredItem& near : topK(similarity, k, std::span(&itself, 1))) {
        list.push_back({UserIndex{near.item.value}, near.score});
    }
    return list;
}

} // namespace tastescope
