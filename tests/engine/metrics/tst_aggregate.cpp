// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/aggregate.h"

#include "engine/base/random.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<double> normals(std::size_t count, std::uint64_t stream, double mean = 0) {
    Random random(11, stream);
    std::vector<double> values(count);
    for (double& value : values) {
        value = random.normal(mean, 1);
    }
    return values;
}

TEST(Aggregate, ResamplesDrawAsManyUsersAsThereAre) {
    std::vector<double> first(50);
    std::vector<double> second(50);
    drawResample(1, 3, first);
    drawResample(1, 3, second);
    EXPECT_EQ(first, second);
    EXPECT_DOUBLE_EQ(std::accumulate(first.begin(), first.end(), 0.0), 50);
    drawResample(1, 4, second);
    EXPECT_NE(first, second);
}

TEST(Aggregate, PercentilesInterpolate) {
    std::vector<double> values(101);
    std::iota(values.rbegin(), values.rend(), 0.0);
    const Interval interval = percentileInterval(values);
    EXPECT_DOUBLE_EQ(interval.low, 2.5);
    EXPECT_DOUBLE_EQ(interval.high, 97.5);
}

TEST(Aggregate, BootstrapAgreesWithResamplingOneByOne) {
    const std::vector<std::vector<double>> columns{normals(130, 1), normals(130, 2, 3)};
    ExecutionContext context;
    context.seed = 5;
    const auto intervals = bootstrapMeans(columns, 200, context);
    ASSERT_TRUE(intervals);
    for (std::size_t column = 0; column < 2; ++column) {
        std::vector<double> means;
        for (std::size_t resample = 0; resample < 200; ++resample) {
            std::vector<double> counts(130);
            drawResample(5, resample, counts);
            means.push_back(std::inner_product(counts.begin(), counts.end(), columns[column].begin(), 0.0) /
                            130);
        }
        const Interval expected = percentileInterval(means, bootstrapTail(130));
        EXPECT_NEAR((*intervals)[column].low, expected.low, 1e-12);
        EXPECT_NEAR((*intervals)[column].high, expected.high, 1e-12);
    }
}

TEST(Aggregate, TheTailOfTheBootstrapIsThatOfStudentsT) {
    // t(0.975, 29) = 2.0452296, times sqrt(30 / 29) is 2.0801908: beyond it lie 1.8754 % of the normal.
    EXPECT_NEAR(bootstrapTail(30), 0.018754, 2e-6);
    EXPECT_NEAR(bootstrapTail(1'000'000), 0.025, 1e-6);
    EXPECT_LT(bootstrapTail(943), 0.025);
    EXPECT_EQ(bootstrapTail(1), 0.025);
}

TEST(Aggregate, BootstrapIsTheSameForOneAndTwoThreads) {
    const std::vector<std::vector<double>> columns{normals(5000, 1), normals(5000, 2), normals(5000, 3)};
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext two;
    two.threads = 2;
    const auto first = bootstrapMeans(columns, 100, one);
    const auto second = bootstrapMeans(columns, 100, two);
    for (std::size_t column = 0; column < columns.size(); ++column) {
        EXPECT_EQ((*first)[column].low, (*second)[column].low);
        EXPECT_EQ((*first)[column].high, (*second)[column].high);
    }
}

TEST(Aggregate, IntervalHasAboutTheTextbookWidth) {
    const std::vector<std::vector<double>> columns{normals(4000, 9)};
    const Interval interval = bootstrapMeans(columns, 1000)->front();
    EXPECT_NEAR(interval.high - interval.low, 2 * 1.96 / std::sqrt(4000.0), 0.006);
}

TEST(Aggregate, UsersLeftOutAreNeitherZeroNorOne) {
    const std::vector<double> first{1, none, 3, none};
    const std::vector<double> second{2, 4, 6, 8};
    const std::vector<double> third{none, none, none, none};
    const std::vector<std::span<const double>> columns{first, second, third};
    const auto summaries = summariseColumns(columns, 100);
    ASSERT_TRUE(summaries);
    EXPECT_DOUBLE_EQ((*summaries)[0].mean, 2);
    EXPECT_EQ((*summaries)[0].users, 2U);
    EXPECT_LT((*summaries)[0].low, 2);
    EXPECT_GT((*summaries)[0].high, 2);
    EXPECT_DOUBLE_EQ((*summaries)[1].mean, 5);
    EXPECT_EQ((*summaries)[1].users, 4U);
    EXPECT_TRUE(std::isnan((*summaries)[2].mean));
    EXPECT_EQ((*summaries)[2].users, 0U);
}

TEST(Aggregate, FewUsersAreSummarisedByStudentsT) {
    const std::vector<double> values{0, 1, none, 1, 0, 1};
    const std::vector<std::span<const double>> columns{values};
    const Summary summary = summariseColumns(columns, 1000)->front();
    // 0.6 -+ t(0.975, 4) = 2.776445 times sqrt(0.3 / 5).
    EXPECT_NEAR(summary.low, 0.6 - 2.7764451 * std::sqrt(0.06), 1e-6);
    EXPECT_NEAR(summary.high, 0.6 + 2.7764451 * std::sqrt(0.06), 1e-6);
    EXPECT_TRUE(std::isnan(studentInterval(std::vector<double>{3}).low));
    const std::vector<double> alone{none, 3, none};
    const std::vector<std::span<const double>> one{alone};
    const Summary single = summariseColumns(one, 1000)->front();
    EXPECT_EQ(single.mean, 3);
    EXPECT_EQ(single.users, 1U);
    EXPECT_TRUE(std::isnan(single.low) && std::isnan(single.high)) << "one person says nothing of others";
    // From 30 on by the bootstrap.
    const std::vector<double> many = normals(30, 5);
    const std::vector<std::span<const double>> enough{many};
    const std::vector<std::vector<double>> copies{many};
    EXPECT_EQ(summariseColumns(enough, 200)->front().low, bootstrapMeans(copies, 200)->front().low);
}

