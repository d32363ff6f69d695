// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/search.h"

#include "engine/models/data_defaults.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"
#include "storage/sqlite/schema.h"
#include "storage/use_cases/search_json.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <bit>
#include <fstream>

namespace tastescope {
namespace {

using test::randomData;
using test::TemporaryFolder;

class SearchUseCase : public test::ProjectTest {
protected:
    SearchUseCase() {
        request.options.algorithm = "item_knn";
        request.options.trials = 4;
    }
    SearchRequest request;
};

void expectSame(const SearchResult& a, const SearchResult& b) {
    ASSERT_EQ(a.trials.size(), b.trials.size());
    EXPECT_EQ(a.best, b.best);
    for (std::size_t place = 0; place < a.trials.size(); ++place) {
        EXPECT_EQ(a.trials[place].params, b.trials[place].params);
        EXPECT_EQ(a.trials[place].status, b.trials[place].status);
        EXPECT_EQ(std::bit_cast<std::uint64_t>(a.trials[place].last.value),
                  std::bit_cast<std::uint64_t>(b.trials[place].last.value));
    }
}

TEST_F(SearchUseCase, StoresEveryTrial) {
    std::size_t told = 0;
    const auto result =
        searchParameters(*project, *dataset, request, {}, [&](const SearchTrial&) { ++told; });
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(told, 4U + 8U);
    const auto reopened = Project::open(folder / "p.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(reopened) << reopened.error().text();
    const auto searches = (*reopened)->searches().all();
    ASSERT_TRUE(searches);
    ASSERT_EQ(searches->size(), 1U);
    const StoredSearch& stored = searches->front();
    EXPECT_TRUE(stored.complete);
    EXPECT_EQ(stored.algorithm, "item_knn");
    EXPECT_EQ(stored.metric, "ndcg@10");
    EXPECT_EQ(stored.trials, 4U);
    EXPECT_GT(stored.made, 0);
    const auto rows = (*reopened)->searches().trials(stored.id);
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 4U);
    for (std::size_t place = 0; place < 4; ++place) {
        const StoredTrial& row = (*rows)[place];
        const SearchTrial& trial = result->trials[place];
        EXPECT_EQ(row.params, trial.params.text());
        EXPECT_EQ(std::bit_cast<std::uint64_t>(row.value), std::bit_cast<std::uint64_t>(trial.last.value));
        EXPECT_EQ(std::bit_cast<std::uint64_t>(row.low), std::bit_cast<std::uint64_t>(trial.last.low));
        EXPECT_EQ(row.users, trial.last.users);
        EXPECT_EQ(row.problem, "");
    }
    const auto shown = storedResult(**reopened, stored);
    ASSERT_TRUE(shown) << shown.error().text();
    expectSame(*result, *shown);
}

TEST_F(SearchUseCase, NeverLooksAtTheTestPart) {
    // The test part that evaluate cuts with the same protocol, share and seed: the search must come to the
    // same numbers when those events are not there at all.
    const auto whole = searchParameters(*project, *dataset, request);
    ASSERT_TRUE(whole) << whole.error().text();
    Dataset::Parts parts = dataset->parts();
    parts.matrix.binary = true;
    const Split split = splitDataset(Dataset(parts), {Protocol::PerUser, 0.2, 42}).value();
    SearchRequest inner = request;
    inner.test = 0;
    const auto without = runSearch(*split.train, inner, {});
    ASSERT_TRUE(without) << without.error().text();
    expectSame(*whole, *without);
    inner.test = 1.5;
    EXPECT_FALSE(runSearch(*dataset, inner, {}));
}

TEST_F(SearchUseCase, GoesOnAfterACancel) {
    std::stop_source stop;
    ExecutionContext context;
    context.stop = stop.get_token();
    const auto cancelled =
        searchParameters(*project, *dataset, request, context, [&](const SearchTrial& trial) {
            if (trial.number == 3 && trial.status == TrialStatus::Running) {
                stop.request_stop();
            }
        });
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
    const StoredSearch stored = project->searches().all()->at(0);
    EXPECT_FALSE(stored.complete);
    EXPECT_EQ(project->searches().trials(stored.id)->size(), 2U);

    const auto again = requestOf(stored);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->resume);
    std::vector<std::size_t> trained;
    const auto resumed = searchParameters(*project, *dataset, *again, {}, [&](const SearchTrial& trial) {
        if (trial.status == TrialStatus::Running) {
            trained.push_back(trial.number);
        }
    });
    ASSERT_TRUE(resumed) << resumed.error().text();
    EXPECT_EQ(trained, (std::vector<std::size_t>{3, 4}));
    ASSERT_EQ(project->searches().all()->size(), 1U) << "it is the same search";
    EXPECT_TRUE(project->searches().all()->at(0).complete);
    request.resume = false;
    const auto fresh = searchParameters(*project, *dataset, request);
    ASSERT_TRUE(fresh);
    expectSame(*fresh, *resumed);
    EXPECT_EQ(project->searches().all()->size(), 2U);
}

TEST_F(SearchUseCase, OnlyTheSameSearchIsResumed) {
    ASSERT_TRUE(searchParameters(*project, *dataset, request));
    request.resume = true;
    SearchRequest other = request;
    other.options.seed = 1;
    ASSERT_TRUE(searchParameters(*project, *dataset, other));
    EXPECT_EQ(project->searches().all()->size(), 2U);
    other = request;
    other.options.trials = 6; // more of the same is the same search
    ASSERT_TRUE(searchParameters(*project, *dataset, other));
    ASSERT_EQ(project->searches().all()->size(), 2U);
    EXPECT_EQ(project->searches().all()->at(0).trials, 6U);
    EXPECT_EQ(project->searches().trials(project->searches().all()->at(0).id)->size(), 6U);
}

TEST_F(SearchUseCase, ForgetsTrialsThatItWouldNotDraw) {
    ASSERT_TRUE(searchParameters(*project, *dataset, request));
    const StoredSearch stored = project->searches().all()->at(0);
    StoredTrial row = project->searches().trials(stored.id)->at(1);
    row.params = "no_such=1";
    ASSERT_TRUE(project->searches().addTrial(stored.id, row));
    const auto known = knownTrials(*project, stored);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->size(), 3U);
    // Of a version that draws others: it is measured once more when the search goes on.
    row.params = "neighbours=1";
    ASSERT_TRUE(project->searches().addTrial(stored.id, row));
    request.resume = true;
    ASSERT_TRUE(searchParameters(*project, *dataset, request));
    EXPECT_NE(project->searches().trials(stored.id)->at(1).params, "neighbours=1");
}

