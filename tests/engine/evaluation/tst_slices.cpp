// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/slices.h"

#include "engine/base/random.h"
#include "engine/metrics/metric.h"

#include <boost/math/distributions/students_t.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stop_token>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

MetricValue metricOf(std::string key, std::vector<double> perUser) {
    MetricValue value;
    value.key = std::move(key);
    value.perUser = std::move(perUser);
    return value;
}

Segmentation grouping(std::string by, std::size_t users, std::size_t groups, Random& random) {
    Segmentation out{std::move(by), {}, {}};
    for (std::size_t group = 0; group < groups; ++group) {
        out.names.push_back("g" + std::to_string(group));
    }
    for (std::size_t user = 0; user < users; ++user) {
        out.group.push_back(static_cast<std::uint32_t>(random.below(groups)));
    }
    return out;
}

struct World {
    EvaluationResult result;
    std::vector<Segmentation> segmentations;
};

/// Two models whose values `draw` gives, for everybody.
World worldOf(std::uint64_t seed, std::size_t users, const std::vector<std::size_t>& groups,
              const std::function<double(Random&)>& draw) {
    Random random(seed);
    World world;
    for (std::size_t at = 0; at < groups.size(); ++at) {
        world.segmentations.push_back(grouping("by" + std::to_string(at), users, groups[at], random));
    }
    std::vector<double> a;
    std::vector<double> b;
    for (std::size_t user = 0; user < users; ++user) {
        world.result.users.emplace_back(user);
        a.push_back(draw(random));
        b.push_back(draw(random));
    }
    world.result.models.resize(2);
    world.result.models[0].label = "a";
    world.result.models[1].label = "b";
    world.result.models[0].metrics = {metricOf("ndcg@10", std::move(a))};
    world.result.models[1].metrics = {metricOf("ndcg@10", std::move(b))};
    return world;
}

/// Many find nothing, as with NDCG.
double often0(Random& random) {
    return random.uniform() < 0.6 ? 0 : random.uniform();
}

double seldom1(Random& random) {
    return random.uniform() < 0.1 ? 1 : 0;
}

/// The same by people in lists, slice by slice, and formulas of the textbook.
std::vector<Slice> slowly(const World& world, std::string_view key, double sign, std::size_t least) {
    const auto valueOf = [&](std::size_t model, std::size_t user) {
        const auto& metrics = world.result.models[model].metrics;
        return std::ranges::find(metrics, key, &MetricValue::key)->perUser[user];
    };
    const auto peopleOf = [&](const std::vector<std::pair<std::size_t, std::uint32_t>>& wanted) {
        std::vector<std::size_t> people;
        for (const UserIndex user : world.result.users) {
            const bool in = std::ranges::all_of(wanted, [&](const auto& one) {
                return world.segmentations[one.first].group[user.value] == one.second;
            });
            if (in && !std::isnan(valueOf(0, user.value)) && !std::isnan(valueOf(1, user.value))) {
                people.push_back(user.value);
            }
        }
        return people;
    };
    std::vector<std::pair<std::vector<std::pair<std::size_t, std::uint32_t>>, std::vector<std::size_t>>> all;
    const std::vector<Segmentation>& by = world.segmentations;
    for (std::size_t one = 0; one < by.size(); ++one) {
        for (std::uint32_t group = 0; group < by[one].names.size(); ++group) {
            all.push_back({{{one, group}}, peopleOf({{one, group}})});
        }
    }
    for (std::size_t one = 0; one < by.size(); ++one) {
        for (std::size_t other = one + 1; other < by.size(); ++other) {
            for (std::uint32_t first = 0; first < by[one].names.size(); ++first) {
                for (std::uint32_t second = 0; second < by[other].names.size(); ++second) {
                    auto people = peopleOf({{one, first}, {other, second}});
                    if (people != peopleOf({{one, first}}) && people != peopleOf({{other, second}})) {
                        all.push_back({{{one, first}, {other, second}}, std::move(people)});
                    }
                }
            }
        }
    }
    std::erase_if(all, [&](const auto& one) { return one.second.size() < least; });
    std::vector<Slice> found;
    for (const auto& [conditions, people] : all) {
        Slice slice;
        const auto n = static_cast<double>(people.size());
        for (const std::size_t user : people) {
            slice.a += valueOf(0, user) / n;
            slice.b += valueOf(1, user) / n;
        }
        slice.loss = sign * (slice.b - slice.a);
        double squares = 0;
        for (const std::size_t user : people) {
            squares += std::pow(sign * (valueOf(1, user) - valueOf(0, user)) - slice.loss, 2);
        }
        const boost::math::students_t student(n - 1);
        const double quantile = boost::math::quantile(student, 1 - 0.05 / static_cast<double>(all.size()));
        slice.low = slice.loss - quantile * std::sqrt(squares / (n - 1) / n);
        slice.users = people.size();
        for (const auto& [one, group] : conditions) {
            slice.conditions.push_back({by[one].by, by[one].names[group]});
        }
        if (slice.low > 0) {
            found.push_back(std::move(slice));
        }
    }
    std::ranges::stable_sort(found, [](const Slice& a, const Slice& b) { return a.low > b.low; });
    return found;
}

