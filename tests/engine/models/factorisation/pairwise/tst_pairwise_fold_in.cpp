// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_fold_in.h"

#include "engine/base/random.h"
#include "engine/models/factorisation/pairwise/pairwise_fold_in_all.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t itemCount = 60;

/// Rows of factors + 1.
std::vector<float> randomItems(std::size_t factors, std::uint64_t seed = 1) {
    Random random(seed);
    std::vector<float> items(itemCount * (factors + 1));
    for (float& value : items) {
        value = static_cast<float>(random.normal(0.2, 0.6));
    }
    return items;
}

double score(const std::vector<float>& items, std::size_t factors, const std::vector<double>& x,
             std::uint32_t item) {
    const float* const row = items.data() + item * (factors + 1);
    return std::inner_product(x.begin(), x.end(), row, static_cast<double>(row[factors]));
}

/// What is minimised, pair by pair.
double objective(const std::vector<float>& items, std::size_t factors, const PairwiseLine& line,
                 const std::vector<std::uint32_t>& liked, const std::vector<double>& x) {
    double sum = 0;
    for (const std::uint32_t i : liked) {
        for (std::uint32_t j = 0; j < itemCount; ++j) {
            const double off = line.target - (score(items, factors, x, i) - score(items, factors, x, j));
            sum += off * off / itemCount;
        }
        sum += line.ridge * std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
    }
    return sum;
}

const std::vector<std::vector<std::uint32_t>> histories{
    {7}, {0, 59}, {3, 5, 8, 13, 21, 34, 55}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 30, 40, 50}};

TEST(PairwiseFoldIn, IsTheMinimumOverAllPairs) {
    constexpr std::size_t factors = 5;
    const std::vector<float> items = randomItems(factors);
    const PairwiseLine line{3.5, 0.2};
    const PairwiseFoldIn fold(items, factors, line);
    for (const auto& liked : histories) {
        const std::vector<double> x = fold.vectorOf(liked);
        const double least = objective(items, factors, line, liked, x);
        for (std::size_t d = 0; d < factors; ++d) {
            for (const double by : {-1e-3, 1e-3}) {
                std::vector<double> moved = x;
                moved[d] += by;
                EXPECT_GT(objective(items, factors, line, liked, moved), least);
            }
            std::vector<double> above = x;
            std::vector<double> below = x;
            above[d] += 1e-3;
            below[d] -= 1e-3;
            const double slope =
                objective(items, factors, line, liked, above) - objective(items, factors, line, liked, below);
            EXPECT_NEAR(slope / 2e-3, 0, 1e-6 * least);
        }
    }
}

TEST(PairwiseFoldIn, SplitsAScoreAmongTheItemsLiked) {
    constexpr std::size_t factors = 12;
    const std::vector<float> items = randomItems(factors);
    const PairwiseFoldIn fold(items, factors, {4, 0.15});
    for (const auto& liked : histories) {
        const std::vector<double> x = fold.vectorOf(liked);
        for (std::uint32_t item = 0; item < itemCount; item += 7) {
            const PairwiseFoldIn::Parts parts = fold.partsOf(liked, item);
            ASSERT_EQ(parts.amounts.size(), liked.size());
            const double sum = std::accumulate(parts.amounts.begin(), parts.amounts.end(), parts.base);
            EXPECT_NEAR(sum, score(items, factors, x, item), 1e-9);
        }
    }
}

TEST(PairwiseFoldIn, KnowsAStrangerByTheBiasesAlone) {
    const std::vector<float> items = randomItems(3);
    const PairwiseFoldIn fold(items, 3, {4, 0.15});
    EXPECT_EQ(fold.vectorOf({}), std::vector<double>(3));
    const PairwiseFoldIn::Parts parts = fold.partsOf({}, 4);
    EXPECT_EQ(parts.base, items[4 * 4 + 3]);
    EXPECT_TRUE(parts.amounts.empty());
}

TEST(PairwiseFoldIn, MeetsItemsThatAreAllAlike) {
    const std::vector<float> items(itemCount * 4, 0.5F);
    const PairwiseFoldIn fold(items, 3, {4, 0});
    for (const double value : fold.vectorOf(histories[2])) {
        EXPECT_TRUE(std::isfinite(value));
    }
}

