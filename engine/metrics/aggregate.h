// SPDX-License-Identifier: GPL-3.0-or-later
// From values per user to a number with its uncertainty: means with the percentile bootstrap over users
// (Efron 1979; Hesterberg 2015), of few users with Student's t; numbers that are no means over users with the
// delete-a-group jackknife (Kott 2001); paired tests and Holm's correction (1979). Everything is a function
// of its input and the seed, whatever the number of threads.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace tastescope {

/// From so many users on the bootstrap is as good as Student's t.
inline constexpr std::size_t fewUsers = 30;

struct Interval {
    double low = 0;
    double high = 0;
};

/// NaN for nothing.
double meanOf(std::span<const double> values);

/// How often each of counts.size() users is drawn in one resample; a pure function of seed and resample.
void drawResample(std::uint64_t seed, std::size_t resample, std::span<double> counts);

/// The percentiles that leave `tail` out on either side, interpolated linearly between neighbours; NaN for
/// nothing.
Interval percentileInterval(std::vector<double> values, double tail = 0.025);
/// The tail for a mean of so many users: a little under 2.5 %, as resamples of few spread less than samples
/// do and have no longer tails than the normal distribution (the expanded percentile interval: Hesterberg
/// 2015).
double bootstrapTail(std::size_t users);

/// The means of several columns of the same users in every resample: for each column as many as resamples.
/// Columns hold no NaN. Fails only by cancellation.
Result<std::vector<std::vector<double>>> bootstrapReplicates(std::span<const std::vector<double>> columns,
                                                             std::size_t resamples,
                                                             const ExecutionContext& context = {});

/// 95 % intervals of the means of several columns of the same users, which are resampled together:
/// percentiles by bootstrapTail. Columns hold no NaN. Without resamples or users an interval shrinks to the
/// mean. Fails only by cancellation.
Result<std::vector<Interval>> bootstrapMeans(std::span<const std::vector<double>> columns,
                                             std::size_t resamples, const ExecutionContext& context = {});

/// The mean ∓ the 97.5 % quantile of Student's t times its standard error: what few users allow to say. NaN
/// for fewer than two values, of which nothing says how much they vary.
Interval studentInterval(std::span<const double> values);

/// A mean over the users a metric applies to, with its 95 % interval, which is NaN of a single one.
struct Summary {
    double mean = 0;
    double low = 0;
    double high = 0;
    std::size_t users = 0;
};
/// Of columns of equal length in which NaN marks the users left out. Columns that leave out the same users
/// are resampled together; under 30 users the interval is Student's. Without resamples it shrinks to the
/// mean.
Result<std::vector<Summary>> summariseColumns(std::span<const std::span<const double>> columns,
                                              std::size_t resamples, const ExecutionContext& context = {});

/// `statistics(kept, out)` fills `out` from which users are kept (1) and which are left out (0). It is called
/// from several threads.
using UserStatistics = std::function<void(std::span<const double> kept, std::span<double> out)>;
/// 95 % intervals of numbers that are no means over users, as coverage: drawing users with replacement would
/// repeat them, and never show as much as all of them do. Up to 20 groups of users, drawn by the seed, are
/// left out in turn; the interval lies about the value with all users, by Student's t. There is none, NaN,
/// for fewer than two users; it shrinks to the value where the number does not exist without a group. Fails
/// only by cancellation.
Result<std::vector<Summary>> jackknifeOf(std::size_t users, std::size_t values,
                                         const UserStatistics& statistics,
                                         const ExecutionContext& context = {});

/// Two-sided p of Student's paired t-test that the mean difference is 0; 1 for fewer than two users.
double pairedTTest(std::span<const double> differences);

/// The difference of the means of two groups of different people, without equal spread (Welch 1947): its 95 %
/// interval and the two-sided p that it is 0. Without two values in both there is no interval, NaN, and p
/// = 1.
struct GroupDifference {
    double difference = 0;
    double low = 0;
    double high = 0;
    double p = 1;
};
GroupDifference welchDifference(std::span<const double> one, std::span<const double> other);

/// Adjusted p-values, in the order given.
std::vector<double> holmCorrection(std::span<const double> p);

} // namespace tastescope
