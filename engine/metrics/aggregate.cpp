// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/aggregate.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <Eigen/Core>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t mostGroups = 20;                   ///< of the jackknife
constexpr std::uint64_t groupStream = ~std::uint64_t{1}; ///< apart from those of the resamples

/// The 97.5 % quantile for a mean of so many values, two at least.
double studentQuantile(std::size_t values) {
    return boost::math::quantile(boost::math::students_t(static_cast<double>(values - 1)), 0.975);
}

/// Of the mean of two values at least.
double standardErrorOf(std::span<const double> values) {
    const double mean = meanOf(values);
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    const auto count = static_cast<double>(values.size());
    return std::sqrt(squares / (count - 1) / count);
}

/// Resamples worked on together: enough for a matrix product to pay, few enough to stay in some megabytes.
std::size_t resamplesPerChunk(std::size_t users) {
    return std::clamp<std::size_t>((std::size_t{1} << 20) / std::max<std::size_t>(1, users), 1, 32);
}

Eigen::MatrixXd drawBlock(std::uint64_t seed, std::size_t begin, std::size_t end, std::size_t users) {
    Eigen::MatrixXd counts(static_cast<Eigen::Index>(users), static_cast<Eigen::Index>(end - begin));
    for (std::size_t resample = begin; resample < end; ++resample) {
        drawResample(seed, resample, {counts.col(static_cast<Eigen::Index>(resample - begin)).data(), users});
    }
    return counts;
}

} // namespace

double meanOf(std::span<const double> values) {
    return values.empty()
               ? std::numeric_limits<double>::quiet_NaN()
               : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void drawResample(std::uint64_t seed, std::size_t resample, std::span<double> counts) {
    std::fill(counts.begin(), counts.end(), 0.0);
    Random random(seed, resample);
    for (std::size_t draw = 0; draw < counts.size(); ++draw) {
        counts[random.below(counts.size())] += 1;
    }
}

Interval percentileInterval(std::vector<double> values, double tail) {
    if (values.empty()) {
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        const double place = share * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
    };
    return {at(tail), at(1 - tail)};
}

double bootstrapTail(std::size_t users) {
    if (users < 2) {
        return 0.025;
    }
    const double wider = std::sqrt(static_cast<double>(users) / static_cast<double>(users - 1));
    return boost::math::cdf(boost::math::normal(), -wider * studentQuantile(users));
}

Result<std::vector<std::vector<double>>> bootstrapReplicates(std::span<const std::vector<double>> columns,
                                                             std::size_t resamples,
                                                             const ExecutionContext& context) {
    const std::size_t users = columns.empty() ? 0 : columns.front().size();
    Eigen::MatrixXd table(static_cast<Eigen::Index>(users), static_cast<Eigen::Index>(columns.size()));
    for (std::size_t at = 0; at < columns.size(); ++at) {
        table.col(static_cast<Eigen::Index>(at)) =
            Eigen::Map<const Eigen::VectorXd>(columns[at].data(), static_cast<Eigen::Index>(users));
    }
    Eigen::MatrixXd means(static_cast<Eigen::Index>(columns.size()), static_cast<Eigen::Index>(resamples));
    const bool done =
        parallelChunks(context, resamples, resamplesPerChunk(users), [&](std::size_t begin, std::size_t end) {
            const Eigen::MatrixXd counts = drawBlock(context.seed, begin, end, users);
            means.middleCols(static_cast<Eigen::Index>(begin), counts.cols()).noalias() =
                table.transpose() * counts / static_cast<double>(users);
        });
    if (!done) {
        return cancelledError();
    }
    std::vector<std::vector<double>> replicates;
    for (Eigen::Index row = 0; row < means.rows(); ++row) {
        const Eigen::VectorXd line = means.row(row);
        replicates.emplace_back(line.data(), line.data() + line.size());
    }
    return replicates;
}

Result<std::vector<Interval>> bootstrapMeans(std::span<const std::vector<double>> columns,
                                             std::size_t resamples, const ExecutionContext& context) {
    std::vector<Interval> intervals;
    for (const std::vector<double>& column : columns) {
        intervals.push_back({meanOf(column), meanOf(column)});
    }
    if (columns.empty() || columns.front().empty() || resamples == 0) {
        return intervals;
    }
    TRY_ASSIGN(auto replicates, bootstrapReplicates(columns, resamples, context));
    for (std::size_t at = 0; at < columns.size(); ++at) {
        intervals[at] = percentileInterval(std::move(replicates[at]), bootstrapTail(columns[at].size()));
    }
    return intervals;
}

Interval studentInterval(std::span<const double> values) {
    const double mean = meanOf(values);
    const double half = values.size() < 2 ? std::numeric_limits<double>::quiet_NaN()
                                          : studentQuantile(values.size()) * standardErrorOf(values);
    return {mean - half, mean + half};
}

Result<std::vector<Summary>> summariseColumns(std::span<const std::span<const double>> columns,
                                              std::size_t resamples, const ExecutionContext& context) {
    std::map<std::vector<bool>, std::vector<std::size_t>> groups;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        std::vector<bool> applies;
        for (const double value : columns[at]) {
            applies.push_back(!std::isnan(value));
        }
        groups[std::move(applies)].push_back(at);
    }
    std::vector<Summary> summaries(columns.size());
    for (const auto& [applies, members] : groups) {
        std::vector<std::vector<double>> kept(members.size());
        for (std::size_t at = 0; at < members.size(); ++at) {
            std::copy_if(columns[members[at]].begin(), columns[members[at]].end(),
                         std::back_inserter(kept[at]), [](double value) { return !std::isnan(value); });
        }
        const std::size_t users = kept.front().size();
        if (resamples > 0 && users < fewUsers) {
            for (std::size_t at = 0; at < members.size(); ++at) {
                const Interval interval = studentInterval(kept[at]);
                summaries[members[at]] = {meanOf(kept[at]), interval.low, interval.high, users};
            }
            continue;
        }
        TRY_ASSIGN(const auto intervals, bootstrapMeans(kept, resamples, context));
        for (std::size_t at = 0; at < members.size(); ++at) {
            summaries[members[at]] = {meanOf(kept[at]), intervals[at].low, intervals[at].high, users};
        }
    }
    return summaries;
}

