// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/recommender.h"

#include <cassert>

namespace tastescope {
namespace {

void gather(std::span<const float> scores, std::span<const ItemIndex> candidates, std::span<float> out) {
    assert(candidates.size() == out.size());
    for (std::size_t place = 0; place < candidates.size(); ++place) {
        out[place] = scores[candidates[place].value];
    }
}

} // namespace

void Recommender::scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const {
    const std::size_t items = itemCount();
    assert(scores.size() == users.size() * items);
    for (std::size_t row = 0; row < users.size(); ++row) {
        scoreUser(users[row], scores.subspan(row * items, items));
    }
}

void Recommender::score(UserIndex user, std::span<const ItemIndex> candidates, std::span<float> out) const {
    std::vector<float> all(itemCount());
    scoreUser(user, all);
    gather(all, candidates, out);
}

void Recommender::scoreHistory(std::span<const HistoryEntry> history, std::span<const ItemIndex> candidates,
                               std::span<float> out) const {
    std::vector<float> all(itemCount());
    scoreHistory(history, all);
    gather(all, candidates, out);
}

} // namespace tastescope
