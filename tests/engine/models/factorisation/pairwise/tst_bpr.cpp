// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/bpr.h"

#include "engine/models/factorisation/pairwise/pairwise_trainer.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "tests/engine/models/rating_test_support.h"
#include "tests/engine/models/real_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

/// The same schedule in plain loops and doubles.
struct Twin {
    std::size_t factors;
    std::vector<double> users;
    std::vector<double> items;
    std::vector<double> biases;
    std::vector<double> losses;

    Twin(const Dataset& world, const PairwiseOptions& options)
        : factors(options.factors)
        , users(start(world.userCount(), options, 0))
        , items(start(world.itemCount(), options, 1))
        , biases(world.itemCount()) {
        const ExecutionContext context;
        std::vector<HeldPair> held;
        const PositiveRows rows = positiveRows(world.matrix(), 0, held, context);
        PairwiseBlocks blocks(rows, world.itemCount(), paddedDimensions(factors));
        std::vector<unsigned char> marks(blocks.itemsPerBlock());
        const std::size_t side = blocks.blocksPerSide();
        for (int epoch = 1; epoch <= options.epochs; ++epoch) {
            blocks.beginEpoch(epoch, context);
            const double rate = options.learningRate * (1 - (epoch - 1.0) / (options.epochs - 1.0));
            double loss = 0;
            double steps = 0;
            for (const std::uint32_t round : blocks.rounds()) {
                for (std::size_t block = 0; block < side; ++block) {
                    const std::size_t other = blocks.itemBlock(round, block);
                    const PairwiseRun run{blocks.cell(block, other), blocks.items(other)};
                    Random random = cellRandom(context.seed, epoch, side, block, other);
                    std::vector<std::uint32_t> negatives;
                    drawNegatives(run, options.negatives, random, marks, negatives);
                    for (std::size_t pair = 0; pair < negatives.size(); ++pair) {
                        if (negatives[pair] != noPlace) {
                            loss += step(run.cells[pair].user, run.items[run.cells[pair].place],
                                         run.items[negatives[pair]], rate, options);
                            ++steps;
                        }
                    }
                }
            }
            losses.push_back(loss / steps);
        }
    }

    static std::vector<double> start(std::size_t rows, const PairwiseOptions& options,
                                     std::uint64_t purpose) {
        const std::vector<float> values = withoutPadding(startingRows(rows, options, purpose, {}), rows,
                                                         paddedDimensions(options.factors), options.factors);
        return {values.begin(), values.end()};
    }

    double step(std::uint32_t user, std::uint32_t i, std::uint32_t j, double rate,
                const PairwiseOptions& options) {
        double* const x = users.data() + user * factors;
        double* const a = items.data() + i * factors;
        double* const b = items.data() + j * factors;
        double margin = biases[i] - biases[j];
        for (std::size_t d = 0; d < factors; ++d) {
            margin += x[d] * (a[d] - b[d]);
        }
        const double g = 1 / (1 + std::exp(margin));
        for (std::size_t d = 0; d < factors; ++d) {
            const double was = x[d];
            x[d] += rate * (g * (a[d] - b[d]) - options.regularization * was);
            a[d] += rate * (g * was - options.regularization * a[d]);
            b[d] += rate * (-g * was - options.regularization * b[d]);
        }
        biases[i] += rate * (g - options.biasRegularization * biases[i]);
        biases[j] += rate * (-g - options.biasRegularization * biases[j]);
        return std::log1p(std::exp(-margin));
    }
};

