// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/export/exports.h"
#include "storage/project/experiment_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <tuple>

namespace tastescope {
namespace {

using test::randomData;

Contestant contestant(const char* algorithm) {
    Contestant made;
    made.label = algorithm;
    made.algorithm = algorithm;
    return made;
}

std::uint64_t bitsOf(double value) {
    return std::bit_cast<std::uint64_t>(value);
}

class Evaluate : public test::ProjectTest {};

TEST_F(Evaluate, StoresEveryNumberBitForBit) {
    EvaluateRequest request;
    request.contestants = {contestant("popularity"), contestant("item_knn")};
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->protocol, "per-user, 20 % test");
    const auto reopened = Project::open(folder / "p.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(reopened) << reopened.error().text();
    const auto experiments = (*reopened)->experiments().all().value();
    ASSERT_EQ(experiments.size(), 1U);
    EXPECT_EQ(experiments[0].fingerprint, result->fingerprint);
    EXPECT_EQ(experiments[0].json, evaluationJson(*result));
    const auto stored = (*reopened)->experiments().metrics(0).value();
    std::size_t row = 0;
    for (const ModelResult& model : result->models) {
        ASSERT_FALSE(model.metrics.empty());
        for (const MetricValue& metric : model.metrics) {
            ASSERT_LT(row, stored.size());
            EXPECT_EQ(stored[row].label, model.label);
            EXPECT_EQ(stored[row].key, metric.key);
            EXPECT_EQ(bitsOf(stored[row].value), bitsOf(metric.value)) << metric.key;
            EXPECT_EQ(bitsOf(stored[row].low), bitsOf(metric.low)) << metric.key;
            EXPECT_EQ(bitsOf(stored[row].high), bitsOf(metric.high)) << metric.key;
            EXPECT_EQ(stored[row++].users, metric.users);
        }
    }
    EXPECT_EQ(row, stored.size());
}

TEST_F(Evaluate, GivesTheSameBitsForOneAndTwoThreads) {
    EvaluateRequest request;
    request.contestants = {contestant("item_knn")};
    request.store = false;
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext two;
    two.threads = 2;
    const auto a = evaluateModels(*project, *dataset, request, one);
    const auto b = evaluateModels(*project, *dataset, request, two);
    ASSERT_TRUE(a) << a.error().text();
    ASSERT_TRUE(b) << b.error().text();
    EXPECT_EQ(a->fingerprint, b->fingerprint);
    for (std::size_t place = 0; place < a->models[0].metrics.size(); ++place) {
        EXPECT_EQ(bitsOf(a->models[0].metrics[place].value), bitsOf(b->models[0].metrics[place].value));
    }
    EXPECT_TRUE(project->experiments().all().value().empty());
}

TEST_F(Evaluate, NeedsBothFilesOrNone) {
    EvaluateRequest request;
    request.contestants = {contestant("popularity")};
    request.trainFile = folder / "train.csv";
    EXPECT_EQ(evaluateModels(*project, *dataset, request).error().code, ErrorCode::InvalidArgument);
}

TEST_F(Evaluate, FindsCandidatesByTheirIds) {
    EvaluateRequest request;
    request.contestants = {contestant("popularity")};
    request.candidatesFile = (folder / "candidates.txt").string();
    folder.write("candidates.txt", "i3\r\ni1\n\ni3\n");
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    for (const std::vector<ScoredItem>& list : result->models[0].lists) {
        for (const ScoredItem& entry : list) {
            EXPECT_TRUE(entry.item == ItemIndex(1) || entry.item == ItemIndex(3));
        }
    }
    folder.write("candidates.txt", "nobody\nno one\n");
    const auto unknown = evaluateModels(*project, *dataset, request);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::BadInput);
    EXPECT_NE(unknown.error().text().find("\"nobody\" in line 1"), std::string::npos)
        << unknown.error().text();
}

std::size_t countOf(const EvaluationResult& result, std::string_view role, std::string_view name) {
    for (const FileCounts& file : result.files) {
        for (const auto& [key, count] : file.counts) {
            if (file.role == role && key == name) {
                return count;
            }
        }
    }
    ADD_FAILURE() << role << " has no " << name;
    return 0;
}

TEST_F(Evaluate, ReadsCandidatesInWhateverFormAndSaysWhatIsInThem) {
    const std::string forms[] = {
        "i3\ni1\nnobody\ni3\nno one\n",
        "item_id\ni3\ni1\nnobody\ni3\nno one\n",
        "\"i3\"\n\"i1\"\n\"nobody\"\n\"i3\"\n\"no one\"\n",
        "\xEF\xBB\xBFi3\r\ni1\r\nnobody\r\ni3\r\n\r\nno one",
        "title,item\na,i3\nb,i1\n\"c, d\",nobody\ne,i3\nf,no one\n",
        "7;i3;x\n8;i1;y\n9;nobody;z\n7;i3;x\n1;no one;y\n",
        "{\"item\":\"i3\"}\n{\"item\":\"i1\"}\n{\"item\":\"nobody\"}\n{\"item\":\"i3\"}\n"
        "{\"item\":\"no one\"}\n"};
    for (const std::string& form : forms) {
        EvaluateRequest request;
        request.contestants = {contestant("popularity")};
        request.candidatesFile = folder.write("candidates", form).string();
        request.store = false;
        const auto result = evaluateModels(*project, *dataset, request);
        ASSERT_TRUE(result) << form << result.error().text();
        EXPECT_EQ(countOf(*result, "candidates", "rows"), 5U) << form;
        EXPECT_EQ(countOf(*result, "candidates", "used"), 2U) << form;
        EXPECT_EQ(countOf(*result, "candidates", "repeated"), 1U) << form;
        EXPECT_EQ(countOf(*result, "candidates", "unknown_items"), 2U) << form;
        const std::size_t wanted = countOf(*result, "test", "relevant");
        EXPECT_GT(wanted, countOf(*result, "test", "no_candidates")) << form;
        EXPECT_GT(countOf(*result, "test", "no_candidates"), 0U) << form;
        for (const std::vector<ScoredItem>& list : result->models[0].lists) {
            EXPECT_LE(list.size(), 2U);
        }
    }
}

TEST_F(Evaluate, SaysWhatListsAndTestPartsHoldThatCannotCount) {
    // A title as id, with everything in it that a cutter of lines stumbles over.
    folder.write("train.csv",
                 "user,item\nu1,i1\nu1,\"The \"\"Mill\"\", part; 1\"\nu2,i2\nu2,i3\nu1,i4\nu1,i4\n");
    // i2 can be found; new has no event in train; u1 has i1 already; u3 is a stranger.
    folder.write("test.csv", "user,item\nu1,i2\nu1,new\nu1,i1\nu2,i4\nu2,i4\nu3,i1\n");
    folder.write("lists.csv",
                 "user,item\nu1,i1\nu1,unheard\nu1,i2\nu1,i2\nu1,i3\nu2,i4\nstranger,i1\nstranger,odd\n");
    EvaluateRequest request;
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.listFiles = {folder / "lists.csv"};
    request.options.ks = {5};
    request.options.metrics = {findMetric("precision"), findMetric("mrr")};
    request.by = folder.write("groups.csv", "user,group\nu1,a\nu2,b\nu1,b\nnobody,a\n").string();
    request.store = false;
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    const std::tuple<const char*, const char*, std::size_t> expected[] = {
        {"train", "rows", 6},          {"train", "repeated", 1},
        {"test", "rows", 6},           {"test", "repeated", 1},
        {"test", "relevant", 5},       {"test", "cold", 1},
        {"test", "seen", 1},           {"test", "unfindable", 2},
        {"test", "strangers", 1},      {"lists", "rows", 8},
        {"lists", "users", 3},         {"lists", "seen", 1},
        {"lists", "repeated", 1},      {"lists", "unknown_items", 2},
        {"lists", "unknown_users", 2}, {"lists", "users_without_list", 1},
        {"groups", "rows", 4},         {"groups", "repeated", 1},
        {"groups", "unknown_users", 1}};
    for (const auto& [role, name, count] : expected) {
        EXPECT_EQ(countOf(*result, role, name), count) << role << " " << name;
    }
    // u1: i1 (seen, relevant), unheard, i2 (relevant), i2 again (no second hit), i3; u2: i4; u3: no list.
    EXPECT_DOUBLE_EQ(result->models[0].metrics[0].value, (2.0 / 5 + 1.0 / 5 + 0) / 3);
    const std::string json = evaluationJson(*result);
    EXPECT_NE(json.find("\"unknown_users\":2"), std::string::npos) << json;
    EXPECT_NE(json.find("\"unfindable\":2"), std::string::npos) << json;
}

TEST_F(Evaluate, ListsOfColdItemsAreJudgedAndThoseOfNothingButStrangeIdsRefused) {
    const std::string cold(dataset->items().at(0)); // the project has it, the parts do not
    folder.write("train.csv", "user,item\nu1,one\nu2,two\n");
    folder.write("test.csv", "user,item\nu1,two\nu2,new\n");
    EvaluateRequest request;
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.options.metrics = {findMetric("precision"), findMetric("coverage")};
    request.store = false;
    const auto judged = [&](const std::string& rows) {
        request.listFiles = {folder.write("lists.csv", "user,item\n" + rows)};
        return evaluateModels(*project, *dataset, request);
    };
    // Of the project, of the test part, and one that only the list of a stranger has from an event.
    for (const std::string& rows :
         {"u1," + cold + "\n", std::string("u1,new\n"), std::string("stranger,one\nu1,odd\n")}) {
        const auto result = judged(rows);
        ASSERT_TRUE(result) << rows << result.error().text();
        EXPECT_EQ(result->models[0].metrics[0].value, 0) << rows;
        EXPECT_EQ(result->models[0].metrics[0].users, 2U) << rows;
        EXPECT_EQ(result->models[0].metrics[1].value, 0) << rows;
        EXPECT_EQ(result->models[0].metrics[1].coldShown, 1U) << rows;
    }
    const auto refused = judged("u1,odd\nu2,queer\n");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("\"odd\", is in the data"), std::string::npos)
        << refused.error().text();
}