Result<std::vector<Summary>> jackknifeOf(std::size_t users, std::size_t values,
                                         const UserStatistics& statistics, const ExecutionContext& context) {
    std::vector<double> points(values);
    statistics(std::vector<double>(users, 1.0), points);
    const std::size_t groups = std::min(mostGroups, users);
    std::vector<std::size_t> order(users);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(context.seed, groupStream).shuffle(std::span(order));
    std::vector<std::vector<double>> without(groups, std::vector<double>(values));
    const bool done = parallelChunks(context, groups, 1, [&](std::size_t group, std::size_t) {
        std::vector<double> kept(users, 1.0);
        for (std::size_t place = group; place < users; place += groups) {
            kept[order[place]] = 0;
        }
        statistics(kept, without[group]);
    });
    if (!done) {
        return cancelledError();
    }
    std::vector<Summary> out;
    for (std::size_t at = 0; at < values; ++at) {
        std::vector<double> replicates;
        replicates.reserve(without.size());
        for (const std::vector<double>& replicate : without) {
            replicates.push_back(replicate[at]);
        }
        // The standard error of a mean of the replicates, times as many as are all but one.
        const double error = static_cast<double>(groups) - 1;
        const double half = groups < 2 ? std::numeric_limits<double>::quiet_NaN()
                                       : studentQuantile(groups) * error * standardErrorOf(replicates);
        const double reach = groups < 2 || std::isfinite(half) ? half : 0;
        out.push_back({points[at], points[at] - reach, points[at] + reach, users});
    }
    return out;
}

double pairedTTest(std::span<const double> differences) {
    const std::size_t users = differences.size();
    if (users < 2) {
        return 1;
    }
    const double mean = meanOf(differences);
    const double error = standardErrorOf(differences);
    if (!(error > 0)) {
        return mean == 0 ? 1 : 0;
    }
    const boost::math::students_t student(static_cast<double>(users - 1));
    return 2 * boost::math::cdf(boost::math::complement(student, std::abs(mean / error)));
}

GroupDifference welchDifference(std::span<const double> one, std::span<const double> other) {
    const double difference = meanOf(one) - meanOf(other);
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    GroupDifference out{difference, none, none, 1};
    if (one.size() < 2 || other.size() < 2) {
        return out;
    }
    const double first = std::pow(standardErrorOf(one), 2);
    const double second = std::pow(standardErrorOf(other), 2);
    const double error = std::sqrt(first + second);
    if (!(error > 0)) {
        out.p = difference == 0 ? 1 : 0;
        out.low = out.high = difference;
        return out;
    }
    const double freedom =
        std::pow(first + second, 2) / (first * first / static_cast<double>(one.size() - 1) +
                                       second * second / static_cast<double>(other.size() - 1));
    const boost::math::students_t student(freedom);
    const double half = boost::math::quantile(student, 0.975) * error;
    out.low = difference - half;
    out.high = difference + half;
    out.p = 2 * boost::math::cdf(boost::math::complement(student, std::abs(difference / error)));
    return out;
}

std::vector<double> holmCorrection(std::span<const double> p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.size());
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        largest = std::max(largest, static_cast<double>(p.size() - rank) * p[order[rank]]);
        adjusted[order[rank]] = std::min(1.0, largest);
    }
    return adjusted;
}

} // namespace tastescope
