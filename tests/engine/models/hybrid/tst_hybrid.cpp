// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/hybrid.h"

#include "engine/base/random.h"
#include "engine/models/hybrid/hybrid_model.h"
#include "engine/models/hybrid/hybrid_weights.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/models/real_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

const Changes stackedParts{
    {"kind", "stacked"}, {"first", "item_knn"}, {"second", "popularity"}, {"third", "als"}};
const Changes switchingParts{{"kind", "switching"},
                             {"first", "als"},
                             {"second", "item_knn"},
                             {"third", "popularity"},
                             {"threshold", "4"}};

/// The definition: mean 0 and deviation 1 over what is not met.
std::vector<double> slowStandardised(const std::vector<float>& scores, const History& history) {
    std::vector<double> open;
    for (std::size_t item = 0; item < scores.size(); ++item) {
        if (std::none_of(history.begin(), history.end(),
                         [&](const HistoryEntry& past) { return past.item.value == item; })) {
            open.push_back(scores[item]);
        }
    }
    double mean = 0;
    for (const double score : open) {
        mean += score / static_cast<double>(open.size());
    }
    double variance = 0;
    for (const double score : open) {
        variance += (score - mean) * (score - mean) / static_cast<double>(open.size());
    }
    std::vector<double> out(scores.size());
    for (std::size_t item = 0; item < scores.size(); ++item) {
        out[item] = variance > 0 ? (scores[item] - mean) / std::sqrt(variance) : 0;
    }
    return out;
}

const AlgorithmInfo& hybrid() {
    return *findAlgorithm(hybridId);
}

TEST(Hybrid, IsMadeOfThoseThatHaveAPlaceInIt) {
    const std::vector<std::string>& first =
        std::ranges::find(hybrid().params, "first", &ParamSpec::name)->choices;
    EXPECT_GE(first.size(), 5U);
    for (const AlgorithmInfo& algorithm : algorithms()) {
        EXPECT_EQ(std::ranges::count(first, algorithm.id), algorithm.hybridPlace > 0 ? 1 : 0) << algorithm.id;
    }
    EXPECT_EQ(hybrid().hybridPlace, 0);
    std::vector<AlgorithmInfo> others{*findAlgorithm("als"), *findAlgorithm("ease"), *findAlgorithm("random"),
                                      *findAlgorithm("slim"), *findAlgorithm("user_knn")};
    EXPECT_EQ(hybridInfo(others).params[1].choices,
              (std::vector<std::string>{"ease", "slim", "als", "user_knn"}))
        << "by place, not as they were handed in";
    for (const ParamSpec& spec : hybrid().params) {
        for (const std::string& searched : spec.searchChoices) {
            EXPECT_NE(std::find(spec.choices.begin(), spec.choices.end(), searched), spec.choices.end());
        }
    }
}

TEST(Hybrid, AddsStandardisedScoresByWeight) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    const auto mixed = train(hybrid(), *world,
                             {{"first", "als"},
                              {"second", "item_knn"},
                              {"third", "none"},
                              {"weight_first", "0.5"},
                              {"weight_second", "2"}});
    const auto als = train(*findAlgorithm("als"), *world);
    const auto knn = train(*findAlgorithm("item_knn"), *world);
    for (std::size_t user = 0; user < world->userCount(); ++user) {
        const History history = world->historyOf(UserIndex(user));
        const std::vector<double> first = slowStandardised(scoresOf(*als, UserIndex(user)), history);
        const std::vector<double> second = slowStandardised(scoresOf(*knn, UserIndex(user)), history);
        const std::vector<float> scores = scoresOf(*mixed, UserIndex(user));
        for (std::size_t item = 0; item < scores.size(); ++item) {
            EXPECT_NEAR(scores[item], 0.5 * first[item] + 2 * second[item], 1e-4) << user << " " << item;
        }
    }
}

