// SPDX-License-Identifier: GPL-3.0-or-later
// What is read in several steps while another window writes: it is of one moment, there or not.
#include "storage/project/model_store.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace tastescope {
namespace {

class ReadMoment : public test::ProjectTest {};

TEST_F(ReadMoment, AModelThatIsDeletedMeanwhileIsGoneAndNotDamaged) {
    const auto trained = trainModel(*project, *dataset, {"item_knn", {}, "A", 42});
    ASSERT_TRUE(trained) << trained.error().text();
    const ModelArchive archive = project->models().archive(trained->stored.id).value();
    ASSERT_TRUE(project->models().remove(trained->stored.id));
    const auto reader = Project::open(project->path(), OpenMode::ReadOnly).value();
    std::atomic<bool> over = false;
    std::atomic<int> read = 0;
    std::thread writer([&] {
        for (int round = 0; round < 60 || (read < 20 && round < 2000); ++round) {
            StoredModel model;
            model.name = "A";
            model.algorithm = "item_knn";
            const auto stored = project->models().add(model, archive);
            EXPECT_TRUE(stored) << stored.error().text();
            EXPECT_TRUE(stored && project->models().remove(stored->id));
        }
        over = true;
    });
    while (!over) {
        const auto models = reader->models().all();
        EXPECT_TRUE(models) << models.error().text();
        for (const StoredModel& model : models ? *models : std::vector<StoredModel>()) {
            const auto loaded = reader->models().archive(model.id);
            EXPECT_TRUE(loaded || loaded.error().code == ErrorCode::NotFound) << loaded.error().text();
            ++read;
        }
    }
    writer.join();
    EXPECT_GT(read.load(), 0);
    EXPECT_EQ(reader->checkIntegrity().value(), std::vector<std::string>{});
}

} // namespace
} // namespace tastescope
