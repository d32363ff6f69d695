// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/pipeline.h"

#include "engine/pipeline/ranker/model_ranker.h"
#include "engine/pipeline/rerank/person_rerank.h"
#include "engine/pipeline/rerank/rule_parts.h"
#include "tests/engine/pipeline/pipeline_world.h"

#include <set>

namespace tastescope {
namespace {

using test::hadBy;
using test::MixWorld;
using test::mixWorld;
using test::pipelineOver;
using test::randomRules;
using test::rulesOf;

PipelineRun ran(const Pipeline& pipeline, const Asker& asker, const RuleSet& rules, PipelineOptions options,
                int threads = 0) {
    ExecutionContext context;
    context.threads = threads;
    Result<PipelineRun> run = pipeline.run(asker, rules, options, context);
    EXPECT_TRUE(run) << (run ? "" : run.error().text());
    return run ? *std::move(run) : PipelineRun{};
}

std::vector<std::uint32_t> listOf(const PipelineRun& run) {
    std::vector<std::uint32_t> items;
    for (const std::uint32_t candidate : run.list) {
        items.push_back(run.person().items[candidate].value);
    }
    return items;
}

TEST(Pipeline, WithoutRulesTheListIsTheRankersOrder) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const MixWorld world = mixWorld({40, 8, 6, 4}, seed);
        for (const bool counting : {true, false}) {
            const auto pipeline = pipelineOver(world, 24, counting);
            for (const Asker& asker : world.askers) {
                const PipelineRun run = ran(*pipeline, asker, {}, {8, 6});
                // Sorted once more by what the ranker says of the candidates.
                std::vector<double> scores(run.found.size());
                ASSERT_TRUE(
                    pipeline->ranker().score({run.asker, run.found, pipeline->facts().now}, scores, {}));
                std::vector<std::pair<double, std::uint32_t>> order;
                for (std::size_t at = 0; at < scores.size(); ++at) {
                    order.emplace_back(-scores[at], run.found.items[at].value);
                }
                std::ranges::sort(order);
                ASSERT_EQ(run.ranking.size(), order.size());
                ASSERT_EQ(run.list.size(), std::min<std::size_t>(6, order.size()));
                for (std::size_t at = 0; at < order.size(); ++at) {
                    ASSERT_EQ(run.ranking[at].item.value, order[at].second);
                }
                for (std::size_t at = 0; at < run.list.size(); ++at) {
                    ASSERT_EQ(listOf(run)[at], order[at].second) << seed;
                    ASSERT_EQ(run.before()[at].item.value, order[at].second);
                }
                EXPECT_TRUE(run.further.empty());
                ASSERT_EQ(run.stages.size(), 3U);
                EXPECT_EQ(run.stages[0].count, run.found.size());
                EXPECT_EQ(run.stages[1].count, run.passed);
                EXPECT_EQ(run.stages[2].count, run.list.size());
                EXPECT_EQ(run.costs.size(), 7U);
            }
        }
    }
}

TEST(Pipeline, AModelsOrderIsThatOfItsOwnList) {
    const MixWorld world = mixWorld({60, 10, 6, 4}, 11);
    MixOptions options;
    options.total = 60;
    options.sources = {{"ease", SourceKind::Model, 60, world.ease}};
    const auto mix = CandidateMix::make(world.data, options).value();
    const Pipeline pipeline(mix, modelRanker(world.ease, "ease"),
                            std::make_shared<const RuleFacts>(ruleFactsOf(world.data)));
    for (const Asker& asker : world.askers) {
        const PipelineRun run = ran(pipeline, asker, {}, {50, 15});
        const RankedList list = recommend(*world.ease, asker, {15}).value();
        ASSERT_EQ(run.list.size(), list.size());
        for (std::size_t at = 0; at < list.size(); ++at) {
            EXPECT_EQ(listOf(run)[at], list[at].item.value);
            EXPECT_EQ(run.person().scores[run.list[at]], static_cast<double>(list[at].score));
        }
    }
}