TEST(Hybrid, SwitchesByTheNumberOfLikedItems) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    const auto mixed = train(hybrid(), *world, switchingParts);
    const auto als = train(*findAlgorithm("als"), *world);
    const auto knn = train(*findAlgorithm("item_knn"), *world);
    const auto popularity = train(*findAlgorithm("popularity"), *world);
    History history;
    EXPECT_EQ(scoresOf(*mixed, history), scoresOf(*popularity, history));
    history.push_back({ItemIndex(1), -1, noTime});
    history.push_back({ItemIndex(900), 1, noTime});
    EXPECT_EQ(scoresOf(*mixed, history), scoresOf(*popularity, history)) << "a skip says nothing";
    for (std::size_t item = 4; item < 7; ++item) {
        history.push_back({ItemIndex(item), 1, noTime});
        EXPECT_EQ(scoresOf(*mixed, history), scoresOf(*knn, history));
    }
    history.push_back({ItemIndex(8), 1, noTime});
    EXPECT_EQ(scoresOf(*mixed, history), scoresOf(*als, history));
    const Explanation why = mixed->explain(history, ItemIndex(12));
    EXPECT_EQ(why.score, als->explain(history, ItemIndex(12)).score);
    EXPECT_EQ(scoresOf(*mixed, UserIndex(3)), scoresOf(*als, UserIndex(3)));
    EXPECT_EQ(scoresOf(*mixed, UserIndex(59)), scoresOf(*popularity, UserIndex(59)));
}

TEST(Hybrid, ChoosesAmongFewerParts) {
    const HybridRule rule{HybridKind::Switching, 5};
    EXPECT_EQ(rule.choose(5, 3), 0U);
    EXPECT_EQ(rule.choose(4, 3), 1U);
    EXPECT_EQ(rule.choose(0, 3), 2U);
    EXPECT_EQ(rule.choose(0, 2), 1U);
    EXPECT_EQ(rule.choose(0, 1), 0U);
}

TEST(Hybrid, StandardisesWhatIsNotMet) {
    const std::vector<float> scores{100, 1, 3};
    const std::vector<ItemIndex> met{ItemIndex(0)};
    const Standardisation open = standardisationOf(scores, met);
    EXPECT_DOUBLE_EQ(open.scale, 1);
    EXPECT_DOUBLE_EQ(open.shift, -2);
    const std::vector<float> alike(7, 0.1F);
    EXPECT_EQ(standardisationOf(alike, {}).scale, 0);
    EXPECT_EQ(standardisationOf({}, {}).scale, 0);
    const std::vector<ItemIndex> all{ItemIndex(0), ItemIndex(1), ItemIndex(2)};
    EXPECT_DOUBLE_EQ(standardisationOf(scores, all).scale, standardisationOf(scores, {}).scale);
}

TEST(Hybrid, RefusesAPartTwice) {
    const auto world = makeTasteWorld();
    const auto model = hybrid().fit(*world, paramsOf(hybrid(), {{"first", "als"}, {"second", "als"}}), {});
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(model.error().text().find("als"), std::string::npos);
}

/// Normal scores drawn anew for every person and item.
class Dice final : public Recommender {
public:
    Dice(std::size_t users, std::size_t items, std::uint64_t seed, float factor)
        : m_users(users)
        , m_items(items)
        , m_seed(seed)
        , m_factor(factor) {}
    std::size_t itemCount() const override { return m_items; }
    std::size_t userCount() const override { return m_users; }
    void scoreUser(UserIndex user, std::span<float> scores) const override {
        Random random(m_seed, user.value);
        for (float& score : scores) {
            score = m_factor * static_cast<float>(random.normal());
        }
    }
    void scoreHistory(std::span<const HistoryEntry>, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), 0.0F);
    }
    Explanation explain(std::span<const HistoryEntry>, ItemIndex) const override { return {}; }
    void itemSimilarity(ItemIndex, std::span<float>) const override {}
    void userSimilarity(UserIndex, std::span<float>) const override {}
    std::size_t bytes() const override { return 0; }
    void save(ModelArchive&) const override {}

private:
    std::size_t m_users;
    std::size_t m_items;
    std::uint64_t m_seed;
    float m_factor;
};

