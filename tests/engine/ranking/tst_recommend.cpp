// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/recommend.h"

#include "engine/base/random.h"
#include "engine/registry/registry.h"
#include "tests/engine/index/index_test_support.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace tastescope {
namespace {

// Scores are a pure function of (user, item).
class HashModel final : public Recommender {
public:
    HashModel(std::size_t users, std::size_t items) : m_users(users), m_items(items) {}
    std::size_t itemCount() const override { return m_items; }
    std::size_t userCount() const override { return m_users; }
    void scoreUser(UserIndex user, std::span<float> scores) const override {
        Random random(9, user.value);
        for (float& score : scores) {
            score = static_cast<float>(random.below(20));
        }
    }
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override {
        for (std::size_t place = 0; place < users.size(); ++place) {
            scoreUser(users[place], scores.subspan(place * m_items, m_items));
        }
    }
    // Whoever came later scores like a user whose number is that of their first item.
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        scoreUser(UserIndex(history.empty() ? 0 : 1000 + history.front().item.value), scores);
    }
    Explanation explain(std::span<const HistoryEntry>, ItemIndex) const override { return {}; }
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        for (std::size_t other = 0; other < similarity.size(); ++other) {
            similarity[other] = -std::abs(static_cast<float>(other) - static_cast<float>(item.value));
        }
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        itemSimilarity(ItemIndex{user.value}, similarity);
    }
    std::size_t bytes() const override { return sizeof(*this); }
    void save(ModelArchive&) const override {}

private:
    std::size_t m_users;
    std::size_t m_items;
};

// Scores are inner products of whole numbers: exact, whatever the order of additions.
class VectorModel final : public Recommender {
public:
    VectorModel(std::size_t users, std::size_t items, bool products)
        : m_users(test::wholeRows(users, dimensions, 1))
        , m_items(test::wholeRows(items, dimensions, 2))
        , m_products(products) {}
    std::size_t itemCount() const override { return m_items.size() / dimensions; }
    std::size_t userCount() const override { return m_users.size() / dimensions; }
    void scoreUser(UserIndex user, std::span<float> scores) const override {
        for (std::size_t item = 0; item < scores.size(); ++item) {
            scores[item] = 0;
            for (std::size_t d = 0; d < dimensions; ++d) {
                scores[item] += userVectors().row(user.value)[d] * itemVectors().row(item)[d];
            }
        }
    }
    void scoreHistory(std::span<const HistoryEntry>, std::span<float> scores) const override {
        std::ranges::fill(scores, 0.0F);
    }
    Explanation explain(std::span<const HistoryEntry>, ItemIndex) const override { return {}; }
    void itemSimilarity(ItemIndex, std::span<float> out) const override { std::ranges::fill(out, 0.0F); }
    void userSimilarity(UserIndex, std::span<float> out) const override { std::ranges::fill(out, 0.0F); }
    VectorView itemVectors() const override { return {m_items, dimensions}; }
    VectorView userVectors() const override { return {m_users, dimensions}; }
    bool scoresAreProducts() const override { return m_products; }
    std::size_t bytes() const override { return sizeof(*this); }
    void save(ModelArchive&) const override {}

private:
    static constexpr std::size_t dimensions = 5;
    std::vector<float> m_users;
    std::vector<float> m_items;
    bool m_products;
};

// The slow twin: everything that may be listed, sorted whole.
RankedList slowList(std::span<const float> scores, std::size_t k, std::span<const ItemIndex> seen,
                    const ListOptions& options) {
    RankedList all;
    for (std::size_t item = 0; item < scores.size(); ++item) {
        const ItemIndex index{item};
        if (!std::ranges::binary_search(seen, index) &&
            !std::ranges::binary_search(options.leaveOut, index) &&
            (!options.candidates || std::ranges::binary_search(*options.candidates, index))) {
            all.push_back({index, scores[item]});
        }
    }
    std::ranges::stable_sort(all, std::ranges::greater(), &ScoredItem::score);
    all.resize(std::min(k, all.size()));
    return all;
}