TEST(Bpr, EqualsPlainLoopsOverTheSameSchedule) {
    const auto world = makeTasteWorld({.users = 300, .items = 150, .eventsPerUser = 30});
    PairwiseOptions options;
    options.epochs = 12;
    for (const std::size_t factors : {7U, 40U, 70U}) {
        for (const Negatives negatives : {Negatives::Uniform, Negatives::Popularity}) {
            options.factors = factors;
            options.negatives = negatives;
            const Twin twin(*world, options);
            LossRecorder recorder;
            const auto model = trainPairs(world->matrix(), world->userCount(), world->itemCount(), options,
                                          recorder.context());
            ASSERT_TRUE(model);
            ASSERT_EQ(recorder.points().size(), 12U);
            for (std::size_t epoch = 0; epoch < 12; ++epoch) {
                EXPECT_NEAR(recorder.points()[epoch].training, twin.losses[epoch], 1e-5);
                EXPECT_TRUE(std::isnan(recorder.points()[epoch].validation));
            }
            for (std::size_t item = 0; item < world->itemCount(); ++item) {
                const float* const row = model->items.data() + item * (factors + 1);
                EXPECT_NEAR(row[factors], twin.biases[item], 2e-4);
                for (std::size_t d = 0; d < factors; ++d) {
                    EXPECT_NEAR(row[d], twin.items[item * factors + d], 2e-4);
                }
            }
        }
    }
}

TEST(Bpr, FoldsAHistoryInAsItWasTrained) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    const auto model = train(bprInfo(), *world);
    for (std::size_t user = 0; user < 60; ++user) {
        const std::vector<float> known = scoresOf(*model, UserIndex(user));
        const std::vector<float> folded = scoresOf(*model, world->historyOf(UserIndex(user)));
        for (std::size_t item = 0; item < known.size(); ++item) {
            EXPECT_NEAR(known[item], folded[item], 1e-3);
        }
    }
}

TEST(Bpr, ReadsAHistoryWithRepeats) {
    const auto world = makeTasteWorld({});
    const auto model = train(bprInfo(), *world);
    const History once{{ItemIndex(3), 1, noTime}, {ItemIndex(8), 1, noTime}};
    const History often{
        {ItemIndex(8), 4, 7}, {ItemIndex(3), 1, 8}, {ItemIndex(3), 2, 9}, {ItemIndex(5), -1, 9}};
    EXPECT_EQ(scoresOf(*model, once), scoresOf(*model, often));
    EXPECT_EQ(model->explain(often, ItemIndex(11)).contributions.size(), 2U);
}

TEST(Bpr, SaysWhatIsPopularToAStranger) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 80; ++user) {
        rows.push_back({user, 4});
        rows.push_back({user, 5 + user % 10});
    }
    const auto data = makeDataset(rows, 80, 16);
    const std::vector<float> scores = scoresOf(*train(bprInfo(), *data), History{});
    EXPECT_EQ(std::max_element(scores.begin(), scores.end()) - scores.begin(), 4);
    for (std::size_t item = 5; item < 15; ++item) {
        EXPECT_GT(scores[item], scores[0]); // that nobody chose
    }
}

TEST(Bpr, PutsWhatWasChosenAboveTheRest) {
    const auto world = makeTasteWorld({});
    const auto model = train(bprInfo(), *world);
    double right = 0;
    double pairs = 0;
    for (std::size_t user = 0; user < 59; ++user) {
        const std::vector<float> scores = scoresOf(*model, UserIndex(user));
        std::vector<char> liked(scores.size());
        for (const ItemIndex item : world->matrix().itemsOf(UserIndex(user))) {
            liked[item.value] = 1;
        }
        for (std::size_t i = 0; i < scores.size(); ++i) {
            for (std::size_t j = 0; j < scores.size(); ++j) {
                if (liked[i] && !liked[j]) {
                    right += scores[i] > scores[j] ? 1 : 0;
                    ++pairs;
                }
            }
        }
    }
    EXPECT_GT(right / pairs, 0.9);
}