TEST_F(SearchUseCase, SearchesOnATrainFile) {
    std::ofstream file(folder / "train.csv");
    file << "who,what,rating\n";
    for (std::size_t user = 0; user < 40; ++user) {
        const UserIndex index{user};
        for (std::size_t row = dataset->events().firstOf(index); row < dataset->events().lastOf(index);
             ++row) {
            file << "u" << user << "," << dataset->items().at(dataset->events().item(row).value) << ","
                 << dataset->events().value(row) << "\n";
        }
    }
    file.close();
    request.trainFile = folder / "train.csv";
    request.fileMap = {{"user", "who"}, {"item", "what"}};
    const auto result = searchParameters(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->trials[0].last.users, 40U);
    const StoredSearch stored = project->searches().all()->at(0);
    const auto again = requestOf(stored);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->fileMap, request.fileMap);
    EXPECT_TRUE(again->trainFile.is_absolute());
    EXPECT_EQ(again->test, 0);
    std::size_t trained = 0;
    const auto resumed = searchParameters(*project, *dataset, *again, {}, [&](const SearchTrial& trial) {
        trained += trial.status == TrialStatus::Running ? 1 : 0;
    });
    ASSERT_TRUE(resumed) << resumed.error().text();
    EXPECT_EQ(trained, 0U);
    request.trainFile = folder / "absent.csv";
    EXPECT_EQ(searchParameters(*project, *dataset, request).error().code, ErrorCode::NotFound);
}

TEST_F(SearchUseCase, TheWinnerBecomesAModel) {
    const auto result = searchParameters(*project, *dataset, request);
    ASSERT_TRUE(result);
    const auto winner = winnerOf(request.options, *result, "Winner", false);
    ASSERT_TRUE(winner);
    const auto trained = trainModel(*project, *dataset, *winner);
    ASSERT_TRUE(trained) << trained.error().text();
    EXPECT_EQ(trained->stored.name, "Winner");
    EXPECT_EQ(trained->stored.params, fittedParams(*findAlgorithm(request.options.algorithm), *dataset,
                                                   result->trials[*result->best].params)
                                          .text());
    EXPECT_FALSE(winnerOf(request.options, SearchResult{}, "x", false));
}