TEST_F(Evaluate, ARepetitionHoldsItsPlaceAndHitsOnce) {
    folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i3\nu2,i4\n");
    folder.write("test.csv", "user,item\nu1,i2\nu1,i3\n");
    folder.write("twice.csv", "user,item,rank\nu1,i2,1\nu1,i2,2\nu1,i3,3\n");
    folder.write("other.csv", "user,item,rank\nu1,i2,1\nu1,i4,2\nu1,i3,3\n");
    EvaluateRequest request;
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.listFiles = {folder / "twice.csv", folder / "other.csv"};
    request.options.metrics = {findMetric("ndcg"), findMetric("precision"), findMetric("recall"),
                               findMetric("map"), findMetric("mrr")};
    request.store = false;
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    for (std::size_t metric = 0; metric < result->models[0].metrics.size(); ++metric) {
        EXPECT_DOUBLE_EQ(result->models[0].metrics[metric].value, result->models[1].metrics[metric].value)
            << result->models[0].metrics[metric].key;
    }
}

TEST_F(Evaluate, ARepetitionIsShownAgain) {
    // What is shown twice is that item, in what it says of popularity, variety and the catalogue.
    folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i3\nu3,i2\nu3,i4\n");
    folder.write("test.csv", "user,item\nu1,i2\nu1,i3\n");
    folder.write("twice.csv", "user,item,rank\nu1,i2,1\nu1,i2,2\nu1,i3,3\n");
    EvaluateRequest request;
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.listFiles = {folder / "twice.csv"};
    request.options.ks = {3};
    request.options.metrics = {findMetric("arp"),     findMetric("longtail_share"), findMetric("coverage"),
                               findMetric("entropy"), findMetric("ild_cooc"),       findMetric("hit")};
    request.store = false;
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    const auto value = [&](std::size_t at) { return result->models[0].metrics[at]; };
    EXPECT_DOUBLE_EQ(value(0).value, (2.0 + 2 + 1) / 3);
    // i2, i1 and i3 hold 4 of 5 events: the head.
    EXPECT_DOUBLE_EQ(value(1).value, 0);
    EXPECT_DOUBLE_EQ(value(2).value, 2.0 / 4);
    EXPECT_EQ(value(2).coldShown, 0U);
    EXPECT_NEAR(value(3).value, std::log2(3.0) - 2.0 / 3, 1e-12);
    // One user has i2 and i3: the twos are 0, and 1 - 1 / √2 twice.
    EXPECT_NEAR(value(4).value, 2.0 / 3 * (1 - 1 / std::sqrt(2.0)), 1e-12);
    EXPECT_EQ(value(5).value, 1);
}

