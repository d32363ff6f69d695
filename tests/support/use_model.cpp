// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/use_model.h"

#include "engine/models/recommender.h"

#include <array>
#include <span>
#include <vector>

namespace tastescope::test {

void useModel(const Recommender& model, const Dataset& dataset) {
    std::vector<float> items(model.itemCount());
    std::vector<float> users(model.userCount());
    if (items.empty() || users.empty()) {
        return;
    }
    const auto last = ItemIndex(items.size() - 1);
    for (const UserIndex user : {UserIndex(0), UserIndex(users.size() - 1)}) {
        const History history = dataset.historyOf(user);
        model.scoreUser(user, items);
        model.scoreHistory(history, items);
        static_cast<void>(model.explain(history, last));
        static_cast<void>(model.historyVector(history));
        model.userSimilarity(user, users);
        model.score(user, std::array{ItemIndex(0)}, std::span(items).first(1));
    }
    model.scoreHistory(History{}, items);
    model.itemSimilarity(ItemIndex(0), items);
    model.itemSimilarity(last, items);
    std::vector<float> block(2 * items.size());
    model.scoreUsers(std::array{UserIndex(0), UserIndex(users.size() - 1)}, block);
    ModelArchive again;
    model.save(again);
}

} // namespace tastescope::test
