// SPDX-License-Identifier: GPL-3.0-or-later
// What Recommender promises, asked of every algorithm of the registry.

#include "tests/engine/models/model_test_support.h"

#include "engine/base/random.h"
#include "engine/registry/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <thread>

namespace tastescope {
namespace {

class AlgorithmContract : public testing::TestWithParam<std::string> {
protected:
    const AlgorithmInfo& algorithm() const { return *findAlgorithm(GetParam()); }
    std::shared_ptr<const Dataset> m_world = makeTasteWorld({.ratings = true, .skips = true});
};

std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        all.push_back(algorithm.id);
    }
    return all;
}

bool allFinite(const std::vector<float>& values) {
    return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

/// Items by score descending, then index: the order everything shown follows.
std::vector<std::size_t> ranking(const std::vector<float>& scores) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    return order;
}

TEST(Registry, ListsDistinctDocumentedAlgorithms) {
    std::set<std::string> seen;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        EXPECT_TRUE(seen.insert(algorithm.id).second) << algorithm.id;
        EXPECT_EQ(findAlgorithm(algorithm.id), &algorithm);
        EXPECT_FALSE(algorithm.title.empty() || algorithm.about.empty() || algorithm.family.empty());
        EXPECT_LE(std::count(algorithm.tagline.begin(), algorithm.tagline.end(), ' '), 4)
            << algorithm.tagline;
        EXPECT_TRUE(algorithm.effort >= 1 && algorithm.effort <= 4);
        ASSERT_TRUE(algorithm.fit && algorithm.load && algorithm.forecast);
        for (const ParamSpec& spec : algorithm.params) {
            EXPECT_EQ(spec.standard.index(), static_cast<std::size_t>(spec.type)) << spec.name;
            EXPECT_FALSE(spec.title.empty() || spec.help.empty()) << spec.name;
        }
        // Every default is a value one may set.
        const ParamSet defaults(algorithm.params);
        for (const auto& [name, value] : defaults.values()) {
            const std::string text = "," + defaults.text() + ",";
            const std::size_t from = text.find("," + name + "=") + name.size() + 2;
            ParamSet params;
            EXPECT_TRUE(params.set(algorithm.params, name, text.substr(from, text.find(',', from) - from)));
            EXPECT_EQ(params.values().at(name), value) << name;
        }
    }
}

TEST(Registry, NamesTheKnownOnesWhenAskedForAnother) {
    const auto found = requireAlgorithm("alz");
    ASSERT_FALSE(found);
    EXPECT_NE(found.error().text().find("popularity"), std::string::npos);
    EXPECT_EQ(requireAlgorithm("popularity").value(), findAlgorithm("popularity"));
}

