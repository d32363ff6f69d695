// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/scan.h"

#include "tests/engine/index/index_test_support.h"

#include <gtest/gtest.h>

#include <limits>

namespace tastescope {
namespace {

using test::fullSort;
using test::normalRows;
using test::wholeRows;

std::vector<ItemIndex> someItems(std::uint64_t seed, std::size_t items, std::size_t oneIn) {
    Random random(seed);
    std::vector<ItemIndex> out;
    for (std::size_t item = 0; item < items; ++item) {
        if (random.below(oneIn) == 0) {
            out.emplace_back(item);
        }
    }
    return out;
}

struct Shape {
    std::size_t items, queries, dimensions, k;
};

std::vector<std::vector<ScoredItem>> scanned(VectorView items, VectorView queries, ScanTask task, bool packed,
                                             int threads = 1) {
    ExecutionContext context;
    context.threads = threads;
    const PackedVectors layout(items, context);
    task.rows = items;
    task.packed = packed ? &layout : nullptr;
    task.queries = queries.rows();
    task.query = [&](std::size_t query) { return queries.row(query).data(); };
    std::vector<std::vector<ScoredItem>> lists(queries.rows());
    EXPECT_TRUE(scanBest(task, lists, context));
    return lists;
}

// Every remainder of a panel, of a tile and of a chunk.
TEST(Scan, EqualsAFullSort) {
    for (const Shape& shape :
         {Shape{1, 1, 1, 1}, Shape{3, 2, 5, 10}, Shape{64, 6, 8, 3}, Shape{65, 7, 16, 10},
          Shape{500, 97, 3, 20}, Shape{1000, 100, 33, 10}, Shape{130, 200, 64, 130}, Shape{777, 5, 17, 1}}) {
        const std::vector<float> items = wholeRows(shape.items, shape.dimensions, 1);
        const std::vector<float> queries = wholeRows(shape.queries, shape.dimensions, 2);
        const VectorView rows{items, shape.dimensions};
        const VectorView asked{queries, shape.dimensions};
        const std::vector<ItemIndex> allowed = someItems(3, shape.items, 2);
        std::vector<std::vector<ItemIndex>> excluded;
        for (std::size_t query = 0; query < shape.queries; ++query) {
            excluded.push_back(someItems(10 + query, shape.items + 3, 4)); // some beyond the last
        }
        for (const bool restricted : {false, true}) {
            for (const bool packed : {false, true}) {
                ScanTask task;
                task.k = shape.k;
                if (restricted) {
                    task.allowed = allowed;
                    task.excluded = [&](std::size_t query) {
                        return std::span<const ItemIndex>(excluded[query]);
                    };
                }
                const auto lists = scanned(rows, asked, task, packed);
                for (std::size_t query = 0; query < shape.queries; ++query) {
                    ASSERT_EQ(lists[query],
                              fullSort(rows, asked.row(query), shape.k,
                                       restricted ? excluded[query] : std::vector<ItemIndex>(), task.allowed))
                        << shape.items << ' ' << query;
                }
            }
        }
    }
}

TEST(Scan, AScoreDoesNotDependOnItsPlace) {
    const std::size_t dimensions = 37;
    const std::vector<float> items = normalRows(333, dimensions, 4);
    const std::vector<float> queries = normalRows(150, dimensions, 5);
    const VectorView rows{items, dimensions};
    const VectorView asked{queries, dimensions};
    ScanTask task;
    task.k = 333;
    const auto one = scanned(rows, asked, task, true, 1);
    for (const int threads : {2, 5}) {
        EXPECT_EQ(one, scanned(rows, asked, task, true, threads));
        EXPECT_EQ(one, scanned(rows, asked, task, false, threads));
    }
    for (std::size_t query = 0; query < 150; ++query) {
        EXPECT_EQ(one[query].size(), 333U);
        for (const ScoredItem& entry : one[query]) {
            ASSERT_EQ(entry.score,
                      scanProduct(rows.row(entry.item.value).data(), asked.row(query).data(), dimensions));
        }
        const std::vector<ScoredItem> slow = fullSort(rows, asked.row(query), 333);
        for (std::size_t place = 0; place < 333; ++place) {
            ASSERT_NEAR(slow[place].score, one[query][place].score, 1e-4);
        }
    }
}

TEST(Scan, SkipsWhatIsNoNumberAndWhatFillsAPanel) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> items{-1, nan, -3, -infinity, infinity};
    const std::vector<float> query{1};
    ScanTask task;
    const auto lists = scanned({items, 1}, {query, 1}, task, true);
    EXPECT_EQ(lists[0],
              (std::vector<ScoredItem>{{ItemIndex(4), infinity}, {ItemIndex(0), -1}, {ItemIndex(2), -3}}));
}

TEST(Scan, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    const std::vector<float> items{1, 2};
    ScanTask task;
    task.rows = {items, 1};
    task.queries = 1;
    task.query = [&](std::size_t) { return items.data(); };
    std::vector<std::vector<ScoredItem>> lists(1);
    EXPECT_FALSE(scanBest(task, lists, context));
    task.k = 0;
    EXPECT_FALSE(scanBest(task, lists, context));
    EXPECT_TRUE(scanBest(task, lists));
}

} // namespace
} // namespace tastescope
