// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "storage/project/project.h"
#include "storage/use_cases/check.h"
#include "storage/use_cases/ranker/train_ranker.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

class TrainRanker : public test::ProjectTest {
protected:
    TrainRanker() : ProjectTest(test::randomData(60, 30, 900, 1)) {}

    RankerRequest request(const std::vector<NameValue>& more = {}) const {
        std::vector<NameValue> changes{
            {"sources", "popularity+item_knn"}, {"trees", "10"}, {"windows", "2"}, {"candidates", "30"}};
        changes.insert(changes.end(), more.begin(), more.end());
        return rankerRequest(changes).value();
    }
};

TEST_F(TrainRanker, IsStoredAndLoadsAsAModel) {
    if (!canBoost()) {
        GTEST_SKIP() << "built without XGBoost";
    }
    const auto trained = trainAndStoreRanker(*project, *dataset, request());
    ASSERT_TRUE(trained) << trained.error().text();
    const StoredModel& stored = trained->stored;
    EXPECT_EQ(stored.name, "Ranker");
    EXPECT_EQ(stored.algorithm, rankerId);
    EXPECT_TRUE(stored.params.starts_with("sources=popularity+item_knn")) << stored.params;
    EXPECT_GT(stored.bytes, 0U);
    EXPECT_EQ(stored.losses.size(), trained->ranker->report().course.size());
    EXPECT_EQ(stored.dataFingerprint, dataset->fingerprint());
    const auto model = loadModel(*project, project->models().find("Ranker").value(), *dataset);
    ASSERT_TRUE(model) << model.error().text();
    const auto ranker = rankerWithin(**model);
    ASSERT_NE(ranker, nullptr);
    EXPECT_EQ(ranker->verdict(), trained->ranker->verdict());
    std::vector<float> scores(dataset->itemCount());
    std::vector<float> before(dataset->itemCount());
    (*model)->scoreUser(UserIndex(3), scores);
    rankedRecommender(trained->ranker)->scoreUser(UserIndex(3), before);
    EXPECT_EQ(scores, before);
    EXPECT_EQ(trainAndStoreRanker(*project, *dataset, request()).value().stored.name, "Ranker 2");
    RankerRequest named = request({{"loss", "pairwise"}, {"cut", "random"}});
    named.name = "mine";
    named.weighing = Weighing::Once;
    EXPECT_EQ(trainAndStoreRanker(*project, *dataset, named).value().stored.name, "mine");
    EXPECT_TRUE(loadModel(*project, project->models().find("mine").value(), *dataset));
}

TEST_F(TrainRanker, RefusesWhatCannotBe) {
    for (const auto& [name, value] :
         {NameValue{"sources", "als+alz"}, NameValue{"trees", "x"}, NameValue{"trees", "1"},
          NameValue{"loss", "hinge"}, NameValue{"twigs", "3"}, NameValue{"cut", "cold-users"}}) {
        const std::vector<NameValue> change{{name, value}};
        const auto refused = rankerRequest(change);
        ASSERT_FALSE(refused) << name << "=" << value;
        EXPECT_FALSE(refused.error().remedy.empty() && refused.error().message.empty());
    }
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(trainAndStoreRanker(*project, *dataset, request(), context).error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(project->models().all().value().empty());
}

} // namespace
} // namespace tastescope