TEST(Slices, AreThoseThatListsOfPeopleGive) {
    std::size_t compared = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        World world = worldOf(seed, 60 + 20 * (seed % 9), {2, 5, 3, 1}, often0);
        Random random(seed, 7);
        std::vector<double>& a = world.result.models[0].metrics[0].perUser;
        std::vector<double>& b = world.result.models[1].metrics[0].perUser;
        for (std::size_t user = 0; user < a.size(); ++user) {
            // Some are lost, some belong nowhere, some have no value of one model or were not judged.
            b[user] += world.segmentations[seed % 2].group[user] == 1 ? 0.4 : 0;
            world.segmentations[2].group[user] =
                random.below(8) == 0 ? Segmentation::none : world.segmentations[2].group[user];
            a[user] = random.below(15) == 0 ? unknown : a[user];
        }
        std::erase_if(world.result.users, [&](UserIndex) { return random.below(12) == 0; });
        // The last is the second again: its pairs with it are the same people.
        world.segmentations[3] = world.segmentations[1];
        world.segmentations[3].by = "again";
        const std::string key = "ndcg@10";
        const auto fast = findSlices(world.result, world.segmentations, "a", "b", key, {5, 0.05, 1000});
        ASSERT_TRUE(fast) << fast.error().text();
        const std::vector<Slice> slow = slowly(world, key, 1, 5);
        ASSERT_EQ(fast->slices.size(), slow.size()) << seed;
        EXPECT_EQ(fast->found, slow.size());
        for (std::size_t at = 0; at < slow.size(); ++at) {
            EXPECT_NEAR(fast->slices[at].low, slow[at].low, 1e-9);
            const auto same = std::ranges::find(slow, fast->slices[at].conditions, &Slice::conditions);
            ASSERT_NE(same, slow.end());
            EXPECT_EQ(fast->slices[at].users, same->users);
            EXPECT_NEAR(fast->slices[at].a, same->a, 1e-12);
            EXPECT_NEAR(fast->slices[at].b, same->b, 1e-12);
            EXPECT_NEAR(fast->slices[at].loss, same->loss, 1e-12);
            EXPECT_LT(fast->slices[at].p, 0.05); // as the bound says
            ++compared;
        }
        // The winner loses nowhere that the loser does.
        const auto back = findSlices(world.result, world.segmentations, "b", "a", key, {5, 0.05, 1000});
        ASSERT_TRUE(back);
        EXPECT_EQ(back->looked, fast->looked);
        EXPECT_DOUBLE_EQ(back->loss, -fast->loss);
        for (const Slice& slice : back->slices) {
            EXPECT_EQ(std::ranges::find(slow, slice.conditions, &Slice::conditions), slow.end());
        }
    }
    EXPECT_GT(compared, 100U);
}

TEST(Slices, FindAPlantedPairFirst) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        World world = worldOf(seed, 1200, {2, 4, 3}, often0);
        for (std::size_t user = 0; user < 1200; ++user) {
            if (world.segmentations[0].group[user] == 1 && world.segmentations[1].group[user] == 2) {
                world.result.models[0].metrics[0].perUser[user] *= 0.1; // the first fails these
                world.result.models[1].metrics[0].perUser[user] += 0.1;
            }
        }
        const auto found = findSlices(world.result, world.segmentations, "a", "b", "ndcg@10");
        ASSERT_TRUE(found);
        ASSERT_FALSE(found->slices.empty()) << seed;
        const std::vector<SliceCondition> planted{{"by0", "g1"}, {"by1", "g2"}};
        EXPECT_EQ(found->slices.front().conditions, planted) << seed;
        EXPECT_NEAR(found->slices.front().loss, 0.28, 0.09);
        const std::vector<bool> members = membersOf(world.segmentations, planted);
        EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(members, true)), found->slices.front().users);
    }
}

/// In how many worlds without any loss something is found.
double falseRate(std::size_t worlds, const std::vector<std::size_t>& groups,
                 const std::function<double(Random&)>& draw) {
    std::size_t found = 0;
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const World world = worldOf(1000 + seed, 400, groups, draw);
        found += findSlices(world.result, world.segmentations, "a", "b", "ndcg@10")->slices.empty() ? 0 : 1;
    }
    return static_cast<double>(found) / static_cast<double>(worlds);
}

TEST(Slices, AreFoundInNoiseAsSeldomAsStated) {
    // One slice alone: the bound is as good as its level says. Three standard errors of 2,000 worlds: .015.
    const double one = falseRate(2000, {1}, often0);
    EXPECT_NEAR(one, 0.05, 0.015);
    // Many that overlap: no more than the level in all of them together.
    EXPECT_LE(falseRate(800, {2, 4, 3, 2}, often0), 0.073);
    EXPECT_LE(falseRate(800, {2, 4, 3, 2}, seldom1), 0.073);
}

