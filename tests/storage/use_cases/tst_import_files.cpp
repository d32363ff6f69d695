// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/plan_import.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/import_files.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

using test::TemporaryFolder;

class ImportFiles : public testing::Test {
protected:
    void SetUp() override { file = folder / "p.tastescope"; }
    Result<ImportReport> import(const std::string& csv, bool append = false) {
        folder.write("ratings.csv", csv);
        Result<ImportPlan> plan = planImport({folder / "ratings.csv"});
        if (!plan) {
            return plan.error();
        }
        plan->append = append;
        plan->replace = !append;
        return importFiles(file, *plan);
    }
    std::shared_ptr<const Dataset> load() {
        return Project::open(file, OpenMode::ReadOnly).value()->loadDataset().value();
    }
    TemporaryFolder folder;
    std::filesystem::path file;
};

TEST_F(ImportFiles, MakesAProject) {
    const auto report = import("user,item,rating\n007,9007199254740993,4.5\n7,b,3\n");
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->rowsImported, 2U);
    EXPECT_GT(report->seconds, 0);
    const auto dataset = load();
    EXPECT_EQ(dataset->users().find("007"), 0U);
    EXPECT_EQ(dataset->users().find("7"), 1U);
    EXPECT_EQ(dataset->items().at(0), "9007199254740993");
    EXPECT_EQ(dataset->events().value(0), 4.5F);
}

TEST_F(ImportFiles, ReplacesTheDataAndKeepsModels) {
    ASSERT_TRUE(import("user,item,rating\nu1,i1,4\nu2,i2,3\n"));
    {
        const auto project = Project::open(file, OpenMode::ReadWrite).value();
        ASSERT_TRUE(trainModel(*project, *project->loadDataset().value(), {"popularity", {}, "P", 42}));
    }
    ASSERT_TRUE(import("user,item,rating\nx,y,1\n"));
    EXPECT_EQ(load()->userCount(), 1U);
    EXPECT_EQ(load()->users().at(0), "x");
    const auto project = Project::open(file, OpenMode::ReadOnly).value();
    const auto models = project->models().all().value();
    ASSERT_EQ(models.size(), 1U);
    EXPECT_NE(models[0].dataFingerprint, load()->fingerprint());
}

TEST_F(ImportFiles, DoesNotReplaceUnasked) {
    ASSERT_TRUE(import("user,item,rating\nu1,i1,4\nu2,i2,3\n"));
    const std::string before = load()->fingerprint();
    const auto plan = planImport({folder / "ratings.csv"});
    ASSERT_TRUE(plan) << plan.error().text();
    const auto refused = importFiles(file, *plan);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    for (const char* way : {"--append", "--replace", "models"}) {
        EXPECT_NE(refused.error().remedy.find(way), std::string::npos) << refused.error().text();
    }
    EXPECT_EQ(load()->fingerprint(), before);
}

TEST_F(ImportFiles, SaysWhatBecomesOfTheModels) {
    ASSERT_TRUE(import("user,item,rating\nu1,i1,4\nu2,i2,3\n"));
    {
        const auto project = Project::open(file, OpenMode::ReadWrite).value();
        ASSERT_TRUE(trainModel(*project, *project->loadDataset().value(), {"popularity", {}, "P", 42}));
    }
    using Names = std::vector<std::string>;
    const auto grown = import("user,item,rating\nu3,i1,4\n", true);
    ASSERT_TRUE(grown) << grown.error().text();
    EXPECT_EQ(grown->usableModels, Names{"P"});
    const auto same = import("user,item,rating\nu1,i1,4\nu2,i2,3\nu3,i2,1\n");
    ASSERT_TRUE(same) << same.error().text();
    EXPECT_EQ(same->usableModels, Names{"P"}) << "the same people and items, in the same order";
    const auto other = import("user,item,rating\nx,y,4\n");
    ASSERT_TRUE(other) << other.error().text();
    EXPECT_EQ(other->usableModels, Names{});
    EXPECT_EQ(other->lostModels, Names{"P"});
    EXPECT_NE(other->notes.back().find("train them again"), std::string::npos);
    const auto project = Project::open(file, OpenMode::ReadOnly).value();
    const auto stored = project->models().find("P").value();
    EXPECT_FALSE(loadModel(*project, stored, *project->loadDataset().value())) << "as the report says";
}

