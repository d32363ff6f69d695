// SPDX-License-Identifier: GPL-3.0-or-later
// Filters, folds, seeds, unseen users and items, scores and predictions made elsewhere: what they measure is
// what their parts measure by themselves.
#include "engine/data/folds.h"
#include "engine/data/ratings.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/runs.h"
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/experiments/specification.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/export/per_user.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/search.h"
#include "tests/storage/storage_test_support.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

Contestant contestant(const char* algorithm) {
    Contestant made;
    made.label = algorithm;
    made.algorithm = algorithm;
    return made;
}

double valueOf(const EvaluationResult& result, std::size_t model, std::string_view key) {
    for (const MetricValue& metric : result.models[model].metrics) {
        if (metric.key == key) {
            return metric.value;
        }
    }
    ADD_FAILURE() << key;
    return std::nan("");
}

const MetricValue& metricOf(const EvaluationResult& result, std::size_t model, std::string_view key) {
    return *std::ranges::find(result.models[model].metrics, key, &MetricValue::key);
}

class EvaluateProtocols : public test::ProjectTest {
protected:
    EvaluateRequest request(std::vector<const char*> algorithms) {
        EvaluateRequest made;
        for (const char* algorithm : algorithms) {
            made.contestants.push_back(contestant(algorithm));
        }
        made.store = false;
        made.options.resamples = 20;
        return made;
    }
    Result<EvaluationResult> measure(const EvaluateRequest& asked, std::uint64_t seed = 42) {
        ExecutionContext context;
        context.seed = seed;
        return measureModels(*dataset, asked, context);
    }
    /// The events of the project as a file, without those for which `leave` holds.
    std::string csvOf(const Interactions& events) const {
        std::string text = "user,item,rating,time\n";
        for (std::size_t row = 0; row < events.size(); ++row) {
            text +=
                fmt::format("{},{},{},{}\n", dataset->users().at(events.userOf(row).value),
                            dataset->items().at(events.item(row).value), events.value(row), events.time(row));
        }
        return text;
    }
};

TEST_F(EvaluateProtocols, FoldsAndSeedsAreTheirPartsTogether) {
    EvaluateRequest asked = request({"popularity", "item_knn"});
    asked.folds = 3;
    asked.repeats = 2;
    asked.options.metrics = {findMetric("ndcg"), findMetric("coverage"), findMetric("auc")};
    const auto all = measure(asked, 7);
    ASSERT_TRUE(all) << all.error().text();
    ASSERT_EQ(all->runs.size(), 6U);
    EXPECT_EQ(all->protocol, "per-user, 3 folds, 2 seeds");
    std::vector<EvaluationResult> parts;
    for (std::uint64_t seed = 7; seed < 9; ++seed) {
        const auto folds =
            drawFolds(*dataset->withMatrix({PairPolicy::Sum, true, 0}), Protocol::PerUser, 3, 42 + seed - 7);
        for (std::size_t fold = 0; fold < 3; ++fold) {
            const auto split =
                splitFold(*dataset->withMatrix({PairPolicy::Sum, true, 0}), *folds, fold).value();
            EvaluateRequest one = request({"popularity", "item_knn"});
            one.options.metrics = asked.options.metrics;
            one.trainFile = folder.write("train.csv", csvOf(split.train->events()));
            one.testFile = folder.write("test.csv", csvOf(*split.test));
            parts.push_back(measure(one, seed).value());
        }
    }
    for (std::size_t model = 0; model < 2; ++model) {
        for (const char* key : {"ndcg@10", "auc"}) {
            const MetricValue& merged = metricOf(*all, model, key);
            double sum = 0;
            double users = 0;
            for (std::size_t user = 0; user < merged.perUser.size(); ++user) {
                double own = 0;
                double count = 0;
                for (const EvaluationResult& part : parts) {
                    const double value = metricOf(part, model, key).perUser[user];
                    own += std::isnan(value) ? 0 : value;
                    count += std::isnan(value) ? 0 : 1;
                }
                EXPECT_EQ(std::isnan(merged.perUser[user]), count == 0);
                if (count > 0) {
                    EXPECT_NEAR(merged.perUser[user], own / count, 1e-12);
                    sum += own / count;
                    users += 1;
                }
            }
            EXPECT_NEAR(merged.value, sum / users, 1e-12) << key;
        }
        double coverage = 0;
        for (std::size_t part = 0; part < 6; ++part) {
            EXPECT_NEAR(metricOf(*all, model, "ndcg@10").runs[part], valueOf(parts[part], model, "ndcg@10"),
                        1e-12);
            coverage += valueOf(parts[part], model, "coverage@10") / 6;
        }
        EXPECT_NEAR(valueOf(*all, model, "coverage@10"), coverage, 1e-12);
    }
    const MetricValue& ndcg = metricOf(*all, 0, "ndcg@10");
    EXPECT_LE(ndcg.low, ndcg.value);
    EXPECT_GE(ndcg.high, ndcg.value);
    const double first = (ndcg.runs[0] + ndcg.runs[1] + ndcg.runs[2]) / 3;
    const double second = (ndcg.runs[3] + ndcg.runs[4] + ndcg.runs[5]) / 3;
    EXPECT_NEAR(ndcg.spread.seeds.value(), std::abs(first - second) / std::sqrt(2.0), 1e-12);
    EXPECT_TRUE(ndcg.spread.folds);
    EXPECT_TRUE(ndcg.spread.users);
    EXPECT_EQ(evaluationJson(*evaluationFromJson(evaluationJson(*all))), evaluationJson(*all));
}

