// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/demo/demo_world.h"

#include "engine/data/readiness.h"
#include "engine/data/split.h"
#include "engine/data/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

namespace tastescope {
namespace {

const DemoWorld& standardWorld() {
    static const DemoWorld world = *makeDemoWorld({});
    return world;
}

enum Signal : SignalIndex { Listen, Skip, Like, Save, Share };

// ndcg@10 of one user, binary gain.
double ndcg(std::span<const float> scores, const std::set<std::uint32_t>& wanted) {
    std::vector<std::uint32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0U);
    std::partial_sort(order.begin(), order.begin() + 10, order.end(),
                      [&](std::uint32_t a, std::uint32_t b) { return scores[a] > scores[b]; });
    double gain = 0;
    double ideal = 0;
    for (std::size_t place = 0; place < 10; ++place) {
        const double discount = 1 / std::log2(static_cast<double>(place + 2));
        gain += wanted.contains(order[place]) ? discount : 0;
        ideal += place < wanted.size() ? discount : 0;
    }
    return gain / ideal;
}

TEST(DemoWorld, HasTheSizeAndShapeAskedFor) {
    const Dataset& data = *standardWorld().dataset;
    const Statistics s = *computeStatistics(data);
    EXPECT_EQ(s.users, 2000U);
    EXPECT_EQ(s.items, 3000U);
    EXPECT_EQ(s.creators, 300U);
    EXPECT_NEAR(static_cast<double>(s.events), 300'000, 6'000);
    EXPECT_GT(s.gini, 0.60);
    EXPECT_LT(s.gini, 0.75);
    EXPECT_GT(s.events, s.pairs + s.pairs / 2); // songs are heard again
    EXPECT_GE(s.categories.size(), 8U);
    EXPECT_LE(s.categories.size(), 12U);
    EXPECT_LT(s.smallCreators, s.creators);
    EXPECT_GT(s.smallCreators, s.creators / 2);
    EXPECT_EQ(data.name(), "Demo music service");
    EXPECT_EQ(data.nouns().items, "songs");
    EXPECT_EQ(data.nouns().creators, "artists");
    EXPECT_EQ(s.lastTime, 1'782'777'600'000); // 2026-06-30
    EXPECT_NEAR(static_cast<double>(s.eventsPerWeek.size()), 105, 2);
}

TEST(DemoWorld, FindsWhatReadinessLooksFor) {
    const Dataset& data = *standardWorld().dataset;
    const Statistics s = *computeStatistics(data);
    EXPECT_EQ(assessReadiness(data, s).verdict, "Yes.");
    std::set<std::string> ids;
    for (const QualityFinding& finding : findQualityIssues(data, s)) {
        ids.insert(finding.id);
    }
    EXPECT_TRUE(ids.contains("thin_weeks"));
    EXPECT_TRUE(ids.contains("thin_users"));
    EXPECT_TRUE(ids.contains("no_category"));
    EXPECT_TRUE(ids.contains("unique_ids"));
    EXPECT_FALSE(ids.contains("automated_users"));
}

TEST(DemoWorld, SongsAreOnlyHeardAfterTheirReleaseAndByThoseWhoJoined) {
    const Dataset& data = *standardWorld().dataset;
    const AttributeColumn& joined = *data.userAttributes().find("joined");
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        const Interactions& events = data.events();
        for (std::size_t row = events.firstOf(UserIndex{user}); row < events.lastOf(UserIndex{user}); ++row) {
            ASSERT_GE(events.time(row), data.itemAttributes().released(events.item(row)));
            ASSERT_GE(events.time(row), joined.dates[user]);
        }
    }
}

TEST(DemoWorld, LikesSavesAndSharesFollowAListen) {
    const Interactions& events = standardWorld().dataset->events();
    std::array<std::size_t, 5> counts{};
    for (std::size_t user = 0; user < events.userCount(); ++user) {
        std::set<std::uint32_t> heard;
        for (std::size_t row = events.firstOf(UserIndex{user}); row < events.lastOf(UserIndex{user}); ++row) {
            ++counts[events.signal(row)];
            if (events.signal(row) == Listen) {
                heard.insert(events.item(row).value);
            } else if (events.signal(row) != Skip) {
                ASSERT_TRUE(heard.contains(events.item(row).value));
            }
        }
    }
    const double all = static_cast<double>(events.size());
    EXPECT_NEAR(static_cast<double>(counts[Listen]) / all, 0.70, 0.06);
    EXPECT_NEAR(static_cast<double>(counts[Skip]) / all, 0.07, 0.03);
    EXPECT_NEAR(static_cast<double>(counts[Like]) / all, 0.13, 0.04);
    EXPECT_GT(counts[Save], counts[Share]);
    EXPECT_GT(counts[Share], events.size() / 100);
}

TEST(DemoWorld, LikedSongsMatchBetterThanSkippedOnes) {
    const auto& [dataset, truth] = standardWorld();
    const Interactions& events = dataset->events();
    const Time last = std::ranges::max(events.times());
    const double period = 730.0 * millisecondsPerDay;
    std::array<double, 5> sum{};
    std::array<double, 5> count{};
    for (std::size_t user = 0; user < 300; ++user) {
        for (std::size_t row = events.firstOf(UserIndex{user}); row < events.lastOf(UserIndex{user}); ++row) {
            const double progress = 1 - static_cast<double>(last - events.time(row)) / period;
            sum[events.signal(row)] += truth.match(UserIndex{user}, events.item(row), progress);
            count[events.signal(row)] += 1;
        }
    }
    EXPECT_GT(sum[Like] / count[Like], sum[Listen] / count[Listen] + 0.03);
    EXPECT_GT(sum[Listen] / count[Listen], sum[Skip] / count[Skip] + 0.1);
}

