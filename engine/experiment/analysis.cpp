// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/analysis.h"

#include "engine/experiment/probability.h"
#include "engine/experiment/words.h"
#include "engine/metrics/aggregate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

Result<void> check(const ExperimentSample& sample) {
    const std::size_t arms = sample.arms.size();
    if (arms < 2) {
        return Error{ErrorCode::InvalidArgument,
                     arms == 0 ? std::string("There is no arm")
                               : fmt::format("There is one arm only, \"{}\"", sample.arms.front()),
                     "Give the results of the control and of at least one more arm", "experiment"};
    }
    if (!(sample.alpha > 0 && sample.alpha <= 0.5)) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("The significance {} is not in (0, 0.5]", sample.alpha), "Usual is 0.05",
                     "--alpha"};
    }
    if (!sample.shares.empty() && sample.shares.size() != arms) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} shares for {} arms", sample.shares.size(), arms),
                     "Give one share an arm, the control's first", "--shares"};
    }
    for (const double share : sample.shares) {
        if (!(share > 0 && std::isfinite(share))) {
            return Error{ErrorCode::InvalidArgument, fmt::format("The share {} is not over 0", share),
                         "Give the part of people that each arm was to get", "--shares"};
        }
    }
    return {};
}

/// What is known of the spread of a metric is all there is to test with.
Effect withoutSpread(const MetricSample& metric, const Moments& control, const Moments& treated) {
    Effect effect;
    effect.method = "None: nothing is known of the spread over people";
    const double before = valueOf(metric.kind, control);
    const double after = valueOf(metric.kind, treated);
    effect.difference.value = after - before;
    effect.lift.value = before > 0 ? after / before - 1 : unknown;
    return effect;
}

std::vector<Comparison> compareAll(const std::vector<MetricSample>& metrics, std::size_t arms, bool adjust,
                                   double alpha) {
    std::vector<Comparison> out;
    for (std::size_t at = 0; at < metrics.size(); ++at) {
        const MetricSample& metric = metrics[at];
        Slope slope;
        for (const Moments& arm : metric.arms) {
            slope.addArm(metric.kind, arm);
        }
        for (std::size_t arm = 1; arm < arms; ++arm) {
            const Moments& control = metric.arms[0];
            const Moments& treated = metric.arms[arm];
            Comparison& comparison = out.emplace_back();
            comparison.metric = at;
            comparison.arm = arm;
            comparison.unadjusted = metric.spread ? compareArms(metric.kind, control, treated, alpha)
                                                  : withoutSpread(metric, control, treated);
            comparison.effect = comparison.unadjusted;
            if (adjust && metric.spread) {
                comparison.effect = compareAdjusted(metric.kind, control, treated, slope, alpha);
                comparison.theta = slope.theta();
                comparison.varianceReduction = varianceReduction(metric.kind, control, treated, slope);
            }
        }
    }
    return out;
}

/// Holm's correction of those that exist; the others stay NaN and count for nothing. How many there are.
template <typename Tests, typename P, typename Adjusted>
std::size_t correct(const Tests& tests, const P& p, const Adjusted& adjusted) {
    std::vector<double> known;
    for (const auto* test : tests) {
        if (!std::isnan(p(*test))) {
            known.push_back(p(*test));
        }
    }
    const std::vector<double> corrected = holmCorrection(known);
    std::size_t next = 0;
    for (auto* test : tests) {
        if (!std::isnan(p(*test))) {
            adjusted(*test) = corrected[next++];
        }
    }
    return known.size();
}

/// Corrects what is compared together, and puts it into words.
void settle(const std::vector<Comparison*>& together, const ExperimentSample& sample) {
    const std::size_t compared = correct(
        together, [](const Comparison& one) { return one.effect.p; },
        [](Comparison& one) -> double& { return one.pHolm; });
    for (Comparison* one : together) {
        one->reading = readingOf(one->effect, one->pHolm, sample.alpha);
        const MetricSample& metric = sample.metrics[one->metric];
        one->words = comparisonWords(*one, metric.id, metric.kind, sample.arms[0], sample.arms[one->arm],
                                     compared, sample.alpha);
    }
}

std::vector<Comparison*> pointers(std::vector<Comparison>& comparisons) {
    std::vector<Comparison*> out;
    out.reserve(comparisons.size());
    for (Comparison& one : comparisons) {
        out.push_back(&one);
    }
    return out;
}

/// Of the comparisons at one place of every segment.
Heterogeneity heterogeneityAt(const std::vector<SegmentReading>& segments, std::size_t place, double alpha) {
    Heterogeneity out;
    out.metric = segments.front().comparisons[place].metric;
    out.arm = segments.front().comparisons[place].arm;
    const double z = normalQuantile(1 - alpha / 2);
    double weights = 0;
    double sum = 0;
    double squares = 0;
    std::size_t known = 0;
    for (const SegmentReading& segment : segments) {
        const Estimate& difference = segment.comparisons[place].effect.difference;
        const double error = (difference.high - difference.low) / (2 * z);
        if (error > 0) {
            const double weight = 1 / (error * error);
            weights += weight;
            sum += weight * difference.value;
            squares += weight * difference.value * difference.value;
            ++known;
        }
    }
    if (known >= 2) {
        out.q = std::max(0.0, squares - sum * sum / weights);
        out.degrees = static_cast<double>(known - 1);
        out.p = chiSquaredTail(out.q, out.degrees);
    }
    return out;
}

void readSegments(const ExperimentSample& sample, ExperimentReading& out) {
    std::vector<Comparison*> together;
    for (const SegmentSample& segment : sample.segments) {
        out.segments.push_back(
            {segment.name, segment.people,
             compareAll(segment.metrics, sample.arms.size(), sample.adjust, sample.alpha)});
    }
    for (SegmentReading& segment : out.segments) {
        const auto its = pointers(segment.comparisons);
        together.insert(together.end(), its.begin(), its.end());
    }
    settle(together, sample);
    for (std::size_t place = 0; !out.segments.empty() && place < out.comparisons.size(); ++place) {
        out.heterogeneity.push_back(heterogeneityAt(out.segments, place, sample.alpha));
    }
    std::vector<Heterogeneity*> tests;
    for (Heterogeneity& one : out.heterogeneity) {
        tests.push_back(&one);
    }
    correct(
        tests, [](const Heterogeneity& one) { return one.p; },
        [](Heterogeneity& one) -> double& { return one.pHolm; });
}

} // namespace

Result<ExperimentReading> readExperiment(const ExperimentSample& sample) {
    TRY(check(sample));
    ExperimentReading out;
    out.split = checkSplit(sample.people, sample.shares);
    out.splitWords = splitWordsOf(out.split);
    for (std::size_t arm = 0; arm < sample.arms.size(); ++arm) {
        std::vector<Estimate>& estimates = out.estimates.emplace_back();
        for (const MetricSample& metric : sample.metrics) {
            estimates.push_back(metric.spread
                                    ? estimateOf(metric.kind, metric.arms[arm], sample.alpha)
                                    : Estimate{valueOf(metric.kind, metric.arms[arm]), unknown, unknown});
        }
    }
    out.comparisons = compareAll(sample.metrics, sample.arms.size(), sample.adjust, sample.alpha);
    settle(pointers(out.comparisons), sample);
    readSegments(sample, out);
    return out;
}

} // namespace tastescope