std::vector<ItemIndex> randomItems(Random& random, std::size_t items, std::size_t oneIn) {
    std::vector<ItemIndex> out;
    for (std::size_t item = 0; item < items; ++item) {
        if (random.below(oneIn) == 0) {
            out.emplace_back(item);
        }
    }
    return out;
}

/// About every fifth pair; the last user has nothing.
std::shared_ptr<const Dataset> randomData(std::size_t users, std::size_t items) {
    Random random(4);
    std::vector<Row> rows;
    for (std::size_t user = 0; user + 1 < users; ++user) {
        for (const ItemIndex item : randomItems(random, items, 5)) {
            rows.push_back({user, item.value});
        }
    }
    return makeDataset(rows, users, items);
}

std::vector<Asker> askers(const Dataset& data) {
    std::vector<UserIndex> users;
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        users.emplace_back(user);
    }
    return askersOf(data, users);
}

std::vector<ItemIndex> itemsOf(const History& history) {
    std::vector<ItemIndex> items;
    for (const HistoryEntry& entry : history) {
        items.push_back(entry.item);
    }
    return items;
}

TEST(Recommend, GivesEverybodyWhatTheyWouldGetAlone) {
    const auto data = randomData(160, 90);
    const HashModel model(150, 80); // trained before ten of the users and items came
    Random random(8);
    const std::vector<ItemIndex> candidates = randomItems(random, 95, 3);
    const std::vector<ItemIndex> unwanted = randomItems(random, 95, 7);
    for (const int threads : {1, 2, 5}) {
        ExecutionContext context;
        context.threads = threads;
        for (const bool restricted : {false, true}) {
            for (const bool less : {false, true}) {
                ListOptions options{7};
                if (restricted) {
                    options.candidates = candidates;
                }
                if (less) {
                    options.leaveOut = unwanted;
                }
                const auto lists = recommendAll(model, askers(*data), options, context);
                ASSERT_TRUE(lists);
                for (std::size_t user = 0; user < data->userCount(); ++user) {
                    const UserIndex index{user};
                    std::vector<float> scores(80);
                    if (user < 150) {
                        model.scoreUser(index, scores);
                    } else {
                        model.scoreHistory(data->historyOf(index), scores);
                    }
                    ASSERT_EQ((*lists)[user], slowList(scores, 7, data->matrix().itemsOf(index), options))
                        << user;
                    ASSERT_EQ((*lists)[user], recommend(model, UserRow{data.get(), index}, options).value());
                    if (user >= 150) {
                        ASSERT_EQ((*lists)[user], recommend(model, data->historyOf(index), options).value());
                    }
                }
            }
        }
    }
}

// By the scan, few users and many, what the rows of scores give: equal numbers, equal order of ties.
TEST(Recommend, InnerProductsGiveTheSameByTheScan) {
    const VectorModel quick(440, 700, true);
    const VectorModel slow(440, 700, false);
    Random random(8);
    const std::vector<ItemIndex> candidates = randomItems(random, 705, 3);
    for (const std::size_t count : {std::size_t{7}, std::size_t{450}}) {
        const auto data = randomData(count, 700);
        for (const bool restricted : {false, true}) {
            ListOptions options{30};
            if (restricted) {
                options.candidates = candidates;
            }
            const auto a = recommendAll(quick, askers(*data), options);
            const auto b = recommendAll(slow, askers(*data), options);
            ASSERT_TRUE(a && b);
            EXPECT_EQ(*a, *b);
            EXPECT_EQ((*a)[3], recommend(quick, askers(*data)[3], options).value());
        }
    }
}

