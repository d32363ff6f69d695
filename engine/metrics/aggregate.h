// SPDX-License-Identifier: GPL-3.0-or-later
// From values per user to a number with its uncertainty: means, percentile bootstrap over users (Efron 1979),
// paired tests and Holm's correction (1979). Everything is a function of its input and the seed, whatever the
// number of threads.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace tastescope {

struct Interval {
    double low = 0;
    double high = 0;
};

/// NaN for nothing.
double meanOf(std::span<const double> values);

/// How often each of counts.size() users is drawn in one resample; a pure function of seed and resample.
void drawResample(std::uint64_t seed, std::size_t resample, std::span<double> counts);

/// The 2.5 and 97.5 percentiles, interpolated linearly between neighbours; NaN for nothing.
Interval percentileInterval(std::vector<double> values);

/// 95 % intervals of the means of several columns of the same users, which are resampled together. Columns
/// hold no NaN. Without resamples or users an interval shrinks to the mean. Fails only by cancellation.
Result<std::vector<Interval>> bootstrapMeans(std::span<const std::vector<double>> columns,
                                             std::size_t resamples, const ExecutionContext& context = {});

/// A mean over the users a metric applies to, with its 95 % interval.
struct Summary {
    double mean = 0;
    double low = 0;
    double high = 0;
    std::size_t users = 0;
};
/// Of columns of equal length in which NaN marks the users left out. Columns that leave out the same users
/// are resampled together.
Result<std::vector<Summary>> summariseColumns(std::span<const std::span<const double>> columns,
                                              std::size_t resamples, const ExecutionContext& context = {});

/// The same for any statistics of resampled users: `statistics(counts, out)` fills `out` (its size =
/// `values`) from how often each user was drawn. It is called from several threads.
Result<std::vector<Interval>>
bootstrapStatistics(std::size_t users, std::size_t values, std::size_t resamples,
                    const std::function<void(std::span<const double>, std::span<double>)>& statistics,
                    const ExecutionContext& context = {});

/// Two-sided p of Student's paired t-test that the mean difference is 0; 1 for fewer than two users.
double pairedTTest(std::span<const double> differences);

/// Adjusted p-values, in the order given.
std::vector<double> holmCorrection(std::span<const double> p);

} // namespace tastescope