/// People who like items with odds e^(strength · score).
std::shared_ptr<const Dataset> makeFollowers(const Recommender& scores, double strength) {
    std::vector<Row> rows;
    std::vector<float> own(scores.itemCount());
    for (std::size_t user = 0; user < scores.userCount(); ++user) {
        scores.scoreUser(UserIndex(user), own);
        Random random(5, user);
        std::vector<std::pair<double, std::size_t>> keys; // the largest: a draw without repetition
        for (std::size_t item = 0; item < own.size(); ++item) {
            keys.emplace_back(strength * own[item] - std::log(random.exponential()), item);
        }
        std::partial_sort(keys.begin(), keys.begin() + 3, keys.end(), std::greater<>());
        for (std::size_t place = 0; place < 3; ++place) {
            rows.push_back({user, keys[place].second});
        }
    }
    return makeDataset(rows, scores.userCount(), scores.itemCount());
}

TEST(Hybrid, LearnsHowMuchEachPartSays) {
    constexpr std::size_t people = 1500;
    constexpr std::size_t items = 400;
    const std::vector<std::shared_ptr<const Recommender>> models{
        std::make_shared<Dice>(people, items, 1, 2.0F), // what people follow, on another scale
        std::make_shared<Dice>(people, items, 2, 1.0F), // noise
        std::make_shared<Dice>(people, items, 1, -1.0F) // the opposite
    };
    const auto data = makeFollowers(Dice(people, items, 1, 1.0F), 1.2);
    ExecutionContext context;
    context.threads = 2;
    const HeldBack held = holdBackLiked(*data, context);
    ASSERT_EQ(held.users.size(), people);
    EXPECT_EQ(held.rest->matrix().entryCount(), 2 * people);
    const auto weights = learnHybridWeights(*data, held, models, context);
    ASSERT_TRUE(weights);
    EXPECT_NEAR((*weights)[0], 1.2, 0.15);
    EXPECT_LT((*weights)[1], 0.1);
    EXPECT_EQ((*weights)[2], 0);
}

TEST(Hybrid, TakesThePartThatIsBestAlone) {
    // Noise beside what knows: held back events tell one from the other, whichever comes first.
    const auto data = makeTasteWorld({.users = 300, .items = 80, .eventsPerUser = 20});
    for (const auto& [first, second] : {std::pair("item_knn", "popularity"), {"popularity", "item_knn"}}) {
        const auto mixed = train(hybrid(), *data, {{"first", first}, {"second", second}, {"third", "none"}});
        const auto alone = train(*findAlgorithm("item_knn"), *data);
        const HeldBack held = holdBackLiked(*data, {});
        std::vector<std::shared_ptr<const Recommender>> parts;
        for (const char* id : {first, second}) {
            parts.push_back(train(*findAlgorithm(id), *held.rest));
        }
        const std::vector<HybridWeights> candidates{{1, 0, 0}, {0, 1, 0}};
        const std::size_t better = std::string(first) == "item_knn" ? 0 : 1;
        EXPECT_EQ(bestHybridWeights(held, parts, candidates, {}).value(), better);
        const std::vector<HybridWeights> same{{2, 0, 0}, {1, 0, 0}};
        EXPECT_EQ(bestHybridWeights(held, parts, same, {}).value(), 0U) << "of equal ones the first";
        EXPECT_NE(scoresOf(*mixed, UserIndex(0)),
                  scoresOf(*train(*findAlgorithm("popularity"), *data), UserIndex(0)));
    }
    ExecutionContext stopped;
    std::stop_source source;
    source.request_stop();
    stopped.stop = source.get_token();
    const HeldBack held = holdBackLiked(*data, {});
    const std::vector<std::shared_ptr<const Recommender>> parts{
        train(*findAlgorithm("popularity"), *held.rest)};
    EXPECT_FALSE(bestHybridWeights(held, parts, std::vector<HybridWeights>{{1, 0, 0}}, stopped));
}

std::vector<std::byte> savedBytes(const Recommender& model) {
    ModelArchive archive;
    model.save(archive);
    return archive.serialise();
}

