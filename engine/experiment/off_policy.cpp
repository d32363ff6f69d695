// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/off_policy.h"

#include "engine/experiment/probability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t mostThresholds = 64;
// The verdict's borders.
constexpr double fewEffective = 100;
constexpr double hopelessShare = 0.01;
constexpr double carefulShare = 0.1;
constexpr double farErrors = 4;
/// A mean weight this near to 1 is 1: propensities are written with some digits only.
constexpr double writtenDigits = 1e-4;
// Four bins a power of ten, from a thousandth on.
constexpr double binsPerTen = 4;
constexpr double leastBorder = 1e-3;

/// The normal interval. Where nothing varies nothing says how much it might.
Estimate around(double value, double variance, double count, double z) {
    const double half = variance > 0 ? z * std::sqrt(variance / count) : unknown;
    return {value, value - half, value + half};
}

Estimate meanOf(const Moments& moments, double z) {
    return around(moments.mean(Part::Value), moments.covariance(Part::Value, Part::Value), moments.count(),
                  z);
}

/// The least weight that is no longer in the bin.
double borderOf(std::size_t bin) {
    return leastBorder * std::pow(10.0, static_cast<double>(bin) / binsPerTen);
}

std::size_t binOf(double weight, std::size_t bins) {
    if (!(weight >= leastBorder)) {
        return 0;
    }
    // The logarithm is near enough to be out by one at a border.
    auto bin = static_cast<std::size_t>(binsPerTen * std::log10(weight / leastBorder)) + 1;
    bin += weight >= borderOf(bin) ? 1 : 0;
    bin -= weight < borderOf(bin - 1) ? 1 : 0;
    return std::min(bin, bins - 1);
}

/// The verdict and why, by weights alone.
void judge(PolicyEstimates& out) {
    const auto say = [&](PolicyVerdict verdict, std::string words) {
        out.verdict = verdict;
        out.words = std::move(words);
    };
    if (!(out.effective > 0)) {
        say(PolicyVerdict::NoSupport, out.rows == 0
                                          ? "There are no rows"
                                          : "The target policy never does what was logged: the log says "
                                            "nothing about it");
        return;
    }
    const double away = std::abs(out.meanWeight - 1);
    const std::string worth = fmt::format("{} rows are worth {:.0f} of the target policy's own ({:.3g} %)",
                                          out.rows, out.effective, 100 * out.effectiveShare);
    if (out.effective < fewEffective || out.effectiveShare < hopelessShare) {
        say(PolicyVerdict::No, "Do not trust these estimates: " + worth);
    } else if (away > writtenDigits && (out.rows < 2 || away > farErrors * out.meanWeightError)) {
        say(PolicyVerdict::No,
            fmt::format(
                "Do not trust these estimates: the weights' mean is {:.4g}, more than {:.0f} standard errors "
                "from 1. The log lacks actions of the target policy, or the propensities are wrong",
                out.meanWeight, farErrors));
    } else if (out.effectiveShare < carefulShare) {
        say(PolicyVerdict::Careful, "Trust the order more than the size: " + worth);
    } else {
        say(PolicyVerdict::Trust, "The log supports the target policy: " + worth);
    }
}

} // namespace

Result<OffPolicyEstimator> OffPolicyEstimator::create(std::vector<double> clips, std::vector<double> switches,
                                                      bool modelled, double alpha) {
    for (const auto& [thresholds, flag] : {std::pair(&clips, "--clip"), std::pair(&switches, "--switch")}) {
        for (const double threshold : *thresholds) {
            if (!(threshold > 0 && std::isfinite(threshold))) {
                return Error{ErrorCode::InvalidArgument,
                             fmt::format("The largest weight {} is not over 0", threshold), "Usual is 10",
                             flag};
            }
        }
        if (thresholds->size() > mostThresholds) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("{} thresholds are more than {}", thresholds->size(), mostThresholds),
                         "Give fewer", flag};
        }
    }
    if (!(alpha > 0 && alpha <= 0.5)) {
        return Error{ErrorCode::InvalidArgument, fmt::format("The significance {} is not in (0, 0.5]", alpha),
                     "Usual is 0.05", "--alpha"};
    }
    OffPolicyEstimator estimator;
    estimator.m_clips = std::move(clips);
    estimator.m_switches = std::move(switches);
    estimator.m_modelled = modelled;
    estimator.m_alpha = alpha;
    estimator.m_clipped.resize(estimator.m_clips.size());
    estimator.m_switched.resize(modelled ? estimator.m_switches.size() : 0);
    return estimator;
}