TEST_F(Evaluate, ARowOfListsThatCannotBeReadIsNamed) {
    folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i3\nu1,i4\n");
    folder.write("test.csv", "user,item\nu1,i2\nu2,i4\n");
    EvaluateRequest request;
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.listFiles = {folder / "lists.csv"};
    request.store = false;
    for (const char* text :
         {"user,item,rank\nu1,i1,1\nu1,i2,\nu1,i3,2\n", "user,item,score\nu1,i1,1\nu1,i2,nan\n",
          "user,item\nu1,i1\n,i2\nu1,i3\n", "user,item\nu1,i1\nu1,\nu1,i3\n"}) {
        folder.write("lists.csv", text);
        const auto refused = evaluateModels(*project, *dataset, request);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::BadInput) << text;
        EXPECT_NE(refused.error().text().find("lists.csv, line 3"), std::string::npos)
            << refused.error().text();
    }
}

TEST_F(Evaluate, ReadsTrainAndTestFromFiles) {
    folder.write("train.csv", "user,item,rating\nu9,i5,4\nu9,i7,3\nu2,i5,5\nu3,i7,1\nu3,new,2\n");
    // i39 is not in train: it can only be missed. u1 has no training events: a stranger.
    folder.write("test.csv", "user,item,rating\nu2,i7,4\nu2,i39,5\nu1,i5,3\n");
    EvaluateRequest request;
    request.contestants = {contestant("popularity")};
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.options.ks = {1};
    request.options.metrics = {findMetric("recall"), findMetric("precision")};
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->usersWithTest, 2U);
    const auto& metrics = result->models[0].metrics;
    ASSERT_EQ(metrics[0].key, "recall@1");
    // u2 finds i7 of {i7, i39}; the stranger finds the most popular, i5 (before i7 by order of the file).
    EXPECT_DOUBLE_EQ(metrics[0].value, 0.75);
    EXPECT_DOUBLE_EQ(metrics[1].value, 1);
}