TEST(Pipeline, RulesHoldOnRandomCatalogues) {
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        const MixWorld world = mixWorld({30, 5, 5, 3}, seed);
        const auto pipeline = pipelineOver(world, 16, seed % 2 == 0);
        Random random(seed, 21);
        const RuleSet rules = randomRules(random, 30);
        const auto compiled = CompiledRules::compile(
            rules, PreparedCandidates(std::make_shared<const RuleFacts>(pipeline->facts()), {}), 0);
        ASSERT_TRUE(compiled);
        for (const Asker& asker : world.askers) {
            const PipelineRun run = ran(*pipeline, asker, rules, {8, 6});
            const std::vector<ItemIndex> had = hadBy(asker);
            std::set<std::uint32_t> listed;
            for (const std::uint32_t item : listOf(run)) {
                ASSERT_TRUE(listed.insert(item).second) << "once";
                ASSERT_FALSE(std::ranges::binary_search(had, ItemIndex(item)))
                    << "what was had never comes back";
                for (const CompiledRule& rule : compiled->rules) {
                    ASSERT_FALSE(rule.rule->action == Rule::Do::Filter &&
                                 rule.test.holds(ItemIndex(item), run.person().person))
                        << "filters never leak";
                }
            }
            // Whatever filters leave of the catalogue fills the list, when no limit stands against it.
            std::size_t left = 0;
            for (std::uint32_t item = 0; item < 30; ++item) {
                const bool out = std::ranges::binary_search(had, ItemIndex(item)) ||
                                 std::ranges::any_of(compiled->rules, [&](const CompiledRule& rule) {
                                     return rule.rule->action == Rule::Do::Filter &&
                                            rule.test.holds(ItemIndex(item), run.person().person);
                                 });
                left += out ? 0 : 1;
            }
            const bool limited =
                std::ranges::any_of(rules.limits, [](const Limit& limit) { return limit.max || limit.gap; });
            const bool filters = std::ranges::any_of(
                rules.rules, [](const Rule& rule) { return rule.action == Rule::Do::Filter; });
            if (!limited && filters) {
                ASSERT_EQ(run.list.size(), std::min(*rules.list, left)) << seed;
            }
            ASSERT_EQ(run.result.shortLists, run.list.size() < *rules.list ? 1U : 0U);
            for (const Limit& limit : run.rules.limits) {
                ASSERT_FALSE(limit.cap) << "one person's list has no caps";
            }
            // A pin that nothing forbids stands where it should, whoever found it.
            for (const CompiledRule& rule : compiled->rules) {
                if (rule.rule->action == Rule::Do::Pin && !filters && rules.limits.empty() &&
                    rule.test.item() && !std::ranges::binary_search(had, *rule.test.item()) &&
                    rule.rule->place <= run.list.size()) {
                    ASSERT_EQ(run.placeOf(*rule.test.item()), rule.rule->place) << seed;
                }
            }
            const PipelineRun again = ran(*pipeline, asker, rules, {8, 6}, 8);
            ASSERT_EQ(listOf(again), listOf(run));
            ASSERT_TRUE(std::ranges::equal(again.person().scores, run.person().scores));
        }
    }
}