TEST_F(EvaluateProtocols, RatingErrorsOfFoldsAreOverAllRatings) {
    EvaluateRequest asked = request({"baseline"});
    asked.folds = 4;
    asked.values = true;
    asked.split.protocol = Protocol::Random;
    asked.options.metrics = {findMetric("rmse"), findMetric("mae")};
    const auto all = measure(asked);
    ASSERT_TRUE(all) << all.error().text();
    const MetricValue& rmse = metricOf(*all, 0, "rmse");
    const double ratings = std::accumulate(rmse.pooled->counts.begin(), rmse.pooled->counts.end(), 0.0);
    EXPECT_EQ(ratings, static_cast<double>(ratingsOf(*dataset).matrix.entryCount())) << "each once";
    EXPECT_GT(*std::ranges::max_element(rmse.runs), rmse.value);
    EXPECT_LT(*std::ranges::min_element(rmse.runs), rmse.value);
}

TEST_F(EvaluateProtocols, FoldsFromAFileAreThoseFolds) {
    const Dataset counted(*dataset->withMatrix({PairPolicy::Sum, true, 0}));
    const auto folds = drawFolds(counted, Protocol::Random, 3, 5).value();
    std::string text = "user,item,fold\nnobody,i1,2\n";
    for (std::uint32_t user = 0; user < dataset->userCount(); ++user) {
        const auto items = dataset->matrix().itemsOf(UserIndex(user));
        for (std::size_t at = 0; at < items.size(); ++at) {
            text += fmt::format("{},{},{}\n", dataset->users().at(user), dataset->items().at(items[at].value),
                                folds.ofPair[dataset->matrix().userOffsets()[user] + at] * 10 + 3);
        }
    }
    EvaluateRequest drawn = request({"popularity"});
    drawn.folds = 3;
    drawn.split = {Protocol::Random, 0.2, 5};
    EvaluateRequest given = request({"popularity"});
    given.foldsFile = folder.write("folds.csv", text);
    const auto a = measure(drawn);
    const auto b = measure(given);
    ASSERT_TRUE(a) << a.error().text();
    ASSERT_TRUE(b) << b.error().text();
    for (std::size_t at = 0; at < a->models[0].metrics.size(); ++at) {
        EXPECT_EQ(a->models[0].metrics[at].value, b->models[0].metrics[at].value)
            << a->models[0].metrics[at].key;
    }
    EXPECT_EQ(b->files[0].role, "folds");
    EXPECT_EQ(b->files[0].counts[3].second, 1U) << "one unknown pair";
    given.foldsFile = folder.write("one.csv", "user,item,fold\nu1,i1,1\nu1,i2,1\n");
    EXPECT_EQ(measure(given).error().code, ErrorCode::BadInput);
}

