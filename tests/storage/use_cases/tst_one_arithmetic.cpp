// SPDX-License-Identifier: GPL-3.0-or-later
// The same events give the same numbers, to the last bit, whichever way they come: cut by a protocol or read
// from the files of that cut, by a model trained for the occasion or by the lists of a stored one, and
// whatever stands in the test file only.

#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "storage/export/exports.h"
#include "storage/import/planning/plan_import.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/import_files.h"
#include "storage/use_cases/lists.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <string>

namespace tastescope {
namespace {

/// Sparse: some of its items are in the test part only. Everybody who is tested is trained on: a stored model
/// has lists for nobody else.
class OneArithmetic : public test::ProjectTest {
protected:
    OneArithmetic() : ProjectTest(test::randomData(90, 220, 900, 5)) {}
    void SetUp() override {
        ProjectTest::SetUp();
        const Split parts = splitDataset(*dataset, {Protocol::PerUser, 0.3, 11}).value();
        ASSERT_TRUE(exportInteractions(*dataset, parts.train->events(), folder / "train.csv"));
        ASSERT_TRUE(exportInteractions(*dataset, *parts.test, folder / "test.csv"));
        std::size_t testOnly = 0;
        for (std::size_t item = 0; item < dataset->itemCount(); ++item) {
            testOnly += parts.train->matrix().countOf(ItemIndex(item)) == 0 ? 1 : 0;
        }
        ASSERT_GT(testOnly, 0U) << "nothing is tested";
    }

    EvaluateRequest byFiles() const {
        EvaluateRequest request;
        request.trainFile = folder / "train.csv";
        request.testFile = folder / "test.csv";
        request.store = false;
        return request;
    }
};

Contestant contestant(const AlgorithmInfo& algorithm) {
    Contestant made;
    made.label = algorithm.id;
    made.algorithm = algorithm.id;
    return made;
}

/// Those that are measured of both.
void expectSame(const ModelResult& model, const ModelResult& other) {
    SCOPED_TRACE(model.label);
    std::size_t compared = 0;
    for (const MetricValue& metric : model.metrics) {
        const auto same = std::ranges::find(other.metrics, metric.key, &MetricValue::key);
        if (same != other.metrics.end()) {
            ++compared;
            EXPECT_EQ(std::bit_cast<std::uint64_t>(metric.value), std::bit_cast<std::uint64_t>(same->value))
                << metric.key << ": " << metric.value << " and " << same->value;
            EXPECT_EQ(metric.users, same->users) << metric.key;
        }
    }
    EXPECT_GT(compared, 3U);
}

TEST_F(OneArithmetic, OfAProtocolAndItsFiles) {
    EvaluateRequest cut;
    cut.split = {Protocol::PerUser, 0.3, 11};
    cut.store = false;
    EvaluateRequest read = byFiles();
    for (const AlgorithmInfo& algorithm : algorithms()) {
        cut.contestants.push_back(contestant(algorithm));
        read.contestants.push_back(contestant(algorithm));
    }
    const auto expected = evaluateModels(*project, *dataset, cut);
    const auto found = evaluateModels(*project, *dataset, read);
    ASSERT_TRUE(expected) << expected.error().text();
    ASSERT_TRUE(found) << found.error().text();
    for (std::size_t model = 0; model < expected->models.size(); ++model) {
        expectSame(expected->models[model], found->models[model]);
    }
}

TEST_F(OneArithmetic, OfAnAlgorithmAndTheListsOfItsStoredModel) {
    const ImportPlan plan = planImport({folder / "train.csv"}).value();
    ASSERT_TRUE(importFiles(folder / "train.tastescope", plan));
    const auto trained = Project::open(folder / "train.tastescope", OpenMode::ReadWrite).value();
    const auto data = trained->loadDataset().value();
    ASSERT_LT(data->itemCount(), dataset->itemCount());
    EvaluateRequest models = byFiles();
    EvaluateRequest lists = byFiles();
    for (const AlgorithmInfo& algorithm : algorithms()) {
        TrainRequest request;
        request.algorithm = algorithm.id;
        request.name = algorithm.id;
        request.weighing = Weighing::Once;
        const auto stored = trainModel(*trained, *data, request);
        ASSERT_TRUE(stored) << stored.error().text();
        const auto loaded = loadModel(*trained, stored->stored, *data);
        ASSERT_TRUE(loaded) << loaded.error().text();
        lists.listFiles.push_back(folder / (algorithm.id + ".csv"));
        ASSERT_TRUE(exportLists(**loaded, *data, 10, lists.listFiles.back()));
        models.contestants.push_back(contestant(algorithm));
    }
    // Of the project that has what was trained on alone: the test part brings items behind it.
    const auto expected = evaluateModels(*trained, *data, models);
    const auto found = evaluateModels(*trained, *data, lists);
    ASSERT_TRUE(expected) << expected.error().text();
    ASSERT_TRUE(found) << found.error().text();
    ASSERT_EQ(found->models.size(), expected->models.size());
    for (std::size_t model = 0; model < expected->models.size(); ++model) {
        expectSame(expected->models[model], found->models[model]);
    }
}

TEST_F(OneArithmetic, WhateverElseStandsInTheTestFile) {
    EvaluateRequest request = byFiles();
    for (const AlgorithmInfo& algorithm : algorithms()) {
        request.contestants.push_back(contestant(algorithm));
    }
    request.options.metrics = {findMetric("coverage"), findMetric("gini"), findMetric("novelty")};
    const auto expected = evaluateModels(*project, *dataset, request);
    // Somebody who is asked for a list anyway has something that nobody knows.
    const std::string test = folder.read("test.csv");
    const std::size_t line = test.find('\n') + 1;
    const std::string user = test.substr(line, test.find(',', line) - line);
    folder.write("more.csv", test + user + ",strange,rating,5,2024-01-01T00:00:00Z\n");
    request.testFile = folder / "more.csv";
    const auto found = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(expected) << expected.error().text();
    ASSERT_TRUE(found) << found.error().text();
    for (std::size_t model = 0; model < expected->models.size(); ++model) {
        const auto& before = expected->models[model];
        const auto& after = found->models[model];
        ASSERT_EQ(before.metrics.size(), after.metrics.size());
        for (std::size_t place = 0; place < before.metrics.size(); ++place) {
            EXPECT_EQ(before.metrics[place].value, after.metrics[place].value)
                << before.label << " " << before.metrics[place].key;
        }
    }
}

} // namespace
} // namespace tastescope
