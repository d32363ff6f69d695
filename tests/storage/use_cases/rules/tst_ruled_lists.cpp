// SPDX-License-Identifier: GPL-3.0-or-later
// Rules behind a model in an evaluation: what is judged are the lists that `rerank` makes of the training
// part.
#include "storage/use_cases/rules/ruled_lists.h"

#include "engine/data/demo/demo_world.h"
#include "engine/data/split.h"
#include "engine/metrics/metric.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "engine/registry/registry.h"
#include "storage/experiments/specification.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/rules/candidate_source.h"
#include "storage/use_cases/rules/measure_rules.h"
#include "storage/use_cases/value_signals.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

std::shared_ptr<const Dataset> smallWorld() {
    DemoOptions options;
    options.users = 80;
    options.items = 150;
    options.artists = 25;
    options.events = 4000;
    return makeDemoWorld(options)->dataset;
}

RuleSet parsed(std::string_view json) {
    return parseRuleSet(json).value();
}

Contestant contestant(const char* algorithm, const std::optional<RuleSet>& rules = {}) {
    Contestant made;
    made.label = rules ? std::string(algorithm) + "+" + rules->name : algorithm;
    made.algorithm = algorithm;
    if (rules) {
        made.rules = listRulesOf(*rules);
    }
    return made;
}

EvaluateRequest asked(std::vector<Contestant> contestants) {
    EvaluateRequest request;
    request.contestants = std::move(contestants);
    request.store = false;
    request.options.resamples = 20;
    return request;
}

const MetricValue* find(const ModelResult& model, std::string_view key) {
    const auto found = std::ranges::find(model.metrics, key, &MetricValue::key);
    return found == model.metrics.end() ? nullptr : &*found;
}

TEST(RuledLists, WithoutAnyRuleAreThoseOfTheModel) {
    const auto data = smallWorld();
    const RuleSet nothing = parsed(R"({"version": 1, "name": "nothing"})");
    for (const auto protocol : {Protocol::PerUser, Protocol::Time, Protocol::ColdUsers}) {
        for (const std::size_t sampled : {0U, 15U}) {
            EvaluateRequest request = asked({contestant("item_knn"), contestant("item_knn", nothing)});
            request.split.protocol = protocol;
            request.options.sampledCandidates = sampled;
            request.options.ks = {5, 12};
            const auto result = measureModels(*data, request);
            ASSERT_TRUE(result) << result.error().text();
            const ModelResult& plain = result->models[0];
            const ModelResult& ruled = result->models[1];
            ASSERT_EQ(plain.lists.size(), ruled.lists.size());
            for (std::size_t user = 0; user < plain.lists.size(); ++user) {
                ASSERT_EQ(plain.lists[user].size(), ruled.lists[user].size());
                for (std::size_t place = 0; place < plain.lists[user].size(); ++place) {
                    ASSERT_EQ(plain.lists[user][place].item, ruled.lists[user][place].item);
                }
            }
            ASSERT_TRUE(find(plain, "auc"));
            EXPECT_FALSE(find(ruled, "auc")) << "scores of all items are not what is shown";
            EXPECT_EQ(find(plain, "ndcg@12")->value, find(ruled, "ndcg@12")->value);
            EXPECT_EQ(plain.params + "+nothing", ruled.params) << "no number of the model alone";
        }
    }
}

TEST(RuledLists, AreThoseOfTheRerankerOverTheTrainingPart) {
    const auto data = smallWorld();
    const RuleSet rules = parsed(
        R"({"version": 1, "name": "calm", "list": 30,
            "balance": {"mmr": 0.6, "novelty": 0.3, "calibration": 0.2, "freshness": 0.2},
            "limits": [{"attribute": "creator", "max": 2}],
            "rules": [{"do": "bury", "condition": "creator_size == 'small'"}]})");
    EvaluateRequest request = asked({contestant("item_knn", rules)});
    const auto result = measureModels(*data, request);
    ASSERT_TRUE(result) << result.error().text();

    const auto counted = weighed(*data, Weighing::Once, {});
    const auto split = splitDataset(*counted, request.split);
    ASSERT_TRUE(split);
    const std::shared_ptr<const Dataset>& train = split->train;
    const AlgorithmInfo& algorithm = *findAlgorithm("item_knn");
    auto model = algorithm.fit(*train, ParamSet(algorithm.params), {}).value();
    const auto people =
        rankPeople(train, std::make_shared<const ModelCandidates>(std::move(model)), result->users, {});
    ASSERT_TRUE(people);
    auto lists = candidateLists(*people, {}, {}).value();
    const auto prepared = std::make_shared<const PreparedCandidates>(
        std::make_shared<const RuleFacts>(ruleFactsOf(train)), std::move(lists));
    RuleSet ten = rules;
    ten.list = 10;
    RerankOptions options;
    options.clock = prepared->facts().now;
    const auto made = measureRules(prepared, ten, options, {});
    ASSERT_TRUE(made) << made.error().text();
    bool changed = false;
    for (std::size_t at = 0; at < result->users.size(); ++at) {
        const auto& shown = result->models[0].lists[result->users[at].value];
        ASSERT_EQ(shown.size(), made->result.lists[at].size());
        for (std::size_t place = 0; place < shown.size(); ++place) {
            const std::uint32_t candidate = made->result.lists[at][place];
            ASSERT_EQ(shown[place].item, prepared->people()[at].items[candidate]);
            changed = changed || candidate != place;
        }
    }
    EXPECT_TRUE(changed) << "rules that do nothing prove nothing";
}