TEST_F(EvaluateProtocols, AFilterIsTheSameAsDataWithoutWhatItTakes) {
    EvaluateRequest asked = request({"item_knn"});
    asked.filter.minUserEvents = 12;
    asked.filter.minItemEvents = 10;
    asked.filter.minValue = 2;
    const auto filtered = measure(asked);
    ASSERT_TRUE(filtered) << filtered.error().text();
    ASSERT_EQ(filtered->filters.size(), 2U);
    EXPECT_GT(filtered->filters[0].events, 0U);
    EXPECT_GT(filtered->filters[1].users, 0U);
    const auto smaller = filterEvents(*dataset, asked.filter)->dataset;
    const auto direct = measureModels(*smaller, request({"item_knn"}));
    ASSERT_TRUE(direct);
    for (std::size_t at = 0; at < direct->models[0].metrics.size(); ++at) {
        EXPECT_EQ(direct->models[0].metrics[at].value, filtered->models[0].metrics[at].value);
    }
    const std::string json = evaluationJson(*filtered);
    EXPECT_NE(json.find(R"("filters":[{"what":"values of 2 or more","removed_events":)"), std::string::npos);
    EXPECT_NE(filtered->protocol.find("values of 2 or more"), std::string::npos);
    asked.trainFile = folder.write("train.csv", csvOf(dataset->events()));
    asked.testFile = asked.trainFile;
    EXPECT_EQ(measure(asked).error().code, ErrorCode::InvalidArgument);
}

TEST_F(EvaluateProtocols, UnseenUsersAndItemsAreCountedAndLeftOutOnDemand) {
    EvaluateRequest asked = request({"popularity"});
    asked.trainFile = folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i1\nu3,i3\n");
    asked.testFile = folder.write("test.csv", "user,item\nu1,i2\nu1,new\nstranger,i1\nstranger,odd\n");
    asked.options.ks = {2};
    asked.options.metrics = {findMetric("recall")};
    const auto judged = measure(asked);
    ASSERT_TRUE(judged) << judged.error().text();
    EXPECT_EQ(judged->unseen.users, 1U);
    EXPECT_EQ(judged->unseen.items, 2U);
    EXPECT_EQ(judged->unseen.events, 3U);
    EXPECT_EQ(judged->usersWithTest, 2U);
    EXPECT_DOUBLE_EQ(judged->models[0].metrics[0].value, 0.5) << "i2 of {i2, new}; i1 of {i1, odd}";
    asked.leaveOutUnseen = true;
    const auto left = measure(asked);
    ASSERT_TRUE(left) << left.error().text();
    EXPECT_EQ(left->unseen.events, 3U);
    EXPECT_EQ(left->usersWithTest, 1U);
    EXPECT_DOUBLE_EQ(left->models[0].metrics[0].value, 1) << "i2 of {i2}";
    EXPECT_NE(evaluationJson(*left).find(R"("unseen":{"policy":"left out","users":1,"items":2,"events":3})"),
              std::string::npos);
}