TEST(Aggregate, JackknifeOfAMeanIsThatOfItsGroups) {
    // Of a mean of as many users as groups the error is the textbook's.
    const std::vector<double> values = normals(20, 4);
    const auto mean = [&](std::span<const double> kept, std::span<double> out) {
        out[0] = std::inner_product(kept.begin(), kept.end(), values.begin(), 0.0) /
                 std::accumulate(kept.begin(), kept.end(), 0.0);
    };
    const Summary found = jackknifeOf(20, 1, mean)->front();
    const Interval expected = studentInterval(values);
    EXPECT_NEAR(found.low, expected.low, 1e-12);
    EXPECT_NEAR(found.high, expected.high, 1e-12);
    EXPECT_EQ(found.users, 20U);
}

TEST(Aggregate, JackknifeHoldsTheValueOfWhatCannotBePassed) {
    // A number of distinct things: every resample with replacement would show fewer.
    const auto distinct = [](std::span<const double> kept, std::span<double> out) {
        out[0] = std::accumulate(kept.begin(), kept.end(), 0.0);
        out[1] = kept[0] > 0 ? 1 : none;
    };
    for (const std::size_t users : {2U, 19U, 20U, 57U, 1000U}) {
        ExecutionContext one;
        one.threads = 1;
        ExecutionContext two;
        two.threads = 2;
        const auto found = jackknifeOf(users, 2, distinct, one).value();
        EXPECT_EQ(found[0].mean, static_cast<double>(users));
        EXPECT_LE(found[0].low, found[0].mean);
        EXPECT_EQ(found[0].high - found[0].mean, found[0].mean - found[0].low);
        EXPECT_EQ(found[1].low, 1) << "a number that does not exist without a group has no interval";
        EXPECT_EQ(found[0].low, jackknifeOf(users, 2, distinct, two).value()[0].low);
    }
    const Summary alone = jackknifeOf(1, 1, [](auto, std::span<double> out) { out[0] = 7; })->front();
    EXPECT_EQ(alone.mean, 7);
    EXPECT_TRUE(std::isnan(alone.low) && std::isnan(alone.high));
    std::stop_source source;
    source.request_stop();
    ExecutionContext stopped;
    stopped.stop = source.get_token();
    EXPECT_FALSE(jackknifeOf(50, 2, distinct, stopped));
}

TEST(Aggregate, PairedTTestByTable) {
    // t = 2.5 / (1.2909944 / 2) = 3.872983 with 3 degrees of freedom.
    EXPECT_NEAR(pairedTTest(std::vector<double>{1, 2, 3, 4}), 0.030466, 1e-6);
    EXPECT_DOUBLE_EQ(pairedTTest(std::vector<double>{1}), 1);
    EXPECT_DOUBLE_EQ(pairedTTest(std::vector<double>{0, 0, 0}), 1);
    EXPECT_DOUBLE_EQ(pairedTTest(std::vector<double>{2, 2, 2}), 0);
}

TEST(Aggregate, WelchsDifferenceByTable) {
    // Means 2.5 and 5, variances 5/3 and 10 over 4 and 5 people: the error is sqrt(5/12 + 2) = 1.5545632,
    // t = 1.6081687 with 5.5203 degrees of freedom.
    const std::vector<double> one{1, 2, 3, 4};
    const std::vector<double> other{1, 3, 5, 7, 9};
    const GroupDifference found = welchDifference(other, one);
    EXPECT_DOUBLE_EQ(found.difference, 2.5);
    EXPECT_NEAR(found.p, 0.1631907, 1e-6);
    EXPECT_NEAR(found.low, 2.5 - 3.885368, 1e-6);
    EXPECT_NEAR(found.high, 2.5 + 3.885368, 1e-6);
    EXPECT_EQ(welchDifference(one, std::vector<double>{3}).p, 1);
    EXPECT_TRUE(std::isnan(welchDifference(one, std::vector<double>{3}).low));
    EXPECT_EQ(welchDifference(std::vector<double>{1, 1}, std::vector<double>{2, 2}).p, 0);
    EXPECT_EQ(welchDifference(std::vector<double>{1, 1}, std::vector<double>{1, 1}).p, 1);
}

TEST(Aggregate, HolmCorrectsStepByStep) {
    const std::vector<double> adjusted = holmCorrection(std::vector<double>{0.01, 0.04, 0.03, 0.005});
    const std::vector<double> expected{0.03, 0.06, 0.06, 0.02};
    for (std::size_t at = 0; at < 4; ++at) {
        EXPECT_NEAR(adjusted[at], expected[at], 1e-15);
    }
    EXPECT_DOUBLE_EQ(holmCorrection(std::vector<double>{0.7, 0.9})[1], 1);
}

TEST(Aggregate, StopEndsTheBootstrap) {
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const std::vector<std::vector<double>> columns{normals(10, 1)};
    const auto stopped = bootstrapMeans(columns, 10, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
