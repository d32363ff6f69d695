// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/metric.h"

#include "engine/metrics/metric_edges.h"

#include <set>
#include <type_traits>

namespace tastescope {
namespace {

TEST(Metric, IdsAreUniqueAndFound) {
    std::set<std::string> ids;
    for (const MetricInfo& metric : metrics()) {
        EXPECT_TRUE(ids.insert(metric.id).second) << metric.id;
        EXPECT_FALSE(metric.title.empty()) << metric.id;
        EXPECT_FALSE(metric.help.empty()) << metric.id;
        EXPECT_FALSE(metric.formula.empty()) << metric.id;
        EXPECT_FALSE(metric.source.empty()) << metric.id;
        EXPECT_TRUE(metric.help.ends_with('.')) << metric.id;
        EXPECT_EQ(findMetric(metric.id), &metric);
    }
    for (const char* id : {"precision",
                           "recall",
                           "recall_capped",
                           "hit",
                           "ndcg",
                           "ndcg_graded",
                           "map",
                           "map_capped",
                           "mrr",
                           "auc",
                           "coverage",
                           "novelty",
                           "ild",
                           "calibration_kl",
                           "bubble_index",
                           "bubble_index_history",
                           "bubble_index_relative",
                           "creator_exposure_gini",
                           "small_creator_exposure",
                           "user_group_gap",
                           "homogenisation"}) {
        EXPECT_EQ(ids.count(id), 1U) << id;
    }
    EXPECT_EQ(findMetric("ndcg@10"), nullptr);
}

TEST(Metric, HelpIsTheMeaningThenTheEdges) {
    for (const MetricInfo& metric : metrics()) {
        EXPECT_TRUE(edgesOf(metric).ends_with('.')) << metric.id;
        EXPECT_TRUE(meaningOf(metric).ends_with('.')) << metric.id;
        EXPECT_EQ(std::string(meaningOf(metric)) + " " + std::string(edgesOf(metric)), metric.help);
    }
    EXPECT_EQ(meaningOf(*findMetric("coverage")), "Share of the catalogue that is recommended to anyone.");
    EXPECT_NE(edgesOf(*findMetric("ndcg")).find("nothing to find are left out"), std::string_view::npos);
}

static_assert(!std::is_default_constructible_v<MetricFunction>, "no metric without its function");

TEST(Metric, KeysCarryTheLengthWhereItMatters) {
    EXPECT_EQ(metricKey(*findMetric("ndcg"), 10), "ndcg@10");
    EXPECT_EQ(metricKey(*findMetric("auc"), 10), "auc");
    EXPECT_EQ(metricKey(*findMetric("rmse"), 10), "rmse");
    EXPECT_EQ(metricKey(*findMetric("gini"), 10), "gini@10");
    EXPECT_EQ(metricKey(*findMetric("homogenisation"), 10), "homogenisation@10");
    EXPECT_EQ(gapKey("ndcg@10"), "user_group_gap(ndcg@10)");
}

TEST(Metric, ListsOfIdsAreParsed) {
    const auto some = parseMetrics("ndcg,map,ndcg");
    ASSERT_TRUE(some);
    ASSERT_EQ(some->size(), 2U);
    EXPECT_EQ((*some)[0]->id, "ndcg");
    EXPECT_EQ((*some)[1]->id, "map");
    EXPECT_EQ(parseMetrics("all")->size(), metrics().size());
}

TEST(Metric, UnknownIdsAreNamedTogetherWithTheKnownOnes) {
    for (const char* text : {"ndgc", "ndcg,", ""}) {
        const auto none = parseMetrics(text);
        ASSERT_FALSE(none) << text;
        EXPECT_EQ(none.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(none.error().text().find("recall_capped"), std::string::npos);
    }
}

} // namespace
} // namespace tastescope