TEST(Hybrid, WhatWasProvenGivesTheSameModelAgain) {
    std::set<std::vector<double>> met;
    for (const auto& data : {makeTasteWorld({.users = 300, .items = 80, .eventsPerUser = 20}),
                             makeTasteWorld({.users = 120}), makeTasteWorld({.ratings = true})}) {
        for (const Changes& changes :
             {Changes{{"first", "item_knn"}, {"second", "popularity"}, {"third", "none"}},
              Changes{{"first", "popularity"}, {"second", "item_knn"}, {"third", "als"}}}) {
            const auto proven = train(hybrid(), *data, changes);
            ParamSet params = paramsOf(hybrid(), changes);
            for (const DataDefault& one : provenWeights(*proven, params)) {
                params.setDefault(one.name, one.value);
                EXPECT_FALSE(one.why.empty());
            }
            const auto given = ParamSet::parse(hybrid().params, params.text()).value(); // as it is stored
            met.insert({given.real("weight_first"), given.real("weight_second"), given.real("weight_third")});
            EXPECT_TRUE(provenWeights(*proven, given).empty()) << "somebody set them";
            const auto again = hybrid().fit(*data, given, {});
            ASSERT_TRUE(again) << again.error().text();
            EXPECT_EQ(savedBytes(**again), savedBytes(*proven));
        }
    }
    EXPECT_GT(met.size(), 1U);
    const auto world = makeTasteWorld();
    const ParamSet plain = paramsOf(hybrid());
    EXPECT_TRUE(provenWeights(*train(*findAlgorithm("als"), *world), plain).empty());
    for (const Changes& changes : {stackedParts, switchingParts}) {
        const ParamSet params = paramsOf(hybrid(), changes);
        EXPECT_TRUE(provenWeights(*train(hybrid(), *world, changes), params).empty());
    }
}

TEST(Hybrid, PartsOfNoWeightAreNotTrained) {
    const auto world = makeTasteWorld();
    const auto mixed = train(hybrid(), *world,
                             {{"first", "item_knn"},
                              {"second", "als"},
                              {"third", "popularity"},
                              {"weight_first", "0"},
                              {"weight_third", "0"}});
    ASSERT_EQ(hybridParts(*mixed).size(), 1U);
    EXPECT_EQ(hybridParts(*mixed).front().algorithm, "als");
    const auto none =
        train(hybrid(), *world, {{"third", "none"}, {"weight_first", "0"}, {"weight_second", "0"}});
    EXPECT_EQ(hybridParts(*none).size(), 2U) << "a wish, and there must be a part";
}

TEST(Hybrid, WeightsThatSomebodySetAreNotProven) {
    const auto data = makeTasteWorld({.users = 120});
    const Changes set{{"first", "popularity"},
                      {"second", "item_knn"},
                      {"third", "none"},
                      {"weight_first", "1"},
                      {"weight_second", "0.25"}};
    const auto model = train(hybrid(), *data, set);
    const History history = data->historyOf(UserIndex(3));
    const auto one =
        slowStandardised(scoresOf(*train(*findAlgorithm("popularity"), *data), UserIndex(3)), history);
    const auto two =
        slowStandardised(scoresOf(*train(*findAlgorithm("item_knn"), *data), UserIndex(3)), history);
    const auto found = scoresOf(*model, UserIndex(3));
    for (std::size_t item = 0; item < found.size(); ++item) {
        EXPECT_NEAR(found[item], one[item] + 0.25 * two[item], 1e-4);
    }
}

TEST(Hybrid, StackedAndSwitchingComeBackAndDoNotDependOnThreads) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    for (const Changes& changes : {stackedParts, switchingParts}) {
        ExecutionContext one;
        one.threads = 1;
        ExecutionContext five;
        five.threads = 5;
        const auto model = train(hybrid(), *world, changes, one);
        ModelArchive archive;
        ModelArchive other;
        model->save(archive);
        train(hybrid(), *world, changes, five)->save(other);
        EXPECT_EQ(archive.serialise(), other.serialise());
        const auto back = hybrid().load(archive, *world);
        ASSERT_TRUE(back);
        const History history = world->historyOf(UserIndex(3));
        EXPECT_EQ(scoresOf(**back, UserIndex(3)), scoresOf(*model, UserIndex(3)));
        EXPECT_EQ(scoresOf(**back, history), scoresOf(*model, history));
        const Explanation why = model->explain(history, ItemIndex(7));
        EXPECT_NEAR(why.score, scoresOf(*model, history)[7], 1e-4);
    }
}