// A model's scores, written down and given back, rank and measure as the model does.
TEST_F(EvaluateProtocols, ScoresOfAModelGiveTheModelsNumbers) {
    for (const Protocol protocol : {Protocol::PerUser, Protocol::ColdUsers}) {
        for (const std::size_t sampled : {0U, 6U}) {
            SCOPED_TRACE(protocolName(protocol));
            const Dataset counted(*dataset->withMatrix({PairPolicy::Sum, true, 0}));
            const auto split = splitDataset(counted, {protocol, 0.2, 42}).value();
            const AlgorithmInfo& algorithm = *findAlgorithm("item_knn");
            const auto model = algorithm.fit(*split.train, ParamSet(algorithm.params), {}).value();
            const EvaluationInput input = evaluationInput(split, "");
            std::string text = "user,item,score\n";
            std::vector<float> scores(dataset->itemCount());
            for (std::uint32_t user = 0; user < dataset->userCount(); ++user) {
                if (isCold(input, UserIndex(user))) {
                    model->scoreHistory(knownHistory(input, UserIndex(user)), scores);
                } else {
                    model->scoreUser(UserIndex(user), scores);
                }
                for (std::uint32_t item = 0; item < dataset->itemCount(); ++item) {
                    text += fmt::format("{},{},{}\n", dataset->users().at(user), dataset->items().at(item),
                                        double(scores[item]));
                }
            }
            EvaluateRequest asked = request({"item_knn"});
            asked.split.protocol = protocol;
            asked.options.sampledCandidates = sampled;
            asked.scoreFiles = {folder.write("scores.csv", text)};
            const auto result = measure(asked);
            ASSERT_TRUE(result) << result.error().text();
            ASSERT_EQ(result->models.size(), 2U);
            EXPECT_EQ(result->models[1].label, "scores");
            ASSERT_EQ(result->models[0].metrics.size(), result->models[1].metrics.size());
            for (std::size_t at = 0; at < result->models[0].metrics.size(); ++at) {
                EXPECT_EQ(result->models[0].metrics[at].value, result->models[1].metrics[at].value)
                    << result->models[0].metrics[at].key;
            }
            EXPECT_EQ(result->protocol.find("sampled candidates") != std::string::npos, sampled > 0);
        }
    }
}

// Scores that differ less than a float can tell are still told apart, in lists as well.
TEST_F(EvaluateProtocols, ScoresAreComparedAsDoubles) {
    EvaluateRequest asked = request({});
    asked.trainFile = folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i3\nu2,i4\n");
    asked.testFile = folder.write("test.csv", "user,item\nu1,i4\n");
    const std::string text =
        "user,item,score\nu1,i2,0.10000000001\nu1,i3,0.10000000002\nu1,i4,0.10000000003\n";
    asked.scoreFiles = {folder.write("scores.csv", text)};
    asked.listFiles = {folder.write("lists.csv", text)};
    asked.options.metrics = {findMetric("mrr"), findMetric("auc")};
    const auto result = measure(asked);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(valueOf(*result, 0, "mrr@10"), 1.0) << "lists";
    EXPECT_EQ(valueOf(*result, 1, "mrr@10"), 1.0) << "scores";
    EXPECT_EQ(valueOf(*result, 1, "auc"), 1.0);
    asked.scoreFiles = {
        folder.write("scores.csv", "user,item,score\nu1,i2,1\nu1,i1,9\nghost,i2,1\nu1,boo,1\nu1,i2,2\n")};
    const auto partial = measure(asked);
    ASSERT_TRUE(partial) << partial.error().text();
    EXPECT_EQ(partial->models[1].lists[partial->users[0].value].size(), 1U)
        << "what was not scored is not listed, nor what was seen";
    EXPECT_EQ(valueOf(*partial, 1, "mrr@10"), 0.0);
    EXPECT_EQ(valueOf(*partial, 1, "auc"), 0.25) << "below i2, level with i3";
    EXPECT_NE(evaluationJson(*partial).find(R"("role":"scores","file":"scores.csv","rows":5,"users":2,)"
                                            R"("repeated":1,"unknown_items":1,"unknown_users":1,"seen":1)"),
              std::string::npos)
        << evaluationJson(*partial);
}

