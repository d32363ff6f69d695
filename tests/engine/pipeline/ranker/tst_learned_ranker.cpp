// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"
#include "engine/pipeline/ranker/model_ranker.h"
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/pipeline/ranker/train_ranker.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/support/damaged_containers.h"
#include "tests/support/use_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

std::shared_ptr<const Dataset> world() {
    static const auto data =
        makeTasteWorld({.users = 150, .items = 60, .eventsPerUser = 20, .ratings = true, .skips = true});
    return data;
}

RankerOptions quick() {
    RankerOptions options;
    options.sources = sourcesNamed("popularity+item_knn").value();
    options.boosting.trees = 20;
    options.boosting.leastChild = 1;
    options.examples.depth = 30;
    return options;
}

std::shared_ptr<const LearnedRanker> trained(const RankerOptions& options, int threads = 1,
                                             std::shared_ptr<const Dataset> data = world()) {
    ExecutionContext context;
    context.threads = threads;
    return trainRanker(std::move(data), options, context).value();
}

std::vector<std::byte> bytesOf(const LearnedRanker& ranker) {
    ModelArchive archive;
    ranker.save(archive);
    return archive.serialise();
}

/// Candidates that come from nowhere in particular.
CandidateSet candidatesOf(const std::vector<ItemIndex>& items) {
    CandidateSet set;
    set.sources = std::make_shared<const std::vector<std::string>>();
    set.items = items;
    set.offsets.assign(items.size() + 1, 0);
    return set;
}

std::vector<double> scoresOf(const Ranker& ranker, const Asker& asker, const std::vector<ItemIndex>& items) {
    const CandidateSet set = candidatesOf(items);
    std::vector<double> scores(items.size());
    EXPECT_TRUE(ranker.score({asker, set}, scores, {}));
    return scores;
}

std::vector<ItemIndex> allItems() {
    std::vector<ItemIndex> items;
    for (std::size_t item = 0; item < world()->itemCount(); ++item) {
        items.emplace_back(item);
    }
    return items;
}

class LearnedRankerTest : public testing::Test {
protected:
    void SetUp() override {
        if (!canBoost()) {
            GTEST_SKIP() << "built without XGBoost";
        }
    }
};

/// A report that boosts, whatever the guard said: the taste world may be too easy for trees to pay.
std::shared_ptr<const LearnedRanker> boosting() {
    for (const std::uint64_t seed : {42U, 1U, 2U, 3U, 4U, 5U}) {
        ExecutionContext context;
        context.threads = 1;
        context.seed = seed;
        auto ranker = trainRanker(world(), quick(), context).value();
        if (ranker->report().boosts) {
            return ranker;
        }
    }
    return nullptr;
}

TEST_F(LearnedRankerTest, TheSameBitsOnAnyNumberOfThreads) {
    const auto one = trained(quick(), 1);
    EXPECT_EQ(bytesOf(*one), bytesOf(*trained(quick(), 2)));
    EXPECT_GT(one->report().people, 10U);
    EXPECT_EQ(one->report().boosts, one->report().gain.mean > 0);
    EXPECT_NE(one->verdict().find("people held back"), std::string::npos) << one->verdict();
}

