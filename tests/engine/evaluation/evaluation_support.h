// SPDX-License-Identifier: GPL-3.0-or-later
// Small random data and a model with known scores for the evaluation's tests.
#pragma once

#include "engine/base/random.h"
#include "engine/data/dataset.h"
#include "engine/evaluation/evaluator.h"
#include "engine/models/recommender.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tastescope::test {

inline std::shared_ptr<const IdMap> numberedIds(const std::string& prefix, std::size_t count) {
    auto ids = std::make_shared<IdMap>();
    for (std::size_t row = 0; row < count; ++row) {
        ids->intern(prefix + std::to_string(row));
    }
    return ids;
}

/// Items have one to three of six categories.
inline std::shared_ptr<const ItemAttributes> randomCategories(std::size_t items, Random& random) {
    AttributeColumn column;
    column.name = "categories";
    column.kind = AttributeKind::List;
    column.words = {"a", "b", "c", "d", "e", "f"};
    column.offsets.push_back(0);
    for (std::size_t item = 0; item < items; ++item) {
        std::set<std::uint32_t> codes;
        for (std::uint64_t left = 1 + random.below(3); left > 0; --left) {
            codes.insert(static_cast<std::uint32_t>(random.below(6)));
        }
        column.codes.insert(column.codes.end(), codes.begin(), codes.end());
        column.offsets.push_back(static_cast<std::uint32_t>(column.codes.size()));
    }
    return std::make_shared<ItemAttributes>(AttributeTable{items, {std::move(column)}});
}

struct RandomWorld {
    std::shared_ptr<const Dataset> train;
    std::shared_ptr<const Interactions> test;
};

/// Every (user, item) pair is in train, in test, in both parts' complement, at random; the last two items
/// never occur in train. Events are ratings of 1 to 5.
inline RandomWorld randomWorld(std::size_t users, std::size_t items, std::uint64_t seed) {
    Random random(seed);
    std::vector<Event> train;
    std::vector<Event> test;
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t item = 0; item < items; ++item) {
            const double draw = random.uniform();
            const Event event{UserIndex(user), ItemIndex(item), 0, static_cast<float>(1 + random.below(5)),
                              noTime};
            if (draw < 0.25 && item + 2 < items) {
                train.push_back(event);
            } else if (draw > 0.93 && user % 7 != 3) { // every seventh user has no test items
                test.push_back(event);
            }
        }
    }
    Dataset::Parts parts;
    parts.users = numberedIds("u", users);
    parts.items = numberedIds("i", items);
    parts.signals = {defaultSignal("rating")};
    parts.itemAttributes = randomCategories(items, random);
    parts.events = std::make_shared<Interactions>(std::move(train), users);
    return {std::make_shared<Dataset>(std::move(parts)),
            std::make_shared<Interactions>(std::move(test), users)};
}

/// Scores are a fixed random table with ties; a history scores like the user whose number is its length.
class TableModel : public Recommender {
public:
    TableModel(std::size_t users, std::size_t items, std::uint64_t seed) : m_users(users), m_items(items) {
        Random random(seed);
        for (std::size_t cell = 0; cell < users * items; ++cell) {
            m_scores.push_back(static_cast<float>(random.below(20)));
        }
    }
    float at(std::size_t user, std::size_t item) const { return m_scores[user * m_items + item]; }

    std::size_t itemCount() const override { return m_items; }
    std::size_t userCount() const override { return m_users; }
    void scoreUser(UserIndex user, std::span<float> scores) const override {
        for (std::size_t item = 0; item < m_items; ++item) {
            scores[item] = at(user.value, item);
        }
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        scoreUser(UserIndex(history.size() % m_users), scores);
    }
    Explanation explain(std::span<const HistoryEntry>, ItemIndex) const override { return {}; }
    void itemSimilarity(ItemIndex, std::span<float> out) const override {
        std::fill(out.begin(), out.end(), 0.0F);
    }
    void userSimilarity(UserIndex, std::span<float> out) const override {
        std::fill(out.begin(), out.end(), 0.0F);
    }
    std::size_t bytes() const override { return m_scores.size() * sizeof(float); }
    void save(ModelArchive&) const override {}

private:
    std::size_t m_users;
    std::size_t m_items;
    std::vector<float> m_scores;
};

} // namespace tastescope::test