TEST_F(Evaluate, CorrectsTheColumnsOfFiles) {
    folder.write("train.csv", "song_code,device,listener_code,stars\n1,x,11,4\n2,x,11,5\n1,y,12,3\n");
    folder.write("test.csv", "song_code,device,listener_code,stars\n2,x,12,4\n");
    EvaluateRequest request;
    request.contestants = {contestant("popularity")};
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.fileMap = {{"user", "listener_code"}, {"item", "song_code"}, {"ignore", "device"}};
    request.options.metrics = {findMetric("hit")};
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->usersWithTest, 1U);
    EXPECT_DOUBLE_EQ(result->models[0].metrics[0].value, 1);
}

TEST_F(Evaluate, JudgesListsMadeElsewhere) {
    folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i3\nu1,i4\n");
    folder.write("test.csv", "user,item\nu1,i2\nu2,i4\n");
    folder.write("by rank.csv", "user,item,rank,score\nu1,i3,2,9\nu1,i2,1,1\nu2,i1,1,5\nu2,i4,2,6\n");
    folder.write("by score.csv", "user,item,score\nu1,i3,1\nu1,i2,2\nu2,i1,-1\nu2,i4,-0.5\n");
    folder.write("by order.csv", "user,item\nu1,i3\nu1,i2\nu2,i4\nu2,i1\nstranger,i1\n");
    EvaluateRequest request;
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.listFiles = {folder / "by rank.csv", folder / "by score.csv", folder / "by order.csv"};
    request.options.metrics = {findMetric("mrr")};
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_EQ(result->models.size(), 3U);
    EXPECT_EQ(result->models[0].label, "by rank");
    EXPECT_DOUBLE_EQ(result->models[0].metrics[0].value, (1 + 0.5) / 2);
    EXPECT_DOUBLE_EQ(result->models[1].metrics[0].value, (1 + 1) / 2.0);
    EXPECT_DOUBLE_EQ(result->models[2].metrics[0].value, (0.5 + 1) / 2);
}

TEST_F(Evaluate, ListedItemsThatTrainDoesNotHaveHoldTheirPlace) {
    folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i3\nu1,i4\n");
    // i9 is only in test: it can be found all the same.
    folder.write("test.csv", "user,item\nu1,i2\nu2,i9\nu2,i1\n");
    folder.write("lists.csv", "user,item\nu1,unheard\nu1,i2\nu2,i9\nu2,i4\n");
    EvaluateRequest request;
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.listFiles = {folder / "lists.csv"};
    request.options.ks = {2};
    request.options.metrics = {findMetric("mrr"), findMetric("recall")};
    request.store = false;
    const auto known = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(known) << known.error().text();
    EXPECT_DOUBLE_EQ(known->models[0].metrics[0].value, (0.5 + 1) / 2);
    EXPECT_DOUBLE_EQ(known->models[0].metrics[1].value, (1 + 0.5) / 2);
    // The same where the project knows nothing of the files' ids.
    const auto foreign = evaluateModels(*project, Dataset(Dataset::Parts()), request);
    ASSERT_TRUE(foreign) << foreign.error().text();
    EXPECT_DOUBLE_EQ(foreign->models[0].metrics[0].value, (0.5 + 1) / 2);
    EXPECT_DOUBLE_EQ(foreign->models[0].metrics[1].value, (1 + 0.5) / 2);
    // Ids of another numbering are no lists of this data.
    for (const char* strange : {"user,item\nu1,unheard\nu2,of\n", "user,item\n17,i1\n18,i2\n"}) {
        folder.write("lists.csv", strange);
        const auto refused = evaluateModels(*project, *dataset, request);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::BadInput);
        EXPECT_NE(refused.error().text().find("lists.csv"), std::string::npos);
    }
}

