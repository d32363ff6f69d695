// SPDX-License-Identifier: GPL-3.0-or-later
// The reading of an experiment: the split first, then every metric of every arm against the control, with
// Holm's correction over all that is compared (1979), CUPED, and the same within segments of people. Each
// comparison is told in a sentence that never says more than its interval.
#pragma once

#include "engine/base/result.h"
#include "engine/experiment/effect.h"
#include "engine/experiment/sample_ratio.h"

#include <string>
#include <vector>

namespace tastescope {

/// One metric in every arm, in the order of the arms.
struct MetricSample {
    std::string id;
    MetricKind kind = MetricKind::Mean;
    bool spread = true; ///< false: only the means are known (totals of an aggregated file), nothing of spread
    std::vector<Moments> arms;
};

/// People of one kind.
struct SegmentSample {
    std::string name;
    std::vector<double> people; ///< by arm
    std::vector<MetricSample> metrics;
};

/// Everybody who came until the end of a day.
struct DaySample {
    std::string name;
    std::vector<MetricSample> metrics;
};

struct ExperimentSample {
    std::vector<std::string> arms; ///< the control first
    std::vector<double> people;    ///< by arm: what was split
    std::vector<double> shares;    ///< as planned; empty = equal
    std::vector<MetricSample> metrics;
    std::vector<SegmentSample> segments; ///< with the same metrics
    std::vector<DaySample> days;         ///< in order of time, with the same metrics; the last has everybody
    bool adjust = false;                 ///< the moments hold what was known before: use it
    double alpha = 0.05;
};

enum class Reading {
    Higher, ///< the interval is over 0, and so it stays among all comparisons
    Lower,
    Open,    ///< 0 is in the interval, or chance among so many comparisons would do
    Unknown, ///< there is no interval
};

struct Comparison {
    std::size_t metric = 0;
    std::size_t arm = 0; ///< a treated one
    Effect effect;
    double pHolm = std::numeric_limits<double>::quiet_NaN(); ///< among what is compared together
    Effect unadjusted; ///< with CUPED the comparison without it; else as `effect`
    double theta = std::numeric_limits<double>::quiet_NaN();             ///< of CUPED
    double varianceReduction = std::numeric_limits<double>::quiet_NaN(); ///< by CUPED
    Reading reading = Reading::Unknown;
    std::string words;
};

struct SegmentReading {
    std::string name;
    std::vector<double> people;
    std::vector<Comparison> comparisons;
};

/// Whether a metric's effect differs between segments: Cochran's Q (1954) over those with an interval.
struct Heterogeneity {
    std::size_t metric = 0;
    std::size_t arm = 0;
    double q = std::numeric_limits<double>::quiet_NaN();
    double degrees = 0;
    double p = std::numeric_limits<double>::quiet_NaN();
    double pHolm = std::numeric_limits<double>::quiet_NaN();
};

struct ExperimentReading {
    SplitCheck split;
    std::vector<std::vector<Estimate>> estimates; ///< by arm, then metric
    std::vector<Comparison> comparisons;          ///< by metric, then arm
    std::vector<SegmentReading> segments; ///< corrected over all segments together, apart from the whole
    std::vector<Heterogeneity> heterogeneity;
    std::string splitWords;
};

/// InvalidArgument: fewer than two arms, shares that are no such, an alpha outside of (0, 0.5], a control
/// that is not there. Pure, thread-safe; the time depends on arms, metrics and segments, not on people.
Result<ExperimentReading> readExperiment(const ExperimentSample& sample);

} // namespace tastescope
