// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of people's held-out parts: the numbers, lists and hits of the evaluation itself, by whatever
// protocol; never of two protocols, and never of another model's settings.
#include "storage/use_cases/held_out/held_out.h"

#include "engine/evaluation/evaluation_input.h"
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

class HeldOutTest : public test::ProjectTest {
protected:
    StoredModel train(const char* algorithm, const char* setting = "", const char* value = "") {
        TrainRequest request;
        request.algorithm = algorithm;
        request.params = ParamSet(findAlgorithm(algorithm)->params);
        if (*setting) {
            EXPECT_TRUE(request.params.set(findAlgorithm(algorithm)->params, setting, value));
        }
        auto trained = trainModel(*project, *dataset, request);
        EXPECT_TRUE(trained) << trained.error().text();
        return trained->stored;
    }
    EvaluationResult measure(const StoredModel& model, const EvaluateRequest& like = {}) {
        EvaluateRequest request = like;
        request.contestants = {{"nobody", "random", {}}, {"it", model.algorithm, paramsOf(model)}};
        request.options.resamples = 0;
        request.options.ks = {10, 25};
        request.options.metrics = {findMetric("ndcg")};
        ExecutionContext context;
        context.seed = request.split.seed;
        auto result = evaluateModels(*project, *dataset, request, context);
        EXPECT_TRUE(result) << result.error().text();
        return *std::move(result);
    }
    HeldOutNumbers numbers() {
        auto read = HeldOutNumbers::read(*project);
        EXPECT_TRUE(read) << read.error().text();
        return *std::move(read);
    }
    /// Everybody's number, list and hits are those of the evaluation.
    void expectAsMeasured(const HeldOutNumbers& kept, const EvaluationResult& result,
                          const StoredModel& stored) {
        const ModelResult& model = result.models[1];
        const std::vector<double>& ndcg =
            std::ranges::find(model.metrics, "ndcg@10", &MetricValue::key)->perUser;
        for (std::uint32_t row = 0; row < result.userIds->size(); ++row) {
            const HeldOutPerson person = kept.of(stored, result.userIds->at(row));
            const bool judged = std::ranges::binary_search(result.users, UserIndex(row));
            ASSERT_EQ(person.judged, judged);
            EXPECT_EQ(std::bit_cast<std::uint64_t>(person.ndcg), std::bit_cast<std::uint64_t>(ndcg[row]));
            if (!judged || !result.heldOut) {
                EXPECT_FALSE(person.listKept);
                continue;
            }
            const auto own = result.heldOut->itemsOf(UserIndex(row));
            EXPECT_EQ(person.heldOut.size(), own.size());
            EXPECT_EQ(person.heldOutCount, result.heldOut->relevantCount(UserIndex(row)));
            const std::vector<ScoredItem>& list = model.lists[row];
            ASSERT_EQ(person.list.size(), std::min(list.size(), KeptLists::places));
            std::size_t hits = 0;
            for (std::size_t place = 0; place < person.list.size(); ++place) {
                EXPECT_EQ(person.list[place].item, result.itemIds->at(list[place].item.value));
                EXPECT_EQ(person.list[place].score, list[place].score);
                EXPECT_EQ(person.list[place].hit, std::ranges::find(own, list[place].item) != own.end());
                hits += person.list[place].hit;
            }
            EXPECT_EQ(person.hits(), hits);
        }
    }
};

// What a parameter is that came after a model was stored: its default.
TEST(MeasureOf, ComparesSettingsByValue) {
    StoredModel model;
    model.algorithm = "als";
    model.params = "alpha=3,regularization=0.6";
    StoredMetric metric;
    metric.algorithm = "als";
    metric.params = "alpha=3,popular=0,regularization=0.6";
    EXPECT_TRUE(isMeasureOf(metric, model));
    metric.params = "alpha=3,popular=2,regularization=0.6";
    EXPECT_FALSE(isMeasureOf(metric, model));
    metric.params = model.params;
    EXPECT_TRUE(isMeasureOf(metric, model));
    metric.params = "nonsense";
    EXPECT_FALSE(isMeasureOf(metric, model));
    metric.algorithm = "bpr";
    EXPECT_FALSE(isMeasureOf(metric, model));
}

TEST_F(HeldOutTest, IsWhatTheEvaluationFoundByAnyProtocol) {
    const StoredModel stored = train("popularity");
    std::vector<EvaluateRequest> protocols(6);
    protocols[1].split.protocol = Protocol::Random;
    protocols[2].split.protocol = Protocol::LeaveLastOut;
    protocols[3].split.protocol = Protocol::Time;
    protocols[4].split.protocol = Protocol::ColdUsers;
    protocols[5].folds = 3; // every fold has its own parts: the mean is kept, lists are not
    for (const EvaluateRequest& request : protocols) {
        const EvaluationResult result = measure(stored, request);
        const HeldOutNumbers kept = numbers();
        SCOPED_TRACE(kept.protocol());
        EXPECT_EQ(kept.protocol(), result.protocol);
        EXPECT_EQ(kept.dataFingerprint(), dataset->fingerprint());
        EXPECT_TRUE(kept.knows(stored));
        expectAsMeasured(kept, result, stored);
    }
}

TEST_F(HeldOutTest, SpeaksOnlyOfModelsThatWereMeasuredByTheOneProtocol) {
    EXPECT_TRUE(numbers().empty());
    const StoredModel popular = train("popularity");
    const StoredModel near = train("item_knn");
    const StoredModel nearer = train("item_knn", "neighbours", "7");
    measure(popular);
    measure(near);
    HeldOutNumbers kept = numbers();
    EXPECT_TRUE(kept.knows(popular) && kept.knows(near));
    EXPECT_FALSE(kept.knows(nearer));
    EXPECT_FALSE(kept.of(nearer, dataset->users().at(0)).judged);
    EXPECT_FALSE(kept.of(popular, "nobody of the data").judged);
    EvaluateRequest other;
    other.split.test = 0.4;
    const EvaluationResult result = measure(near, other);
    kept = numbers();
    EXPECT_FALSE(kept.knows(popular)); // measured by another protocol: not beside this one
    expectAsMeasured(kept, result, near);
}

TEST_F(HeldOutTest, DamageIsToldAndNothingIsLostByRemoving) {
    measure(train("popularity"));
    project.reset();
    const auto file = folder / "p.tastescope";
    // 2^24 places in the first list, with a checksum that fits.
    test::runSql(file, "UPDATE experiment_arrays SET bytes = (SELECT bytes FROM experiment_arrays WHERE name "
                       "= 'held-out items'), size = (SELECT size FROM experiment_arrays WHERE name = "
                       "'held-out items'), checksum = (SELECT checksum FROM experiment_arrays WHERE name = "
                       "'held-out items') WHERE name = 'lists of model 1'");
    project = Project::open(file, OpenMode::ReadWrite).value();
    EXPECT_EQ(HeldOutNumbers::read(*project).error().code, ErrorCode::Corrupt);
    ASSERT_TRUE(project->experiments().remove(1));
    EXPECT_TRUE(numbers().empty());
}

} // namespace
} // namespace tastescope
