// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/machine_speed.h"
#include "engine/pipeline/ranker/boosted_trees.h"
#include "engine/pipeline/ranker/tree_contributions.h"
#include "tests/engine/pipeline/ranker/ranker_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <numeric>

namespace tastescope {
namespace {

using test::randomRows;
using test::randomTrees;

constexpr std::uint32_t leaf = TreeNode::leaf;

/// The children of each node that splits, found by counting.
std::size_t firstChild(std::span<const TreeNode> tree, std::size_t node) {
    std::size_t splits = 0;
    for (std::size_t at = 0; at < node; ++at) {
        splits += tree[at].splits() ? 1 : 0;
    }
    return 2 * splits + 1;
}

float naive(std::span<const TreeNode> tree, std::span<const float> row) {
    std::size_t node = 0;
    while (tree[node].splits()) {
        const float x = row[tree[node].feature];
        const bool left = std::isnan(x) ? tree[node].missingLeft : x < tree[node].value;
        node = firstChild(tree, node) + (left ? 0 : 1);
    }
    return tree[node].value;
}

/// The mean score when only the features of `known` (bits) are known.
double valueOf(std::span<const TreeNode> tree, std::span<const float> row, unsigned known,
               std::size_t node = 0) {
    const TreeNode& at = tree[node];
    if (!at.splits()) {
        return static_cast<double>(at.value);
    }
    const std::size_t child = firstChild(tree, node);
    if ((known >> at.feature & 1U) != 0) {
        const float x = row[at.feature];
        const bool left = std::isnan(x) ? at.missingLeft : x < at.value;
        return valueOf(tree, row, known, child + (left ? 0 : 1));
    }
    const double share = leftShare(tree, child);
    return share * valueOf(tree, row, known, child) + (1 - share) * valueOf(tree, row, known, child + 1);
}

/// By the definition: the mean over all orders of what a feature changes when it becomes known.
double shapley(std::span<const TreeNode> tree, std::span<const float> row, std::size_t features,
               std::size_t feature) {
    const auto factorial = [](std::size_t n) { return std::tgamma(static_cast<double>(n) + 1); };
    double sum = 0;
    for (unsigned known = 0; known < 1U << features; ++known) {
        if ((known >> feature & 1U) != 0) {
            continue;
        }
        const auto size = static_cast<std::size_t>(std::popcount(known));
        sum += factorial(size) * factorial(features - size - 1) / factorial(features) *
               (valueOf(tree, row, known | 1U << feature) - valueOf(tree, row, known));
    }
    return sum;
}

TEST(BoostedTrees, WalkEveryRowLikeOneAlone) {
    const BoostedTrees trees = randomTrees(1, 30, 7, 6);
    for (const std::size_t count : {0U, 1U, 15U, 16U, 17U, 50U}) {
        const std::vector<float> rows = randomRows(count, count, 7);
        std::vector<float> raw(count, -1);
        trees.predict(rows, raw);
        for (std::size_t row = 0; row < count; ++row) {
            float sum = 0;
            for (std::size_t tree = 0; tree < trees.size(); ++tree) {
                sum += naive(trees.tree(tree), std::span(rows).subspan(row * 7, 7));
            }
            EXPECT_EQ(raw[row], sum) << count << " rows, row " << row;
        }
    }
    // On a threshold a row goes right.
    const BoostedTrees one =
        BoostedTrees::make(1, {{{0, 0.5F, 2, true}, {leaf, -1, 1}, {leaf, 1, 1}}}).value();
    const std::vector<float> edges{0.5F, std::nextafter(0.5F, 0.0F)};
    std::vector<float> raw(2);
    one.predict(edges, raw);
    EXPECT_EQ(raw, (std::vector<float>{1, -1}));
    EXPECT_EQ(trees.first(3).size(), 3U);
    EXPECT_EQ(trees.first(99).size(), 30U);
}

TEST(BoostedTrees, RefuseWhatIsNoTree) {
    const TreeNode split{0, 0, 1, true};
    const TreeNode end{leaf, 1, 1};
    TreeNode nan = end;
    nan.value = std::nanf("");
    TreeNode negative = end;
    negative.cover = -1;
    std::vector<TreeNode> deep;
    for (std::size_t level = 0; level < BoostedTrees::deepest + 1; ++level) { // a chain to the right
        deep.push_back(split);
        if (level > 0) {
            deep.insert(deep.end() - 1, end);
        }
    }
    deep.push_back(end);
    deep.push_back(end);
    const std::vector<std::vector<TreeNode>> wrong{{},
                                                   {split},
                                                   {split, end},
                                                   {end, end, end},
                                                   {split, end, end, end},
                                                   {split, split, end},
                                                   {{2, 0, 1, true}, end, end},
                                                   {nan},
                                                   {negative},
                                                   deep};
    for (std::size_t at = 0; at < wrong.size(); ++at) {
        EXPECT_FALSE(BoostedTrees::make(2, {wrong[at]})) << at;
    }
    EXPECT_TRUE(BoostedTrees::make(2, {{end}, {split, end, end}, {split, end, split, end, end}}));
    EXPECT_FALSE(BoostedTrees::make(0, {{split, end, end}}));
}

TEST(BoostedTrees, ComeBackFromAnArchive) {
    const BoostedTrees trees = randomTrees(2, 12, 5, 4);
    ModelArchive archive;
    trees.save(archive, "t_");
    const BoostedTrees again = BoostedTrees::load(archive, "t_", 5).value();
    const std::vector<float> rows = randomRows(3, 40, 5);
    std::vector<float> raw(40);
    std::vector<float> same(40);
    trees.predict(rows, raw);
    again.predict(rows, same);
    EXPECT_EQ(raw, same);
    EXPECT_EQ(again.bytes(), trees.bytes());
    EXPECT_FALSE(BoostedTrees::load(archive, "t_", 4)) << "a split by a feature that there is not";
    EXPECT_FALSE(BoostedTrees::load(archive, "u_", 5));
}

TEST(TreeContributions, AreShapleyValues) {
    constexpr std::size_t features = 5;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const BoostedTrees trees = randomTrees(seed, 1, features, 1 + seed % 5);
        const std::vector<float> row = randomRows(seed, 1, features);
        std::vector<double> amounts(features);
        treeContributions(trees, row, amounts);
        EXPECT_NEAR(expectedScore(trees), valueOf(trees.tree(0), row, 0), 1e-12);
        for (std::size_t feature = 0; feature < features; ++feature) {
            EXPECT_NEAR(amounts[feature], shapley(trees.tree(0), row, features, feature), 1e-10)
                << "seed " << seed << " feature " << feature;
        }
    }
}

TEST(TreeContributions, AddUpToTheScore) {
    constexpr std::size_t features = 20;
    const BoostedTrees trees = randomTrees(7, 100, features, 6);
    const std::vector<float> rows = randomRows(7, 20, features);
    std::vector<float> raw(20);
    trees.predict(rows, raw);
    std::vector<double> amounts(features);
    for (std::size_t row = 0; row < raw.size(); ++row) {
        treeContributions(trees, std::span(rows).subspan(row * features, features), amounts);
        const double sum = std::accumulate(amounts.begin(), amounts.end(), expectedScore(trees));
        EXPECT_NEAR(sum, raw[row], 1e-5 * std::max(1.0, std::abs(sum)));
    }
}

TEST(TreeContributions, OfSplitsThatNobodyCameBy) {
    // Covers of 0: all that is known of such a split is its children.
    const BoostedTrees trees =
        BoostedTrees::make(2, {{{0, 0, 0, true}, {1, 0, 0, true}, {leaf, 3, 0}, {leaf, 1, 0}, {leaf, 2, 0}}})
            .value();
    std::vector<double> amounts(2);
    treeContributions(trees, std::vector<float>{-1, 1}, amounts);
    EXPECT_NEAR(amounts[0] + amounts[1] + expectedScore(trees), 2, 1e-9);
}

TEST(BoostedTrees, ImportanceIsShared) {
    const BoostedTrees trees =
        BoostedTrees::make(3,
                           {{{1, 0, 10, true}, {leaf, -1, 5}, {2, 0, 5, true}, {leaf, 1, 2}, {leaf, 1, 3}}})
            .value();
    EXPECT_EQ(trees.importance(), (std::vector<double>{0, 1, 0})); // the split by 2 changes nothing
    const std::vector<double> shares = randomTrees(4, 20, 6, 5).importance();
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
    EXPECT_EQ(BoostedTrees().importance(), std::vector<double>{});
}

TEST(BoostedTreesTiming, AThousandCandidatesInTwoMilliseconds) {
    constexpr std::size_t features = 60;
    Random random(5);
    std::vector<std::vector<TreeNode>> full;
    for (int tree = 0; tree < 100; ++tree) {
        full.push_back(test::randomTree(random, features, 6, 1));
    }
    const BoostedTrees trees = BoostedTrees::make(features, full).value();
    const std::vector<float> rows = randomRows(6, 1'000, features);
    std::vector<float> raw(1'000);
    const double limit = 2 * std::max(1.0, machineSlowness()); // of the machine that the figure stands for
    double best = 1e9;
    for (int round = 0; round < 500 && best >= limit; ++round) { // others may be at work here
        const auto start = std::chrono::steady_clock::now();
        trees.predict(rows, raw);
        best = std::min(
            best,
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    RecordProperty("milliseconds", std::to_string(best));
    EXPECT_LT(best, limit);
}

} // namespace
} // namespace tastescope