TEST_F(ImportFiles, ExtendsTheData) {
    ASSERT_TRUE(import("user,item,rating\nu1,i1,4\nu2,i2,3\n"));
    const auto report = import("user,item,rating\nu2,i3,5\nu3,i1,1\n", true);
    ASSERT_TRUE(report) << report.error().text();
    const auto dataset = load();
    EXPECT_EQ(dataset->userCount(), 3U);
    EXPECT_EQ(dataset->itemCount(), 3U);
    EXPECT_EQ(dataset->events().size(), 4U);
    EXPECT_EQ(dataset->users().at(1), "u2");
    const auto project = Project::open(file, OpenMode::ReadOnly).value();
    EXPECT_EQ(project->checkIntegrity().value(), std::vector<std::string>{});
}

TEST_F(ImportFiles, AFailedImportChangesNothing) {
    ASSERT_TRUE(import("user,item,rating\nu1,i1,4\nu2,i2,3\n"));
    const std::string before = load()->fingerprint();
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    auto plan = planImport({folder / "ratings.csv"});
    ASSERT_TRUE(plan) << plan.error().text();
    plan->replace = true;
    EXPECT_EQ(importFiles(file, *plan, context).error().code, ErrorCode::Cancelled);
    std::filesystem::remove(folder / "ratings.csv");
    EXPECT_FALSE(importFiles(file, *plan));
    EXPECT_EQ(load()->fingerprint(), before);
    EXPECT_FALSE(importFiles(folder / "new.tastescope", *plan));
    EXPECT_FALSE(std::filesystem::exists(folder / "new.tastescope"));
}

TEST_F(ImportFiles, WithoutAUsableRowIsAnErrorThatSaysWhy) {
    const std::string useless = "user,item,rating\n,i1,4\n,i2,3\n";
    const auto created = import(useless);
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::BadInput);
    EXPECT_FALSE(std::filesystem::exists(file));
    ASSERT_TRUE(import("user,item,rating\nu1,i1,4\nu2,i2,3\n"));
    const std::string before = load()->fingerprint();
    for (const bool append : {false, true}) {
        const auto report = import(useless, append);
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().code, ErrorCode::BadInput);
        EXPECT_NE(report.error().message.find("2 rows"), std::string::npos) << report.error().text();
        EXPECT_NE(report.error().message.find("line 2"), std::string::npos) << report.error().text();
        EXPECT_NE(report.error().remedy.find("--map"), std::string::npos);
        EXPECT_EQ(load()->fingerprint(), before);
    }
}

TEST_F(ImportFiles, ExtendingByWhatIsThereAlreadyIsNoError) {
    const std::string csv = "user,item,rating\nu1,i1,4\nu2,i2,3\n";
    ASSERT_TRUE(import(csv));
    const auto report = import(csv, true);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->rowsImported, 0U);
    EXPECT_EQ(report->duplicates, 2U);
    EXPECT_EQ(load()->events().size(), 2U);
}

TEST_F(ImportFiles, MovieLensAsPublished) {
    const std::filesystem::path source = TASTESCOPE_SOURCE_DIR "/../shared/data/ml-100k";
    if (!std::filesystem::exists(source)) {
        GTEST_SKIP() << source << " is not there";
    }
    const auto plan = planImport({source});
    ASSERT_TRUE(plan) << plan.error().text();
    const auto report = importFiles(file, *plan);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->rowsImported, 100'000U);
    EXPECT_EQ(report->users, 943U);
    EXPECT_EQ(report->items, 1682U);
    const auto dataset = load();
    const auto toyStory = dataset->items().find("1");
    ASSERT_TRUE(toyStory);
    EXPECT_EQ(dataset->itemLabel(ItemIndex(*toyStory)), "Toy Story (1995)");
    const auto project = Project::open(file, OpenMode::ReadOnly).value();
    EXPECT_EQ(project->checkIntegrity().value(), std::vector<std::string>{});
}

} // namespace
} // namespace tastescope