TEST_P(AlgorithmContract, ScoresEverybodyAndStrangers) {
    const auto model = train(algorithm(), *m_world);
    ASSERT_EQ(model->itemCount(), m_world->itemCount());
    ASSERT_EQ(model->userCount(), m_world->userCount());
    for (std::size_t user = 0; user < m_world->userCount(); ++user) {
        EXPECT_TRUE(allFinite(scoresOf(*model, UserIndex(user)))) << user;
    }
    const std::vector<float> stranger = scoresOf(*model, History{});
    EXPECT_TRUE(allFinite(stranger));
    // Unknown items and seen-but-not-liked ones add nothing a model could not take.
    const History odd{{ItemIndex(m_world->itemCount()), 1, noTime}, {ItemIndex(4'000'000'000U), 3, 0}};
    EXPECT_EQ(scoresOf(*model, odd), stranger);
}

TEST_P(AlgorithmContract, ScoresAUsersOwnHistoryAlike) {
    const auto model = train(algorithm(), *m_world);
    for (std::size_t user = 0; user < m_world->userCount(); ++user) {
        const std::vector<float> known = scoresOf(*model, UserIndex(user));
        const std::vector<float> folded = scoresOf(*model, m_world->historyOf(UserIndex(user)));
        const std::vector<std::size_t> order = ranking(known);
        const std::vector<std::size_t> again = ranking(folded);
        const std::set<std::size_t> top(order.begin(), order.begin() + 8);
        const auto kept = std::count_if(again.begin(), again.begin() + 8,
                                        [&](std::size_t item) { return top.contains(item); });
        EXPECT_GE(kept, 7) << "user " << user;
    }
}

TEST_P(AlgorithmContract, ScoresBlocksAndSubsetsLikeSingles) {
    const auto model = train(algorithm(), *m_world);
    const std::size_t items = model->itemCount();
    const std::vector<UserIndex> users{UserIndex(7), UserIndex(0), UserIndex(59), UserIndex(7)};
    const std::vector<ItemIndex> candidates{ItemIndex(3), ItemIndex(39), ItemIndex(3)};
    std::vector<float> block(users.size() * items);
    model->scoreUsers(users, block);
    for (std::size_t row = 0; row < users.size(); ++row) {
        const std::vector<float> single = scoresOf(*model, users[row]);
        std::vector<float> some(candidates.size());
        model->score(users[row], candidates, some);
        for (std::size_t item = 0; item < items; ++item) {
            EXPECT_NEAR(block[row * items + item], single[item], 1e-5F + 1e-5F * std::abs(single[item]));
        }
        for (std::size_t place = 0; place < candidates.size(); ++place) {
            const float whole = single[candidates[place].value];
            EXPECT_NEAR(some[place], whole, 1e-5F + 1e-5F * std::abs(whole));
        }
    }
}

TEST_P(AlgorithmContract, TakesWeightsOfAnySize) {
    const std::vector<std::vector<float>> scales{
        {1e5F, 1, 20000, 7, 300},                          // plays
        {0, 100, 50, 99.5F, 1},                            // marks out of a hundred
        {-2, -1, -0.5F},                                   // nothing but dislike
        {3},                                               // all alike
        {1e30F, 1, -1e30F, 0, 1e-30F, 1e5F, -3, 1e30F, 5}, // absurd
    };
    for (const std::vector<float>& scale : scales) {
        std::vector<Row> rows;
        for (std::size_t at = 0; at < 240; ++at) {
            rows.push_back({at % 24, (at / 24 * 7 + at % 24 / 3) % 30, scale[at % scale.size()],
                            static_cast<double>(at)});
        }
        const auto world = makeDataset(rows, 25, 31);
        const auto model = train(algorithm(), *world);
        for (const std::size_t user : {0U, 11U, 24U}) {
            EXPECT_TRUE(allFinite(scoresOf(*model, UserIndex(user)))) << scale.front() << ", user " << user;
            EXPECT_TRUE(allFinite(scoresOf(*model, world->historyOf(UserIndex(user))))) << scale.front();
        }
        ModelArchive archive;
        model->save(archive);
        const auto restored = algorithm().load(archive, *world);
        ASSERT_TRUE(restored) << scale.front() << ": " << restored.error().text();
        EXPECT_EQ(scoresOf(**restored, UserIndex(7)), scoresOf(*model, UserIndex(7)));
    }
}

TEST_P(AlgorithmContract, ExplainsTheScoreItGives) {
    const auto model = train(algorithm(), *m_world);
    for (const std::size_t user : {std::size_t{0}, std::size_t{13}, std::size_t{58}}) {
        const History history = m_world->historyOf(UserIndex(user));
        const std::vector<float> scores = scoresOf(*model, history);
        for (std::size_t item = 0; item < model->itemCount(); ++item) {
            const Explanation why = model->explain(history, ItemIndex(item));
            double sum = why.base;
            double largest = std::max(std::abs(why.base), 1e-3);
            double previous = std::numeric_limits<double>::infinity();
            for (const Contribution& part : why.contributions) {
                sum += part.amount;
                largest = std::max(largest, std::abs(part.amount));
                EXPECT_LE(std::abs(part.amount), previous);
                previous = std::abs(part.amount);
                EXPECT_TRUE(std::any_of(history.begin(), history.end(),
                                        [&](const HistoryEntry& past) { return past.item == part.item; }));
            }
            EXPECT_NEAR(sum, why.score, 1e-4 * largest);
            EXPECT_NEAR(why.score, scores[item], 1e-4 * largest) << "user " << user << " item " << item;
        }
    }
}

TEST_P(AlgorithmContract, FindsAnItemAndAUserMostLikeThemselves) {
    const auto model = train(algorithm(), *m_world);
    std::vector<float> items(model->itemCount());
    model->itemSimilarity(ItemIndex(5), items);
    EXPECT_TRUE(allFinite(items));
    EXPECT_GE(items[5] + 1e-5F, *std::max_element(items.begin(), items.end()));
    std::vector<float> users(model->userCount());
    model->userSimilarity(UserIndex(5), users);
    EXPECT_TRUE(allFinite(users));
    EXPECT_GE(users[5] + 1e-5F, *std::max_element(users.begin(), users.end()));
    // People without any event are compared too.
    model->userSimilarity(UserIndex(59), users);
    EXPECT_TRUE(allFinite(users));
}

TEST_P(AlgorithmContract, TrainsToTheSameBitsOnAnyNumberOfThreads) {
    const auto world = makeTasteWorld({.users = 700, .items = 300, .eventsPerUser = 25, .ratings = true});
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext two;
    two.threads = 2;
    ExecutionContext five;
    five.threads = 5;
    ModelArchive archives[3];
    train(algorithm(), *world, {}, one)->save(archives[0]);
    train(algorithm(), *world, {}, two)->save(archives[1]);
    train(algorithm(), *world, {}, five)->save(archives[2]);
    EXPECT_EQ(archives[0].serialise(), archives[1].serialise());
    EXPECT_EQ(archives[0].serialise(), archives[2].serialise());
}

TEST_P(AlgorithmContract, ComesBackFromAnArchiveUnchanged) {
    const auto model = train(algorithm(), *m_world);
    ModelArchive archive;
    model->save(archive);
    const Result<ModelArchive> parsed = ModelArchive::parse(archive.serialise());
    ASSERT_TRUE(parsed);
    const auto restored = algorithm().load(*parsed, *m_world);
    ASSERT_TRUE(restored) << restored.error().text();
    const History history = m_world->historyOf(UserIndex(3));
    EXPECT_EQ(scoresOf(**restored, UserIndex(3)), scoresOf(*model, UserIndex(3)));
    EXPECT_EQ(scoresOf(**restored, history), scoresOf(*model, history));
    std::vector<float> before(model->userCount());
    std::vector<float> after(model->userCount());
    model->userSimilarity(UserIndex(2), before);
    (*restored)->userSimilarity(UserIndex(2), after);
    EXPECT_EQ(before, after);
    EXPECT_EQ((*restored)->bytes(), model->bytes());
    EXPECT_GT(model->bytes(), 0U);
}

TEST_P(AlgorithmContract, LoadsWithGrownDataButNotWithOther) {
    const auto model = train(algorithm(), *m_world);
    ModelArchive archive;
    model->save(archive);
    const auto grown =
        makeTasteWorld({.users = 80, .items = 55, .eventsPerUser = 20, .ratings = true, .skips = true});
    const auto restored = algorithm().load(archive, *grown);
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ((*restored)->itemCount(), 40U);
    EXPECT_TRUE(allFinite(scoresOf(**restored, UserIndex(59))));
    EXPECT_TRUE(allFinite(scoresOf(**restored, grown->historyOf(UserIndex(70)))));
    std::vector<float> users((*restored)->userCount());
    (*restored)->userSimilarity(UserIndex(1), users);
    EXPECT_TRUE(allFinite(users));

    const auto shrunk = makeTasteWorld({.users = 60, .items = 39});
    EXPECT_FALSE(algorithm().load(archive, *shrunk));
    archive.putText("algorithm", "another");
    EXPECT_FALSE(algorithm().load(archive, *m_world));
    EXPECT_FALSE(algorithm().load(ModelArchive(), *m_world));
}

TEST_P(AlgorithmContract, SurvivesForgedArchives) {
    const auto model = train(algorithm(), *m_world);
    ModelArchive archive;
    model->save(archive);
    const std::vector<std::byte> bytes = archive.serialise();
    Random random(3);
    std::size_t forged = 0;
    for (std::size_t place = 0;; place += 1 + random.below(bytes.size() / 400 + 1)) {
        const std::vector<std::byte> bad =
            withForgedByte(bytes, place, static_cast<std::byte>(1U << random.below(8)));
        if (bad.empty()) {
            break;
        }
        ++forged;
        const Result<ModelArchive> parsed = ModelArchive::parse(bad);
        ASSERT_TRUE(parsed);
        const auto restored = algorithm().load(*parsed, *m_world);
        if (!restored || (*restored)->itemCount() == 0 || (*restored)->userCount() < 5) {
            continue;
        }
        scoresOf(**restored, UserIndex(4));
        (*restored)->explain(m_world->historyOf(UserIndex(4)), ItemIndex((*restored)->itemCount() - 1));
        std::vector<float> items((*restored)->itemCount());
        (*restored)->itemSimilarity(ItemIndex(0), items);
        std::vector<float> users((*restored)->userCount());
        (*restored)->userSimilarity(UserIndex(0), users);
    }
    EXPECT_GT(forged, 50U);
}

/// Asks for a stop after a number of reports, as a person does at any time.
class StopAfter final : public ProgressSink {
public:
    explicit StopAfter(int reports) : m_left(reports) {}
    void report(double, std::string_view) override {
        if (--m_left == 0) {
            m_source.request_stop();
        }
    }
    std::stop_token token() const { return m_source.get_token(); }

private:
    std::atomic<int> m_left;
    std::stop_source m_source;
};

TEST_P(AlgorithmContract, StopsWhereverItIsAsked) {
    std::stop_source before;
    before.request_stop();
    ExecutionContext stopped;
    stopped.stop = before.get_token();
    const auto none = algorithm().fit(*m_world, paramsOf(algorithm()), stopped);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::Cancelled);
    for (int reports = 1; reports <= 12; ++reports) {
        StopAfter sink(reports);
        ExecutionContext context;
        context.stop = sink.token();
        context.progress = &sink;
        const auto model = algorithm().fit(*m_world, paramsOf(algorithm()), context);
        EXPECT_TRUE(model || model.error().code == ErrorCode::Cancelled);
        EXPECT_TRUE(model || sink.token().stop_requested());
    }
}

/// Progress as one thread reports it.
class ProgressRecorder final : public ProgressSink {
public:
    void report(double fraction, std::string_view) override { m_fractions.push_back(fraction); }
    const std::vector<double>& fractions() const { return m_fractions; }

private:
    std::vector<double> m_fractions;
};

void expectSteadyProgress(const AlgorithmInfo& algorithm, const Dataset& dataset, const Changes& changes) {
    ProgressRecorder recorder;
    ExecutionContext context;
    context.progress = &recorder;
    context.threads = 1;
    train(algorithm, dataset, changes, context);
    const std::vector<double>& fractions = recorder.fractions();
    ASSERT_FALSE(fractions.empty());
    EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end())) << algorithm.id;
    EXPECT_GE(fractions.front(), 0);
    EXPECT_NEAR(fractions.back(), 1, 1e-9) << algorithm.id;
}