/// By powers of two nothing is rounded that would not be without them, and squares of tiny weights stay over
/// 0.
void OffPolicyEstimator::addWeight(double weight) {
    const int exponent = weight > 0 ? std::ilogb(weight) : m_exponent;
    if (m_maxWeight == 0) {
        m_exponent = exponent;
    } else if (exponent > m_exponent) {
        m_sum = std::ldexp(m_sum, m_exponent - exponent);
        m_squares = std::ldexp(m_squares, 2 * (m_exponent - exponent));
        m_exponent = exponent;
    }
    const double scaled = std::ldexp(weight, -m_exponent);
    m_sum += scaled;
    m_squares += scaled * scaled;
    m_maxWeight = std::max(m_maxWeight, weight);
}

void OffPolicyEstimator::add(const LoggedAction& action) {
    const double weight = action.weight;
    m_weighted.add(action.reward * weight, weight);
    m_reward.add(action.reward);
    addWeight(weight);
    ++m_bins[binOf(weight, binCount)];
    for (std::size_t at = 0; at < m_clips.size(); ++at) {
        m_clipped[at].add(action.reward * std::min(weight, m_clips[at]));
    }
    if (!m_modelled) {
        return;
    }
    const double error = weight * (action.reward - action.modelled);
    m_robust.add(error, weight, action.expected);
    for (std::size_t at = 0; at < m_switches.size(); ++at) {
        m_switched[at].add(action.expected + (weight <= m_switches[at] ? error : 0));
    }
}

std::vector<WeightBin> OffPolicyEstimator::histogram() const {
    const auto filled = [](std::uint64_t rows) { return rows > 0; };
    const auto first = std::ranges::find_if(m_bins, filled);
    const auto last = std::find_if(m_bins.rbegin(), std::make_reverse_iterator(first), filled).base();
    std::vector<WeightBin> out;
    for (auto at = first; at != last; ++at) {
        const auto bin = static_cast<std::size_t>(at - m_bins.begin());
        out.push_back({bin == 0 ? 0 : borderOf(bin - 1),
                       bin + 1 == binCount ? std::numeric_limits<double>::infinity() : borderOf(bin), *at});
    }
    return out;
}

void OffPolicyEstimator::estimateByModel(PolicyEstimates& out, double z) const {
    const auto of = [&](Part a, Part b) { return m_robust.covariance(a, b); };
    const double count = m_robust.count();
    const double direct = m_robust.mean(Part::Before);
    const double spread = of(Part::Before, Part::Before);
    out.direct = spread == 0 ? Estimate{direct, direct, direct} : around(direct, spread, count, z);
    out.doublyRobust =
        around(direct + m_robust.mean(Part::Value),
               spread + 2 * of(Part::Value, Part::Before) + of(Part::Value, Part::Value), count, z);
    if (m_maxWeight > 0) {
        // The mean of v and a ratio: what varies is the linear form of both.
        const double base = m_robust.mean(Part::Base);
        const double ratio = m_robust.mean(Part::Value) / base;
        const double own = of(Part::Value, Part::Value) - 2 * ratio * of(Part::Value, Part::Base) +
                           ratio * ratio * of(Part::Base, Part::Base);
        const double with = of(Part::Value, Part::Before) - ratio * of(Part::Base, Part::Before);
        out.selfNormalisedDoublyRobust =
            around(direct + ratio, own / (base * base) + 2 * with / base + spread, count, z);
    }
    for (std::size_t at = 0; at < m_switches.size(); ++at) {
        out.switched.push_back({m_switches[at], meanOf(m_switched[at], z)});
    }
}

PolicyEstimates OffPolicyEstimator::estimates() const {
    const double z = normalQuantile(1 - m_alpha / 2);
    const double count = m_weighted.count();
    PolicyEstimates out;
    out.rows = static_cast<std::uint64_t>(count);
    out.modelled = m_modelled;
    out.logged = meanOf(m_reward, z);
    out.ips = meanOf(m_weighted, z);
    for (std::size_t at = 0; at < m_clips.size(); ++at) {
        out.clipped.push_back({m_clips[at], meanOf(m_clipped[at], z)});
    }
    out.meanWeight = m_weighted.mean(Part::Base);
    out.meanWeightError = std::sqrt(m_weighted.covariance(Part::Base, Part::Base) / count);
    out.maxWeight = m_maxWeight;
    if (m_maxWeight > 0) {
        out.effective = m_sum * m_sum / m_squares;
        out.effectiveShare = out.effective / count;
        out.snips = estimateOf(MetricKind::Ratio, m_weighted, m_alpha);
    }
    if (m_modelled) {
        estimateByModel(out, z);
    }
    out.histogram = histogram();
    judge(out);
    return out;
}

std::string_view verdictName(PolicyVerdict verdict) {
    switch (verdict) {
    case PolicyVerdict::Trust:
        return "trust";
    case PolicyVerdict::Careful:
        return "careful";
    case PolicyVerdict::No:
        return "no";
    case PolicyVerdict::NoSupport:
        break;
    }
    return "no support";
}

} // namespace tastescope
