// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison of lists against twins that follow the definitions word by word, values by hand, and what
// the published measure promises.
#include "engine/evaluation/lists_compared.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

namespace tastescope {
namespace {

using Ids = std::vector<std::uint32_t>;

std::vector<ScoredItem> listOf(const Ids& ids) {
    std::vector<ScoredItem> list;
    for (const std::uint32_t id : ids) {
        list.push_back({ItemIndex(id), -static_cast<float>(list.size())});
    }
    return list;
}
double rbo(const Ids& a, const Ids& b, double p) {
    return rankBiasedOverlap(listOf(a), listOf(b), p);
}

/// |A:d ∩ B:d| by sets.
double common(const Ids& a, const Ids& b, std::size_t depth) {
    const std::set<std::uint32_t> left(a.begin(), a.begin() + static_cast<long>(std::min(depth, a.size())));
    const std::set<std::uint32_t> right(b.begin(), b.begin() + static_cast<long>(std::min(depth, b.size())));
    return static_cast<double>(
        std::ranges::count_if(left, [&](std::uint32_t id) { return right.contains(id); }));
}

/// Equation 32, term by term.
double slowRbo(const Ids& a, const Ids& b, double p) {
    const Ids& shorter = a.size() <= b.size() ? a : b;
    const Ids& longer = a.size() <= b.size() ? b : a;
    const auto s = static_cast<double>(shorter.size());
    const auto l = static_cast<double>(longer.size());
    const double xs = common(a, b, shorter.size());
    const double xl = common(a, b, longer.size());
    double first = 0;
    for (std::size_t d = 1; d <= longer.size(); ++d) {
        first += common(a, b, d) / static_cast<double>(d) * std::pow(p, static_cast<double>(d));
    }
    double second = 0;
    for (std::size_t d = shorter.size() + 1; d <= longer.size(); ++d) {
        const auto depth = static_cast<double>(d);
        second += xs * (depth - s) / (s * depth) * std::pow(p, depth);
    }
    return (1 - p) / p * (first + second) + ((xl - xs) / l + xs / s) * std::pow(p, l);
}

Ids drawList(Random& random, std::size_t longest, std::size_t items) {
    Ids ids;
    for (std::uint64_t left = 1 + random.below(longest); left > 0; --left) {
        ids.push_back(static_cast<std::uint32_t>(random.below(items))); // repetitions and all
    }
    return ids;
}

TEST(ListsCompared, RankBiasedOverlapFollowsItsEquation) {
    Random random(8);
    for (std::size_t trial = 0; trial < 3000; ++trial) {
        const Ids a = drawList(random, 12, 14);
        const Ids b = drawList(random, 12, 14);
        const double p = 0.05 + 0.9 * random.uniform();
        const double found = rbo(a, b, p);
        ASSERT_NEAR(found, slowRbo(a, b, p), 1e-12);
        ASSERT_NEAR(found, rbo(b, a, p), 1e-15) << "in either order";
        ASSERT_GE(found, 0);
        ASSERT_LE(found, 1 + 1e-12);
    }
}

TEST(ListsCompared, RankBiasedOverlapByHand) {
    // One of two in common, at the first place: X = 1, 1. (1-p)/p (p + p²/2) + p²/2 = 1 - p/2.
    EXPECT_NEAR(rbo({1, 2}, {1, 3}, 0.9), 0.55, 1e-12);
    // Swapped: X = 0, 2. (1-p)/p p² + p² = p.
    EXPECT_NEAR(rbo({1, 2}, {2, 1}, 0.9), 0.9, 1e-12);
    // The shorter one is the head of the longer one: they agree as far as they go.
    EXPECT_NEAR(rbo({1, 2, 3}, {1}, 0.9), 1, 1e-12);
    // Its one item stands second in the longer one: X = 0, 1, 1; s = 1, X_s = 0.
    // (1-p)/p (p²/2 + p³/3) + p³/3 = p/2 - p²/6
    EXPECT_NEAR(rbo({2, 1, 3}, {1}, 0.9), 0.45 - 0.135, 1e-12);
}

TEST(ListsCompared, EqualListsAgreeWhollyAndOthersWithoutACommonItemNotAtAll) {
    Ids ids(200);
    std::iota(ids.begin(), ids.end(), 0U);
    Ids others(ids.size());
    std::iota(others.begin(), others.end(), 1000U);
    for (const double p : {0.1, 0.5, 0.9, 0.98, 0.999}) {
        for (const std::size_t length : {1U, 2U, 10U, 200U}) {
            const Ids head(ids.begin(), ids.begin() + static_cast<long>(length));
            EXPECT_NEAR(rbo(head, head, p), 1, 1e-12) << p << " " << length;
            EXPECT_EQ(rbo(head, others, p), 0);
        }
    }
    EXPECT_EQ(overlapAt(listOf(ids), listOf(ids), 10), 1);
    EXPECT_EQ(overlapAt(listOf({1, 2}), listOf({1, 2}), 10), 0.2) << "divided by k, short or not";
    EXPECT_TRUE(std::isnan(rbo({}, {1}, 0.9)));
}

TEST(ListsCompared, MovesAndOverlapFollowTheirDefinitions) {
    Random random(9);
    for (std::size_t trial = 0; trial < 3000; ++trial) {
        const Ids a = drawList(random, 15, 16);
        const Ids b = drawList(random, 15, 16);
        const std::size_t k = 1 + random.below(12);
        double climb = 0;
        double drop = 0;
        std::optional<double> deepest;
        for (const std::uint32_t item : std::set<std::uint32_t>(b.begin(), b.end())) {
            const auto before = std::ranges::find(a, item) - a.begin();
            const auto after = std::ranges::find(b, item) - b.begin();
            if (before < static_cast<long>(a.size())) {
                climb = std::max(climb, static_cast<double>(before - after));
                drop = std::max(drop, static_cast<double>(after - before));
                deepest = std::max(deepest.value_or(0), static_cast<double>(before + 1));
            }
        }
        const Moves moves = movesBetween(listOf(a), listOf(b));
        ASSERT_EQ(moves.climb, climb);
        ASSERT_EQ(moves.drop, drop);
        ASSERT_EQ(deepest.has_value(), !std::isnan(moves.deepest));
        ASSERT_EQ(deepest.value_or(0), std::isnan(moves.deepest) ? 0 : moves.deepest);
        ASSERT_NEAR(overlapAt(listOf(a), listOf(b), k), common(a, b, k) / static_cast<double>(k), 1e-15);
    }
    const Moves moves = movesBetween(listOf({1, 2, 3, 4, 5}), listOf({5, 1, 3}));
    EXPECT_EQ(moves.climb, 4);
    EXPECT_EQ(moves.drop, 1);
    EXPECT_EQ(moves.deepest, 5);
}

TEST(ListsCompared, IsOverTheUsersWhoHaveBoth) {
    const std::vector<std::vector<ScoredItem>> a{listOf({1, 2}), listOf({1}), {}, listOf({7})};
    const std::vector<std::vector<ScoredItem>> b{listOf({2, 1}), {}, listOf({3}), listOf({8}), listOf({9})};
    const ListsCompared found = compareLists(a, b, {2, 0.9, 100}).value();
    EXPECT_EQ(found.both, 2U);
    EXPECT_EQ(found.onlyA, 1U);
    EXPECT_EQ(found.onlyB, 2U);
    const auto summary = [&](std::size_t at) { return found.values[at].summary; };
    EXPECT_EQ(found.values[0].key, "overlap");
    EXPECT_NEAR(summary(0).mean, 0.5, 1e-12);
    EXPECT_NEAR(summary(1).mean, 0.45, 1e-12);
    EXPECT_NEAR(summary(2).mean, 0.5, 1e-12) << "who shares no item has none that climbs";
    EXPECT_EQ(found.values[4].key, "least_item_promoted");
    EXPECT_EQ(summary(4).mean, 2) << "and none that was anywhere";
    EXPECT_EQ(summary(4).users, 1U);
    EXPECT_EQ(summary(0).users, 2U);
    EXPECT_LT(summary(0).low, 0.5);
}

TEST(ListsCompared, RefusesWhatCannotBeCompared) {
    const std::vector<std::vector<ScoredItem>> a{listOf({1, 2}), {}};
    const std::vector<std::vector<ScoredItem>> b{{}, listOf({2, 1})};
    const ListsCompared apart = compareLists(a, b, {}).value();
    EXPECT_EQ(apart.both, 0U);
    EXPECT_TRUE(std::isnan(apart.values[0].summary.mean));
    EXPECT_EQ(compareLists({}, {}, {})->both, 0U);
    for (const ListsComparedOptions& wrong :
         {ListsComparedOptions{0, 0.9, 10}, {10, 0, 10}, {10, 1, 10}, {10, std::nan(""), 10}}) {
        EXPECT_FALSE(compareLists(a, a, wrong));
    }
    std::stop_source source;
    source.request_stop();
    ExecutionContext stopped;
    stopped.stop = source.get_token();
    const auto ended = compareLists(a, a, {}, stopped);
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, ErrorCode::Cancelled);
}

TEST(ListsCompared, SameBitsForOneAndTwoThreads) {
    Random random(3);
    std::vector<std::vector<ScoredItem>> a;
    std::vector<std::vector<ScoredItem>> b;
    for (std::size_t user = 0; user < 500; ++user) {
        a.push_back(listOf(drawList(random, 20, 30)));
        b.push_back(listOf(drawList(random, 20, 30)));
    }
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext two;
    two.threads = 2;
    const ListsCompared first = compareLists(a, b, {}, one).value();
    const ListsCompared second = compareLists(a, b, {}, two).value();
    for (std::size_t at = 0; at < first.values.size(); ++at) {
        EXPECT_EQ(first.values[at].summary.mean, second.values[at].summary.mean);
        EXPECT_EQ(first.values[at].summary.low, second.values[at].summary.low);
        EXPECT_LE(first.values[at].summary.low, first.values[at].summary.mean);
        EXPECT_GE(first.values[at].summary.high, first.values[at].summary.mean);
    }
}

} // namespace
} // namespace tastescope
