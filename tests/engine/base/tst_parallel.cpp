// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <mutex>
#include <set>
#include <thread>

namespace tastescope {
namespace {

ExecutionContext withThreads(int threads) {
    ExecutionContext context;
    context.threads = threads;
    return context;
}

TEST(Parallel, CoversTheRangeInTheSameChunksForAnyNumberOfThreads) {
    for (const int threads : {1, 2, 7}) {
        for (const std::size_t size : {0U, 1U, 9U, 10U, 11U, 101U}) {
            std::mutex mutex;
            std::set<std::pair<std::size_t, std::size_t>> chunks;
            EXPECT_TRUE(
                parallelChunks(withThreads(threads), size, 10, [&](std::size_t begin, std::size_t end) {
                    const std::lock_guard lock(mutex);
                    EXPECT_TRUE(chunks.emplace(begin, end).second);
                }));
            std::size_t expected = 0;
            for (const auto& [begin, end] : chunks) {
                EXPECT_EQ(begin, expected);
                EXPECT_EQ(end, std::min<std::size_t>(size, begin + 10));
                expected = end;
            }
            EXPECT_EQ(expected, size);
        }
    }
}

TEST(Parallel, SumsHaveTheSameBitsForAnyNumberOfThreads) {
    const auto sumWith = [](int threads) {
        return parallelSum<double>(withThreads(threads), 100'000, 64, [](std::size_t begin, std::size_t end) {
            double sum = 0;
            for (std::size_t index = begin; index < end; ++index) {
                sum += std::sin(static_cast<double>(index)) * 1e-3;
            }
            return sum;
        });
    };
    const auto one = std::bit_cast<std::uint64_t>(sumWith(1));
    for (const int threads : {2, 3, 8}) {
        for (int repeat = 0; repeat < 5; ++repeat) {
            ASSERT_EQ(std::bit_cast<std::uint64_t>(sumWith(threads)), one);
        }
    }
}

TEST(Parallel, BeginsNoChunkAfterAStop) {
    for (const int threads : {1, 3}) {
        std::stop_source source;
        ExecutionContext context = withThreads(threads);
        context.stop = source.get_token();
        std::atomic<int> ran = 0;
        const bool finished = parallelChunks(context, 10'000, 1, [&](std::size_t, std::size_t) {
            if (++ran == 5) {
                source.request_stop();
            }
        });
        EXPECT_FALSE(finished);
        EXPECT_LT(ran, 5 + threads); // at most those already under way
    }
}

TEST(Parallel, MayBeNested) {
    std::atomic<std::size_t> total = 0;
    parallelChunks(withThreads(3), 8, 1, [&](std::size_t, std::size_t) {
        parallelChunks(withThreads(2), 100, 7,
                       [&](std::size_t begin, std::size_t end) { total += end - begin; });
    });
    EXPECT_EQ(total, 800U);
}

TEST(Parallel, ThreadCountIsTheContextsOwnOrAllCores) {
    EXPECT_EQ(threadCount(withThreads(5)), 5);
    EXPECT_GE(threadCount(withThreads(0)), 1);
    EXPECT_GE(threadCount(withThreads(-2)), 1);
}

} // namespace
} // namespace tastescope
