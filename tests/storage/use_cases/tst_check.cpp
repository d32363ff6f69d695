// SPDX-License-Identifier: GPL-3.0-or-later
// What is called intact can be used: damage behind checksums that are right is found too.
#include "storage/use_cases/check.h"

#include "storage/project/model_store.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

class Check : public test::ProjectTest {
protected:
    std::vector<std::string> findings() const { return checkProject(*project, *dataset).value(); }

    ModelArchive trained(const char* algorithm) {
        const auto model = trainModel(*project, *dataset, {algorithm, {}, "sound", 42});
        EXPECT_TRUE(model) << model.error().text();
        return project->models().archive(model->stored.id).value();
    }
    void store(const char* name, const char* algorithm, const ModelArchive& archive) {
        StoredModel stored;
        stored.name = name;
        stored.algorithm = algorithm;
        ASSERT_TRUE(project->models().add(stored, archive));
    }
};

TEST_F(Check, AModelWhoseArraysLieIsNotIntact) {
    ModelArchive archive = trained("item_knn");
    EXPECT_EQ(findings(), std::vector<std::string>{});
    auto offsets = archive.get<std::uint64_t>("neighbours.offsets").value();
    std::fill(offsets.begin() + 1, offsets.end(), UINT64_MAX);
    archive.put("neighbours.offsets", std::span<const std::uint64_t>(offsets));
    store("forged", "item_knn", archive);
    EXPECT_EQ(project->checkIntegrity().value(), std::vector<std::string>{}) << "its checksums are right";
    const std::vector<std::string> found = findings();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NE(found[0].find("\"forged\""), std::string::npos) << found[0];
}

TEST_F(Check, WhatIsNotDamagedIsNotCalledSo) {
    ModelArchive archive = trained("popularity");
    store("from the future", "no_such_algorithm", archive);
    ASSERT_TRUE(project->replaceData(test::randomData(20, 20, 100, 9)));
    dataset = project->loadDataset().value(); // smaller data: the model is of another
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(Check, PackedEventsThatDifferFromTheRowsAreFound) {
    for (const char* change : {"UPDATE events SET value = value + 1 WHERE rowid = 7",
                               "UPDATE events SET item = (item + 1) % 40 WHERE rowid = 7",
                               "UPDATE events SET time = time + 1 WHERE rowid = 7"}) {
        test::runSql(project->path(), change);
        const std::vector<std::string> found = findings();
        ASSERT_EQ(found.size(), 1U) << change;
        EXPECT_NE(found[0].find("packed events"), std::string::npos) << found[0];
        ASSERT_TRUE(project->replaceData(test::randomData(60, 40, 1500, 3)));
        EXPECT_EQ(findings(), std::vector<std::string>{});
    }
}

} // namespace
} // namespace tastescope
