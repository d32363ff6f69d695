// SPDX-License-Identifier: GPL-3.0-or-later
// What is called intact can be used: damage behind checksums that are right is found too.
#include "storage/use_cases/check.h"

#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/project/search_store.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"
#include "tests/support/stored_arrays.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <utility>

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
    const ModelArchive sound = trained("slim");
    EXPECT_EQ(findings(), std::vector<std::string>{});
    std::vector<test::StoredArray> arrays = test::arraysOf(sound.serialise());
    for (test::StoredArray& array : arrays) {
        if (array.name.ends_with(".offsets")) {
            std::fill(array.data.begin() + 8, array.data.end(), std::byte{0xFF});
        }
    }
    store("forged", "slim", ModelArchive::parse(test::containerOf(arrays)).value());
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

TEST_F(Check, SearchesAreReadAsTheWindowReadsThem) {
    StoredSearch search;
    search.algorithm = "item_knn";
    search.strategy = "random";
    search.metric = "ndcg@10";
    search.protocol = "per-user";
    search.trials = 3;
    const std::int64_t id = project->searches().add(search).value();
    ASSERT_TRUE(project->searches().addTrial(id, {1, 1, "", 0.5, 0.4, 0.6, 60, 0.1, ""}));
    search.algorithm = "of_a_newer_version";
    ASSERT_TRUE(project->searches().add(search));
    EXPECT_EQ(findings(), std::vector<std::string>{});
    for (const auto& [damage, repair] :
         {std::pair("UPDATE searches SET metric = 'nonsense'", "UPDATE searches SET metric = 'ndcg@10'"),
          std::pair("UPDATE searches SET protocol = 'nonsense'", "UPDATE searches SET protocol = 'per-user'"),
          std::pair("UPDATE searches SET strategy = 'x'", "UPDATE searches SET strategy = 'random'"),
          std::pair("UPDATE searches SET trials = -1", "UPDATE searches SET trials = 3"),
          std::pair("UPDATE search_trials SET share = 7", "UPDATE search_trials SET share = 1"),
          std::pair("UPDATE search_trials SET trial = -1", "UPDATE search_trials SET trial = 1")}) {
        test::runSql(project->path(), damage);
        const std::vector<std::string> found = findings();
        ASSERT_EQ(found.size(), 1U) << damage;
        EXPECT_NE(found[0].find("The search 1 cannot be read"), std::string::npos) << found[0];
        test::runSql(project->path(), repair);
    }
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

/// Does something once, as soon as a step begins so.
class AtStep : public ProgressSink {
public:
    AtStep(std::string step, std::function<void()> act) : m_step(std::move(step)), m_act(std::move(act)) {}
    void report(double, std::string_view step) override {
        if (!done && step.starts_with(m_step)) {
            done = true;
            m_act();
        }
    }
    bool done = false;

private:
    std::string m_step;
    std::function<void()> m_act;
};

TEST_F(Check, WhatSomebodyDeletesMeanwhileIsNotDamaged) {
    const auto reader = Project::open(project->path(), OpenMode::ReadOnly).value();
    const ModelArchive sound = trained("popularity");
    StoredExperiment experiment;
    experiment.json = "no JSON";
    const std::int64_t first = project->experiments().add(experiment, {}).value();
    const std::int64_t second = project->experiments().add(experiment, {}).value();
    ASSERT_EQ(checkProject(*reader, *dataset).value().size(), 2U) << "neither can be read";
    AtStep deletes("Loading experiment", [&] {
        ASSERT_TRUE(project->experiments().remove(first));
        ASSERT_TRUE(project->experiments().remove(second));
    });
    ExecutionContext context;
    context.progress = &deletes;
    const auto found = checkProject(*reader, *dataset, context);
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_TRUE(deletes.done);
    EXPECT_EQ(*found, std::vector<std::string>{});
    for (const char* step :
         {"Checking the rows", "Comparing the packed events", "Checking the models", "Loading sound"}) {
        AtStep changes(step, [&] {
            const auto models = project->models().all().value();
            ASSERT_FALSE(models.empty());
            ASSERT_TRUE(project->models().remove(models.front().id));
            ASSERT_TRUE(project->models().remove(models.back().id));
        });
        store("sound", "popularity", sound);
        store("sound", "popularity", sound);
        context.progress = &changes;
        const auto intact = checkProject(*reader, *dataset, context);
        ASSERT_TRUE(intact) << intact.error().text();
        EXPECT_TRUE(changes.done) << step;
        EXPECT_EQ(*intact, std::vector<std::string>{}) << step;
    }
}

} // namespace
} // namespace tastescope