TEST_F(Evaluate, FilesOfASplitGiveTheNumbersOfItsProtocol) {
    for (const Protocol protocol :
         {Protocol::PerUser, Protocol::Random, Protocol::LeaveLastOut, Protocol::Time, Protocol::ColdUsers}) {
        SCOPED_TRACE(protocolName(protocol));
        EvaluateRequest request;
        for (const char* algorithm : {"popularity", "als", "item_knn", "content_tfidf"}) {
            request.contestants.push_back(contestant(algorithm));
        }
        request.split = {protocol, 0.3, 11};
        request.store = false;
        const auto cut = evaluateModels(*project, *dataset, request);
        ASSERT_TRUE(cut) << cut.error().text();
        const Split parts = splitDataset(*dataset, request.split).value();
        ASSERT_TRUE(exportInteractions(*dataset, parts.train->events(), folder / "train.csv"));
        ASSERT_TRUE(exportInteractions(*dataset, *parts.test, folder / "test.csv"));
        ASSERT_TRUE(exportInteractions(*dataset, *parts.coldHistory, folder / "history.csv"));
        request.trainFile = folder / "train.csv";
        request.testFile = folder / "test.csv";
        request.historyFile = protocol == Protocol::ColdUsers ? folder / "history.csv" : "";
        const auto read = evaluateModels(*project, *dataset, request);
        ASSERT_TRUE(read) << read.error().text();
        EXPECT_EQ(read->usersWithTest, cut->usersWithTest);
        for (std::size_t model = 0; model < cut->models.size(); ++model) {
            const auto& expected = cut->models[model].metrics;
            const auto& metrics = read->models[model].metrics;
            ASSERT_EQ(metrics.size(), expected.size());
            for (std::size_t place = 0; place < metrics.size(); ++place) {
                EXPECT_EQ(bitsOf(metrics[place].value), bitsOf(expected[place].value))
                    << cut->models[model].label << " " << metrics[place].key;
                EXPECT_EQ(bitsOf(metrics[place].low), bitsOf(expected[place].low));
            }
        }
    }
}

TEST_F(Evaluate, CountsByValuesOnRequestAlone) {
    // As an import leaves ratings: kept, but each event counts as one.
    ProjectData data = randomData(60, 40, 1500, 3);
    data.parts.signals[0].useValue = false;
    const Dataset imported(data.parts);
    EvaluateRequest request;
    request.contestants = {contestant("item_knn")};
    request.store = false;
    const auto ones = evaluateModels(*project, imported, request);
    request.values = true;
    const auto values = evaluateModels(*project, imported, request);
    const auto weighted = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(ones) << ones.error().text();
    ASSERT_TRUE(values) << values.error().text();
    ASSERT_TRUE(weighted) << weighted.error().text();
    bool differs = false;
    for (std::size_t place = 0; place < values->models[0].metrics.size(); ++place) {
        const double value = values->models[0].metrics[place].value;
        EXPECT_EQ(bitsOf(value), bitsOf(weighted->models[0].metrics[place].value));
        differs = differs || bitsOf(value) != bitsOf(ones->models[0].metrics[place].value);
    }
    EXPECT_TRUE(differs);
}