TEST(Pipeline, APinnedItemThatNobodyFoundIsCalled) {
    const MixWorld world = mixWorld({30, 5, 5, 3}, 2);
    MixOptions options;
    options.total = 3;
    options.sources = {{"ease", SourceKind::Model, 3, world.ease}};
    const Pipeline pipeline(CandidateMix::make(world.data, options).value(), modelRanker(world.ease, "ease"),
                            std::make_shared<const RuleFacts>(ruleFactsOf(world.data)));
    const Asker& asker = world.askers.front();
    const RankedList all = recommend(*world.ease, asker, {30}).value();
    const std::string last = std::string(world.data->items().at(all.back().item.value));
    const PipelineRun run =
        ran(pipeline, asker,
            rulesOf(R"({"list": 3, "rules": [{"do": "pin", "item": ")" + last + R"(", "place": 2}]})"), {});
    EXPECT_EQ(run.placeOf(all.back().item), 2U);
    EXPECT_EQ(run.rankOf(all.back().item), 0U);
    ASSERT_EQ(run.called.size(), 1U);
    EXPECT_EQ(run.called.hitOf(0, 0)->rank, all.size()) << "it is scored as it stands in the whole catalogue";
    EXPECT_EQ(run.stages[1].count, 4U);
    const RankExplanation why = pipeline.explain(run, all.back().item).value();
    EXPECT_EQ(why.score, static_cast<double>(all.back().score));
}

TEST(Pipeline, EdgesAndErrors) {
    const MixWorld world = mixWorld({30, 5, 5, 3}, 2);
    const auto pipeline = pipelineOver(world, 16, true);
    const auto missing =
        pipeline->run(world.askers[0], rulesOf(R"({"limits": [{"attribute": "artist", "max": 1}]})"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().context, "limits[0].attribute");
    const PipelineRun capped =
        ran(*pipeline, world.askers[0], rulesOf(R"({"limits": [{"attribute": "item", "cap": 0.1}]})"), {});
    EXPECT_GT(capped.list.size(), 0U);
    ASSERT_EQ(capped.notes.size(), 1U);
    EXPECT_NE(capped.notes[0].find("limits[0].cap"), std::string::npos);
    // A list longer than what goes on lets more go on.
    EXPECT_EQ(ran(*pipeline, world.askers[0], rulesOf(R"({"list": 12})"), {3, 6}).passed, 12U);
    EXPECT_EQ(ran(*pipeline, world.askers.back(), {}, {50, 100}).list.size(), 16U);
    { // nobody left anything
        History everything;
        for (std::uint32_t item = 0; item < 30; ++item) {
            everything.push_back({ItemIndex(item), 1});
        }
        const PipelineRun run = ran(*pipeline, everything,
                                    rulesOf(R"({"rules": [{"do": "pin", "item": "i3", "place": 1}]})"), {});
        EXPECT_TRUE(run.list.empty());
        EXPECT_EQ(run.result.relaxed.size(), 1U);
    }
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(pipeline->run(world.askers[0], {}, {}, context).error().code, ErrorCode::Cancelled);
}

TEST(PreparedCandidates, ACatalogueCanBeSharedAndStrangersHaveAPast) {
    const MixWorld world = mixWorld({30, 5, 5, 3}, 6);
    const auto facts = std::make_shared<const RuleFacts>(ruleFactsOf(world.data));
    CandidateList list;
    list.past = {{ItemIndex(0), 1, 0}, {ItemIndex(1), 1, 0}};
    for (std::uint32_t item = 2; item < 30; ++item) {
        list.candidates.push_back({ItemIndex(item), static_cast<double>(item * 7 % 13)});
    }
    const auto whole = std::make_shared<const PreparedCandidates>(facts, std::vector{list});
    const PreparedCandidates catalogue(facts, {});
    const auto shared = std::make_shared<const PreparedCandidates>(catalogue, std::vector{list});
    EXPECT_EQ(&shared->likeness(), &catalogue.likeness());
    EXPECT_EQ(whole->people()[0].person.history.size(), 2U);
    const RuleSet rules = rulesOf(
        R"({"list": 9, "balance": {"mmr": 0.5, "calibration": 0.4, "novelty": 0.2, "freshness": 0.1}})");
    EXPECT_EQ(Reranker(whole).run(rules).value().lists, Reranker(shared).run(rules).value().lists);
    CandidateList nobody = list;
    nobody.past.clear();
    EXPECT_TRUE(PreparedCandidates(catalogue, {nobody}).people()[0].tastes.empty());
}

} // namespace
} // namespace tastescope