TEST_P(AlgorithmContract, ReportsProgressThatNeverFallsBack) {
    expectSteadyProgress(algorithm(), *m_world, {});
}

TEST(AlgorithmProgress, NeverFallsBackInTrainingsOfSeveralSteps) {
    const auto world = makeTasteWorld({.ratings = true});
    const std::vector<std::pair<std::string, Changes>> trainings{
        {"ease", {{"attributes", "5"}}},
        {"item_knn", {{"mode", "baseline"}}},
        {"item_knn", {{"mode", "means"}, {"similarity", "pearson_baseline"}}},
        {"user_knn", {{"mode", "baseline"}}},
        {"two_tower", {{"attributes", "false"}}},
        {"hybrid", {{"kind", "stacked"}}}};
    for (const auto& [id, changes] : trainings) {
        expectSteadyProgress(*findAlgorithm(id), *world, changes);
    }
}

TEST_P(AlgorithmContract, TakesAnEmptyDataSet) {
    const auto empty = makeDataset({}, 0, 0);
    const auto model = train(algorithm(), *empty);
    EXPECT_EQ(model->itemCount(), 0U);
    EXPECT_TRUE(scoresOf(*model, History{{ItemIndex(0), 1, noTime}}).empty());
    const auto silent = makeDataset({}, 2, 3);
    EXPECT_EQ(scoresOf(*train(algorithm(), *silent), UserIndex(1)), std::vector<float>(3, 0.0F));
}