TEST_F(EvaluateProtocols, PredictionsAreJudgedByRmseAndMae) {
    EvaluateRequest asked = request({});
    asked.trainFile = folder.write("train.csv", "user,item,rating\nu1,i1,1\nu2,i2,5\nu2,i1,3\nu1,i3,3\n");
    asked.testFile = folder.write("test.csv", "user,item,rating\nu1,i2,4\nu2,i3,2\nu2,new,3\n");
    asked.values = true;
    asked.predictionFiles = {
        folder.write("predictions.csv", "user,item,prediction\nu1,i2,3.123456789012345\nu2,i3,9\n")};
    const auto result = measure(asked);
    ASSERT_TRUE(result) << result.error().text();
    // 9 is clipped to 5; the mean of the training ratings, 3, stands in for (u2, new).
    const double a = 4 - 3.123456789012345;
    EXPECT_NEAR(valueOf(*result, 0, "rmse"), std::sqrt((a * a + 9 + 0) / 3), 1e-12);
    EXPECT_NEAR(valueOf(*result, 0, "mae"), (a + 3 + 0) / 3, 1e-12);
    EXPECT_EQ(result->models[0].metrics.size(), 2U);
    EXPECT_NE(evaluationJson(*result).find(R"("ratings_without_prediction":1)"), std::string::npos);
    for (const char* text : {"user,item,prediction\nu1,i2,x\n", "user,item,prediction\nu1,,3\n"}) {
        asked.predictionFiles = {folder.write("predictions.csv", text)};
        EXPECT_NE(measure(asked).error().text().find("line 2"), std::string::npos);
    }
    asked.predictionFiles = {folder.write("predictions.csv", "user,item,prediction\nx,y,3\n")};
    EXPECT_EQ(measure(asked).error().code, ErrorCode::BadInput);
}

TEST_F(EvaluateProtocols, PredictionsAreJudgedOnRatingsThatAreAllAlikeAndSayWhatIsMissing) {
    EvaluateRequest asked = request({});
    asked.trainFile = folder.write("train.csv", "user,item,rating\nu1,i1,2\n");
    asked.testFile = folder.write("test.csv", "user,item,rating\nu1,i2,5\nu1,i3,1\n");
    asked.values = true;
    asked.predictionFiles = {folder.write("predictions.csv", "user,item,prediction\nu1,i1,1\nu1,i2,7\n")};
    const auto judged = measure(asked);
    ASSERT_TRUE(judged) << judged.error().text();
    // The scale is the one rating there is: 7 becomes 2, and 2 stands in for (u1, i3).
    EXPECT_DOUBLE_EQ(valueOf(*judged, 0, "rmse"), std::sqrt((9.0 + 1.0) / 2));
    EXPECT_DOUBLE_EQ(valueOf(*judged, 0, "mae"), 2);
    EXPECT_TRUE(judged->models[0].remarks.empty());
    asked.options.metrics = {findMetric("ndcg")};
    EXPECT_EQ(measure(asked)->models[0].remarks,
              std::vector<std::string>{"predictions are judged by rmse and mae only"});
    asked.options.metrics.clear();
    asked.trainFile = folder.write("train.csv", "user,item\nu1,i1\n");
    asked.testFile = folder.write("test.csv", "user,item\nu1,i2\n");
    const auto without = measure(asked);
    ASSERT_TRUE(without) << without.error().text();
    EXPECT_TRUE(without->models[0].metrics.empty());
    EXPECT_EQ(without->models[0].remarks,
              std::vector<std::string>{"there are no ratings to compare its predictions with"});
}