TEST(Bpr, FinishesEarlyWithTheNewestEpoch) {
    const auto world = makeTasteWorld({.users = 200, .items = 100, .eventsPerUser = 20});
    LossRecorder recorder;
    const auto early = train(bprInfo(), *world, {{"final_rate", "1"}}, recorder.context(3));
    EXPECT_EQ(recorder.points().size(), 3U);
    const auto three = train(bprInfo(), *world, {{"final_rate", "1"}, {"epochs", "3"}});
    EXPECT_EQ(scoresOf(*early, UserIndex(5)), scoresOf(*three, UserIndex(5)));
}

TEST(Bpr, KeepsTheEpochThatIsBestOnWhatIsHeldBack) {
    const auto world = makeTasteWorld({.users = 200, .items = 100, .eventsPerUser = 20});
    Changes changes{{"validation", "0.2"}, {"regularization", "0.000001"}, {"bias_regularization", "0"},
                    {"final_rate", "1"},   {"learning_rate", "0.2"},       {"epochs", "150"}};
    LossRecorder recorder;
    const auto kept = train(bprInfo(), *world, changes, recorder.context());
    ASSERT_EQ(recorder.points().size(), 150U);
    const auto best =
        std::min_element(recorder.points().begin(), recorder.points().end(),
                         [](const LossPoint& a, const LossPoint& b) { return a.validation < b.validation; });
    ASSERT_LT(best->step, 140);
    EXPECT_LT(recorder.points().back().training, best->training);
    changes.back().second = std::to_string(best->step);
    EXPECT_EQ(scoresOf(*kept, UserIndex(5)), scoresOf(*train(bprInfo(), *world, changes), UserIndex(5)));

    changes.back().second = "150";
    changes.emplace_back("patience", "4");
    LossRecorder patient;
    const auto stopped = train(bprInfo(), *world, changes, patient.context());
    EXPECT_LT(patient.points().size(), 150U);
    EXPECT_GE(patient.points().size(), 5U);
}

TEST(Bpr, StaysFiniteWhateverTheRate) {
    const auto world = makeTasteWorld({.users = 200, .items = 60, .eventsPerUser = 20});
    for (const char* rate : {"0.0001", "0.5"}) {
        for (const char* ridge : {"0.000001", "1"}) {
            for (const char* factors : {"1", "64"}) {
                const auto model = train(bprInfo(), *world,
                                         {{"learning_rate", rate},
                                          {"regularization", ridge},
                                          {"factors", factors},
                                          {"bias_regularization", "0"},
                                          {"final_rate", "1"},
                                          {"epochs", "30"}});
                for (std::size_t user = 0; user < 200; user += 9) {
                    for (const float score : scoresOf(*model, UserIndex(user))) {
                        EXPECT_TRUE(std::isfinite(score)) << rate << " " << ridge << " " << factors;
                    }
                }
            }
        }
    }
}

TEST(Bpr, TakesPeopleWhoLikeEverything) {
    std::vector<Row> rows;
    for (std::size_t item = 0; item < 6; ++item) {
        rows.push_back({0, item});
        rows.push_back({1, item});
    }
    const auto model = train(bprInfo(), *makeDataset(rows, 3, 6));
    for (std::size_t user = 0; user < 3; ++user) {
        for (const float score : scoresOf(*model, UserIndex(user))) {
            EXPECT_TRUE(std::isfinite(score));
        }
    }
}

// The best published for the method are MAP .1340, NDCG .4450, P .3887 and R .2166.
TEST(Bpr, IsAccurateOnMovieLensWithItsDefaults) {
    const RealSplit data = readSplit("ml-100k-stratified");
    if (!data.train) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-stratified";
    }
    const RankingAccuracy accuracy = accuracyOf(*train(bprInfo(), *data.train), data);
    RecordProperty("ndcg", std::to_string(accuracy.ndcg));
    EXPECT_GE(accuracy.map, 0.1340);
    EXPECT_GE(accuracy.ndcg, 0.4450);
    EXPECT_GE(accuracy.precision, 0.3887);
    EXPECT_GE(accuracy.recall, 0.2166);
}

} // namespace
} // namespace tastescope
