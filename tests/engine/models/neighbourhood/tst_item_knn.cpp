// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/item_knn.h"

#include "engine/base/random.h"
#include "engine/models/neighbourhood/item_similarity.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

double weightAt(const InteractionMatrix& matrix, std::size_t user, std::size_t item) {
    const auto items = matrix.itemsOf(UserIndex(user));
    const auto found = std::lower_bound(items.begin(), items.end(), ItemIndex(item));
    if (found == items.end() || *found != ItemIndex(item)) {
        return 0;
    }
    return std::max(0.0F, matrix.valuesOf(UserIndex(user))[static_cast<std::size_t>(found - items.begin())]);
}

/// The definition, pair by pair over all users.
double slowSimilarity(const InteractionMatrix& matrix, std::size_t a, std::size_t b, ItemSimilarity kind,
                      double shrinkage) {
    const std::size_t users = matrix.userCount();
    const std::size_t items = matrix.itemCount();
    std::vector<double> listLength(users);
    std::vector<double> itemWeight(items);
    double total = 0;
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t item = 0; item < items; ++item) {
            const double weight = weightAt(matrix, user, item);
            listLength[user] += weight > 0 ? 1 : 0;
            itemWeight[item] += weight;
            total += weight;
        }
    }
    const auto value = [&](std::size_t user, std::size_t item) {
        const double x = weightAt(matrix, user, item);
        const double information = std::log((1.0 + static_cast<double>(items)) / (1 + listLength[user]));
        const double length = 0.25 + 0.75 * itemWeight[item] / (total / static_cast<double>(items));
        switch (kind) {
        case ItemSimilarity::Tfidf:
            return std::sqrt(x) * information;
        case ItemSimilarity::Bm25:
            return x * 2.2 / (1.2 * length + x) * information;
        default:
            return x;
        }
    };
    double both = 0;
    double either = 0;
    double peopleA = 0;
    double peopleB = 0;
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (std::size_t user = 0; user < users; ++user) {
        const double x = value(user, a);
        const double y = value(user, b);
        both += x > 0 && y > 0 ? 1 : 0;
        peopleA += x > 0 ? 1 : 0;
        peopleB += y > 0 ? 1 : 0;
        either += x > 0 || y > 0 ? 1 : 0;
        dot += x * y;
        squaresA += x * x;
        squaresB += y * y;
    }
    if (both == 0) {
        return 0;
    }
    const double similarity = kind == ItemSimilarity::Jaccard ? both / either
                              : kind == ItemSimilarity::Asymmetric
                                  ? both / (std::pow(peopleA, 0.8) * std::pow(peopleB, 0.2))
                              : kind == ItemSimilarity::Bm25 ? dot
                                                             : dot / std::sqrt(squaresA * squaresB);
    return similarity * both / (both + shrinkage);
}

/// What BM25 similarities are scaled by.
double largestOf(const InteractionMatrix& matrix, double shrinkage) {
    double largest = 0;
    for (std::size_t a = 0; a < matrix.itemCount(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            largest = std::max(largest, slowSimilarity(matrix, a, b, ItemSimilarity::Bm25, shrinkage));
        }
    }
    return largest;
}

class ItemSimilarityTwin : public testing::TestWithParam<ItemSimilarity> {};