struct People {
    PositiveRows rows;
    explicit People(std::size_t count) {
        Random random(9);
        for (std::size_t user = 0; user < count; ++user) {
            for (std::uint32_t item = 0; item < itemCount; ++item) {
                if (user % 5 != 0 && random.below(6) == 0) {
                    rows.items.push_back(item);
                }
            }
            rows.offsets.push_back(rows.items.size());
        }
    }
};

TEST(PairwiseFoldIn, FoldsAllPeopleLikeOne) {
    for (const std::size_t factors : {1U, 5U, 16U, 33U}) {
        const std::vector<float> items = randomItems(factors);
        const PairwiseLine line{3, 0.1};
        const People people(40);
        ExecutionContext one;
        one.threads = 1;
        ExecutionContext three;
        three.threads = 3;
        const std::vector<float> all = PairwiseFoldInAll(people.rows, items, factors, one).fold(line);
        EXPECT_EQ(all, PairwiseFoldInAll(people.rows, items, factors, three).fold(line));
        const PairwiseFoldIn fold(items, factors, line);
        for (std::size_t user = 0; user < 40; ++user) {
            const std::vector<double> x = fold.vectorOf(people.rows.itemsOf(user));
            for (std::size_t d = 0; d < factors; ++d) {
                EXPECT_NEAR(all[user * (factors + 1) + d], x[d], 2e-4);
            }
            EXPECT_EQ(all[user * (factors + 1) + factors], 1);
        }
    }
}

TEST(PairwiseFoldIn, FindsALineThatIsOne) {
    constexpr std::size_t factors = 4;
    const std::vector<float> items = randomItems(factors);
    const People people(50);
    const ExecutionContext context;
    const PairwiseFoldInAll asked(people.rows, items, factors, context);
    const PairwiseLine line = asked.nearestLine(
        0.03, [](double margin) { return 0.25 * (6 - margin); },
        [](std::size_t user, float* vector) {
            std::fill_n(vector, factors, 0.1F * static_cast<float>(user));
        });
    EXPECT_NEAR(line.target, 6, 1e-6);
    EXPECT_NEAR(line.ridge, 0.03 / 0.25, 1e-6);
}

TEST(PairwiseFoldIn, FindsALineThatFitsWhatItLeadsTo) {
    // One more round from its own people changes little.
    constexpr std::size_t factors = 4;
    const std::vector<float> items = randomItems(factors);
    const People people(200);
    const ExecutionContext context;
    const PairwiseFoldInAll asked(people.rows, items, factors, context);
    const auto logistic = [](double margin) { return 1 / (1 + std::exp(margin)); };
    const PairwiseLine line = asked.nearestLine(
        0.01, logistic, [](std::size_t, float* vector) { std::fill_n(vector, factors, 0.0F); });
    const std::vector<float> folded = asked.fold(line);
    const PairwiseLine again = asked.nearestLine(0.01, logistic, [&](std::size_t user, float* vector) {
        std::copy_n(folded.data() + user * (factors + 1), factors, vector);
    });
    EXPECT_GT(line.target, 0);
    EXPECT_NEAR(again.target, line.target, 0.1 * line.target);
    EXPECT_NEAR(again.ridge, line.ridge, 0.2 * line.ridge);
}

TEST(PairwiseFoldIn, KeepsALineWhereThereAreNoPairs) {
    const std::vector<float> items = randomItems(4);
    PositiveRows rows;
    rows.offsets = {0, 0, 0};
    const ExecutionContext context;
    const PairwiseFoldInAll nobody(rows, items, 4, context);
    const PairwiseLine line = nobody.nearestLine(
        0.01, [](double) { return 1.0; }, [](std::size_t, float*) {});
    EXPECT_EQ(line.target, PairwiseLine{}.target);
    EXPECT_EQ(nobody.fold(line), (std::vector<float>{0, 0, 0, 0, 1, 0, 0, 0, 0, 1}));
}

} // namespace
} // namespace tastescope
