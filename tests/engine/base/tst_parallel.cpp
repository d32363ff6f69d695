// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/parallel.h"
#include "tests/support/processor_time.h"

#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <ctime>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace tastescope {
namespace {

using test::processorSeconds;

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

void workFor(std::chrono::microseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
    }
}

TEST(Parallel, HelpsWithLongSectionsAndLeavesShortOnesAlone) {
    if (threadCount(withThreads(0)) < 2) {
        GTEST_SKIP() << "one core";
    }
    const auto threadsOf = [](std::size_t chunks, std::chrono::microseconds each) {
        std::set<std::thread::id> ids;
        std::mutex mutex;
        parallelChunks(withThreads(2), chunks, 1, [&](std::size_t, std::size_t) {
            workFor(each);
            const std::lock_guard lock(mutex);
            ids.insert(std::this_thread::get_id());
        });
        return ids.size();
    };
    // Several times: who is alone may lose the processor for a while, and looks as if the work were long.
    std::size_t most = 0;
    std::size_t least = 2;
    for (int repeat = 0; repeat < 10; ++repeat) {
        most = std::max(most, threadsOf(20, std::chrono::microseconds(3000)));
    }
    for (int repeat = 0; repeat < 10; ++repeat) {
        least = std::min(least, threadsOf(8, std::chrono::microseconds(0)));
    }
    EXPECT_EQ(most, 2U);
    EXPECT_EQ(least, 1U);
}

TEST(Parallel, WhatABodyThrowsReachesTheCallerWhenAllHaveLeft) {
    for (const auto each : {std::chrono::microseconds(0), std::chrono::microseconds(500)}) {
        std::atomic<int> inside = 0;
        const auto run = [&] {
            parallelChunks(withThreads(2), 100, 1, [&](std::size_t begin, std::size_t) {
                ++inside;
                workFor(each);
                --inside;
                if (begin == 50) {
                    throw std::runtime_error("fifty");
                }
            });
        };
        EXPECT_THROW(run(), std::runtime_error);
        EXPECT_EQ(inside, 0);
    }
}

TEST(Parallel, ServesManyCallersAtOnce) {
    std::atomic<std::size_t> total = 0;
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 4; ++caller) {
        callers.emplace_back([&] {
            for (int repeat = 0; repeat < 200; ++repeat) {
                parallelChunks(withThreads(2 + repeat % 3), 64, 1, [&](std::size_t, std::size_t) {
                    workFor(std::chrono::microseconds(repeat % 7));
                    ++total;
                });
            }
        });
    }
    for (std::thread& caller : callers) {
        caller.join();
    }
    EXPECT_EQ(total, 4U * 200 * 64);
}

/// Hundreds of thousands of sections of some microseconds, as a training over short histories has them.
TEST(Parallel, TimingOfTinySectionsIsThatOfOneThread) {
    std::vector<float> values(32 * 64, 1);
    const auto secondsOf = [&](int threads) {
        const double before = processorSeconds();
        for (int section = 0; section < 20'000; ++section) {
            parallelChunks(withThreads(threads), 32, 1, [&](std::size_t place, std::size_t) {
                for (int round = 0; round < 10; ++round) {
                    for (std::size_t at = place * 64; at < place * 64 + 64; ++at) {
                        values[at] = values[at] * 1.0001F + 1e-6F;
                    }
                }
            });
        }
        return processorSeconds() - before;
    };
    secondsOf(2);
    double least = 1e9;
    for (int repeat = 0; repeat < 5; ++repeat) {
        const double one = secondsOf(1);
        least = std::min(least, secondsOf(2) / one);
    }
    EXPECT_LT(least, 1.5); // with a team called for each it is 5 to 50
}

TEST(Parallel, FlushesSubnormalsInSectionsAloneOnAnyThread) {
#ifndef __SSE__
    GTEST_SKIP() << "this processor has no such switch";
#endif
    const volatile float tiny = 1e-30F;
    for (const int threads : {1, 4}) {
        std::vector<float> products(64, 1);
        parallelChunks(withThreads(threads), products.size(), 1, [&](std::size_t begin, std::size_t) {
            std::this_thread::sleep_for(std::chrono::microseconds(300)); // helpers come
            products[begin] = tiny * 1e-10F;
        });
        EXPECT_EQ(products, std::vector<float>(64, 0)) << threads;
        const volatile float outside = tiny * 1e-10F;
        EXPECT_GT(outside, 0) << "the caller's own arithmetic is as it was";
    }
}

TEST(Parallel, ThreadCountIsTheContextsOwnOrAllCores) {
    EXPECT_EQ(threadCount(withThreads(5)), 5);
    EXPECT_GE(threadCount(withThreads(0)), 1);
    EXPECT_GE(threadCount(withThreads(-2)), 1);
}

} // namespace
} // namespace tastescope
