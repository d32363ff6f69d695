// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation comes back from the project bit for bit, whatever it was asked for; an experiment runs again
// from what is kept of it; damage is told and never used.
#include "storage/experiments/stored_evaluation.h"

#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/experiments/specification.h"
#include "storage/project/experiment_store.h"
#include "storage/project/project.h"
#include "storage/sqlite/schema.h"
#include "storage/use_cases/check.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/sweep/sweep.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

namespace tastescope {
namespace {

std::vector<std::uint64_t> bitsOf(const std::vector<double>& values) {
    std::vector<std::uint64_t> bits;
    for (const double value : values) {
        bits.push_back(std::bit_cast<std::uint64_t>(value));
    }
    return bits;
}

void expectSamePooled(const std::optional<PooledMean>& a, const std::optional<PooledMean>& b) {
    ASSERT_EQ(a.has_value(), b.has_value());
    if (a) {
        EXPECT_EQ(bitsOf(a->sums), bitsOf(b->sums));
        EXPECT_EQ(bitsOf(a->counts), bitsOf(b->counts));
        EXPECT_EQ(a->of(2.25), b->of(2.25));
    }
}

void expectSame(const EvaluationResult& a, const EvaluationResult& b) {
    EXPECT_EQ(evaluationJson(a), evaluationJson(b));
    EXPECT_EQ(a.users, b.users);
    ASSERT_EQ(a.models.size(), b.models.size());
    for (std::size_t place = 0; place < a.models.size(); ++place) {
        ASSERT_EQ(a.models[place].metrics.size(), b.models[place].metrics.size());
        for (std::size_t at = 0; at < a.models[place].metrics.size(); ++at) {
            const MetricValue& left = a.models[place].metrics[at];
            const MetricValue& right = b.models[place].metrics[at];
            SCOPED_TRACE(left.key);
            EXPECT_EQ(bitsOf({left.value, left.low, left.high}),
                      bitsOf({right.value, right.low, right.high}));
            EXPECT_EQ(bitsOf(left.perUser), bitsOf(right.perUser));
            expectSamePooled(left.pooled, right.pooled);
            expectSamePooled(left.ofGroups, right.ofGroups);
        }
    }
}

Contestant contestant(const char* algorithm) {
    Contestant made;
    made.label = algorithm;
    made.algorithm = algorithm;
    return made;
}

class StoredEvaluation : public test::ProjectTest {
protected:
    /// Every kind of thing that can be asked for, each in one request.
    std::vector<EvaluateRequest> requests() {
        std::vector<EvaluateRequest> all(8);
        for (EvaluateRequest& request : all) {
            request.contestants = {contestant("popularity"), contestant("item_knn")};
            request.options.resamples = 50;
        }
        all[0].by = "users";
        all[0].slices = true;
        all[4].slices = true;
        all[0].options.ks = {3, 10};
        all[1].values = true;
        all[1].contestants = {contestant("baseline"), contestant("slope_one")};
        all[2].split.protocol = Protocol::ColdUsers;
        all[2].options.sampledCandidates = 5;
        all[3].split = {Protocol::Time, 0.3, 7};
        all[3].options.metrics = {findMetric("novelty"), findMetric("coverage"), findMetric("ndcg")};
        all[4].split.protocol = Protocol::LeaveLastOut;
        all[4].candidatesFile = folder.write("some.txt", "i1\ni2\ni3\ni4\ni5\n").string();
        all[5].trainFile = folder.write("train.csv", "who,item\nu1,i1\nu2,i2\nu2,i1\nu3,i3\nnew,i3\n");
        all[5].testFile = folder.write("test.csv", "who,item\nu1,i2\nu2,i3\nnew,i1\n");
        all[5].fileMap = {{"user", "who"}};
        all[6].listFiles = {folder.write("l.csv", "user,item\nu1,i1\nu1,i2\nu2,i3\nu2,i4\n")};
        all[6].split.test = 0.35;
        Contestant als = contestant("als");
        als.params = ParamSet::parse(findAlgorithm("als")->params, "factors=2,regularization=0.1").value();
        all[7].contestants = sweepOf(als, "alpha", {"1", "5"}).value();
        all[7].sweep = Sweep{"als", "alpha"};
        return all;
    }
};

TEST_F(StoredEvaluation, ComesBackBitForBitWhateverWasAsked) {
    for (const EvaluateRequest& request : requests()) {
        SCOPED_TRACE(specificationOf(request, 42));
        const auto result = evaluateModels(*project, *dataset, request);
        ASSERT_TRUE(result) << result.error().text();
        const auto loaded = loadEvaluation(*project, 0);
        ASSERT_TRUE(loaded) << loaded.error().text();
        expectSame(*result, *loaded);
        ASSERT_TRUE(loaded->userIds);
        ASSERT_EQ(loaded->userIds->size(), result->userIds->size());
        for (std::uint32_t row = 0; row < result->userIds->size(); ++row) {
            EXPECT_EQ(loaded->userIds->at(row), result->userIds->at(row));
        }
        EXPECT_EQ(loaded->dataFingerprint, dataset->fingerprint());
        EXPECT_GT(loaded->seconds, 0);
        const auto numbers = loadEvaluation(*project, 0, LoadedValues::None);
        ASSERT_TRUE(numbers);
        EXPECT_EQ(evaluationJson(*numbers), evaluationJson(*result));
        EXPECT_TRUE(numbers->models[0].metrics[0].perUser.empty());
    }
    const auto all = project->experiments().all().value();
    EXPECT_EQ(all.size(), requests().size());
    EXPECT_EQ(all.back().version, TASTESCOPE_VERSION);
    EXPECT_EQ(loadEvaluation(*project, 99).error().code, ErrorCode::NotFound);
}

TEST_F(StoredEvaluation, RunsAgainFromItsSpecificationWithTheSameBits) {
    for (const EvaluateRequest& request : requests()) {
        ExecutionContext context;
        context.seed = request.split.seed;
        const auto first = evaluateModels(*project, *dataset, request, context);
        ASSERT_TRUE(first) << first.error().text();
        const auto stored = project->experiments().find(0).value();
        SCOPED_TRACE(stored.specification);
        auto again = requestOf(stored.specification);
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_EQ(specificationOf(again->request, again->seed), stored.specification);
        const auto other = requestOf(specificationOf(request, 7)); // files have no split, and a seed
        ASSERT_TRUE(other);
        EXPECT_EQ(other->seed, 7U);
        EXPECT_TRUE(request.trainFile.empty() || other->request.split.seed == 7);
        again->request.store = false;
        ExecutionContext later;
        later.seed = again->seed;
        later.threads = 1;
        auto second = measureModels(*dataset, again->request, later);
        ASSERT_TRUE(second) << second.error().text();
        EXPECT_EQ(second->fingerprint, stored.fingerprint);
        for (std::size_t place = 0; place < second->models.size(); ++place) { // times are no result
            second->models[place].fitSeconds = first->models[place].fitSeconds;
            second->models[place].scoreSeconds = first->models[place].scoreSeconds;
        }
        expectSame(*first, *second);
    }
}

TEST_F(StoredEvaluation, ASpecificationIsReadOrRefusedInWords) {
    EvaluateRequest request = requests()[0];
    request.contestants.push_back({"mine", "", {}, {}, {{{ItemIndex(1), 1.0F}}}});
    EXPECT_EQ(requestOf(specificationOf(request, 1)).error().code, ErrorCode::Unsupported);
    request.contestants.pop_back();
    request.options.candidates = {ItemIndex(1)};
    EXPECT_EQ(requestOf(specificationOf(request, 1)).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(requestOf("").error().code, ErrorCode::Unsupported);
    const std::string whole = specificationOf(requests()[0], 1);
    for (std::size_t length = 1; length < whole.size(); length += 7) {
        EXPECT_EQ(requestOf(whole.substr(0, length)).error().code, ErrorCode::Corrupt) << length;
    }
    std::string other = whole;
    other.replace(other.find("item_knn\",\"params"), 8, "no_such_");
    EXPECT_EQ(requestOf(other).error().code, ErrorCode::Unsupported);
}

TEST_F(StoredEvaluation, TheCommandSaysWhatWasAsked) {
    EvaluateRequest request = requests()[4];
    request.options.metrics = {findMetric("ndcg"), findMetric("auc")};
    request.options.ks = {5, 10};
    const std::string command = evaluateCommand(request, 7, "/tmp/my data.tastescope");
    EXPECT_EQ(command,
              "tastescope-cli evaluate '/tmp/my data.tastescope' --model popularity --model item_knn "
              "--protocol leave-last-out --test 0.2 --k 5,10 --metrics ndcg,auc --candidates " +
                  request.candidatesFile + " --slices --seed 7");
    EXPECT_NE(evaluateCommand(requests()[5], 1, "p").find("--map user=who"), std::string::npos);
    EvaluateRequest without = requests()[5]; // the names of columns may outlive the files
    without.trainFile.clear();
    EXPECT_EQ(evaluateCommand(without, 1, "p").find("--map"), std::string::npos);
    EXPECT_NE(evaluateCommand(requests()[1], 1, "it's").find("evaluate 'it'\\''s' --model"),
              std::string::npos);
}

// With regularization set and alpha moved, nobody has asked for the model without what is popular.
TEST_F(StoredEvaluation, ASweepMovesOneThingAndItsCommandSaysSo) {
    const EvaluateRequest request = requests()[7];
    EvaluateRequest base = request;
    base.sweep.reset();
    base.contestants.resize(1);
    base.contestants[0].params = *request.contestants[0].sweptFrom;
    base.contestants[0].sweptFrom.reset();
    const auto popularOf = [](const ModelResult& model) {
        const std::string_view text = model.params;
        return std::string(text.substr(text.find("popular="),
                                       text.find(',', text.find("popular=")) - text.find("popular=")));
    };
    const auto stands = measureModels(*dataset, base);
    const auto swept = measureModels(*dataset, request);
    ASSERT_TRUE(stands && swept);
    EXPECT_NE(popularOf(stands->models[0]), "popular=0") << "short histories";
    for (const ModelResult& point : swept->models) {
        EXPECT_EQ(popularOf(point), popularOf(stands->models[0])) << point.label;
        const auto told = std::ranges::find(point.chosen, "popular", &DataDefault::name);
        ASSERT_NE(told, point.chosen.end()) << "what the data decided is said";
        EXPECT_NE(told->why, "the rest is set by hand");
    }
    EXPECT_NE(
        evaluateCommand(request, 1, "p").find("--model als:factors=2,regularization=0.1 --sweep alpha=1,5 "),
        std::string::npos)
        << evaluateCommand(request, 1, "p");
    // A point that stands alone, or from which something else was moved, is no curve: what the data decided
    // for it is set by hand, and the numbers are these.
    EvaluateRequest alone = request;
    alone.sweep.reset();
    EvaluateRequest moved = request;
    ASSERT_TRUE(moved.sweep);
    moved.sweep->knob = "factors";
    for (const EvaluateRequest& other : {alone, moved}) {
        const auto measured = measureModels(*dataset, other);
        ASSERT_TRUE(measured);
        const std::string command = evaluateCommand(other, 1, "p", measured->models);
        EXPECT_EQ(command.find("--sweep"), std::string::npos) << command;
        EvaluateRequest typed = alone;
        for (std::size_t at = 0; at < typed.contestants.size(); ++at) {
            const ModelResult& point = measured->models[at];
            EXPECT_NE(command.find("--model als:" + point.params), std::string::npos) << command;
            Contestant& one = typed.contestants[at];
            one.params = ParamSet::parse(findAlgorithm("als")->params, point.params, "").value();
            one.sweptFrom.reset();
        }
        const auto again = measureModels(*dataset, typed);
        ASSERT_TRUE(again);
        for (std::size_t at = 0; at < typed.contestants.size(); ++at) {
            EXPECT_EQ(again->models[at].params, measured->models[at].params);
            EXPECT_EQ(again->models[at].metrics[0].value, measured->models[at].metrics[0].value);
        }
    }
    // Points of a version that did not say where they were moved from are what they were.
    EvaluateRequest older = request;
    for (Contestant& one : older.contestants) {
        one.sweptFrom.reset();
    }
    const auto again = requestOf(specificationOf(older, 1));
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->request.contestants[0].sweptFrom);
    EXPECT_NE(evaluateCommand(older, 1, "p").find("--model als:alpha=1,"), std::string::npos);
}

TEST_F(StoredEvaluation, AStopLeavesNothing) {
    EvaluateRequest request = requests()[0];
    request.store = false;
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result);
    std::stop_source source;
    source.request_stop();
    ExecutionContext stopped;
    stopped.stop = source.get_token();
    EXPECT_EQ(keepEvaluation(*project, *result, stopped).error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(project->experiments().all()->empty());
    EXPECT_TRUE(project->experiments().metrics(0)->empty());
}

TEST_F(StoredEvaluation, ARemovedExperimentIsGoneAndTheOthersStay) {
    ASSERT_TRUE(evaluateModels(*project, *dataset, requests()[0]));
    ASSERT_TRUE(evaluateModels(*project, *dataset, requests()[1]));
    const auto all = project->experiments().all().value();
    const auto kept = loadEvaluation(*project, all[1].id).value();
    ASSERT_TRUE(project->experiments().remove(all[0].id));
    EXPECT_EQ(loadEvaluation(*project, all[0].id).error().code, ErrorCode::NotFound);
    EXPECT_EQ(project->experiments().remove(all[0].id).error().code, ErrorCode::NotFound);
    expectSame(kept, loadEvaluation(*project, all[1].id).value());
    EXPECT_TRUE(project->checkIntegrity().value().empty());
}

TEST_F(StoredEvaluation, ColumnsOfAnotherLengthAreNotTaken) {
    auto ids = std::make_shared<IdMap>();
    ids->intern("a");
    const std::vector<double> two{1, 2};
    EXPECT_EQ(project->experiments().add({}, {}, {{ids, {}}, {{0, "ndcg@10", two}}}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(project->experiments().add({}, {}, {{}, {{0, "ndcg@10", two}}}).error().code,
              ErrorCode::InvalidArgument);
}

// Whatever somebody does to the arrays: an error, never numbers of other users.
TEST_F(StoredEvaluation, DamagedArraysAreTold) {
    ASSERT_TRUE(evaluateModels(*project, *dataset, requests()[1]));
    project.reset();
    const std::filesystem::path file = folder / "p.tastescope";
    const std::string intact = test::contentOf(file);
    const char* damages[] = {
        "UPDATE experiment_arrays SET checksum = checksum + 1",
        "UPDATE experiment_arrays SET size = size - 8", "UPDATE experiment_arrays SET size = size + 8",
        "UPDATE experiment_arrays SET size = 0", "UPDATE experiment_arrays SET size = -1",
        "UPDATE experiment_arrays SET size = 9000000000000000000",
        "UPDATE experiment_arrays SET place = place + 1",
        "UPDATE experiment_arrays SET bytes = zeroblob(length(bytes))",
        "UPDATE experiment_arrays SET bytes = substr(bytes, 1, length(bytes) - 1)",
        "UPDATE experiment_arrays SET bytes = 'text'",
        "UPDATE experiment_arrays SET checksum = checksum + 1 WHERE name = 'users'",
        "UPDATE experiment_arrays SET checksum = checksum + 1 WHERE name = 'judged'",
        // Sound arrays at the wrong place.
        "UPDATE experiment_arrays SET (size, checksum, bytes) = (SELECT size, checksum, bytes FROM "
        "experiment_arrays WHERE name = 'users') WHERE name = 'ndcg@10'",
        "UPDATE experiment_arrays SET (size, checksum, bytes) = (SELECT size, checksum, bytes FROM "
        "experiment_arrays WHERE name = 'ndcg@10') WHERE name = 'users'",
        "UPDATE experiment_arrays SET (size, checksum, bytes) = (SELECT size, checksum, bytes FROM "
        "experiment_arrays WHERE name = 'ndcg@10') WHERE name = 'judged'",
        "UPDATE experiments SET json = substr(json, 1, 100)", "UPDATE experiments SET json = '[]'",
        "UPDATE experiments SET json = '{\"fingerprint\":1}'"};
    for (const char* damage : damages) {
        test::runSql(file, damage);
        const auto opened = Project::open(file, OpenMode::ReadOnly);
        ASSERT_TRUE(opened) << opened.error().text();
        const auto loaded = loadEvaluation(**opened, 0);
        ASSERT_FALSE(loaded) << damage;
        EXPECT_EQ(loaded.error().code, ErrorCode::Corrupt) << damage << loaded.error().text();
        EXPECT_FALSE(loaded.error().remedy.empty());
        const auto found = checkProject(**opened, *dataset);
        ASSERT_TRUE(found) << found.error().text();
        EXPECT_TRUE(std::ranges::any_of(*found, [](const std::string& finding) {
            return finding.starts_with("Experiment 1 cannot be read: ");
        })) << damage;
        folder.write("p.tastescope", intact);
    }
    // What only the lists and the request again are read from.
    for (const char* damage :
         {"UPDATE experiment_arrays SET checksum = checksum + 1 WHERE name = 'listed items'",
          "UPDATE experiment_arrays SET checksum = checksum + 1 WHERE name = 'held-out items'",
          "UPDATE experiment_arrays SET checksum = checksum + 1 WHERE name = 'lists of model 1'",
          "DELETE FROM experiment_arrays WHERE name = 'held-out items'",
          "UPDATE experiments SET specification = substr(specification, 1, 20)"}) {
        test::runSql(file, damage);
        const auto opened = Project::open(file, OpenMode::ReadOnly);
        ASSERT_TRUE(opened) << opened.error().text();
        const auto found = checkProject(**opened, *dataset);
        ASSERT_TRUE(found) << found.error().text();
        EXPECT_FALSE(found->empty()) << damage;
        folder.write("p.tastescope", intact);
    }
    const auto opened = Project::open(file, OpenMode::ReadOnly);
    EXPECT_TRUE(loadEvaluation(**opened, 0)) << "the damage was put right each time";
    EXPECT_EQ(checkProject(**opened, *dataset).value(), std::vector<std::string>{});
}

// A project of the version before values were kept is brought up to date and shows its experiments.
TEST_F(StoredEvaluation, AnOlderProjectLearnsToKeepValues) {
    const auto before = evaluateModels(*project, *dataset, requests()[0]).value();
    project.reset();
    const std::filesystem::path file = folder / "p.tastescope";
    test::runSql(file, "DROP TABLE outside_arrays; DROP TABLE outside_lists; DROP TABLE rule_sets; DROP "
                       "TABLE experiment_arrays; ALTER TABLE experiments DROP "
                       "COLUMN specification;"
                       "ALTER TABLE experiments DROP COLUMN data_fingerprint;"
                       "ALTER TABLE experiments DROP COLUMN version; ALTER TABLE experiments DROP COLUMN "
                       "seconds; PRAGMA user_version = 4");
    EXPECT_EQ(Project::open(file, OpenMode::ReadOnly).error().code, ErrorCode::Unsupported);
    const auto opened = Project::open(file, OpenMode::ReadWrite);
    ASSERT_TRUE(opened) << opened.error().text();
    const auto old = loadEvaluation(**opened, 0);
    ASSERT_TRUE(old) << old.error().text();
    EXPECT_EQ(evaluationJson(*old), evaluationJson(before));
    EXPECT_FALSE(old->userIds);
    EXPECT_TRUE(old->models[0].metrics[0].perUser.empty());
    EXPECT_EQ(requestOf(old->specification).error().code, ErrorCode::Unsupported);
    const auto now = evaluateModels(**opened, *dataset, requests()[0]);
    ASSERT_TRUE(now) << now.error().text();
    EXPECT_FALSE(loadEvaluation(**opened, 0)->models[0].metrics[0].perUser.empty());
}

TEST(EvaluationText, GapsBetweenGroupsComeBack) {
    EvaluationResult result;
    result.segments = {{"sex", "F", 40, {{"als", {{"ndcg@10", 0.2, 0.1, 0.3, 40, {}}}}}}};
    result.gaps = {
        {"sex", "als", "user_group_gap(ndcg@10)", 70, {{"F", "M", 0.1, 0.05, 0.15, 0.04}}},
        {"sex", "als", "user_group_gap(arp@10)", 70, {{"M", "F", 5, 1, 9, 0.01}}},
        {"age", "als", "user_group_gap(arp@10)", 60, {{"a", "b", 3, 2, 4, 0.1}, {"b", "c", 1, 0, 2, 1}}}};
    const std::string text = evaluationJson(result);
    const auto back = evaluationFromJson(text);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->gaps.size(), 3U);
    EXPECT_EQ(back->gaps[2].pairs.size(), 2U);
    EXPECT_EQ(evaluationJson(*back), text);
    std::string damaged = text;
    damaged.replace(damaged.find(R"("pairs":[{"a":"M")"), 9, R"("pairs":[],"x":[)");
    EXPECT_FALSE(evaluationFromJson(damaged)) << damaged;
}

} // namespace
} // namespace tastescope