TEST(DemoWorld, TruthIsWellFormed) {
    const auto& [dataset, truth] = standardWorld();
    ASSERT_EQ(truth.itemVectors.size(), dataset->itemCount() * truth.dimensions);
    ASSERT_EQ(truth.tasteVectors.size(), dataset->userCount() * truth.tastesPerUser * truth.dimensions);
    ASSERT_EQ(truth.tasteDrift.size(), truth.tasteVectors.size());
    ASSERT_EQ(truth.itemQuality.size(), dataset->itemCount());
    for (std::size_t user = 0; user < dataset->userCount(); ++user) {
        double sum = 0;
        for (std::size_t taste = 0; taste < truth.tastesPerUser; ++taste) {
            sum += static_cast<double>(truth.tasteWeights[user * truth.tastesPerUser + taste]);
        }
        ASSERT_NEAR(sum, 1, 1e-5);
    }
    for (const float value : truth.tasteVectors) {
        ASSERT_TRUE(std::isfinite(value));
    }
}

TEST(DemoWorld, NamesAreReadableAndUnique) {
    const Dataset& data = *standardWorld().dataset;
    std::set<std::string> titles;
    for (std::size_t item = 0; item < data.itemCount(); ++item) {
        titles.insert(data.itemLabel(ItemIndex{item}));
        ASSERT_FALSE(data.itemAttributes().creator(ItemIndex{item}).empty());
    }
    EXPECT_EQ(titles.size(), data.itemCount());
    EXPECT_EQ(data.items().at(0), "T000001");
    EXPECT_EQ(data.users().at(1999), "L02000");
}

TEST(DemoWorld, SameBitsForAnyNumberOfThreadsAndOthersForAnotherSeed) {
    DemoOptions options{300, 400, 40, 12'000};
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext four;
    four.threads = 4;
    const std::string a = makeDemoWorld(options, one)->dataset->fingerprint();
    const std::string b = makeDemoWorld(options, four)->dataset->fingerprint();
    EXPECT_EQ(a, b);
    options.seed = 43;
    EXPECT_NE(makeDemoWorld(options, one)->dataset->fingerprint(), a);
}

// Neighbours by co-occurrence know more than popularity: there is taste to be learned.
TEST(DemoWorld, CanBeLearned) {
    const auto split = splitDataset(*standardWorld().dataset, {Protocol::PerUser, 0.2, 42});
    ASSERT_TRUE(split);
    const InteractionMatrix& train = split->train->matrix();
    std::vector<float> scores(train.itemCount());
    double popularity = 0;
    double neighbours = 0;
    for (std::uint32_t number = 0; number < 150; ++number) {
        const UserIndex user{number};
        std::set<std::uint32_t> wanted;
        for (std::size_t row = split->test->firstOf(user); row < split->test->lastOf(user); ++row) {
            wanted.insert(split->test->item(row).value);
        }
        if (wanted.empty()) {
            continue;
        }
        const auto hideSeen = [&] {
            for (const ItemIndex item : train.itemsOf(user)) {
                scores[item.value] = -1;
            }
        };
        for (std::size_t item = 0; item < scores.size(); ++item) {
            scores[item] = static_cast<float>(train.countOf(ItemIndex{item}));
        }
        hideSeen();
        popularity += ndcg(scores, wanted);
        std::ranges::fill(scores, 0.0F);
        for (const ItemIndex item : train.itemsOf(user)) {
            for (const UserIndex other : train.usersOf(item)) {
                for (const ItemIndex near : train.itemsOf(other)) {
                    scores[near.value] += 1 / std::sqrt(static_cast<float>(train.countOf(item)) *
                                                        static_cast<float>(train.countOf(near)));
                }
            }
        }
        hideSeen();
        neighbours += ndcg(scores, wanted);
    }
    EXPECT_GT(neighbours, 1.8 * popularity);
}

TEST(DemoWorld, SmallestAndCrowdedWorlds) {
    const auto tiny = makeDemoWorld({1, 1, 1, 1});
    ASSERT_TRUE(tiny);
    EXPECT_EQ(tiny->dataset->events().size(), 1U);
    const auto few = makeDemoWorld({10, 5, 5, 3});
    ASSERT_TRUE(few);
    EXPECT_EQ(few->dataset->events().size(), 3U);
    const auto crowded = makeDemoWorld({1, 3, 2, 50'000});
    ASSERT_TRUE(crowded);
    const Interactions& events = crowded->dataset->events();
    EXPECT_EQ(events.size(), 50'000U);
    EXPECT_EQ(std::ranges::max(events.times()), 1'782'777'600'000);
    DemoOptions earlier{20, 30, 4, 500};
    earlier.now = 1'000'000'000'000;
    EXPECT_EQ(std::ranges::max(makeDemoWorld(earlier)->dataset->events().times()), 1'000'000'000'000);
}

TEST(DemoWorld, RefusesWhatCannotBe) {
    for (const DemoOptions& options :
         {DemoOptions{0, 10, 1, 10}, DemoOptions{10, 0, 0, 10}, DemoOptions{10, 10, 1, 0},
          DemoOptions{10, 10, 0, 10}, DemoOptions{10, 10, 11, 10}, DemoOptions{10, 10, 1, 99'999'999'999}}) {
        const auto world = makeDemoWorld(options);
        ASSERT_FALSE(world);
        EXPECT_EQ(world.error().code, ErrorCode::InvalidArgument);
        EXPECT_FALSE(world.error().remedy.empty());
    }
}

TEST(DemoWorld, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const auto world = makeDemoWorld({}, context);
    ASSERT_FALSE(world);
    EXPECT_EQ(world.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
