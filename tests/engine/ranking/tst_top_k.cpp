// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/top_k.h"

#include "engine/base/random.h"
#include "tests/engine/index/index_test_support.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// The slow twin: everything that may be selected, sorted whole.
std::vector<ScoredItem> slowTopK(std::span<const float> scores, std::size_t k,
                                 std::span<const ItemIndex> exclude,
                                 std::span<const ItemIndex> allowed = {}) {
    std::vector<ScoredItem> all;
    for (std::size_t item = 0; item < scores.size(); ++item) {
        const ItemIndex index{item};
        if (!std::isnan(scores[item]) && scores[item] != -infinity &&
            !std::ranges::binary_search(exclude, index) &&
            (allowed.empty() || std::ranges::binary_search(allowed, index))) {
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

// Few distinct values, so that ties are the rule; NaN and infinities among them.
std::vector<float> randomScores(Random& random, std::size_t items) {
    std::vector<float> scores(items);
    for (float& score : scores) {
        const std::uint64_t draw = random.below(40);
        score = draw == 0   ? nan
                : draw == 1 ? -infinity
                : draw == 2 ? infinity
                            : static_cast<float>(random.below(12)) - 6;
    }
    return scores;
}

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
    void scoreHistory(std::span<const HistoryEntry>, std::span<float> scores) const override {
        std::ranges::fill(scores, 0.0F);
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

std::vector<UserIndex> allUsers(std::size_t count) {
    std::vector<UserIndex> users;
    for (std::size_t user = 0; user < count; ++user) {
        users.emplace_back(user);
    }
    return users;
}

InteractionMatrix randomSeen(std::size_t users, std::size_t items) {
    Random random(4);
    std::vector<std::uint64_t> offsets{0};
    std::vector<ItemIndex> indices;
    for (std::size_t user = 0; user < users; ++user) {
        const std::vector<ItemIndex> row = randomItems(random, items, 5);
        indices.insert(indices.end(), row.begin(), row.end());
        offsets.push_back(indices.size());
    }
    std::vector<float> values(indices.size(), 1.0F);
    return InteractionMatrix::fromRows(std::move(offsets), std::move(indices), std::move(values), items);
}

TEST(TopK, EqualsAFullSort) {
    Random random(2);
    for (int round = 0; round < 400; ++round) {
        const std::size_t items = random.below(300);
        const std::vector<float> scores = randomScores(random, items);
        const std::vector<ItemIndex> exclude = randomItems(random, items + 5, 1 + random.below(8));
        const std::size_t k = random.below(items + 10);
        ASSERT_EQ(topK(scores, k, exclude), slowTopK(scores, k, exclude)) << round;
        ASSERT_EQ(topK(scores, k), slowTopK(scores, k, {})) << round;
    }
}

TEST(TopK, OrdersTiesByItemAndSkipsWhatMayNotBeSelected) {
    const std::vector<float> scores{1, nan, 3, 3, -infinity, 3};
    const std::vector<ScoredItem> best = topK(scores, 10);
    ASSERT_EQ(best.size(), 4U);
    EXPECT_EQ(best[0], (ScoredItem{ItemIndex{2}, 3}));
    EXPECT_EQ(best[1], (ScoredItem{ItemIndex{3}, 3}));
    EXPECT_EQ(best[2], (ScoredItem{ItemIndex{5}, 3}));
    EXPECT_EQ(best[3], (ScoredItem{ItemIndex{0}, 1}));
    EXPECT_TRUE(topK(scores, 0).empty());
    EXPECT_TRUE(topK({}, 5).empty());
    const std::vector<float> none{nan, nan};
    EXPECT_TRUE(topK(none, 2).empty());
}

TEST(TopK, UsersLeaveOutThemselves) {
    const std::vector<float> scores{0.5F, 1, 0.75F};
    const std::vector<ScoredUser> best = topKUsers(scores, 2, UserIndex{1});
    ASSERT_EQ(best.size(), 2U);
    EXPECT_EQ(best[0].user, UserIndex{2});
    EXPECT_EQ(best[1].user, UserIndex{0});
}

TEST(TopLists, EqualTheListsOfEachUserAlone) {
    const HashModel model(150, 90);
    const InteractionMatrix seen = randomSeen(150, 90);
    Random random(8);
    const std::vector<ItemIndex> allowed = randomItems(random, 90, 3);
    for (const int threads : {1, 2, 5}) {
        ExecutionContext context;
        context.threads = threads;
        for (const bool restricted : {false, true}) {
            TopListsOptions options;
            options.k = 7;
            if (restricted) {
                options.allowed = allowed;
            }
            const auto lists = topLists(model, allUsers(150), &seen, options, context);
            ASSERT_TRUE(lists);
            for (std::size_t user = 0; user < 150; ++user) {
                std::vector<float> scores(90);
                model.scoreUser(UserIndex{user}, scores);
                ASSERT_EQ((*lists)[user], slowTopK(scores, 7, seen.itemsOf(UserIndex{user}), options.allowed))
                    << user;
            }
        }
    }
}

// By the scan, few users and many, what the rows of scores give: equal numbers, equal order of ties.
TEST(TopLists, InnerProductsGiveTheSameByTheScan) {
    constexpr std::size_t users = 450;
    const VectorModel quick(users, 700, true);
    const VectorModel slow(users, 700, false);
    const InteractionMatrix seen = randomSeen(users - 10, 700);
    Random random(8);
    const std::vector<ItemIndex> allowed = randomItems(random, 705, 3);
    for (const std::size_t count : {std::size_t{7}, users}) {
        for (const bool restricted : {false, true}) {
            for (const bool exclude : {false, true}) {
                TopListsOptions options{30, exclude, {}};
                if (restricted) {
                    options.allowed = allowed;
                }
                const auto a = topLists(quick, allUsers(count), &seen, options);
                const auto b = topLists(slow, allUsers(count), &seen, options);
                ASSERT_TRUE(a && b);
                EXPECT_EQ(*a, *b);
            }
        }
    }
}

// Whoever says that scores are inner products has to mean it, for everybody.
TEST(TopLists, ModelsThatPromiseInnerProductsKeepIt) {
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

TEST(TopLists, SeenItemsReturnWhenAskedOrUnknown) {
    const HashModel model(3, 10);
    const InteractionMatrix seen = randomSeen(2, 10);
    TopListsOptions options;
    options.k = 50;
    options.excludeSeen = false;
    const auto all = topLists(model, allUsers(3), &seen, options);
    const auto without = topLists(model, allUsers(3), nullptr, options);
    ASSERT_TRUE(all && without);
    EXPECT_EQ(*all, *without);
    EXPECT_EQ((*all)[0].size(), 10U);
    options.excludeSeen = true;
    const auto beyond = topLists(model, allUsers(3), &seen, options); // user 2 has no row
    ASSERT_TRUE(beyond);
    EXPECT_EQ((*beyond)[2].size(), 10U);
}

TEST(TopLists, StopWhenAsked) {
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const auto lists = topLists(HashModel(3, 10), allUsers(3), nullptr, {}, context);
    ASSERT_FALSE(lists);
    EXPECT_EQ(lists.error().code, ErrorCode::Cancelled);
}

TEST(TopLists, NeighboursLeaveOutTheItemItself) {
    const HashModel model(5, 6);
    const std::vector<ScoredItem> items = similarItems(model, ItemIndex{3}, 2);
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].item, ItemIndex{2});
    EXPECT_EQ(items[1].item, ItemIndex{4});
    const std::vector<ScoredUser> users = similarUsers(model, UserIndex{0}, 9);
    ASSERT_EQ(users.size(), 4U);
    EXPECT_EQ(users[0].user, UserIndex{1});
}

} // namespace
} // namespace tastescope