TEST(RuledLists, PinAndFilterAndAreShortWhereTheRulesSaySo) {
    const auto data = smallWorld();
    const std::string pinned(data->items().at(140)); // nobody's best
    const RuleSet rules =
        parsed(R"({"version": 1, "name": "shop window", "list": 4, "rules": [
        {"do": "pin", "item": ")" +
               pinned + R"(", "place": 2}, {"do": "filter", "condition": "creator_size == 'small'"}]})");
    const auto result = measureModels(*data, asked({contestant("popularity", rules)}));
    ASSERT_TRUE(result) << result.error().text();
    std::size_t seen = 0;
    for (const UserIndex user : result->users) {
        const auto& list = result->models[0].lists[user.value];
        EXPECT_LE(list.size(), 4U);
        const auto found = std::ranges::find(list, ItemIndex(140), &ScoredItem::item);
        seen += found != list.end() ? 1 : 0;
        EXPECT_TRUE(found == list.end() || found - list.begin() == 1);
    }
    EXPECT_GT(seen, result->users.size() / 2);
}

TEST(RuledLists, CapsAreAboutEverybody) {
    const auto data = smallWorld();
    const RuleSet rules =
        parsed(R"({"version": 1, "name": "caps", "limits": [{"attribute": "item", "cap": 0.2}]})");
    const auto result = measureModels(*data, asked({contestant("popularity", rules)}));
    ASSERT_TRUE(result) << result.error().text();
    std::vector<std::size_t> shown(data->itemCount());
    for (const UserIndex user : result->users) {
        for (const ScoredItem& one : result->models[0].lists[user.value]) {
            ++shown[one.item.value];
        }
    }
    EXPECT_LE(static_cast<double>(*std::ranges::max_element(shown)),
              0.2 * static_cast<double>(result->users.size()) + 1);
}

TEST(RuledLists, AreTheSameOnAnyNumberOfThreadsAndStopWhenAsked) {
    const auto data = smallWorld();
    const RuleSet rules = parsed(R"({"version": 1, "name": "calm", "balance": {"mmr": 0.5}})");
    const EvaluateRequest request = asked({contestant("popularity", rules)});
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext eight;
    eight.threads = 8;
    EXPECT_EQ(find(measureModels(*data, request, one)->models[0], "ndcg@10")->value,
              find(measureModels(*data, request, eight)->models[0], "ndcg@10")->value);
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext stopped;
    stopped.stop = stop.get_token();
    const auto result = measureModels(*data, request, stopped);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

TEST(RuledLists, NameWhatTheDataDoesNotHave) {
    const RuleSet rules =
        parsed(R"({"version": 1, "name": "odd", "limits": [{"attribute": "colour", "max": 1}]})");
    const auto result = measureModels(*smallWorld(), asked({contestant("popularity", rules)}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::BadInput);
    EXPECT_NE(result.error().context.find("odd: limits[0]"), std::string::npos) << result.error().text();
}

TEST(RuledLists, AreKeptWithWhatWasAskedFor) {
    const RuleSet rules = parsed(R"({"version": 1, "name": "calm", "balance": {"mmr": 0.5}})");
    EvaluateRequest request = asked({contestant("als", rules), contestant("als")});
    request.sweep = Sweep{"als", "factors"};
    const std::string text = specificationOf(request, 7);
    const auto back = requestOf(text);
    ASSERT_TRUE(back) << back.error().text();
    ASSERT_TRUE(back->request.contestants[0].rules);
    EXPECT_EQ(back->request.contestants[0].rules->json, request.contestants[0].rules->json);
    EXPECT_EQ(back->request.contestants[0].rules->name, "calm");
    EXPECT_FALSE(back->request.contestants[1].rules);
    EXPECT_EQ(back->request.sweep, request.sweep);
    EXPECT_EQ(specificationOf(back->request, back->seed), text);
    EXPECT_NE(evaluateCommand(request, 7, "p").find("--model 'als+{"), std::string::npos);
}

TEST(RulesInAText, BeginAtThePlusThatIsNoExponent) {
    EXPECT_EQ(rulesAt("als+calm.json"), 3U);
    EXPECT_EQ(rulesAt("als:alpha=1e+3+calm.json"), 14U);
    EXPECT_EQ(rulesAt("als:alpha=1e+3"), std::string::npos);
    EXPECT_EQ(rulesAt(""), std::string::npos);
    EXPECT_EQ(rulesAt("+"), 0U);
}

} // namespace
} // namespace tastescope