TEST_F(LearnedRankerTest, ScoresExplainsAndComesBack) {
    const auto ranker = boosting();
    ASSERT_NE(ranker, nullptr);
    const auto again = LearnedRanker::load(ModelArchive::parse(bytesOf(*ranker)).value(), world()).value();
    EXPECT_EQ(again->bytes(), ranker->bytes());
    EXPECT_EQ(again->verdict(), ranker->verdict());
    EXPECT_EQ(again->report().course, ranker->report().course);
    const std::vector<ItemIndex> items = allItems();
    const History odd{{ItemIndex(4'000'000'000U), 3, 0}};
    for (const Asker& asker : {Asker(UserRow{world().get(), UserIndex(3)}), Asker(History{}), Asker(odd),
                               Asker(world()->historyOf(UserIndex(9)))}) {
        const std::vector<double> scores = scoresOf(*ranker, asker, items);
        EXPECT_EQ(scores, scoresOf(*again, asker, items));
        const CandidateSet set = candidatesOf(items);
        for (std::size_t at = 0; at < items.size(); ++at) {
            EXPECT_TRUE(scores[at] >= 0 && scores[at] <= 1);
            const RankExplanation why = ranker->explain({asker, set}, at, {}).value();
            EXPECT_EQ(why.score, scores[at]);
            double sum = why.bias;
            double previous = std::numeric_limits<double>::infinity();
            for (const FeatureShare& share : why.shares) {
                sum += share.amount;
                EXPECT_LE(std::abs(share.amount), previous);
                previous = std::abs(share.amount);
            }
            EXPECT_NEAR(sum, why.raw, 1e-5 * std::max(1.0, std::abs(why.raw)));
        }
    }
    // What it is asked for alone scores as among others, and what nobody knows is answered.
    const Asker asker = UserRow{world().get(), UserIndex(3)};
    const std::vector<double> together = scoresOf(*ranker, asker, items);
    EXPECT_EQ(scoresOf(*ranker, asker, {ItemIndex(5)}).front(), together[5]);
    EXPECT_TRUE(std::isfinite(scoresOf(*ranker, asker, {ItemIndex(1'000'000)}).front()));
    EXPECT_TRUE(scoresOf(*ranker, asker, {}).empty());
    double importance = 0;
    for (const FeatureShare& share : ranker->importance()) {
        importance += share.amount;
    }
    EXPECT_NEAR(importance, 1, 1e-9);
}

/// Where boosting does not pay, and where nobody can judge, the order is that of the best source.
TEST_F(LearnedRankerTest, FallsBackOnTheBestSource) {
    RankerOptions options = quick();
    options.losses = {}; // no trees that could be better
    const auto ranker = trained(options);
    ASSERT_FALSE(ranker->report().boosts);
    const RankerReport& report = ranker->report();
    EXPECT_EQ(report.sources[report.bestSource], *std::ranges::max_element(report.sources));
    EXPECT_NE(ranker->verdict().find("does not pay"), std::string::npos) << ranker->verdict();
    const std::vector<Asker> askers{UserRow{world().get(), UserIndex(3)},
                                    UserRow{world().get(), UserIndex(70)}};
    const auto lists = ranker->lists(askers, {10}).value();
    const auto loaded = LearnedRanker::load(ModelArchive::parse(bytesOf(*ranker)).value(), world()).value();
    EXPECT_EQ(loaded->lists(askers, {10}).value(), lists);
    for (std::size_t at = 0; at < askers.size(); ++at) {
        const RankedList own =
            recommend(*ranker->features().sources()[report.bestSource].model, askers[at], {10}).value();
        ASSERT_EQ(lists[at].size(), own.size());
        for (std::size_t place = 0; place < own.size(); ++place) {
            EXPECT_EQ(lists[at][place].item, own[place].item) << place;
        }
    }
    const CandidateSet set = candidatesOf(allItems());
    const RankExplanation why = ranker->explain({askers[0], set}, 7, {}).value();
    ASSERT_EQ(why.shares.size(), 1U);
    EXPECT_NEAR(why.shares[0].amount, why.raw, 1e-12);
}

TEST_F(LearnedRankerTest, IsAModelWhereOneIsAskedFor) {
    RankerOptions all = quick();
    all.examples.depth = world()->itemCount(); // its own lists are from whatever a source has
    const auto ranker = trained(all);
    const auto model = rankedRecommender(ranker);
    EXPECT_EQ(rankerWithin(*model), ranker);
    EXPECT_EQ(rankerWithin(*ranker->features().sources()[0].model), nullptr);
    test::useModel(*model, *world());
    const Asker asker = UserRow{world().get(), UserIndex(8)};
    const RankedList list = recommend(*model, asker, {10}).value();
    const auto own = ranker->lists(std::span(&asker, 1), {10}).value().front();
    ASSERT_EQ(list.size(), own.size());
    EXPECT_EQ(list, own);
    std::vector<float> known(model->itemCount());
    std::vector<float> folded(model->itemCount());
    model->scoreUser(UserIndex(8), known);
    for (const HistoryEntry& entry : world()->historyOf(UserIndex(8))) {
        EXPECT_LT(known[entry.item.value], 0);
    }
    const Explanation why = model->explain(world()->historyOf(UserIndex(8)), list[0].item);
    EXPECT_EQ(why.base, why.score);
}

/// By its name as by itself: lists score alike, and an explanation goes by features and adds up.
TEST_F(LearnedRankerTest, TellsItsFeaturesWhereAModelRanks) {
    RankerOptions sourcesOnly = quick();
    sourcesOnly.losses = {};
    for (const auto& ranker : {boosting(), trained(sourcesOnly)}) {
        ASSERT_NE(ranker, nullptr);
        const auto model = rankedRecommender(ranker);
        const auto ranks = modelRanker(model, "Second");
        const CandidateSet set = candidatesOf(allItems());
        std::size_t told = 0;
        for (const Asker& asker : {Asker(UserRow{world().get(), UserIndex(3)}),
                                   Asker(world()->historyOf(UserIndex(70))), Asker(History{})}) {
            std::vector<double> scores(set.size());
            ASSERT_TRUE(ranks->score({asker, set}, scores, {}));
            for (std::size_t at = 0; at < set.size(); at += 7) {
                const RankExplanation why = ranks->explain({asker, set}, at, {}).value();
                EXPECT_EQ(why.score, scores[at]);
                double sum = why.bias;
                for (const FeatureShare& share : why.shares) {
                    sum += share.amount;
                }
                EXPECT_NEAR(sum, why.raw, 1e-5 * std::max(1.0, std::abs(why.raw)));
                EXPECT_FALSE(why.shares.empty());
                if (scores[at] >= 0 && why.shares.front().feature != "Second") {
                    const RankExplanation own = ranker->explain({asker, set}, at, {}).value();
                    ASSERT_EQ(why.shares.size(), own.shares.size());
                    EXPECT_EQ(why.shares.front().feature, own.shares.front().feature);
                    ++told;
                }
            }
        }
        EXPECT_GT(told, 6U);
    }
}

TEST_F(LearnedRankerTest, TakesDataWithoutTimesWithoutAttributesAndWithoutAnybodyToJudge) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 60; ++user) {
        for (std::size_t at = 0; at < 8; ++at) {
            rows.push_back({user, (user % 5 * 6 + at * (1 + user % 3)) % 30, 1, 0});
        }
    }
    const auto timed = makeDataset(rows, 60, 30);
    std::vector<Event> events;
    for (std::size_t row = 0; row < timed->events().size(); ++row) {
        events.push_back(timed->events().at(row));
        events.back().time = noTime;
    }
    const auto plain = timed->withEvents(std::make_shared<Interactions>(std::move(events), 60));
    RankerOptions options = quick();
    const auto ranker = trained(options, 1, plain);
    EXPECT_GT(ranker->report().people, 0U);
    EXPECT_EQ(scoresOf(*ranker, History{}, {ItemIndex(3)}).size(), 1U);
    options.windows = 1; // then half of the people judge
    EXPECT_LE(trained(options, 1, plain)->report().people, 30U);
    const auto lonely = makeDataset({{0, 1}}, 2, 3);
    const auto nobody = trained(options, 1, lonely);
    EXPECT_FALSE(nobody->report().boosts);
    EXPECT_NE(nobody->verdict().find("Nobody"), std::string::npos);
    EXPECT_EQ(trainRanker(plain, RankerOptions{}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(sourcesNamed("als+alz").error().code, ErrorCode::NotFound);
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(trainRanker(plain, quick(), context).error().code, ErrorCode::Cancelled);
}

TEST_F(LearnedRankerTest, DamagedOnesAreRefusedOrAnswerWithoutAFault) {
    const auto data = makeTasteWorld({.users = 40, .items = 20, .eventsPerUser = 8, .ratings = true});
    RankerOptions options = quick();
    options.sources = sourcesNamed("popularity").value();
    options.boosting.trees = 10;
    const std::vector<std::byte> container = bytesOf(*trained(options, 1, data));
    ASSERT_TRUE(LearnedRanker::load(ModelArchive::parse(container).value(), data));
    std::size_t refused = 0;
    std::size_t tried = 0;
    test::damagedContainers(container, [&](const std::vector<std::byte>& bytes) {
        const auto archive = ModelArchive::parse(bytes);
        ASSERT_TRUE(archive);
        const auto ranker = LearnedRanker::load(*archive, data);
        ++tried;
        if (!ranker) {
            EXPECT_FALSE(ranker.error().message.empty());
            ++refused;
            return;
        }
        const std::vector<ItemIndex> items{ItemIndex(1), ItemIndex(7)};
        for (const double score : scoresOf(**ranker, UserRow{data.get(), UserIndex(2)}, items)) {
            EXPECT_TRUE(std::isfinite(score));
        }
    });
    EXPECT_GT(tried, 500U);
    EXPECT_GT(2 * refused, tried);
}

TEST(ScoreCalibration, IsTheBestSigmoidAndKeepsTheOrder) {
    Random random(3);
    std::vector<double> scores;
    std::vector<char> taken;
    for (int at = 0; at < 400; ++at) {
        scores.push_back(random.normal(0, 3));
        taken.push_back(random.uniform() < 1 / (1 + std::exp(-(0.8 * scores.back() - 2))) ? 1 : 0);
    }
    const auto loss = [&](const ScoreCalibration& by) {
        const auto yes = static_cast<double>(std::accumulate(taken.begin(), taken.end(), 0));
        double sum = 0;
        for (std::size_t at = 0; at < scores.size(); ++at) {
            const double target = taken[at] != 0 ? (yes + 1) / (yes + 2) : 1 / (400 - yes + 2);
            const double p = by(scores[at]);
            sum -= target * std::log(p) + (1 - target) * std::log(1 - p);
        }
        return sum;
    };
    const ScoreCalibration best = calibrated(scores, taken);
    for (double slope = 0.1; slope < 2; slope += 0.05) {
        for (double shift = -4; shift < 1; shift += 0.1) {
            EXPECT_LE(loss(best), loss({slope, shift}) + 1e-9) << slope << " " << shift;
        }
    }
    EXPECT_LT(best(-1), best(1));
    EXPECT_EQ(best(1e308), 1);
    EXPECT_EQ(best(-1e308), 0);
    // Backwards, or nothing to learn from: the order stays.
    for (char& one : taken) {
        one = one != 0 ? 0 : 1;
    }
    EXPECT_GT(calibrated(scores, taken).slope, 0);
    EXPECT_GT(calibrated({}, {}).slope, 0);
    EXPECT_GT(calibrated(scores, std::vector<char>(400, 0)).slope, 0);
    EXPECT_GT(calibrated(scores, std::vector<char>(400, 1)).slope, 0);
}

} // namespace
} // namespace tastescope
