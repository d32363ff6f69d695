// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases.h"

#include "tests/storage/project/fixtures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

using test::randomData;
using test::TemporaryFolder;

class Train : public testing::Test {
protected:
    void SetUp() override {
        auto created = Project::create(folder / "p.tastescope", randomData(40, 30, 600, 1));
        ASSERT_TRUE(created) << created.error().text();
        project = std::move(*created);
        dataset = project->loadDataset().value();
    }
    TemporaryFolder folder;
    std::unique_ptr<Project> project;
    std::shared_ptr<const Dataset> dataset;
};

std::vector<float> scoresOf(const Recommender& model) {
    std::vector<float> scores(model.itemCount());
    model.scoreUser(UserIndex(3), scores);
    return scores;
}

TEST_F(Train, ScoresTheSameAfterLoading) {
    const auto trained = trainModel(*project, *dataset, {"item_knn", {}, "", 7});
    ASSERT_TRUE(trained) << trained.error().text();
    EXPECT_EQ(trained->stored.algorithm, "item_knn");
    EXPECT_EQ(trained->stored.seed, 7U);
    EXPECT_EQ(trained->stored.dataFingerprint, dataset->fingerprint());
    EXPECT_GT(trained->stored.bytes, 0U);
    EXPECT_GE(trained->stored.fitSeconds, 0);
    EXPECT_NE(trained->stored.trained, noTime);
    const auto found = project->findModel(trained->stored.name);
    ASSERT_TRUE(found) << found.error().text();
    const StoredModel::DataCounts counts{dataset->userCount(), dataset->itemCount(),
                                         dataset->events().size()};
    EXPECT_EQ(found->dataCounts, counts);
    EXPECT_EQ(paramsOf(*found), ParamSet(findAlgorithm("item_knn")->params));
    const auto loaded = loadModel(*project, *found, *dataset);
    ASSERT_TRUE(loaded) << loaded.error().text();
    EXPECT_EQ(scoresOf(**loaded), scoresOf(*trained->model));
}

TEST_F(Train, NamesModelsByTitleAndSizeAndKeepsNamesUnique) {
    const auto first = trainModel(*project, *dataset, {"popularity", {}, "", 42});
    ASSERT_TRUE(first) << first.error().text();
    EXPECT_EQ(first->stored.name, findAlgorithm("popularity")->title);
    EXPECT_TRUE(std::isnan(first->stored.loss));
    const auto second = trainModel(*project, *dataset, {"popularity", {}, "", 42});
    EXPECT_EQ(second->stored.name, first->stored.name + " 2");
    const AlgorithmInfo& knn = *findAlgorithm("item_knn");
    auto params =
        makeParams(knn.params, std::vector<std::pair<std::string, std::string>>{{"neighbours", "20"}});
    ASSERT_TRUE(params) << params.error().text();
    const auto third = trainModel(*project, *dataset, {"item_knn", *params, "", 42});
    EXPECT_EQ(third->stored.name, knn.title + "-20");
    EXPECT_EQ(third->stored.params, params->text());
    EXPECT_EQ(trainModel(*project, *dataset, {"item_knn", *params, "Mine", 42})->stored.name, "Mine");
}

TEST_F(Train, UnknownAlgorithmIsAnError) {
    EXPECT_EQ(trainModel(*project, *dataset, {"nothing", {}, "", 42}).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(project->models().value().empty());
}

TEST_F(Train, CancelledTrainingStoresNothing) {
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(trainModel(*project, *dataset, {"item_knn", {}, "", 42}, context).error().code,
              ErrorCode::Cancelled);
    EXPECT_TRUE(project->models().value().empty());
}

TEST_F(Train, ARemovedModelCanBePutBack) {
    const auto trained = trainModel(*project, *dataset, {"popularity", {}, "P", 42});
    ASSERT_TRUE(trained) << trained.error().text();
    const ModelArchive archive = project->modelArchive(trained->stored.id).value();
    ASSERT_TRUE(project->removeModel(trained->stored.id));
    EXPECT_EQ(project->findModel("P").error().code, ErrorCode::NotFound);
    const auto restored = project->addModel(trained->stored, archive);
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(restored->name, "P");
    EXPECT_EQ(restored->trained, trained->stored.trained);
    EXPECT_EQ(scoresOf(*loadModel(*project, *restored, *dataset).value()), scoresOf(*trained->model));
}

TEST_F(Train, RenamesAndRefusesATakenName) {
    const auto a = trainModel(*project, *dataset, {"popularity", {}, "A", 42});
    const auto b = trainModel(*project, *dataset, {"popularity", {}, "B", 42});
    EXPECT_EQ(project->renameModel(a->stored.id, "B").error().code, ErrorCode::Conflict);
    EXPECT_EQ(project->renameModel(a->stored.id, "").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->renameModel(999, "C").error().code, ErrorCode::NotFound);
    ASSERT_TRUE(project->renameModel(a->stored.id, "C"));
    ASSERT_TRUE(project->renameModel(a->stored.id, "A"));
    EXPECT_TRUE(project->findModel("A"));
}

} // namespace
} // namespace tastescope