TEST_F(Evaluate, PredictsTheRatingsOfFilesWhateverTheyCountAs) {
    folder.write("train.csv", "user,item,rating\nu1,i1,5\nu1,i2,4\nu2,i1,3\nu2,i3,1\nu3,i2,5\nu3,i3,2\n");
    // A known pair, a stranger, an unknown item, and a rating outside of the scale of training.
    folder.write("test.csv", "user,item,rating\nu1,i3,2\nu9,i1,4\nu2,i8,3\nu3,i1,0.5\n");
    EvaluateRequest request;
    request.contestants = {contestant("baseline"), contestant("slope_one"), contestant("popularity")};
    request.trainFile = folder / "train.csv";
    request.testFile = folder / "test.csv";
    request.options.metrics = {findMetric("rmse"), findMetric("mae")};
    request.store = false;
    const auto ones = evaluateModels(*project, *dataset, request);
    request.values = true;
    const auto values = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(ones) << ones.error().text();
    ASSERT_TRUE(values) << values.error().text();
    EXPECT_EQ(ones->usersWithTest, 4U);
    EXPECT_TRUE(ones->models[2].metrics.empty());
    for (std::size_t model = 0; model < 2; ++model) {
        const auto& metrics = ones->models[model].metrics;
        ASSERT_EQ(metrics.size(), 2U);
        EXPECT_EQ(metrics[0].key, "rmse");
        EXPECT_EQ(metrics[1].key, "mae");
        EXPECT_EQ(bitsOf(metrics[0].value), bitsOf(values->models[model].metrics[0].value));
        std::vector<double> counts = metrics[0].pooled->counts;
        std::erase(counts, 0.0); // people of the project who are not in the files
        EXPECT_EQ(counts, (std::vector<double>{1, 1, 1, 1}));
    }
    // Slope One by hand: 4.5 + ((1 - 3) + (2 - 5)) / 2 = 2, the mean 10 / 3 twice, 3.5 + ((3 - 1) + (5 - 4))
    // / 2.
    const double mean = 20.0 / 6;
    EXPECT_NEAR(ones->models[1].metrics[1].value, (0 + (4 - mean) + (mean - 3) + 4.5) / 4, 1e-6);
    request.contestants = {contestant("popularity")};
    const auto none = evaluateModels(*project, *dataset, request);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().text().find("baseline"), std::string::npos);
}

TEST_F(Evaluate, PredictsTheRatingsOfASplit) {
    ProjectData data = randomData(60, 40, 1500, 3);
    data.parts.signals[0].useValue = false;
    const Dataset imported(data.parts);
    EvaluateRequest request;
    request.contestants = {contestant("baseline")};
    request.options.metrics = {findMetric("rmse")};
    request.store = false;
    for (const Protocol protocol : {Protocol::PerUser, Protocol::ColdUsers}) {
        request.split.protocol = protocol;
        const auto result = evaluateModels(*project, imported, request);
        ASSERT_TRUE(result) << result.error().text();
        ASSERT_EQ(result->models[0].metrics.size(), 1U);
        EXPECT_GT(result->models[0].metrics[0].value, 0.5);
        EXPECT_LT(result->models[0].metrics[0].value, 3);
    }
}

double round4(double value) {
    return std::round(value * 10'000) / 10'000;
}

TEST_F(Evaluate, MovieLensByValuesGivesTheKnownFigures) {
    const std::filesystem::path source = TASTESCOPE_SOURCE_DIR "/../shared/data/ml-100k-stratified";
    if (!std::filesystem::exists(source)) {
        GTEST_SKIP() << source << " is not there";
    }
    EvaluateRequest request;
    request.values = true;
    request.store = false;
    request.trainFile = source / "train.csv";
    request.testFile = source / "test.csv";
    request.options.ks = {10};
    request.options.metrics = {findMetric("map"), findMetric("ndcg"), findMetric("precision"),
                               findMetric("recall")};
    for (const char* halfLife : {"0", "30"}) {
        Contestant made = contestant("item_knn");
        made.label = halfLife;
        const std::vector<std::pair<std::string, std::string>> changes{
            {"similarity", "jaccard"}, {"neighbours", "0"}, {"shrinkage", "0"}, {"half_life_days", halfLife}};
        made.params = makeParams(findAlgorithm("item_knn")->params, changes).value();
        request.contestants.push_back(made);
    }
    const auto result = evaluateModels(*project, *dataset, request);
    ASSERT_TRUE(result) << result.error().text();
    constexpr double expected[2][4] = {{0.1154, 0.3962, 0.3422, 0.1869}, {0.1140, 0.3938, 0.3406, 0.1854}};
    for (std::size_t model = 0; model < 2; ++model) {
        for (std::size_t metric = 0; metric < 4; ++metric) {
            const MetricValue& measured = result->models[model].metrics[metric];
            EXPECT_DOUBLE_EQ(round4(measured.value), expected[model][metric])
                << measured.key << ", half life " << result->models[model].label;
        }
    }
}

} // namespace
} // namespace tastescope
