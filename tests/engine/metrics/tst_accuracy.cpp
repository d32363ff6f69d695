// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/accuracy.h"

#include "engine/base/random.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

std::vector<ScoredItem> listOf(std::initializer_list<std::uint32_t> items) {
    std::vector<ScoredItem> list;
    for (const std::uint32_t item : items) {
        list.push_back({ItemIndex(item), static_cast<float>(100 - list.size())});
    }
    return list;
}

std::vector<ItemIndex> itemsOf(std::initializer_list<std::uint32_t> items) {
    std::vector<ItemIndex> out;
    for (const std::uint32_t item : items) {
        out.emplace_back(item);
    }
    return out;
}

/// The published example of three users, lists in descending order of their scores.
struct Example {
    std::vector<HitRow> rows{
        HitRow(listOf({3, 12, 10}), itemsOf({1, 2, 3}), std::vector<float>{5, 4, 3}, 3),
        HitRow(listOf({10, 3, 5, 11, 13}), itemsOf({1, 4, 5, 6, 7}), std::vector<float>{5, 5, 3, 3, 1}, 5),
        HitRow(listOf({4, 10, 7, 13, 1, 3, 5, 2, 11, 14}), itemsOf({2, 5, 6, 8, 9, 10, 11, 12, 13, 14}),
               std::vector<float>{5, 5, 5, 4, 4, 3, 3, 3, 2, 1}, 10),
    };
    double mean(double (*metric)(const HitRow&, std::size_t)) const {
        double sum = 0;
        for (const HitRow& row : rows) {
            sum += metric(row, 10);
        }
        return sum / 3;
    }
};

TEST(Accuracy, PublishedExample) {
    const Example example; // the literals were published cut, not rounded
    EXPECT_NEAR(example.mean(ndcgAt), 0.38172, 1e-5);
    EXPECT_NEAR(example.mean(averagePrecisionAt), 0.23613, 1e-5);
    EXPECT_NEAR(example.mean(precisionAt), 0.26666, 1e-5);
    EXPECT_NEAR(example.mean(recallAt), 0.37777, 1e-5);
}

TEST(Accuracy, ByHand) {
    // Hits at ranks 2 and 4; one of the four relevant items is unknown to the model.
    const HitRow row(listOf({9, 2, 8, 5}), itemsOf({2, 5, 7}), std::vector<float>{1, 3, 2}, 4);
    EXPECT_DOUBLE_EQ(precisionAt(row, 4), 0.5);
    EXPECT_DOUBLE_EQ(precisionAt(row, 10), 0.2);
    EXPECT_DOUBLE_EQ(recallAt(row, 4), 0.5);
    EXPECT_DOUBLE_EQ(recallAt(row, 3), 0.25);
    EXPECT_DOUBLE_EQ(recallCappedAt(row, 3), 1.0 / 3);
    EXPECT_DOUBLE_EQ(hitAt(row, 1), 0);
    EXPECT_DOUBLE_EQ(hitAt(row, 2), 1);
    EXPECT_DOUBLE_EQ(reciprocalRankAt(row, 4), 0.5);
    EXPECT_DOUBLE_EQ(reciprocalRankAt(row, 1), 0);
    EXPECT_DOUBLE_EQ(averagePrecisionAt(row, 4), (0.5 + 0.5) / 4);
    EXPECT_DOUBLE_EQ(averagePrecisionCappedAt(row, 2), 0.5 / 2);
    const double ideal = 1 + 1 / std::log2(3) + 0.5 + 1 / std::log2(5);
    EXPECT_DOUBLE_EQ(ndcgAt(row, 4), (1 / std::log2(3) + 1 / std::log2(5)) / ideal);
    const double idealGraded = 3 + 2 / std::log2(3) + 1 * 0.5 + 1 / std::log2(5);
    EXPECT_DOUBLE_EQ(ndcgGradedAt(row, 4), (1 / std::log2(3) + 3 / std::log2(5)) / idealGraded);
    const HitRow cold(listOf({9, 2, 8, 5}), itemsOf({2, 5, 7}), std::vector<float>{1, 3, 2}, 4,
                      std::vector<float>{5});
    const double idealCold = 5 + 3 / std::log2(3) + 2 * 0.5 + 1 / std::log2(5);
    EXPECT_DOUBLE_EQ(ndcgGradedAt(cold, 4), (1 / std::log2(3) + 3 / std::log2(5)) / idealCold);
}

TEST(Accuracy, PerfectAndEmptyLists) {
    const HitRow perfect(listOf({1, 2}), itemsOf({1, 2}), {}, 2);
    for (const auto metric : {precisionAt, recallAt, recallCappedAt, hitAt, ndcgAt, ndcgGradedAt,
                              averagePrecisionAt, averagePrecisionCappedAt, reciprocalRankAt}) {
        EXPECT_DOUBLE_EQ(metric(perfect, 2), 1);
        EXPECT_DOUBLE_EQ(metric(HitRow({}, itemsOf({1, 2}), {}, 2), 2), 0);
    }
}

TEST(Accuracy, RepeatedItemHitsOnce) {
    const HitRow row(listOf({1, 1, 1}), itemsOf({1}), {}, 1);
    EXPECT_EQ(row.hits(3), 1U);
    EXPECT_DOUBLE_EQ(recallAt(row, 3), 1);
}

TEST(Accuracy, AucAgreesWithCountingPairs) {
    Random random(7);
    for (int round = 0; round < 50; ++round) {
        std::vector<float> positives(1 + random.below(6));
        std::vector<float> negatives(1 + random.below(40));
        for (std::vector<float>* side : {&positives, &negatives}) {
            for (float& score : *side) {
                score = static_cast<float>(random.below(10)); // coarse, so that ties occur
            }
        }
        double won = 0;
        for (const float positive : positives) {
            for (const float negative : negatives) {
                won += positive > negative ? 1 : positive == negative ? 0.5 : 0;
            }
        }
        const double pairs = static_cast<double>(positives.size() * negatives.size());
        EXPECT_DOUBLE_EQ(aucOf(positives, negatives), won / pairs);
    }
    std::vector<float> none;
    EXPECT_TRUE(std::isnan(aucOf(none, std::vector<float>{1})));
}

} // namespace
} // namespace tastescope