TEST_P(AlgorithmContract, ForecastsMoreForMoreData) {
    const auto large = makeTasteWorld({.users = 700, .items = 300, .eventsPerUser = 25});
    const ParamSet params = paramsOf(algorithm());
    const Forecast little = algorithm().forecast(*m_world, params, 1);
    const Forecast much = algorithm().forecast(*large, params, 1);
    EXPECT_GT(little.seconds, 0);
    EXPECT_GT(much.seconds, little.seconds);
    EXPECT_GT(much.bytes, little.bytes);
    const std::size_t bytes = train(algorithm(), *large)->bytes();
    EXPECT_GT(much.bytes, bytes / 3);
    EXPECT_LT(much.bytes, bytes * 3);
}

INSTANTIATE_TEST_SUITE_P(All, AlgorithmContract, testing::ValuesIn(ids()),
                         [](const auto& param) { return param.param; });

/// A training that is still going when the stop comes; `endsEarly`: or may just have ended.
struct LongTraining {
    TasteWorldOptions world;
    Changes changes{};
    std::vector<int> waits{0, 3, 40, 150}; ///< milliseconds until the stop
    bool endsEarly = false;
};

const std::map<std::string, LongTraining>& longTrainings() {
    const TasteWorldOptions middle{.users = 3000, .items = 2000, .eventsPerUser = 60, .ratings = true};
    const TasteWorldOptions wide{.users = 2000, .items = 60'000, .eventsPerUser = 30};
    const auto factors = [](const char* count, const char* rounds) {
        return Changes{{"factors", "96"}, {rounds, count}};
    };
    static const std::map<std::string, LongTraining> all{
        {"als", {middle, factors("200", "iterations")}},
        {"baseline", {.world = middle, .endsEarly = true}},
        {"bpr", {middle, factors("1000", "epochs")}},
        {"content_tfidf", {.world = middle, .endsEarly = true}},
        {"ease", {{.users = 500, .items = 4000, .eventsPerUser = 60}, {}, {0, 15, 60}, true}},
        {"explicit_als", {middle, factors("200", "iterations")}},
        {"features",
         {{.users = 4000, .items = 20'000, .eventsPerUser = 60},
          {{"factors", "128"}, {"epochs", "1000"}},
          {0, 20, 300, 900}}},
        {"hybrid", {.world = middle, .endsEarly = true}},
        {"item_knn", {.world = middle, .endsEarly = true}},
        {"markov",
         {{.users = 3000, .items = 2000, .eventsPerUser = 100},
          {{"reach", "100"}, {"backward", "1"}},
          {0, 30}}},
        {"nmf", {middle, factors("1000", "epochs")}},
        {"popular_in_segment", {.world = middle, .endsEarly = true}},
        {"popularity", {.world = middle, .endsEarly = true}},
        {"puresvd", {.world = middle, .changes = {{"factors", "200"}}, .endsEarly = true}},
        {"random", {.world = middle, .endsEarly = true}},
        {"recent", {.world = middle, .endsEarly = true}},
        {"sasrec", {wide, {{"loss", "softmax"}}, {600}}},
        {"slim",
         {{.users = 3000, .items = 1500, .eventsPerUser = 60}, {{"neighbours", "0"}, {"l1", "0"}}, {0, 40}}},
        {"slope_one", {.world = middle, .endsEarly = true}},
        {"svd", {middle, factors("1000", "epochs")}},
        {"svdpp", {middle, factors("1000", "epochs")}},
        {"two_tower", {{.users = 3000, .items = 60'000, .eventsPerUser = 40}, {}, {0, 700}}},
        {"user_knn", {.world = middle, .endsEarly = true}},
        {"warp", {middle, {{"factors", "96"}, {"epochs", "1000"}, {"max_sampled", "1000"}}}},
    };
    return all;
}

void expectStopsSoon(const AlgorithmInfo& algorithm, const LongTraining& training) {
    const auto world = makeTasteWorld(training.world);
    for (const int wait : training.waits) {
        std::stop_source source;
        ExecutionContext context;
        context.stop = source.get_token();
        std::chrono::steady_clock::time_point asked;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(wait));
            asked = std::chrono::steady_clock::now();
            source.request_stop();
        });
        const auto model = algorithm.fit(*world, paramsOf(algorithm, training.changes), context);
        const auto ended = std::chrono::steady_clock::now();
        stopper.join();
        EXPECT_TRUE(model ? training.endsEarly : model.error().code == ErrorCode::Cancelled) << wait;
        EXPECT_LT(ended - asked, std::chrono::milliseconds(200)) << wait;
    }
}

/// What is named so measures time: nothing runs beside it.
class AlgorithmTiming : public testing::TestWithParam<std::string> {};

TEST_P(AlgorithmTiming, StopsWithin200Milliseconds) {
    ASSERT_TRUE(longTrainings().contains(GetParam())) << "an algorithm needs a long training here";
    expectStopsSoon(*findAlgorithm(GetParam()), longTrainings().at(GetParam()));
}

TEST(SasRecTiming, StopsWithin200MillisecondsWithSampledItems) {
    LongTraining training = longTrainings().at("sasrec");
    training.changes = {{"loss", "sampled"}};
    expectStopsSoon(*findAlgorithm("sasrec"), training);
}

INSTANTIATE_TEST_SUITE_P(All, AlgorithmTiming, testing::ValuesIn(ids()),
                         [](const auto& param) { return param.param; });

} // namespace
} // namespace tastescope
