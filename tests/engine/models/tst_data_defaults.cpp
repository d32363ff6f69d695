// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/data_defaults.h"

#include "engine/base/random.h"
#include "engine/models/signal_remarks.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/models/real_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

namespace tastescope {
namespace {

/// People who meet two or three of few things, most of them what everybody meets: web pages, say.
RealSplit shortHistories() {
    constexpr std::size_t people = 3000;
    constexpr std::size_t things = 120;
    Random random(9);
    std::vector<double> drawn(things);
    double sum = 0;
    for (std::size_t item = 0; item < things; ++item) {
        sum += std::pow(static_cast<double>(item + 1), -1.3);
        drawn[item] = sum;
    }
    const auto popular = [&] {
        const double place = random.uniform() * sum;
        return static_cast<std::uint32_t>(std::lower_bound(drawn.begin(), drawn.end(), place) -
                                          drawn.begin());
    };
    std::vector<Row> rows;
    std::vector<Event> test;
    for (std::size_t user = 0; user < people; ++user) {
        std::set<std::uint32_t> met;
        const std::uint64_t wanted = 2 + random.below(4);
        for (int tries = 0; met.size() < wanted && tries < 100; ++tries) {
            const std::uint32_t item = popular();
            // A third of the time something of the person's own kind.
            if (random.below(3) > 0 || item % 8 == user % 8) {
                met.insert(item);
            }
        }
        std::vector<std::uint32_t> order(met.begin(), met.end());
        random.shuffle(std::span(order));
        test.push_back({UserIndex(user), ItemIndex(order.front()), 0, 1, noTime});
        for (std::size_t place = 1; place < order.size(); ++place) {
            rows.push_back({user, order[place]});
        }
    }
    return {makeDataset(rows, people, things), std::make_shared<Interactions>(std::move(test), people)};
}

TEST(DataDefaults, NameParametersThatAreDeclaredToFollowTheData) {
    const RealSplit brief = shortHistories();
    const auto dense = makeTasteWorld();
    for (const AlgorithmInfo& algorithm : algorithms()) {
        for (const Dataset* data : {brief.train.get(), dense.get()}) {
            for (const DataDefault& one : dataDefaults(algorithm, *data, ParamSet(algorithm.params))) {
                const auto spec = std::ranges::find(algorithm.params, one.name, &ParamSpec::name);
                ASSERT_NE(spec, algorithm.params.end()) << algorithm.id << ": " << one.name;
                EXPECT_TRUE(spec->byData) << algorithm.id << ": " << one.name;
                EXPECT_FALSE(one.why.empty());
                // It is a value that somebody could have set.
                ParamSet params(algorithm.params);
                EXPECT_TRUE(params.set(algorithm.params, one.name, paramText(one.value)))
                    << algorithm.id << ": " << one.name << " = " << paramText(one.value);
            }
        }
    }
}

TEST(DataDefaults, NoParametersAreAllDefaults) {
    const auto data = makeDataset({{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, 2}, {2, 3}, {2, 4}}, 3, 5);
    for (const AlgorithmInfo& info : algorithms()) {
        const auto none = dataDefaults(info, *data, {});
        const auto all = dataDefaults(info, *data, ParamSet(info.params));
        ASSERT_EQ(none.size(), all.size()) << info.id;
        for (std::size_t at = 0; at < all.size(); ++at) {
            EXPECT_EQ(none[at].name, all[at].name) << info.id;
            EXPECT_EQ(none[at].value, all[at].value) << info.id;
        }
    }
}

TEST(DataDefaults, WhatSomebodySetStays) {
    const RealSplit brief = shortHistories();
    for (const AlgorithmInfo& algorithm : algorithms()) {
        for (const DataDefault& one : dataDefaults(algorithm, *brief.train, ParamSet(algorithm.params))) {
            const auto spec = std::ranges::find(algorithm.params, one.name, &ParamSpec::name);
            // The very value that stands without data: it was wanted all the same.
            ParamSet params(algorithm.params);
            ASSERT_TRUE(params.set(algorithm.params, one.name, paramText(spec->standard)));
            EXPECT_TRUE(params.given(one.name));
            const ParamSet fitted = fittedParams(algorithm, *brief.train, params);
            EXPECT_EQ(fitted.values().at(one.name), spec->standard) << algorithm.id << ": " << one.name;
            // And it is written down, so that whoever reads the text gets the same model.
            const std::string text = params.textOfChanges(algorithm.params);
            EXPECT_NE(text.find(one.name + "="), std::string::npos) << text;
            const ParamSet read = ParamSet::parse(algorithm.params, text).value();
            EXPECT_EQ(fittedParams(algorithm, *brief.train, read), fitted);
        }
    }
}

TEST(DataDefaults, ATrainingUsesWhatIsTold) {
    const auto data = makeTasteWorld({.users = 80, .items = 50, .eventsPerUser = 4});
    for (const AlgorithmInfo& algorithm : algorithms()) {
        const ParamSet standard(algorithm.params);
        if (dataDefaults(algorithm, *data, standard).empty() || algorithm.effort > 2) {
            continue;
        }
        const ParamSet told =
            ParamSet::parse(algorithm.params, fittedParams(algorithm, *data, standard).text()).value();
        const auto silent = algorithm.fit(*data, standard, {}).value();
        const auto open = algorithm.fit(*data, told, {}).value();
        for (const std::size_t user : {0U, 17U, 42U}) {
            EXPECT_EQ(scoresOf(*silent, UserIndex(user)), scoresOf(*open, UserIndex(user))) << algorithm.id;
        }
    }
}

TEST(DataDefaults, RulesByHand) {
    // 4 people, 2 of 3 items with events, 6 pairs: 1.5 a person, 3 an item.
    const auto data = makeDataset({{0, 0}, {1, 0}, {1, 1}, {2, 0}, {2, 1}, {3, 1}}, 5, 3);
    const DataShape shape = shapeOf(data->matrix());
    EXPECT_EQ(shape.people, 4);
    EXPECT_EQ(shape.items, 2);
    EXPECT_EQ(shape.entries, 6);
    EXPECT_DOUBLE_EQ(shape.history, (1 + 4 + 4 + 1) / 6.0);
    EXPECT_TRUE(hasShortHistories(shape));
    EXPECT_DOUBLE_EQ(shape.density(), 0.75);
    const auto valueOf = [&](const char* id, const char* name) {
        const AlgorithmInfo& algorithm = *findAlgorithm(id);
        return paramText(fittedParams(algorithm, *data, ParamSet(algorithm.params)).values().at(name));
    };
    EXPECT_EQ(valueOf("ease", "lambda"), "1100"); // 4 · (3 · 3 · 1.5)^(1/3) · (18 / (5 / 3))^2 = 1110.8
    EXPECT_EQ(valueOf("slim", "l2"), "1100");
    EXPECT_EQ(valueOf("slim", "l1"), "0");
    EXPECT_EQ(valueOf("als", "alpha"), "3");
    EXPECT_EQ(valueOf("als", "regularization"), "1.2");
    EXPECT_EQ(valueOf("puresvd", "factors"), "2");
    EXPECT_EQ(valueOf("puresvd", "popular"), "12"); // 8 · (6 / (3 · 5 / 3))^2 = 11.5
    // Two people share the one pair of items: a lift of 11 / 10.5; an entry's item is had by 18 / 6 of 4.
    EXPECT_EQ(valueOf("als", "popular"), "0.2"); // 0.05 / 0.75 · (1.5 / 1.0476)^3 = 0.196
    EXPECT_EQ(valueOf("bpr", "epochs"), "200");
    EXPECT_EQ(valueOf("bpr", "learning_rate"), "0.3");
    EXPECT_EQ(valueOf("bpr", "regularization"), "0.1"); // 0.1 · 2^0.7 · 1.43^1.6, and 0.1 at most
    EXPECT_EQ(valueOf("warp", "regularization"), "0.2");
    EXPECT_EQ(valueOf("item_knn", "similarity"), "asymmetric");
    EXPECT_EQ(valueOf("item_knn", "alpha"), "0");
    EXPECT_EQ(valueOf("user_knn", "neighbours"), "0");
    EXPECT_EQ(valueOf("features", "loss"), "bpr");
    EXPECT_EQ(valueOf("features", "regularization"), "0.35");
    EXPECT_EQ(valueOf("sasrec", "loss"), "softmax");
    EXPECT_EQ(shapeOf(makeDataset({}, 0, 0)->matrix()).perPerson(), 1) << "no division by nothing";
}

/// Everybody has `each` things in a row of a circle of them: all histories and all items are alike.
std::shared_ptr<const Dataset> longHistories(std::size_t people, std::size_t things, std::size_t each) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < people; ++user) {
        for (std::size_t place = 0; place < each; ++place) {
            rows.push_back({user, (user + place) % things});
        }
    }
    return makeDataset(rows, people, things);
}

