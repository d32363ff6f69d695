// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/ranking.h"

#include "engine/metrics/metric.h"

#include "tests/engine/evaluation/evaluation_support.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

constexpr std::size_t users = 40;
constexpr std::size_t items = 30;

struct Bench {
    test::RandomWorld world = test::randomWorld(users, items, 3);
    test::TableModel model{users, items, 4};
    EvaluationInput input{world.train, heldOutOf(*world.train, *world.test), nullptr, "test"};
    RankingTask task;

    Bench() {
        task.input = &input;
        task.k = 8;
        task.scoreMetrics = {findMetric("auc")->as<ScoreMetric>()};
        for (std::size_t user = 0; user < users; ++user) {
            if (input.test.relevantCount(UserIndex(user)) > 0) {
                task.users.emplace_back(user);
            }
        }
        for (std::size_t item = 0; item + 2 < items; ++item) {
            task.allowed.emplace_back(item);
        }
    }
};

bool contains(std::span<const ItemIndex> row, std::size_t item) {
    return std::find(row.begin(), row.end(), ItemIndex(item)) != row.end();
}

/// The slow twin: every pair looked at by itself.
double slowAuc(const test::TableModel& model, std::size_t scored, std::span<const ItemIndex> seen,
               std::span<const ItemIndex> relevant) {
    double won = 0;
    double pairs = 0;
    for (std::size_t good = 0; good + 2 < items; ++good) {
        for (std::size_t bad = 0; bad + 2 < items; ++bad) {
            if (contains(seen, good) || contains(seen, bad) || !contains(relevant, good) ||
                contains(relevant, bad)) {
                continue;
            }
            const float a = model.at(scored, good);
            const float b = model.at(scored, bad);
            won += a > b ? 1 : a == b ? 0.5 : 0;
            ++pairs;
        }
    }
    return pairs > 0 ? won / pairs : std::nan("");
}

std::vector<std::size_t> slowList(const test::TableModel& model, std::size_t scored,
                                  std::span<const ItemIndex> seen, std::size_t k) {
    std::vector<std::size_t> order;
    for (std::size_t item = 0; item + 2 < items; ++item) {
        if (!contains(seen, item)) {
            order.push_back(item);
        }
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return model.at(scored, a) > model.at(scored, b); });
    order.resize(std::min(k, order.size()));
    return order;
}

void expectList(const std::vector<ScoredItem>& list, const std::vector<std::size_t>& expected) {
    ASSERT_EQ(list.size(), expected.size());
    for (std::size_t place = 0; place < list.size(); ++place) {
        EXPECT_EQ(list[place].item.value, expected[place]);
    }
}

TEST(Ranking, ListsAndAucAgreeWithTheSlowTwin) {
    const Bench bench;
    const auto ranking = rankUsers(bench.model, bench.task);
    ASSERT_TRUE(ranking);
    for (const UserIndex user : bench.task.users) {
        const std::span<const ItemIndex> seen = bench.world.train->matrix().itemsOf(user);
        expectList(ranking->lists[user.value], slowList(bench.model, user.value, seen, 8));
        const double auc = slowAuc(bench.model, user.value, seen, bench.input.test.itemsOf(user));
        if (std::isnan(auc)) {
            EXPECT_TRUE(std::isnan(ranking->ofScores[0][user.value]));
        } else {
            EXPECT_NEAR(ranking->ofScores[0][user.value], auc, 1e-12);
        }
    }
}

TEST(Ranking, UsersWithoutTestItemsGetNoList) {
    const Bench bench;
    const auto ranking = rankUsers(bench.model, bench.task);
    EXPECT_TRUE(ranking->lists[3].empty());
    EXPECT_TRUE(std::isnan(ranking->ofScores[0][3]));
}

TEST(Ranking, ColdUsersAreScoredByTheirHistory) {
    Bench bench;
    // User 0 is known by two items only, user 1 keeps their row of train.
    std::vector<std::uint64_t> offsets(users + 1, 2);
    offsets[0] = 0;
    bench.input.coldHistory = std::make_shared<InteractionMatrix>(
        InteractionMatrix::fromRows(offsets, {ItemIndex(4), ItemIndex(9)}, {1.0F, 1.0F}, items));
    bench.task.users = {UserIndex(0), UserIndex(1)};
    const auto ranking = rankUsers(bench.model, bench.task);
    ASSERT_TRUE(ranking);
    const std::vector<ItemIndex> history{ItemIndex(4), ItemIndex(9)};
    expectList(ranking->lists[0], slowList(bench.model, 2, history, 8));
    expectList(ranking->lists[1],
               slowList(bench.model, 1, bench.world.train->matrix().itemsOf(UserIndex(1)), 8));
    EXPECT_NEAR(ranking->ofScores[0][0],
                slowAuc(bench.model, 2, history, bench.input.test.itemsOf(UserIndex(0))), 1e-12);
}

TEST(Ranking, SampledCandidatesAreSeededAndKeepTheTestItems) {
    Bench bench;
    bench.task.sampled = 3;
    bench.task.k = items;
    ExecutionContext context;
    context.threads = 1;
    const auto first = rankUsers(bench.model, bench.task, context);
    context.threads = 2;
    const auto second = rankUsers(bench.model, bench.task, context);
    context.seed = 43;
    const auto other = rankUsers(bench.model, bench.task, context);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->lists, second->lists);
    EXPECT_NE(first->lists, other->lists);
    for (const UserIndex user : bench.task.users) {
        std::size_t relevant = 0;
        for (const ItemIndex item : bench.input.test.itemsOf(user)) {
            relevant += item.value + 2 < items ? 1 : 0;
        }
        EXPECT_EQ(first->lists[user.value].size(), relevant + 3);
    }
}

TEST(Ranking, StopIsHeeded) {
    Bench bench;
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const auto stopped = rankUsers(bench.model, bench.task, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