// Lists for everybody: what needs no test items is over all, and what counts hits over the same as before.
TEST_F(EvaluateProtocols, AllUsersHaveListsAndOnlyThoseWithTestItemsAccuracy) {
    EvaluateRequest asked = request({"item_knn"});
    asked.trainFile =
        folder.write("train.csv", "user,item\nu1,i1\nu1,i2\nu2,i2\nu2,i3\nu3,i1\nu3,i3\nu3,i4\n");
    asked.testFile = folder.write("test.csv", "user,item\nu1,i3\n");
    const auto few = measure(asked);
    asked.options.allUsers = true;
    const auto all = measure(asked);
    ASSERT_TRUE(few) << few.error().text();
    ASSERT_TRUE(all) << all.error().text();
    EXPECT_EQ(all->usersWithTest, 1U);
    EXPECT_EQ(all->users, few->users);
    for (const MetricValue& metric : all->models[0].metrics) {
        const MetricValue& before = metricOf(*few, 0, metric.key);
        const MetricInfo& info = *findMetric(metric.key.substr(0, metric.key.find('@')));
        if (info.countsHits()) {
            EXPECT_EQ(metric.users, before.users) << metric.key;
            EXPECT_TRUE(metric.users == 0 || metric.value == before.value) << metric.key;
        } else if (info.id == "novelty" || info.id == "coverage" || info.id == "arp") {
            EXPECT_EQ(metric.users, 3U) << metric.key;
            EXPECT_EQ(before.users, 1U) << metric.key;
        }
    }
    EXPECT_EQ(valueOf(*all, 0, "coverage@10"), 1.0) << "i3 and i4 to u1, i1 and i4 to u2, i2 to u3";
}

TEST_F(EvaluateProtocols, LeaksOfFilesAndSearchesAreTold) {
    EvaluateRequest asked = request({"popularity"});
    asked.trainFile = folder.write("train.csv", "user,item,time\nu1,i1,10\nu2,i2,20\nu2,i1,30\nu3,i3,40\n");
    asked.testFile = folder.write("test.csv", "user,item,time\nu1,i2,100\nu3,i2,101\nu3,i3,102\n");
    asked.leaks = true;
    asked.validationFile = folder.write("validation.csv", "user,item,time\nu3,i2,50\nu3,i1,51\n");
    const auto result = measure(asked);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_TRUE(result->leaks);
    ASSERT_EQ(result->leaks->size(), 2U) << evaluationJson(*result);
    EXPECT_EQ(result->leaks->at(0).id, "pairs_in_both");
    EXPECT_EQ(result->leaks->at(0).count, 1U);
    EXPECT_EQ(result->leaks->at(1).id, "validation_reused");
    EXPECT_NE(
        evaluationJson(*result).find(R"("leaks":[{"id":"pairs_in_both","weight":"leak","count":1,"of":3)"),
        std::string::npos);
    EXPECT_EQ(evaluationJson(*evaluationFromJson(evaluationJson(*result))), evaluationJson(*result));

    SearchRequest search;
    search.options.algorithm = "item_knn";
    search.options.trials = 2;
    const auto searched = searchParameters(*project, *dataset, search);
    ASSERT_TRUE(searched) << searched.error().text();
    EvaluateRequest tuned = request({"item_knn"});
    tuned.contestants[0].params = searched->trials[0].params;
    tuned.leaks = true;
    const auto idsOf = [&](const EvaluateRequest& of) {
        std::string ids;
        const auto measured = evaluateModels(*project, *dataset, of);
        for (const Leak& leak : *measured->leaks) {
            ids += leak.id + " ";
        }
        return ids;
    };
    EXPECT_EQ(idsOf(tuned).find("validation_reused"), std::string::npos)
        << "the test part it never looked at";
    tuned.split.seed = 43;
    EXPECT_NE(idsOf(tuned).find("validation_reused"), std::string::npos);
    tuned.contestants = {contestant("popularity")};
    EXPECT_EQ(idsOf(tuned).find("validation_reused"), std::string::npos) << "another model";
}