TEST(Recommend, NothingComesOfNothing) {
    const auto data = randomData(3, 10);
    const HashModel model(3, 10);
    EXPECT_TRUE(recommendAll(model, {})->empty());
    EXPECT_TRUE(recommend(model, History(), {0})->empty());
    EXPECT_TRUE(recommend(model, History(), {5, {}, std::span<const ItemIndex>()})->empty())
        << "no candidates, not all";
    EXPECT_EQ(recommend(model, History(), {50})->size(), 10U);
    EXPECT_TRUE(recommend(HashModel(3, 0), History())->empty());
    const std::vector<ItemIndex> all{ItemIndex(0), ItemIndex(1), ItemIndex(2)};
    EXPECT_TRUE(recommend(HashModel(3, 3), History(), {5, all})->empty());
    EXPECT_EQ(rankOf(HashModel(3, 3), History(), ItemIndex(1), {5, all}), 0U);
}

TEST(Recommend, ARankIsThePlaceInTheWholeList) {
    const HashModel model(150, 80);
    const auto data = randomData(30, 90);
    Random random(3);
    const std::vector<ItemIndex> candidates = randomItems(random, 95, 2);
    const std::vector<ItemIndex> unwanted = randomItems(random, 95, 7);
    for (std::size_t user = 0; user < 30; ++user) {
        const History history = data->historyOf(UserIndex(user));
        for (const ListOptions& options :
             {ListOptions{90}, ListOptions{90, unwanted}, ListOptions{90, unwanted, candidates}}) {
            const RankedList list = recommend(model, history, options).value();
            for (std::size_t item = 0; item < 90; ++item) {
                const auto found = std::ranges::find(list, ItemIndex(item), &ScoredItem::item);
                const std::size_t place =
                    found == list.end() ? 0 : static_cast<std::size_t>(found - list.begin()) + 1;
                ASSERT_EQ(rankOf(model, history, ItemIndex(item), options), place) << user << ' ' << item;
            }
        }
    }
}

TEST(Recommend, WhatWasHadIsNotListed) {
    const HashModel model(3, 10);
    History history{{ItemIndex(7)}, {ItemIndex(2)}, {ItemIndex(99)}}; // in no order, one of them unknown
    const RankedList list = recommend(model, history, {50}).value();
    EXPECT_EQ(list.size(), 8U);
    for (const ItemIndex item : itemsOf(history)) {
        EXPECT_EQ(std::ranges::find(list, item, &ScoredItem::item), list.end());
        EXPECT_EQ(rankOf(model, history, item), 0U);
    }
}

// Whoever says that scores are inner products has to mean it, for everybody.
TEST(Recommend, ModelsThatPromiseInnerProductsKeepIt) {
    const std::shared_ptr<const Dataset> world = makeTasteWorld({.ratings = true, .skips = true});
    std::size_t promising = 0;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        const auto model = train(algorithm, *world);
        if (!model->scoresAreProducts()) {
            continue;
        }
        ++promising;
        const VectorView users = model->userVectors();
        const VectorView items = model->itemVectors();
        ASSERT_EQ(users.rows(), model->userCount()) << algorithm.id;
        ASSERT_EQ(items.rows(), model->itemCount()) << algorithm.id;
        ASSERT_EQ(users.dimensions, items.dimensions) << algorithm.id;
        for (std::size_t user = 0; user < users.rows(); ++user) {
            const std::vector<float> scores = scoresOf(*model, UserIndex(user));
            for (std::size_t item = 0; item < items.rows(); ++item) {
                double product = 0;
                double size = 1;
                for (std::size_t d = 0; d < items.dimensions; ++d) {
                    const double term = static_cast<double>(users.row(user)[d]) * items.row(item)[d];
                    product += term;
                    size += std::abs(term);
                }
                ASSERT_NEAR(scores[item], product, 1e-5 * size) << algorithm.id << ' ' << user << ' ' << item;
            }
        }
    }
    EXPECT_GT(promising, 0U);
}

TEST(Recommend, StopsWhenAsked) {
    const auto data = randomData(3, 10);
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    for (const Asker& asker : {Asker(UserRow{data.get(), UserIndex(0)}), Asker(History())}) {
        const auto list = recommend(HashModel(3, 10), asker, {}, context);
        ASSERT_FALSE(list);
        EXPECT_EQ(list.error().code, ErrorCode::Cancelled);
    }
}

} // namespace
} // namespace tastescope
