// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/tree_booster.h"
#include "tests/engine/pipeline/ranker/ranker_test_support.h"

#include <gtest/gtest.h>

#if __has_include(<xgboost/c_api.h>)
#include <xgboost/c_api.h>
#endif

namespace tastescope {
namespace {

constexpr std::size_t features = 8;

/// People who take what is large in feature 2 and not missing in feature 5.
RankingRows examples() {
    RankingRows rows;
    rows.features = features;
    rows.values = test::randomRows(11, 1'500, features);
    for (std::size_t row = 0; row < 1'500; ++row) {
        const float* values = rows.values.data() + row * features;
        rows.labels.push_back(values[2] > 0.3F && !std::isnan(values[5]) ? 1.0F : 0.0F);
    }
    rows.groups.assign(50, 30);
    return rows;
}

class TreeBooster : public testing::Test {
protected:
    void SetUp() override {
        if (!canBoost()) {
            GTEST_SKIP() << "built without XGBoost";
        }
    }
};

TEST_F(TreeBooster, LearnsWhatThereIsToLearnByAnyLoss) {
    const RankingRows rows = examples();
    for (const BoostingLoss loss : {BoostingLoss::Logistic, BoostingLoss::Pairwise, BoostingLoss::Ndcg}) {
        BoostingOptions options;
        options.loss = loss;
        options.trees = 30;
        const BoostedTrees trees = boostTrees(rows, options).value();
        ASSERT_EQ(trees.size(), 30U);
        std::vector<float> raw(rows.rows());
        trees.predict(rows.values, raw);
        std::size_t right = 0;
        std::size_t pairs = 0;
        for (std::size_t row = 0; row + 30 < raw.size(); ++row) {
            if (rows.labels[row] > rows.labels[row + 30]) {
                ++pairs;
                right += raw[row] > raw[row + 30] ? 1 : 0;
            }
        }
        EXPECT_GT(static_cast<double>(right), 0.97 * static_cast<double>(pairs)) << lossName(loss);
        const std::vector<double> importance = trees.importance();
        EXPECT_GT(importance[2] + importance[5], 0.8) << lossName(loss);
    }
}

TEST_F(TreeBooster, TheSameBitsOnAnyNumberOfThreads) {
    const RankingRows rows = examples();
    for (const BoostingLoss loss : {BoostingLoss::Logistic, BoostingLoss::Pairwise, BoostingLoss::Ndcg}) {
        BoostingOptions options;
        options.loss = loss;
        options.trees = 10;
        std::vector<std::vector<std::byte>> made;
        for (const int threads : {1, 2, 2}) {
            ExecutionContext context;
            context.threads = threads;
            context.seed = 5;
            ModelArchive archive;
            boostTrees(rows, options, context).value().save(archive, "");
            made.push_back(archive.serialise());
        }
        EXPECT_EQ(made[0], made[1]);
        EXPECT_EQ(made[0], made[2]);
        ExecutionContext other;
        other.seed = 6;
        ModelArchive archive;
        boostTrees(rows, options, other).value().save(archive, "");
        EXPECT_NE(made[0], archive.serialise()) << "the seed draws rows and columns";
    }
}

TEST_F(TreeBooster, RefusesNothingAndStops) {
    EXPECT_EQ(boostTrees({}, {}).error().code, ErrorCode::InvalidArgument);
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(boostTrees(examples(), {}, context).error().code, ErrorCode::Cancelled);
}

TEST(TreesOfXgboost, RefuseWhatIsNone) {
    const std::string head = R"({"learner": {"gradient_booster": {"model": {"trees": [)";
    const std::string tail = "]}}}}";
    const auto tree = [](const std::string& left, const std::string& right, const std::string& split) {
        return R"({"left_children": [)" + left + R"(], "right_children": [)" + right +
               R"(], "split_indices": [)" + split +
               R"(], "split_conditions": [0.5, 1, 2], "sum_hessian": [3, 1, 2], "default_left": [1, 0, 0]})";
    };
    EXPECT_TRUE(treesOfXgboost(head + tree("1,-1,-1", "2,-1,-1", "0,0,0") + tail, 1));
    for (const std::string& wrong :
         {std::string("{"), std::string("{}"), head + "{}" + tail, head + tree("1,-1", "2,-1", "0,0") + tail,
          head + tree("1,-1,-1", "7,-1,-1", "0,0,0") + tail, head + tree("1,0,-1", "2,0,-1", "0,0,0") + tail,
          head + tree("1,-1,-1", "1e300,-1,-1", "0,0,0") + tail,
          head + tree("1,-1,-1", "2,-1,-1", "1,0,0") + tail,
          head + tree("1,-1,-1", "2,-1,-1", "-4,0,0") + tail}) {
        EXPECT_FALSE(treesOfXgboost(wrong, 1)) << wrong;
    }
}

#ifdef XGBOOST_C_API_H_
/// Our walk over the library's trees gives the library's own numbers.
TEST_F(TreeBooster, PredictsWhatXgboostPredicts) {
    const RankingRows rows = examples();
    DMatrixHandle matrix = nullptr;
    ASSERT_EQ(XGDMatrixCreateFromMat(rows.values.data(), rows.rows(), features,
                                     std::numeric_limits<float>::quiet_NaN(), &matrix),
              0);
    XGDMatrixSetFloatInfo(matrix, "label", rows.labels.data(), rows.rows());
    BoosterHandle booster = nullptr;
    XGBoosterCreate(&matrix, 1, &booster);
    for (const auto& [name, value] :
         {std::pair("objective", "reg:squarederror"), std::pair("base_score", "0"), std::pair("nthread", "1"),
          std::pair("max_depth", "6"), std::pair("eta", "0.1"), std::pair("verbosity", "0")}) {
        ASSERT_EQ(XGBoosterSetParam(booster, name, value), 0);
    }
    for (int round = 0; round < 50; ++round) {
        ASSERT_EQ(XGBoosterUpdateOneIter(booster, round, matrix), 0);
    }
    bst_ulong length = 0;
    const char* text = nullptr;
    ASSERT_EQ(XGBoosterSaveModelToBuffer(booster, R"({"format": "json"})", &length, &text), 0);
    const BoostedTrees trees = treesOfXgboost({text, length}, features).value();
    EXPECT_EQ(trees.size(), 50U);
    const float* expected = nullptr;
    ASSERT_EQ(XGBoosterPredict(booster, matrix, 0, 0, 0, &length, &expected), 0);
    ASSERT_EQ(length, rows.rows());
    std::vector<float> raw(rows.rows());
    trees.predict(rows.values, raw);
    for (std::size_t row = 0; row < raw.size(); ++row) {
        EXPECT_NEAR(raw[row], expected[row], 1e-6) << row;
    }
    XGBoosterFree(booster);
    XGDMatrixFree(matrix);
}
#endif

} // namespace
} // namespace tastescope