TEST(Hybrid, StackedTakesLittleOrNoData) {
    EXPECT_EQ(train(hybrid(), *makeDataset({}, 0, 0), stackedParts)->itemCount(), 0U);
    const auto one = makeDataset({{0, 0}, {0, 1}, {1, 1}}, 2, 2); // somebody met the whole catalogue
    for (const float score : scoresOf(*train(hybrid(), *one, stackedParts), UserIndex(0))) {
        EXPECT_TRUE(std::isfinite(score));
    }
}

class StopAfter final : public ProgressSink {
public:
    explicit StopAfter(int reports) : m_left(reports) {}
    void report(double fraction, std::string_view) override {
        EXPECT_TRUE(fraction >= 0 && fraction <= 1) << fraction;
        if (--m_left == 0) {
            m_source.request_stop();
        }
    }
    std::stop_token token() const { return m_source.get_token(); }

private:
    std::atomic<int> m_left;
    std::stop_source m_source;
};

TEST(Hybrid, StackedStopsWhereverItIsAsked) {
    const auto world = makeTasteWorld();
    for (int reports = 1; reports <= 20; ++reports) {
        StopAfter sink(reports);
        ExecutionContext context;
        context.stop = sink.token();
        context.progress = &sink;
        const auto model = hybrid().fit(*world, paramsOf(hybrid(), stackedParts), context);
        EXPECT_TRUE(model || model.error().code == ErrorCode::Cancelled);
        EXPECT_TRUE(model || sink.token().stop_requested());
    }
}

TEST(Hybrid, RefusesForgedParts) {
    const auto world = makeTasteWorld();
    const auto refuses = [&](const auto& change) {
        ModelArchive archive;
        train(hybrid(), *world, {{"weight_second", "0.4"}})->save(archive); // none is left out
        EXPECT_TRUE(hybrid().load(archive, *world));
        change(archive);
        EXPECT_FALSE(hybrid().load(archive, *world));
    };
    refuses([](ModelArchive& archive) { archive.putNumber("kind", 3); });
    refuses([](ModelArchive& archive) { archive.putNumber("parts", 0); });
    refuses([](ModelArchive& archive) { archive.putNumber("parts", 4); });
    refuses([](ModelArchive& archive) { archive.putNumber("part_1_weight", -1); });
    refuses([](ModelArchive& archive) { archive.putNumber("part_0_weight", std::nan("")); });
    refuses([](ModelArchive& archive) { archive.putText("part_0_algorithm", "als"); });
    refuses([](ModelArchive& archive) { archive.putText("part_0_algorithm", "hybrid"); });
    refuses([](ModelArchive& archive) {
        auto bytes = archive.get<std::byte>("part_1_model").value();
        bytes[bytes.size() / 2] ^= std::byte{1};
        archive.put("part_1_model", std::span<const std::byte>(bytes));
    });
    refuses([](ModelArchive& archive) {
        const auto bytes = archive.get<std::byte>("part_1_model").value();
        archive.put("part_1_model", std::span<const std::byte>(bytes).first(bytes.size() - 1));
    });
    refuses([](ModelArchive& archive) { // a sound part of fewer items
        ModelArchive part;
        train(*findAlgorithm("als"), *makeTasteWorld({.users = 60, .items = 39}))->save(part);
        const auto bytes = part.serialise();
        archive.put("part_1_model", std::span<const std::byte>(bytes));
    });
}

TEST(Hybrid, IsBetterThanEachOfItsPartsOnMovieLens) {
    const RealSplit data = readSplit("ml-100k-stratified");
    if (!data.train) {
        GTEST_SKIP() << "needs ml-100k-stratified";
    }
    const double together = accuracyOf(*train(hybrid(), *data.train), data).ndcg;
    EXPECT_GT(together, 0.49);
    for (const char* part : {"slim", "als", "user_knn"}) {
        EXPECT_GT(together, accuracyOf(*train(*findAlgorithm(part), *data.train), data).ndcg + 0.01) << part;
    }
}

} // namespace
} // namespace tastescope