TEST(DataDefaults, RulesByHandWithLongHistories) {
    using Expected = std::vector<std::array<std::string, 3>>;
    const auto expect = [](const std::shared_ptr<const Dataset>& data, const Expected& expected) {
        for (const auto& [id, name, value] : expected) {
            const AlgorithmInfo& algorithm = *findAlgorithm(id);
            const ParamSet fitted = fittedParams(algorithm, *data, ParamSet(algorithm.params));
            EXPECT_EQ(paramText(fitted.values().at(name)), value) << id << " " << name;
        }
    };
    expect(longHistories(100, 100, 50), // dense: half of all pairs, 50 events an item
           {{"ease", "lambda", "200"},  // 4 · (50 · 50 · 50)^(1/3)
            {"als", "alpha", "3"},
            {"als", "regularization", "0.6"},
            {"svd", "regularization", "0.09"},
            {"svdpp", "regularization", "0.09"},
            {"svdpp", "implied_regularization", "0.5"},
            {"sasrec", "loss", "softmax"}});
    expect(longHistories(2000, 200, 20),                   // many an item
           {{"ease", "lambda", "370"},                     // 4 · (200 · 200 · 20)^(1/3) = 371.3
            {"svdpp", "regularization", "0.071"},          // 0.09 · (50 / 200)^0.17 = 0.0711
            {"svdpp", "implied_regularization", "0.16"}}); // 0.5 · (60 / 200)^0.94 = 0.161
    expect(longHistories(22'000, 22'000, 20), // sparse; items times events are 9.7 thousand million
           {{"als", "alpha", "22"},           // 0.02 / (20 / 22,000)
            {"ease", "lambda", "80"},
            {"sasrec", "loss", "softmax"}});
    expect(longHistories(23'000, 23'000, 20), {{"sasrec", "loss", "sampled"}}); // 10.6 thousand million
}

