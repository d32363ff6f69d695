// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/top_k.h"

#include "engine/base/random.h"

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

TEST(TopK, EqualsAFullSort) {
    Random random(2);
    for (int round = 0; round < 400; ++round) {
        const std::size_t items = random.below(300);
        const std::vector<float> scores = randomScores(random, items);
        const std::vector<ItemIndex> exclude = randomItems(random, items + 5, 1 + random.below(8));
        const std::size_t k = random.below(items + 10);
        ASSERT_EQ(topK(scores, k, exclude), slowTopK(scores, k, exclude)) << round;
        ASSERT_EQ(topK(scores, k), slowTopK(scores, k, {})) << round;
        const std::vector<ItemIndex> among = randomItems(random, items + 5, 1 + random.below(8));
        if (!among.empty()) { // of the twin, empty means all
            ASSERT_EQ(topK(scores, k, exclude, among), slowTopK(scores, k, exclude, among)) << round;
        }
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
    EXPECT_TRUE(topK(scores, 2, {}, std::span<const ItemIndex>()).empty()) << "no candidates, not all";
}

} // namespace
} // namespace tastescope
