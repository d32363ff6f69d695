// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/neighbour_index.h"

#include "tests/engine/index/index_test_support.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

namespace tastescope {
namespace {

using test::clusteredRows;
using test::fullSort;
using test::normalRows;
using test::wholeRows;

std::shared_ptr<const NeighbourIndex> hnsw(VectorView rows, IndexOptions options = {}) {
    auto built = buildHnswIndex(rows, options);
    EXPECT_TRUE(built) << built.error().text();
    return *built;
}

std::shared_ptr<const NeighbourIndex> exact(VectorView rows, IndexMetric metric) {
    return buildExactIndex(rows, {.metric = metric}).value();
}

std::vector<float> divided(std::vector<float> rows, std::size_t dimensions) {
    for (std::size_t row = 0; row * dimensions < rows.size(); ++row) {
        double squares = 0;
        for (std::size_t d = 0; d < dimensions; ++d) {
            squares += static_cast<double>(rows[row * dimensions + d]) * rows[row * dimensions + d];
        }
        for (std::size_t d = 0; d < dimensions && squares > 0; ++d) {
            rows[row * dimensions + d] = static_cast<float>(rows[row * dimensions + d] / std::sqrt(squares));
        }
    }
    return rows;
}

TEST(NeighbourIndex, TheExactOneEqualsAFullSort) {
    const std::size_t dimensions = 12;
    const std::vector<float> rows = wholeRows(900, dimensions, 1);
    const std::vector<float> queries = wholeRows(40, dimensions, 2);
    const auto index = exact({rows, dimensions}, IndexMetric::InnerProduct);
    EXPECT_TRUE(index->exact());
    EXPECT_EQ(index->recall(), 1);
    EXPECT_EQ(index->size(), 900U);
    EXPECT_EQ(index->dimensions(), dimensions);
    EXPECT_GE(index->bytes(), rows.size() * sizeof(float));
    const std::vector<ItemIndex> excluded{ItemIndex(3), ItemIndex(500), ItemIndex(5000)};
    const auto lists = index->search(
        {{queries, dimensions}, 15, [&](std::size_t) { return std::span<const ItemIndex>(excluded); }});
    ASSERT_TRUE(lists);
    for (std::size_t query = 0; query < 40; ++query) {
        EXPECT_EQ((*lists)[query],
                  fullSort({rows, dimensions}, VectorView{queries, dimensions}.row(query), 15, excluded));
    }
}

TEST(NeighbourIndex, WhatMayBeFoundIsFoundExactlyWhereItIsFew) {
    const std::size_t dimensions = 12;
    const std::vector<float> rows = clusteredRows(4000, dimensions, 40, 1);
    const std::vector<float> queries = clusteredRows(30, dimensions, 40, 2);
    std::vector<ItemIndex> few;
    std::vector<ItemIndex> nearlyAll;
    for (std::uint32_t row = 0; row < 4200; ++row) { // some that there are not
        if (row % 97 == 5) {
            few.emplace_back(row);
        } else {
            nearlyAll.emplace_back(row);
        }
    }
    const std::vector<ItemIndex> excluded{ItemIndex(5), ItemIndex(700)};
    const auto excludedOf = [&](std::size_t) { return std::span<const ItemIndex>(excluded); };
    for (const auto& index :
         {exact({rows, dimensions}, IndexMetric::InnerProduct), hnsw({rows, dimensions})}) {
        for (const auto& allowed : {few, nearlyAll}) {
            const auto lists = index->search({{queries, dimensions}, 20, excludedOf, allowed}).value();
            std::size_t right = 0;
            for (std::size_t query = 0; query < 30; ++query) {
                const auto slow = fullSort({rows, dimensions}, VectorView{queries, dimensions}.row(query), 20,
                                           excluded, allowed);
                ASSERT_EQ(lists[query].size(), 20U);
                for (const ScoredItem& one : lists[query]) {
                    ASSERT_TRUE(std::ranges::binary_search(allowed, one.item));
                    ASSERT_FALSE(std::ranges::binary_search(excluded, one.item));
                    right += one.score >= slow.back().score - 1e-5F ? 1 : 0;
                }
            }
            EXPECT_GE(right, index->exact() || allowed.size() < 100 ? 600U : 560U);
        }
        const auto none =
            index->search({{queries, dimensions}, 20, {}, std::span<const ItemIndex>()}).value();
        ASSERT_EQ(none.size(), 30U);
        EXPECT_TRUE(none.front().empty());
    }
}

TEST(NeighbourIndex, CosinesAreThoseOfDividedRows) {
    const std::size_t dimensions = 7;
    std::vector<float> rows = normalRows(300, dimensions, 1);
    std::fill_n(rows.begin(), dimensions, 0.0F); // without length
    const std::vector<float> queries = normalRows(20, dimensions, 2);
    const std::vector<float> unitRows = divided(rows, dimensions);
    const std::vector<float> unitQueries = divided(queries, dimensions);
    for (const auto& index :
         {exact({rows, dimensions}, IndexMetric::Cosine),
          hnsw({rows, dimensions}, {.metric = IndexMetric::Cosine, .searchBreadth = 300})}) {
        EXPECT_EQ(index->metric(), IndexMetric::Cosine);
        const auto lists = index->search({{queries, dimensions}, 300, {}});
        ASSERT_TRUE(lists);
        for (std::size_t query = 0; query < 20; ++query) {
            const auto slow =
                fullSort({unitRows, dimensions}, VectorView{unitQueries, dimensions}.row(query), 300);
            ASSERT_EQ((*lists)[query].size(), 300U);
            for (std::size_t place = 0; place < 300; ++place) {
                ASSERT_NEAR((*lists)[query][place].score, slow[place].score, 1e-5);
                if ((*lists)[query][place].item == ItemIndex(0)) {
                    EXPECT_EQ((*lists)[query][place].score, 0);
                }
            }
        }
    }
}

TEST(NeighbourIndex, TheGraphFindsNearlyAllAmongClusters) {
    const std::size_t dimensions = 24;
    const std::vector<float> rows = clusteredRows(6000, dimensions, 60, 1);
    for (const IndexMetric metric : {IndexMetric::InnerProduct, IndexMetric::Cosine}) {
        const auto graph = hnsw({rows, dimensions}, {.metric = metric});
        const auto truth = exact({rows, dimensions}, metric);
        EXPECT_FALSE(graph->exact());
        EXPECT_GE(graph->recall(), 0.95);
        const std::vector<float> queries = clusteredRows(100, dimensions, 60, 1);
        const auto found = graph->search({{queries, dimensions}, 10, {}}).value();
        const auto right = truth->search({{queries, dimensions}, 10, {}}).value();
        std::size_t hits = 0;
        for (std::size_t query = 0; query < 100; ++query) {
            std::set<std::uint32_t> wanted;
            for (const ScoredItem& item : right[query]) {
                wanted.insert(item.item.value);
            }
            ASSERT_EQ(found[query].size(), 10U);
            for (const ScoredItem& item : found[query]) {
                hits += wanted.contains(item.item.value) ? 1 : 0;
            }
            // Whatever both find they score alike, bit for bit.
            for (const ScoredItem& item : found[query]) {
                const auto same = std::ranges::find(right[query], item.item, &ScoredItem::item);
                EXPECT_TRUE(same == right[query].end() || same->score == item.score);
            }
        }
        EXPECT_GE(hits, 950U);
    }
}

TEST(NeighbourIndex, EqualVectorsAreAllFoundAndInOrder) {
    const std::size_t dimensions = 8;
    std::vector<float> rows = clusteredRows(2000, dimensions, 20, 1);
    for (std::size_t row = 500; row < 1500; ++row) { // a thousand times the same one
        std::copy_n(rows.begin(), dimensions, rows.begin() + static_cast<std::ptrdiff_t>(row * dimensions));
    }
    const auto graph = hnsw({rows, dimensions}, {.metric = IndexMetric::Cosine});
    EXPECT_GE(graph->recall(), 0.95);
    const auto found =
        graph->search({VectorView{std::span(rows).first(dimensions), dimensions}, 20, {}}).value();
    ASSERT_EQ(found[0].size(), 20U);
    EXPECT_EQ(found[0][0].item, ItemIndex(0));
    for (std::size_t place = 1; place < 20; ++place) {
        EXPECT_EQ(found[0][place].item, ItemIndex(499 + place));
    }
    const std::vector<float> alike(40 * dimensions, 1.0F);
    const auto one = hnsw({alike, dimensions});
    EXPECT_EQ(
        one->search({VectorView{std::span(alike).first(dimensions), dimensions}, 50, {}}).value()[0].size(),
        40U);
}

TEST(NeighbourIndex, ExclusionsAreFilledUp) {
    const std::size_t dimensions = 16;
    const std::vector<float> rows = clusteredRows(3000, dimensions, 30, 1);
    const auto graph = hnsw({rows, dimensions});
    const auto truth = exact({rows, dimensions}, IndexMetric::InnerProduct);
    const std::vector<float> queries = clusteredRows(30, dimensions, 30, 1);
    for (const std::size_t oneIn : {std::size_t{40}, std::size_t{2}}) { // over-fetched; scanned
        std::vector<ItemIndex> excluded;
        for (std::size_t item = 0; item < 3000; item += oneIn) {
            excluded.emplace_back(item);
        }
        const NeighbourQueries asked{
            {queries, dimensions}, 10, [&](std::size_t) { return std::span<const ItemIndex>(excluded); }};
        const auto found = graph->search(asked).value();
        const auto right = truth->search(asked).value();
        std::size_t same = 0;
        for (std::size_t query = 0; query < 30; ++query) {
            ASSERT_EQ(found[query].size(), 10U);
            for (const ScoredItem& item : found[query]) {
                EXPECT_NE(item.item.value % oneIn, 0U);
            }
            same += found[query] == right[query] ? 1 : 0;
        }
        EXPECT_GE(same, oneIn == 2 ? 30U : 25U);
    }
    std::vector<ItemIndex> nearlyAll;
    for (std::size_t item = 0; item < 2996; ++item) {
        nearlyAll.emplace_back(item);
    }
    const auto last = graph->search(
        {{queries, dimensions}, 10, [&](std::size_t) { return std::span<const ItemIndex>(nearlyAll); }});
    ASSERT_TRUE(last);
    EXPECT_EQ(last->front().size(), 4U);
}

TEST(NeighbourIndex, BadlyConditionedVectorsAreReportedHonestly) {
    // Lengths over eight powers of ten: next to the longest all others look alike to the graph.
    const std::size_t dimensions = 16;
    std::vector<float> rows = normalRows(5000, dimensions, 3);
    Random random(9);
    for (std::size_t row = 0; row < 5000; ++row) {
        const auto scale = static_cast<float>(std::pow(10.0, random.uniform(-4, 4)));
        for (std::size_t d = 0; d < dimensions; ++d) {
            rows[row * dimensions + d] *= scale;
        }
    }
    // Asked for what lies among the short ones.
    std::vector<float> queries = normalRows(400, dimensions, 4);
    IndexOptions options;
    options.links = 2;
    options.buildBreadth = 4;
    options.searchBreadth = 10;
    options.sampleQueries = {queries, dimensions};
    const auto graph = hnsw({rows, dimensions}, options);
    const auto found = graph->search({{queries, dimensions}, 10, {}}).value();
    std::size_t hits = 0;
    for (std::size_t query = 0; query < 400; ++query) {
        const auto right = fullSort({rows, dimensions}, VectorView{queries, dimensions}.row(query), 10);
        for (const ScoredItem& item : found[query]) {
            hits += std::ranges::find(right, item.item, &ScoredItem::item) != right.end() ? 1 : 0;
        }
    }
    const double truth = static_cast<double>(hits) / 4000;
    EXPECT_LT(graph->recall(), 0.9);
    EXPECT_NEAR(graph->recall(), truth, 0.08);
}

TEST(NeighbourIndex, IsChosenBySize) {
    const std::vector<float> rows = normalRows(200, 4, 1);
    IndexOptions options;
    EXPECT_TRUE(buildIndex({rows, 4}, options).value()->exact());
    options.exactBelow = 200;
    EXPECT_FALSE(buildIndex({rows, 4}, options).value()->exact());
    options.exactBelow = 201;
    EXPECT_TRUE(buildIndex({rows, 4}, options).value()->exact());
}

TEST(NeighbourIndex, TinySizes) {
    const std::vector<float> query{1, 0};
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
        const std::vector<float> rows = normalRows(size, 2, 1);
        for (const auto build : {buildExactIndex, buildHnswIndex}) {
            const auto index = build({rows, 2}, {}, {});
            ASSERT_TRUE(index) << index.error().text();
            EXPECT_EQ((*index)->size(), size);
            EXPECT_EQ((*index)->recall(), 1);
            EXPECT_EQ((*index)->search({{query, 2}, 5, {}})->front().size(), size);
            EXPECT_TRUE((*index)->search({{query, 2}, 0, {}})->front().empty());
            EXPECT_TRUE((*index)->search({{}, 5, {}})->empty());
        }
    }
    const std::vector<float> rows = normalRows(5, 2, 1);
    const std::vector<float> wide{1, 2, 3};
    EXPECT_EQ(exact({rows, 2}, IndexMetric::Cosine)->search({{wide, 3}, 1, {}}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(hnsw({rows, 2})->search({{wide, 3}, 1, {}}).error().code, ErrorCode::InvalidArgument);
    IndexOptions options;
    options.sampleQueries = {wide, 3};
    EXPECT_FALSE(buildHnswIndex({rows, 2}, options));
}

TEST(NeighbourIndex, TheSameGraphEveryTime) {
    const std::vector<float> rows = clusteredRows(2000, 8, 40, 1);
    const std::vector<float> queries = normalRows(50, 8, 2);
    IndexOptions poor;
    poor.links = 3;
    poor.buildBreadth = 6;
    poor.searchBreadth = 10;
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext two;
    two.threads = 2;
    const auto a = buildHnswIndex({rows, 8}, poor, one).value();
    const auto b = buildHnswIndex({rows, 8}, poor, two).value();
    EXPECT_EQ(a->recall(), b->recall());
    EXPECT_EQ(a->search({{queries, 8}, 10, {}}, one).value(), b->search({{queries, 8}, 10, {}}, two).value());
}

TEST(NeighbourIndexTiming, StopsSoonWhenAsked) {
    using Clock = std::chrono::steady_clock;
    const std::vector<float> rows = normalRows(100'000, 32, 1);
    std::stop_source stop;
    ExecutionContext context;
    context.stop = stop.get_token();
    Clock::time_point asked;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        asked = Clock::now();
        stop.request_stop();
    });
    const auto built = buildIndex({rows, 32}, {}, context);
    const Clock::time_point ended = Clock::now();
    stopper.join();
    ASSERT_FALSE(built);
    EXPECT_EQ(built.error().code, ErrorCode::Cancelled);
    EXPECT_LT(ended - asked, std::chrono::milliseconds(500));
    EXPECT_FALSE(exact({rows, 32}, IndexMetric::Cosine)->search({{rows, 32}, 5, {}}, context));
}

} // namespace
} // namespace tastescope
