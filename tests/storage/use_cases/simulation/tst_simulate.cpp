// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/registry.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/rerank.h"
#include "storage/use_cases/simulation/simulate.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

DemoOptions small() {
    DemoOptions options;
    options.users = 80;
    options.items = 120;
    options.artists = 15;
    options.events = 4'000;
    return options;
}

std::shared_ptr<const Dataset> data() {
    static const std::shared_ptr<const Dataset> made = makeDemoWorld(small())->dataset;
    return made;
}

SimulateRequest requestOf(std::vector<std::string> policies) {
    SimulateRequest request;
    for (const std::string& text : policies) {
        request.options.policies.push_back(*parsePolicy(text));
    }
    request.options.rounds = 2;
    request.options.repeats = 2;
    request.users = 50;
    request.demo = small();
    return request;
}

std::string refusal(const std::string& text) {
    const auto policy = parsePolicy(text);
    EXPECT_FALSE(policy) << text;
    return policy ? "" : policy.error().text();
}

TEST(PolicyText, SaysAModelWithParametersAndRules) {
    const test::TemporaryFolder folder;
    const std::string rules = folder.write("a+b.json", R"({"limits": [{"attribute": "creator", "max": 1}]})");
    const auto plain = parsePolicy("als:factors=8,alpha=1e+1");
    ASSERT_TRUE(plain) << plain.error().text();
    EXPECT_EQ(plain->algorithm, "als");
    EXPECT_EQ(plain->params.integer("factors"), 8);
    EXPECT_EQ(plain->params.real("alpha"), 10) << "the plus of a number begins no rules";
    EXPECT_FALSE(plain->rules);
    const auto ruled = parsePolicy("als:alpha=1e+1+" + rules);
    ASSERT_TRUE(ruled) << ruled.error().text();
    EXPECT_EQ(ruled->params.real("alpha"), 10);
    ASSERT_TRUE(ruled->rules);
    EXPECT_EQ(ruled->rules->limits.size(), 1U);
    EXPECT_EQ(ruled->name, "als:alpha=1e+1+" + rules);
    EXPECT_EQ(parsePolicy("random")->ranker, PolicySpec::Ranker::Random);
    EXPECT_EQ(parsePolicy("ideal")->ranker, PolicySpec::Ranker::Ideal);
}

TEST(PolicyText, SaysWhoGivesPlacesToChance) {
    const auto standard = parsePolicy("epsilon_greedy");
    EXPECT_EQ(standard->algorithm, "als");
    EXPECT_EQ(standard->epsilon, 0.1);
    const auto other = parsePolicy("e-greedy:epsilon=0.3,of=bpr,factors=8");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->algorithm, "bpr");
    EXPECT_EQ(other->epsilon, 0.3);
    EXPECT_EQ(other->params.integer("factors"), 8);
    EXPECT_EQ(parsePolicy("egreedy:of=ideal")->ranker, PolicySpec::Ranker::Ideal);
}

TEST(PolicyText, WhatIsWrongIsNamed) {
    EXPECT_NE(refusal("alss").find("als"), std::string::npos);
    EXPECT_NE(refusal("als:factor=3").find("factor"), std::string::npos);
    EXPECT_NE(refusal("random:seed=3").find("nothing to set"), std::string::npos);
    EXPECT_NE(refusal("epsilon_greedy:epsilon=2").find("from 0 to 1"), std::string::npos);
    EXPECT_NE(refusal("als+").find("names no rules"), std::string::npos);
    EXPECT_NE(refusal("als+absent.json").find("absent.json"), std::string::npos);
    EXPECT_NE(refusal("").find("random, ideal"), std::string::npos);
}

TEST(Simulate, FirstRoundIsWhatReRankingSaysOfTheSamePeople) {
    SimulateRequest request = requestOf({"als"});
    const auto answer = simulateData(data(), request);
    ASSERT_TRUE(answer) << answer.error().text();
    const PolicySpec policy = *parsePolicy("als");
    const auto model = findAlgorithm("als")->fit(*data(), policy.params, {});
    RerankRequest rerank;
    rerank.rules.list = request.options.k;
    rerank.sample = 50;
    const auto reranked = rerankSample(data(), std::make_shared<const ModelCandidates>(*model), rerank, {});
    ASSERT_TRUE(reranked);
    std::size_t compared = 0;
    for (const ListEffect& effect : reranked->effects) {
        const auto place = answer->result.metric(effect.id == "gini" ? "gini_lists" : effect.id);
        if (place) {
            EXPECT_NEAR(answer->result.at(0, 0, 0).values[*place], effect.before.mean, 1e-14) << effect.id;
            ++compared;
        }
    }
    EXPECT_EQ(compared, 8U);
}