TEST_P(ItemSimilarityTwin, EqualsTheDefinition) {
    for (const bool ratings : {false, true}) {
        const auto world = makeTasteWorld({.ratings = ratings, .skips = true});
        const InteractionMatrix& matrix = world->matrix();
        for (const double shrinkage : {0.0, 3.0}) {
            const auto rows = itemSimilarities(matrix, 40, {GetParam(), 0, shrinkage, 0.2}, {});
            ASSERT_TRUE(rows);
            ASSERT_EQ(rows->rows(), 40U);
            const double largest = GetParam() == ItemSimilarity::Bm25 ? largestOf(matrix, shrinkage) : 1;
            for (std::size_t a = 0; a < 40; ++a) {
                EXPECT_EQ(rows->at(a, static_cast<std::uint32_t>(a)), 0)
                    << "an item is no neighbour of itself";
                for (std::size_t b = 0; b < 40; ++b) {
                    if (a != b) {
                        EXPECT_NEAR(rows->at(a, static_cast<std::uint32_t>(b)),
                                    slowSimilarity(matrix, a, b, GetParam(), shrinkage) / largest, 1e-5)
                            << a << ' ' << b;
                    }
                }
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, ItemSimilarityTwin,
                         testing::Values(ItemSimilarity::Cosine, ItemSimilarity::Jaccard,
                                         ItemSimilarity::Bm25, ItemSimilarity::Tfidf,
                                         ItemSimilarity::Asymmetric));

TEST(ItemSimilarity, KeepsTheMostSimilarTiesToTheLowerItem) {
    const auto world = makeTasteWorld({.users = 400, .items = 700, .eventsPerUser = 60});
    const auto all = itemSimilarities(world->matrix(), 700, {.kind = ItemSimilarity::Jaccard}, {});
    const auto some =
        itemSimilarities(world->matrix(), 700, {.kind = ItemSimilarity::Jaccard, .neighbours = 7}, {});
    ASSERT_TRUE(all && some);
    for (std::size_t item = 0; item < 700; ++item) {
        std::vector<std::pair<float, std::uint32_t>> best;
        for (std::size_t place = 0; place < all->columnsOf(item).size(); ++place) {
            best.emplace_back(-all->valuesOf(item)[place], all->columnsOf(item)[place]);
        }
        std::sort(best.begin(), best.end());
        best.resize(std::min<std::size_t>(best.size(), 7));
        ASSERT_EQ(some->columnsOf(item).size(), best.size());
        for (const auto& [similarity, column] : best) {
            EXPECT_EQ(some->at(item, column), -similarity);
        }
    }
}

TEST(ItemSimilarity, IsTheSameForSparseAndDenseRows) {
    // Few events an item among many items: rows are gathered by touched cells; the twin is the definition.
    const auto world = makeTasteWorld({.users = 30, .items = 900, .eventsPerUser = 5, .ratings = true});
    const auto rows =
        itemSimilarities(world->matrix(), 900, {.kind = ItemSimilarity::Cosine, .shrinkage = 1}, {});
    ASSERT_TRUE(rows);
    for (std::size_t item = 0; item < 900; item += 13) {
        for (std::size_t place = 0; place < rows->columnsOf(item).size(); ++place) {
            const std::uint32_t other = rows->columnsOf(item)[place];
            double dot = 0;
            double left = 0;
            double right = 0;
            double common = 0;
            for (std::size_t user = 0; user < 30; ++user) {
                const double x = weightAt(world->matrix(), user, item);
                const double y = weightAt(world->matrix(), user, other);
                dot += x * y;
                left += x * x;
                right += y * y;
                common += x * y > 0 ? 1 : 0;
            }
            EXPECT_NEAR(rows->valuesOf(item)[place], dot / std::sqrt(left * right) * common / (common + 1),
                        1e-5);
        }
    }
}

TEST(ItemKnn, HalvesOldHistory) {
    // Jaccard of items 0 and 2 and of 1 and 2 is 1/2 each; item 1 is one half life older than the newest
    // event.
    const auto data = makeDataset(
        {{0, 0, 1, 30}, {0, 1, 1, 0}, {1, 0, 4, 30}, {1, 2, 1, 30}, {2, 1, 1, 30}, {2, 2, 1, 30}}, 3, 3);
    const auto model = train(itemKnnInfo(), *data,
                             {{"half_life_days", "30"}, {"similarity", "jaccard"}, {"shrinkage", "0"}});
    const float half = 1.0F / 3;
    EXPECT_FLOAT_EQ(scoresOf(*model, UserIndex(0))[2], half + half / 2);
    // The weight of an event is that of the matrix; an edit without time counts as new.
    EXPECT_FLOAT_EQ(scoresOf(*model, UserIndex(1))[1], 4 * half + half);
    EXPECT_FLOAT_EQ(scoresOf(*model, History{{ItemIndex(1), 2, noTime}})[2], 2 * half);
    EXPECT_FLOAT_EQ(scoresOf(*model, History{{ItemIndex(1), -2, noTime}})[2], 0);
}

struct PublishedQuality {
    double map = 0;
    double ndcg = 0;
    double precision = 0;
    double recall = 0;
};

/// The four figures at 10, averaged over users with held-out items, written out plainly.
PublishedQuality qualityAt10(const Recommender& model, const Dataset& data, const Interactions& test) {
    PublishedQuality sum;
    double users = 0;
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        std::vector<std::uint32_t> relevant;
        for (std::size_t row = test.firstOf(UserIndex(user)); row < test.lastOf(UserIndex(user)); ++row) {
            relevant.push_back(test.item(row).value);
        }
        if (relevant.empty()) {
            continue;
        }
        std::vector<float> scores = scoresOf(model, UserIndex(user));
        for (const ItemIndex seen : data.matrix().itemsOf(UserIndex(user))) {
            scores[seen.value] = -1;
        }
        std::vector<std::uint32_t> order(scores.size());
        for (std::uint32_t item = 0; item < order.size(); ++item) {
            order[item] = item;
        }
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
        double hits = 0;
        double gain = 0;
        double ideal = 0;
        double precisions = 0;
        for (std::size_t rank = 1; rank <= 10; ++rank) {
            const double discount = 1 / std::log2(static_cast<double>(rank) + 1);
            ideal += rank <= relevant.size() ? discount : 0;
            if (std::find(relevant.begin(), relevant.end(), order[rank - 1]) != relevant.end()) {
                ++hits;
                gain += discount;
                precisions += hits / static_cast<double>(rank);
            }
        }
        const auto size = static_cast<double>(relevant.size());
        sum.map += precisions / size;
        sum.ndcg += gain / ideal;
        sum.precision += hits / 10;
        sum.recall += hits / size;
        ++users;
    }
    return {sum.map / users, sum.ndcg / users, sum.precision / users, sum.recall / users};
}

/// Not by the pairs of entries alone: the lists are sorted, and the items beside an item looked through.
TEST(ItemKnn, ForecastsWhatItsListsTake) {
    const auto secondsOf = [](const Dataset& dataset, const Changes& changes) {
        return itemKnnInfo().forecast(dataset, paramsOf(itemKnnInfo(), changes), 1).seconds;
    };
    const auto narrow = makeTasteWorld({.users = 1000, .items = 400, .eventsPerUser = 40});
    const auto wide = makeTasteWorld({.users = 1000, .items = 8000, .eventsPerUser = 40});
    const double few = secondsOf(*wide, {{"neighbours", "20"}});
    const double some = secondsOf(*wide, {{"neighbours", "200"}});
    EXPECT_GT(some, 2 * few);
    EXPECT_GE(secondsOf(*wide, {{"neighbours", "0"}}), some);
    EXPECT_GT(secondsOf(*wide, {}), 3 * secondsOf(*narrow, {}));
    EXPECT_GT(secondsOf(*narrow, {{"similarity", "bm25"}}), secondsOf(*narrow, {{"similarity", "jaccard"}}));
}

TEST(ItemKnn, ReachesThePublishedFiguresOnMovieLens) {
    const std::string folder = TASTESCOPE_SOURCE_DIR "/../shared/data/ml-100k-stratified/";
    IdMap users;
    IdMap items;
    const auto training = readCsv(folder + "train.csv", users, items);
    const auto held = readCsv(folder + "test.csv", users, items);
    if (!training || !held) {
        GTEST_SKIP() << "needs " << folder;
    }
    Dataset::Parts parts;
    parts.users = std::make_shared<IdMap>(users);
    parts.items = std::make_shared<IdMap>(items);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = training;
    const Dataset data(parts);
    const Changes plain{{"similarity", "jaccard"}, {"neighbours", "0"}, {"shrinkage", "0"}};
    Changes decayed = plain;
    decayed.emplace_back("half_life_days", "30");

    const PublishedQuality without = qualityAt10(*train(itemKnnInfo(), data, plain), data, *held);
    EXPECT_NEAR(without.map, 0.1154, 0.00005);
    EXPECT_NEAR(without.ndcg, 0.3962, 0.00005);
    EXPECT_NEAR(without.precision, 0.3422, 0.00005);
    EXPECT_NEAR(without.recall, 0.1869, 0.00005);
    const PublishedQuality with = qualityAt10(*train(itemKnnInfo(), data, decayed), data, *held);
    EXPECT_NEAR(with.map, 0.1140, 0.00005);
    EXPECT_NEAR(with.ndcg, 0.3938, 0.00005);
    EXPECT_NEAR(with.precision, 0.3406, 0.00005);
    EXPECT_NEAR(with.recall, 0.1854, 0.00005);
}

} // namespace
} // namespace tastescope
