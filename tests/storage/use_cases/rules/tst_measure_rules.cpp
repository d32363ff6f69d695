// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/rules/measure_rules.h"

#include "engine/data/demo/demo_world.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/rerank.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

struct World {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const CandidateSource> source;
};

World world() {
    DemoOptions options;
    options.users = 60;
    options.items = 120;
    options.artists = 20;
    options.events = 3000;
    auto data = makeDemoWorld(options)->dataset;
    const AlgorithmInfo& popularity = *findAlgorithm("popularity");
    auto model = popularity.fit(*data, ParamSet(popularity.params), {}).value();
    return {data, std::make_shared<const ModelCandidates>(std::move(model))};
}

const RuleSet rules =
    parseRuleSet(
        R"({"list": 8, "balance": {"mmr": 0.6, "novelty": 0.1}, "limits": [{"attribute": "creator", "max": 2}]})")
        .value();

double after(const std::vector<ListEffect>& effects, std::string_view id) {
    return std::ranges::find(effects, id, &ListEffect::id)->after.mean;
}

// The curve of prices stands on the numbers of the effects, bit for bit.
TEST(PriceOfVariety, GoesThroughTheEffects) {
    const World made = world();
    RerankRequest request;
    request.rules = rules;
    const auto answer = rerankSample(made.data, made.source, request, {});
    ASSERT_TRUE(answer) << answer.error().text();
    const auto curve = priceOfVariety(answer->candidates, rules, {1, 0.6, 0.2}, 0, {});
    ASSERT_TRUE(curve) << curve.error().text();
    ASSERT_EQ(curve->size(), 3U);
    EXPECT_EQ((*curve)[1].kept, after(answer->effects, "relevance_kept"));
    EXPECT_EQ((*curve)[1].variety, after(answer->effects, "ild"));
    EXPECT_GT((*curve)[0].kept, (*curve)[2].kept);
    EXPECT_LT((*curve)[0].variety, (*curve)[2].variety);
}

TEST(CandidateSource, PinsAreCandidatesWhereverTheyRank) {
    const World made = world();
    const auto users = samplePeople(*made.data, 5, 42);
    ASSERT_EQ(users.size(), 5U);
    EXPECT_TRUE(std::ranges::is_sorted(users));
    auto people = rankPeople(made.data, made.source, users, {}).value();
    for (RankedList& list : people.best) {
        list.resize(10); // as if there were far more items than candidates
    }
    const ItemIndex pinned(made.data->itemCount() - 1);
    const auto lists = candidateLists(people, std::vector{pinned}, {}).value();
    for (std::size_t at = 0; at < lists.size(); ++at) {
        const bool had = std::ranges::any_of(made.data->historyOf(users[at]),
                                             [&](const HistoryEntry& one) { return one.item == pinned; });
        const bool there = std::ranges::any_of(lists[at].candidates,
                                               [&](const CandidateScore& one) { return one.item == pinned; });
        EXPECT_EQ(there, !had);
    }
    EXPECT_EQ(samplePeople(*made.data, 1'000'000, 42).size(), samplePeople(*made.data, 1'000'000, 7).size());
    EXPECT_NE(samplePeople(*made.data, 5, 42), samplePeople(*made.data, 5, 7));
}

TEST(CandidateSource, ListsAreNotMadeAfterAStop) {
    const World made = world();
    const auto people = rankPeople(made.data, made.source, samplePeople(*made.data, 5, 42), {}).value();
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    const auto lists = candidateLists(people, {}, context);
    ASSERT_FALSE(lists);
    EXPECT_EQ(lists.error().code, ErrorCode::Cancelled);
}

TEST(MeasureRules, StopsWhenAsked) {
    const World made = world();
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(rerankSample(made.data, made.source, {}, context).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
