// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged files: an error or no effect, never a crash and never other data in silence where a checksum
// stands.

#include "engine/base/random.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <fstream>

namespace tastescope {
namespace {

using test::contentOf;
using test::randomData;
using test::runSql;
using test::TemporaryFolder;

void writeAll(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// Everything a program does with a project; what it finds does not matter, only that it comes back.
void useProject(const std::filesystem::path& file) {
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite}) {
        const auto project = Project::open(file, mode);
        if (!project) {
            EXPECT_FALSE(project.error().message.empty());
            continue;
        }
        static_cast<void>((*project)->checkIntegrity().hasValue());
        static_cast<void>((*project)->experiments().all().hasValue());
        static_cast<void>((*project)->experiments().metrics(0).hasValue());
        static_cast<void>(loadEvaluation(**project, 0).hasValue());
        static_cast<void>((*project)->settings().value("theme").hasValue());
        const auto dataset = (*project)->loadDataset();
        const auto models = (*project)->models().all();
        if (!dataset || !models) {
            continue;
        }
        for (const StoredModel& model : *models) {
            static_cast<void>(loadModel(**project, model, **dataset).hasValue());
        }
        if (mode == OpenMode::ReadWrite) {
            static_cast<void>((*project)->settings().set("theme", "light").hasValue());
        }
    }
}

class Damage : public testing::Test {
protected:
    void SetUp() override {
        file = folder / "p.tastescope";
        auto created = Project::create(file, test::sampleData());
        ASSERT_TRUE(created) << created.error().text();
        dataset = (*created)->loadDataset().value();
        ASSERT_TRUE(trainModel(**created, *dataset, {"popularity", {}, "P", 42}));
        ASSERT_TRUE((*created)->settings().set("theme", "dark"));
        EvaluateRequest request;
        request.contestants = {{"popularity", "popularity", {}}};
        request.split = {Protocol::Random, 0.5, 42};
        ASSERT_TRUE(evaluateModels(**created, *dataset, request));
    }
    std::string loadedFingerprint(OpenMode mode = OpenMode::ReadOnly) {
        return Project::open(file, mode).value()->loadDataset().value()->fingerprint();
    }
    TemporaryFolder folder;
    std::filesystem::path file;
    std::shared_ptr<const Dataset> dataset;
};

TEST_F(Damage, FlippedBytesNeverCrashAWriter) {
    const std::string intact = contentOf(file);
    ASSERT_FALSE(std::filesystem::exists(file.string() + "-wal"));
    Random random(5);
    for (int trial = 0; trial < 80; ++trial) {
        std::string damaged = intact;
        // Half of the trials hit the beginnings of pages, where the structure is.
        for (int flip = 0; flip < 1 + trial % 3; ++flip) {
            const std::size_t place = trial % 2
                                          ? random.below(damaged.size() / 16'384) * 16'384 + random.below(128)
                                          : random.below(damaged.size());
            damaged[place] = static_cast<char>(random.next32());
        }
        writeAll(file, damaged);
        useProject(file);
        for (const char* suffix : {"-wal", "-shm", "-journal"}) {
            std::filesystem::remove(file.string() + suffix);
        }
    }
}

TEST_F(Damage, CutFilesNeverCrash) {
    const std::string intact = contentOf(file);
    for (std::size_t length = 0; length < intact.size(); length += 5'000) {
        writeAll(file, intact.substr(0, length));
        useProject(file);
    }
}

TEST_F(Damage, TheCacheMayBeLost) {
    runSql(file, "DELETE FROM derived");
    EXPECT_EQ(loadedFingerprint(), dataset->fingerprint());
    // A writer makes it again.
    EXPECT_EQ(loadedFingerprint(OpenMode::ReadWrite), dataset->fingerprint());
    runSql(file,
           "CREATE TEMP TABLE assertion(n CHECK(n > 0)); INSERT INTO assertion SELECT count(*) FROM derived");
}

TEST_F(Damage, TheCacheMayBeDamaged) {
    for (const char* damage :
         {"UPDATE derived SET bytes = zeroblob(length(bytes))", "UPDATE derived SET bytes = x''",
          "UPDATE derived SET checksum = checksum + 1", "UPDATE derived SET revision = 'older'",
          "UPDATE derived SET place = place + 1", "UPDATE derived SET bytes = bytes || x'00'"}) {
        runSql(file, damage);
        EXPECT_EQ(loadedFingerprint(), dataset->fingerprint()) << damage;
        EXPECT_EQ(loadedFingerprint(OpenMode::ReadWrite), dataset->fingerprint()) << damage;
    }
}

TEST_F(Damage, RowsCountMoreThanTheCache) {
    runSql(file, "INSERT INTO events(user, item, signal, value, time) VALUES(1, 2, 0, NULL, 5)");
    const auto project = Project::open(file, OpenMode::ReadOnly);
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_EQ((*project)->loadDataset().value()->events().size(), dataset->events().size() + 1);
    EXPECT_EQ((*project)->checkIntegrity().value().size(), 1U);
}

TEST_F(Damage, RowsThatPointNowhereAreAnError) {
    runSql(file, "DELETE FROM derived; UPDATE events SET item = 99 WHERE rowid = 1");
    const auto project = Project::open(file, OpenMode::ReadOnly);
    ASSERT_TRUE(project) << project.error().text();
    const auto loaded = (*project)->loadDataset();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::Corrupt);
    EXPECT_FALSE(loaded.error().remedy.empty());
    EXPECT_FALSE((*project)->checkIntegrity().value().empty());
}

TEST_F(Damage, ADamagedModelSaysTrainItAgain) {
    for (const char* damage :
         {"UPDATE model_chunks SET bytes = zeroblob(length(bytes))", "UPDATE model_chunks SET place = 5",
          "UPDATE models SET bytes = bytes + 1", "DELETE FROM model_chunks"}) {
        const std::string intact = contentOf(file);
        runSql(file, damage);
        {
            const auto project = Project::open(file, OpenMode::ReadOnly);
            ASSERT_TRUE(project) << project.error().text();
            const auto model = loadModel(**project, (*project)->models().find("P").value(), *dataset);
            ASSERT_FALSE(model) << damage;
            EXPECT_EQ(model.error().code, ErrorCode::Corrupt);
            EXPECT_NE(model.error().remedy.find("Train it again"), std::string::npos);
            const auto findings = (*project)->checkIntegrity().value();
            ASSERT_EQ(findings.size(), 1U) << damage;
            EXPECT_NE(findings[0].find("\"P\""), std::string::npos);
        }
        std::filesystem::remove(file.string() + "-wal");
        std::filesystem::remove(file.string() + "-shm");
        writeAll(file, intact);
    }
}

TEST_F(Damage, BytesOfAModelThatFitNoDataAreAnError) {
    const auto project = Project::open(file, OpenMode::ReadWrite);
    ASSERT_TRUE(project) << project.error().text();
    StoredModel wrong;
    wrong.name = "wrong";
    wrong.algorithm = "popularity";
    const auto stored = (*project)->models().add(wrong, {});
    ASSERT_TRUE(stored) << stored.error().text();
    EXPECT_EQ(loadModel(**project, *stored, *dataset).error().code, ErrorCode::Corrupt);
    wrong.algorithm = "from the future";
    const auto future = (*project)->models().add(wrong, {});
    EXPECT_EQ(loadModel(**project, *future, *dataset).error().code, ErrorCode::Unsupported);
}

} // namespace
} // namespace tastescope