TEST_F(SearchUseCase, AFailedSearchLeavesNothingBehind) {
    request.options.fixed = {{"no such", "1"}};
    EXPECT_FALSE(searchParameters(*project, *dataset, request));
    EXPECT_TRUE(project->searches().all()->empty());
}

TEST_F(SearchUseCase, ADamagedSearchIsRefused) {
    ASSERT_TRUE(searchParameters(*project, *dataset, request));
    const StoredSearch stored = project->searches().all()->at(0);
    for (const auto spoil : {+[](StoredSearch& search) { search.strategy = "x"; },
                             +[](StoredSearch& search) { search.metric = "x"; },
                             +[](StoredSearch& search) { search.protocol = "x"; },
                             +[](StoredSearch& search) { search.algorithm = "x"; },
                             +[](StoredSearch& search) { search.trials = ~std::uint64_t{0}; }}) {
        StoredSearch damaged = stored;
        spoil(damaged);
        EXPECT_FALSE(storedResult(*project, damaged));
    }
}

TEST_F(SearchUseCase, SearchesAreRemovedWithTheirTrials) {
    ASSERT_TRUE(searchParameters(*project, *dataset, request));
    const StoredSearch stored = project->searches().all()->at(0);
    ASSERT_TRUE(project->searches().remove(stored.id));
    EXPECT_TRUE(project->searches().all()->empty());
    EXPECT_TRUE(project->searches().trials(stored.id)->empty());
    EXPECT_FALSE(project->searches().update(stored.id, 3, true));
    EXPECT_TRUE(project->checkIntegrity()->empty());
}

TEST_F(SearchUseCase, JsonNamesTheBestAsEvaluateTakesIt) {
    const auto result = searchParameters(*project, *dataset, request);
    ASSERT_TRUE(result);
    const std::string json = searchJson(request, *result, "Winner");
    EXPECT_NE(json.find(R"("best":{"trial":)"), std::string::npos);
    EXPECT_NE(json.find(R"("model":"item_knn")"), std::string::npos) << "the defaults";
    EXPECT_NE(json.find(R"("trained":"Winner")"), std::string::npos);
    EXPECT_NE(searchJson(request, SearchResult{}, "").find(R"("best":null)"), std::string::npos);
}

// A project of the version before searches is brought up to date and keeps its data.
TEST(SearchMigration, AnOlderProjectLearnsToKeepSearches) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "old.tastescope";
    {
        const auto made = Project::create(file, randomData(20, 10, 200, 3));
        ASSERT_TRUE(made);
        ASSERT_TRUE(trainModel(**made, *(*made)->loadDataset().value(), {"popularity", {}, "Old", 42}));
    }
    {
        auto database = sqlite::Database::open(file, sqlite::Access::ReadWrite);
        ASSERT_TRUE(database);
        ASSERT_TRUE(
            database->execute("DROP TABLE outside_arrays; DROP TABLE outside_lists; DROP TABLE rule_sets; "
                              "DROP TABLE search_trials; DROP TABLE searches; PRAGMA user_version = 1;"
                              "ALTER TABLE models DROP COLUMN users; ALTER TABLE models DROP COLUMN items;"
                              "ALTER TABLE models DROP COLUMN events;"
                              "ALTER TABLE models DROP COLUMN weighing; DROP TABLE experiment_arrays;"
                              "ALTER TABLE experiments DROP COLUMN specification;"
                              "ALTER TABLE experiments DROP COLUMN data_fingerprint;"
                              "ALTER TABLE experiments DROP COLUMN version;"
                              "ALTER TABLE experiments DROP COLUMN seconds"));
    }
    EXPECT_EQ(Project::open(file, OpenMode::ReadOnly).error().code, ErrorCode::Unsupported);
    auto project = Project::open(file, OpenMode::ReadWrite);
    ASSERT_TRUE(project) << project.error().text();
    const auto dataset = (*project)->loadDataset().value();
    EXPECT_EQ(dataset->userCount(), 20U);
    EXPECT_FALSE((*project)->models().find("Old")->dataCounts) << "was not kept then";
    SearchRequest request;
    request.options.algorithm = "item_knn";
    request.options.trials = 2;
    EXPECT_TRUE(searchParameters(**project, *dataset, request));
    EXPECT_EQ((*project)->searches().all()->size(), 1U);
}

} // namespace
} // namespace tastescope