TEST(Slices, AreByMeansOverUsersWithABetterSide) {
    World world = worldOf(3, 100, {2}, often0);
    std::vector<double> half(100, 0.5);
    std::vector<double> none(100, 0.0);
    world.result.models[0].metrics = {metricOf("arp@10", none), metricOf("gini@10", {}),
                                      metricOf("nobody_knows@3", none), metricOf("recall@10", none)};
    world.result.models[1].metrics = {metricOf("arp@10", half), metricOf("gini@10", {}),
                                      metricOf("nobody_knows@3", half), metricOf("recall@10", half)};
    EXPECT_EQ(findSlices(world.result, world.segmentations, "a", "b", "arp@10").error().code,
              ErrorCode::NotFound); // neither more nor less is better
    for (const char* key : {"gini@10", "nobody_knows@3", "ndcg@10"}) {
        EXPECT_EQ(findSlices(world.result, world.segmentations, "a", "b", key).error().code,
                  ErrorCode::NotFound);
    }
    EXPECT_FALSE(findSlices(world.result, world.segmentations, "a", "c", "recall@10"));
    // Everybody loses by the same: nothing is uncertain.
    const auto sure = findSlices(world.result, world.segmentations, "a", "b", "recall@10");
    ASSERT_TRUE(sure);
    ASSERT_EQ(sure->slices.size(), 2U);
    EXPECT_EQ(sure->slices[0].low, 0.5);
    EXPECT_EQ(sure->slices[0].p, 0);
    EXPECT_GE(sure->slices[0].users, sure->slices[1].users);
    EXPECT_EQ(sure->looked, 2U);
    // Both ways, by the first metric of each that there is.
    const auto all = findAllSlices(world.result, world.segmentations);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ((*all)[0].metric, "recall@10");
    EXPECT_EQ((*all)[0].slices.size(), 2U);
    EXPECT_TRUE((*all)[1].slices.empty());
    // Nobody is known by anything; nobody was judged.
    EXPECT_EQ(findSlices(world.result, {}, "a", "b", "recall@10")->looked, 0U);
    world.result.users.clear();
    const auto nobody = findSlices(world.result, world.segmentations, "a", "b", "recall@10");
    ASSERT_TRUE(nobody);
    EXPECT_EQ(nobody->users, 0U);
    EXPECT_EQ(nobody->looked, 0U);
}

TEST(Slices, OfALessIsBetterMetricAreWhereItIsMore) {
    // Of the metrics over users the first of which less is better.
    const auto less = std::ranges::find_if(metrics(), [](const MetricInfo& info) {
        return info.meanOverUsers() && info.direction == MetricDirection::Lower;
    });
    if (less == metrics().end()) {
        GTEST_SKIP() << "there is none";
    }
    World world = worldOf(5, 100, {1}, often0);
    const std::string key = metricKey(*less, 10);
    world.result.models[0].metrics = {metricOf(key, std::vector<double>(100, 0.7))};
    world.result.models[1].metrics = {metricOf(key, std::vector<double>(100, 0.2))};
    const auto found = findSlices(world.result, world.segmentations, "a", "b", key);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->slices.size(), 1U);
    EXPECT_DOUBLE_EQ(found->slices[0].loss, 0.5);
    EXPECT_TRUE(findSlices(world.result, world.segmentations, "b", "a", key)->slices.empty());
}

TEST(Slices, AreStopped) {
    const World world = worldOf(1, 100, {2, 2}, often0);
    ExecutionContext context;
    std::stop_source stop;
    stop.request_stop();
    context.stop = stop.get_token();
    const auto found = findSlices(world.result, world.segmentations, "a", "b", "ndcg@10", {}, context);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::Cancelled);
}

TEST(Slices, HoldWhoIsInEveryGroupNamed) {
    const std::vector<Segmentation> by{{"a", {"x", "y"}, {0, 1, 1, Segmentation::none}},
                                       {"b", {"x", "z"}, {0, 0, 1, 1}}};
    EXPECT_EQ(membersOf(by, {{"a", "y"}}), (std::vector<bool>{false, true, true, false}));
    EXPECT_EQ(membersOf(by, {{"a", "y"}, {"b", "x"}}), (std::vector<bool>{false, true, false, false}));
    EXPECT_EQ(membersOf(by, {{"a", "z"}}), std::vector<bool>(4, false));
    EXPECT_EQ(membersOf(by, {{"c", "x"}}), std::vector<bool>(4, false));
    EXPECT_EQ(membersOf(by, {}), std::vector<bool>(4, false));
    EXPECT_TRUE(membersOf({}, {{"a", "x"}}).empty());
}

} // namespace
} // namespace tastescope
