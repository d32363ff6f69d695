// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/warp.h"

#include "engine/models/factorisation/pairwise/pairwise_trainer.h"
#include "tests/engine/models/rating_test_support.h"
#include "tests/engine/models/real_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

TEST(Warp, RunsTheKernelOverTheBlocksOfEachEpoch) {
    // What the kernel does is compared with plain loops elsewhere; here, that the trainer calls it so.
    const auto world = makeTasteWorld({.users = 300, .items = 150, .eventsPerUser = 30});
    PairwiseOptions options;
    options.loss = PairwiseLoss::Ranks;
    options.factors = 8;
    options.epochs = 4;
    options.mostDraws = 20;
    options.finalRate = 1;
    LossRecorder recorder;
    const auto model = trainPairs(world->matrix(), 300, 150, options, recorder.context());
    ASSERT_TRUE(model);
    ASSERT_EQ(recorder.points().size(), 4U);

    const ExecutionContext context;
    std::vector<HeldPair> held;
    const PositiveRows rows = positiveRows(world->matrix(), 0, held, context);
    const std::size_t dims = paddedDimensions(8);
    PairwiseBlocks blocks(rows, 150, dims);
    AlignedFloats users = startingRows(300, options, 0, context);
    AlignedFloats items = startingRows(150, options, 1, context);
    std::vector<float> biases(150);
    std::vector<unsigned char> marks(blocks.itemsPerBlock());
    const std::vector<float> gains = warpGains(150, 20);
    const PairwiseStep step{static_cast<float>(options.learningRate),
                            static_cast<float>(options.regularization),
                            static_cast<float>(options.biasRegularization)};
    const std::size_t side = blocks.blocksPerSide();
    ASSERT_GT(side, 1U);
    for (int epoch = 1; epoch <= 4; ++epoch) {
        blocks.beginEpoch(epoch, context);
        PairwiseSums sums;
        for (const std::uint32_t round : blocks.rounds()) {
            for (std::size_t block = 0; block < side; ++block) {
                const std::size_t other = blocks.itemBlock(round, block);
                Random random = cellRandom(context.seed, epoch, side, block, other);
                sums += descendWarp({blocks.cell(block, other), blocks.items(other)}, {20, gains}, random,
                                    marks, {users.data(), items.data(), biases.data(), dims}, step);
            }
        }
        EXPECT_EQ(recorder.points()[static_cast<std::size_t>(epoch) - 1].training,
                  sums.loss / static_cast<double>(sums.steps));
    }
    for (std::size_t item = 0; item < 150; ++item) {
        for (std::size_t d = 0; d < 8; ++d) {
            EXPECT_EQ(model->items[item * 9 + d], items.data()[item * dims + d]);
        }
        EXPECT_EQ(model->items[item * 9 + 8], biases[item]);
    }
}

TEST(Warp, FoldsAHistoryInAsItWasTrained) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    const auto model = train(warpInfo(), *world);
    for (std::size_t user = 0; user < 60; ++user) {
        const std::vector<float> known = scoresOf(*model, UserIndex(user));
        const std::vector<float> folded = scoresOf(*model, world->historyOf(UserIndex(user)));
        for (std::size_t item = 0; item < known.size(); ++item) {
            EXPECT_NEAR(known[item], folded[item], 1e-3);
        }
    }
}

TEST(Warp, LearnsLessOnceRanksAreRight) {
    const auto world = makeTasteWorld({.users = 200, .items = 100, .eventsPerUser = 20});
    LossRecorder recorder;
    train(warpInfo(), *world, {}, recorder.context());
    ASSERT_GT(recorder.points().size(), 10U);
    EXPECT_LT(recorder.points().back().training, 0.7 * recorder.points().front().training);
}

TEST(Warp, KeepsTheEpochThatIsBestOnWhatIsHeldBack) {
    const auto world = makeTasteWorld({.users = 200, .items = 100, .eventsPerUser = 20});
    Changes changes{{"validation", "0.2"}, {"regularization", "0.000001"}, {"bias_regularization", "0"},
                    {"final_rate", "1"},   {"learning_rate", "0.3"},       {"epochs", "80"}};
    LossRecorder recorder;
    const auto kept = train(warpInfo(), *world, changes, recorder.context());
    ASSERT_EQ(recorder.points().size(), 80U);
    const auto best =
        std::min_element(recorder.points().begin(), recorder.points().end(),
                         [](const LossPoint& a, const LossPoint& b) { return a.validation < b.validation; });
    ASSERT_LT(best->step, 78);
    changes.back().second = std::to_string(best->step);
    EXPECT_EQ(scoresOf(*kept, UserIndex(5)), scoresOf(*train(warpInfo(), *world, changes), UserIndex(5)));
}

TEST(Warp, StaysFiniteWhateverTheRate) {
    const auto world = makeTasteWorld({.users = 200, .items = 60, .eventsPerUser = 20});
    for (const char* rate : {"0.0001", "0.5"}) {
        for (const char* ridge : {"0.000001", "1"}) {
            for (const char* draws : {"1", "1000"}) {
                const auto model = train(warpInfo(), *world,
                                         {{"learning_rate", rate},
                                          {"regularization", ridge},
                                          {"max_sampled", draws},
                                          {"bias_regularization", "0"},
                                          {"final_rate", "1"},
                                          {"epochs", "20"}});
                for (std::size_t user = 0; user < 200; user += 9) {
                    for (const float score : scoresOf(*model, UserIndex(user))) {
                        EXPECT_TRUE(std::isfinite(score)) << rate << " " << ridge << " ";
                    }
                }
            }
        }
    }
}

TEST(Warp, IsAccurateOnMovieLensWithItsDefaults) {
    const RealSplit data = readSplit("ml-100k-stratified");
    if (!data.train) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-stratified";
    }
    const RankingAccuracy accuracy = accuracyOf(*train(warpInfo(), *data.train), data);
    RecordProperty("ndcg", std::to_string(accuracy.ndcg));
    EXPECT_GE(accuracy.ndcg, 0.44);
}

} // namespace
} // namespace tastescope