TEST_F(EvaluateProtocols, SideBySideIsEachProtocolByItself) {
    EvaluateRequest asked = request({"popularity"});
    asked.options.metrics = {findMetric("ndcg")};
    const auto all = measureSideBySide(*dataset, asked);
    ASSERT_TRUE(all) << all.error().text();
    ASSERT_EQ(all->size(), 4U);
    for (const EvaluationResult& one : *all) {
        EvaluateRequest alone = asked;
        alone.split.protocol = parseProtocol(one.protocol.substr(0, one.protocol.find(','))).value();
        EXPECT_EQ(valueOf(*measure(alone), 0, "ndcg@10"), valueOf(one, 0, "ndcg@10")) << one.protocol;
    }
    EXPECT_NE(evaluationJson(all->front(), *all).find(R"("protocols":[{"protocol":"random, 20 % test")"),
              std::string::npos);
}

TEST_F(EvaluateProtocols, NoTwoContestantsHaveOneLabel) {
    EvaluateRequest asked = request({"popularity", "popularity"});
    const auto result = measure(asked);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->models[0].label, "popularity");
    EXPECT_EQ(result->models[1].label, "popularity 2");
    EXPECT_EQ(result->pairs[0].b, "popularity 2");
}

TEST_F(EvaluateProtocols, EveryUsersValuesAreWrittenAsTheyAre) {
    EvaluateRequest asked = request({"popularity", "item_knn"});
    asked.options.sampledCandidates = 7;
    asked.options.metrics = {findMetric("ndcg"), findMetric("coverage"), findMetric("auc")};
    const auto result = measure(asked).value();
    auto file = writePerUser(result, folder / "values.csv");
    ASSERT_TRUE(file) << file.error().text();
    EXPECT_FALSE(std::filesystem::exists(folder / "values.csv")); // until all is done that can be stopped
    ASSERT_TRUE(file->commit());
    const std::string text = test::contentOf(folder / "values.csv");
    EXPECT_TRUE(text.starts_with("user,model,ndcg@10 (sampled),auc (sampled)\r\n")) << text.substr(0, 80);
    EXPECT_EQ(std::ranges::count(text, '\n'), 1 + 2 * static_cast<std::ptrdiff_t>(result.usersWithTest));
    const std::size_t user = result.users[3].value;
    EXPECT_NE(text.find(fmt::format("{},item_knn,{},{}", result.userIds->at(static_cast<std::uint32_t>(user)),
                                    metricOf(result, 1, "ndcg@10").perUser[user],
                                    metricOf(result, 1, "auc").perUser[user])),
              std::string::npos);
}

TEST_F(EvaluateProtocols, WhatIsAskedForComesBackFromTheSpecification) {
    EvaluateRequest asked = request({"popularity"});
    asked.folds = 3;
    asked.repeats = 2;
    asked.leaveOutUnseen = true;
    asked.filter.from = 1'500'000'000'000;
    asked.filter.until = 1'700'000'000'123;
    asked.filter.minValue = 0.1;
    asked.filter.minUserEvents = 4;
    asked.filter.minItemEvents = 6;
    asked.filter.signals = {"rating"};
    asked.scoreFiles = {folder / "a b.csv"};
    asked.predictionFiles = {folder / "p.csv"};
    const std::string specification = specificationOf(asked, 9);
    const auto back = requestOf(specification);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(specificationOf(back->request, back->seed), specification);
    EXPECT_EQ(back->request.filter, asked.filter);
    const std::string command = evaluateCommand(asked, 9, "p");
    for (const char* part : {" --folds 3", " --repeat 2", " --unseen leave-out", " --signals rating",
                             " --from 2017-07-14T02:40:00Z", " --until 2023-11-14T22:13:20.123Z",
                             " --min-value 0.1", " --min-user-events 4", " --scores '"}) {
        EXPECT_NE(command.find(part), std::string::npos) << part << "\n" << command;
    }
    asked.filter.signals = {"click, view", "like"};
    EXPECT_NE(evaluateCommand(asked, 9, "p").find(R"( --signals 'click\, view,like' )"), std::string::npos);
    EXPECT_EQ(requestOf(specificationOf(asked, 9))->request.filter, asked.filter);
}

} // namespace
} // namespace tastescope