TEST(Simulate, KnowsTheTruthOfSyntheticDataAndOfNoOther) {
    const auto known = simulateData(data(), requestOf({"ideal"}));
    ASSERT_TRUE(known) << known.error().text();
    EXPECT_TRUE(known->truth);
    EXPECT_EQ(*known->strength, demoListenStrength);
    SimulateRequest other = requestOf({"ideal"});
    other.demo->users = 81; // another service: what was made is not what is there
    EXPECT_FALSE(simulateData(data(), other));
    other.demo.reset();
    const auto refused = simulateData(data(), other);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("demo"), std::string::npos);
    SimulateRequest guessed = requestOf({"popularity"});
    guessed.demo.reset();
    const auto fitted = simulateData(data(), guessed);
    ASSERT_TRUE(fitted) << fitted.error().text();
    EXPECT_FALSE(fitted->truth);
    ASSERT_TRUE(fitted->sanity.foresight);
    EXPECT_TRUE(fitted->result.metric("drift"));
}

TEST(Simulate, SanityIsCarefulWherePlacesAloneDecide) {
    SimulateRequest request = requestOf({"popularity", "random"});
    request.options.choice.model = ChoiceModel::Position;
    request.demo.reset();
    const auto answer = simulateData(data(), request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->sanity.verdict, Sanity::Verdict::Careful);
    EXPECT_FALSE(answer->sanity.foresight);
    EXPECT_FALSE(answer->strength);
    ASSERT_EQ(answer->sanity.policies.size(), 2U);
    EXPECT_GT(answer->sanity.policies[0].popularityRatio, answer->sanity.policies[1].popularityRatio);
    EXPECT_EQ(answer->sanity.policies[0].choices, 100U) << "of all repeats";
    EXPECT_GE(answer->sanity.policies[0].categoryDistance, 0);
    EXPECT_LE(answer->sanity.policies[0].categoryDistance, 1);
}

TEST(Simulate, JsonAndFilesHaveARowARoundPolicyAndRepeat) {
    const auto answer = simulateData(data(), requestOf({"popularity", "random"}));
    ASSERT_TRUE(answer);
    simdjson::dom::parser parser;
    simdjson::dom::element json;
    const std::string text = simulationJson(*answer);
    ASSERT_EQ(parser.parse(text).get(json), simdjson::SUCCESS);
    ASSERT_EQ(json["rounds"].get_array().value().size(), 8U);
    for (const simdjson::dom::element row : json["rounds"].get_array()) {
        for (const char* id : {"gini_exposure", "gini_consumption", "homogenisation_lists",
                               "homogenisation_consumption", "entropy_lists", "entropy_consumption"}) {
            EXPECT_TRUE(std::isfinite(row["metrics"][id]["value"].get_double().value())) << id;
        }
    }
    EXPECT_EQ(json["bands"].get_array().value().size(), 4U);
    EXPECT_EQ(json["runs"].at(0)["events_after"].get_uint64().value(),
              json["runs"].at(0)["events_before"].get_uint64().value() +
                  json["runs"].at(0)["choices"].get_uint64().value());
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeSimulation(*answer, folder / "rounds.csv"));
    const std::string csv = folder.read("rounds.csv");
    EXPECT_TRUE(csv.starts_with("round,policy,repeat,users,ild,"));
    EXPECT_EQ(std::ranges::count(csv, '\n'), 9);
}

TEST(Simulate, ReportHoldsWhatTheResultSaysOfEveryMetric) {
    const test::TemporaryFolder folder;
    SimulateRequest request = requestOf({"popularity", "random"});
    request.options.policies[1].name = "<script>chance";
    const auto answer = simulateData(data(), request);
    ASSERT_TRUE(answer) << answer.error().text();
    ASSERT_TRUE(writeSimulation(*answer, folder / "report.html"));
    const std::string html = folder.read("report.html");
    const SimulationResult& result = answer->result;
    for (std::size_t metric = 0; metric < result.metrics.size(); ++metric) {
        EXPECT_NE(html.find("aria-label=\"" + result.metrics[metric].id + " by round"), std::string::npos);
        for (std::size_t policy = 0; policy < 2; ++policy) {
            const Band band = bandOf(result, 1, policy, metric);
            if (band.repeats > 0) {
                EXPECT_NE(html.find("<data value=\"" + shortestNumber(band.mean) + "\">"), std::string::npos)
                    << result.metrics[metric].id;
            }
        }
    }
    EXPECT_NE(html.find(takeawayOf(result, 1, result.policies).title.substr(0, 8)), std::string::npos);
    EXPECT_EQ(html.find("<script"), std::string::npos) << "words from outside are escaped";
    EXPECT_EQ(html.find("nan"), std::string::npos);
    EXPECT_EQ(html.find("http"), std::string::npos) << "it needs nothing beside it";
    ASSERT_TRUE(writeSimulation(*answer, folder / "report.pdf"));
    EXPECT_TRUE(folder.read("report.pdf").starts_with("%PDF-"));
    ASSERT_TRUE(writeSimulation(*answer, folder / "LOUD.PDF"));
    EXPECT_TRUE(folder.read("LOUD.PDF").starts_with("%PDF-"));
    EXPECT_TRUE(checkSimulationFile("a.html"));
    const auto refused = checkSimulationFile("a.txt");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find(".html"), std::string::npos);
}

} // namespace
} // namespace tastescope