class ShortHistories : public testing::TestWithParam<const char*> {};

TEST_P(ShortHistories, AreNotServedWorseThanByWhatIsPopular) {
    const RealSplit data = shortHistories();
    const AlgorithmInfo& popular = *findAlgorithm("popularity");
    const double level =
        accuracyOf(*popular.fit(*data.train, ParamSet(popular.params), {}).value(), data).ndcg;
    const AlgorithmInfo& algorithm = *findAlgorithm(GetParam());
    const double found = accuracyOf(*train(algorithm, *data.train), data).ndcg;
    // 3,000 people: half a hundredth is about what their mean is uncertain by.
    EXPECT_GT(found, level - 0.01) << "popularity has " << level;
}

INSTANTIATE_TEST_SUITE_P(All, ShortHistories,
                         testing::Values("item_knn", "user_knn", "als", "bpr", "warp", "puresvd", "features",
                                         "ease", "slim", "hybrid"),
                         [](const auto& param) { return std::string(param.param); });

/// So many events of everybody who has more, drawn at random.
RealSplit cutTo(const RealSplit& whole, std::size_t most) {
    const Interactions& events = whole.train->events();
    std::vector<bool> keep(events.size());
    for (std::size_t user = 0; user < events.userCount(); ++user) {
        const std::size_t first = events.firstOf(UserIndex(user));
        std::vector<std::size_t> own(events.lastOf(UserIndex(user)) - first);
        std::iota(own.begin(), own.end(), first);
        Random(3, user).shuffle(std::span(own));
        for (std::size_t place = 0; place < std::min(most, own.size()); ++place) {
            keep[own[place]] = true;
        }
    }
    const auto kept = std::make_shared<const Interactions>(events.subset(keep));
    return {whole.train->withEvents(kept), whole.test};
}

class CutHistories : public testing::TestWithParam<int> {};

TEST_P(CutHistories, AreNotServedWorseThanByWhatIsPopularUnlessByNeighboursToo) {
    const RealSplit whole = readSplit("ml-100k-stratified");
    if (!whole.train) {
        GTEST_SKIP() << "the data is not there";
    }
    const RealSplit data = cutTo(whole, static_cast<std::size_t>(GetParam()));
    const auto reached = [&](const char* id) {
        return accuracyOf(*train(*findAlgorithm(id), *data.train), data).ndcg;
    };
    constexpr double uncertain = 0.015; // half an interval of the mean over 943 people
    const double popular = reached("popularity");
    const double neighbours = std::max(reached("user_knn"), reached("item_knn"));
    for (const char* id : {"als", "bpr", "warp", "puresvd"}) { // they can leave people apart
        EXPECT_GT(reached(id), popular - uncertain) << id << "; popularity has " << popular;
    }
    if (neighbours > popular - uncertain) {
        for (const char* id : {"features", "slim", "ease"}) {
            EXPECT_GT(reached(id), popular - uncertain) << id << "; popularity has " << popular;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(EventsAPerson, CutHistories, testing::Values(2, 3, 4, 6, 8, 10, 14));

TEST(SignalRemarks, AreMadeWhereThereIsNothingToRankBy) {
    // Attributes and ratings: all is well with every algorithm.
    const auto rated = makeTasteWorld({.ratings = true});
    for (const char* id : {"content_tfidf", "svd", "als", "popularity", "slope_one"}) {
        EXPECT_TRUE(signalRemarks(*train(*findAlgorithm(id), *rated), *rated).empty()) << id;
    }
    // Events alone.
    std::vector<Row> rows;
    Random random(2);
    for (std::size_t user = 0; user < 30; ++user) {
        for (std::size_t item = 0; item < 20; ++item) {
            if (random.below(3) == 0) {
                rows.push_back({user, item});
            }
        }
    }
    const auto plain = makeDataset(rows, 30, 20);
    for (const char* id : {"content_tfidf", "svd", "svdpp", "nmf", "explicit_als", "baseline", "slope_one"}) {
        const auto remarks = signalRemarks(*train(*findAlgorithm(id), *plain), *plain);
        ASSERT_FALSE(remarks.empty()) << id;
        EXPECT_NE(remarks[0].find("without signal"), std::string::npos);
    }
    for (const char* id : {"als", "item_knn", "popularity", "random", "ease"}) {
        EXPECT_TRUE(signalRemarks(*train(*findAlgorithm(id), *plain), *plain).empty()) << id;
    }
}

} // namespace
} // namespace tastescope
