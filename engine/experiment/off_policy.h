// SPDX-License-Identifier: GPL-3.0-or-later
// What another policy would have earned, from the log of the one that acted: inverse propensity scoring
// (Horvitz and Thompson 1952), self-normalised (Swaminathan and Joachims 2015), clipped (Ionides 2008), the
// direct method, doubly robust (Dudik, Langford and Li 2011), self-normalised doubly robust, and Switch-DR
// (Wang, Agarwal and Dudik 2017); and how far such an estimate is to be trusted.
#pragma once

#include "engine/base/result.h"
#include "engine/experiment/effect.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tastescope {

/// No log supports a decision that weighs as much as more others than there are atoms; squares of larger
/// weights leave the range of numbers.
inline constexpr double mostWeight = 1e100;

/// One logged decision. With w = target / propensity the weight.
struct LoggedAction {
    double reward = 0;
    double weight = 0;
    double modelled = 0; ///< q: the reward model at the logged action
    double expected = 0; ///< v: the reward model's mean under the target policy
};

enum class PolicyVerdict { Trust, Careful, No, NoSupport };

struct SwitchEstimate {
    double threshold = 0;
    Estimate estimate;
};

/// Rows by weight: at `from` or over it and under `to`; the first has weights under the least border, and 0.
struct WeightBin {
    double from = 0;
    double to = 0;
    std::uint64_t rows = 0;
};

struct PolicyEstimates {
    std::uint64_t rows = 0;
    Estimate logged; ///< mean reward of the policy that acted
    Estimate ips;
    Estimate snips;
    std::vector<SwitchEstimate> clipped; ///< IPS with weights cut at the threshold
    bool modelled = false;               ///< those that follow exist
    Estimate direct;
    Estimate doublyRobust;
    Estimate selfNormalisedDoublyRobust;
    std::vector<SwitchEstimate> switched; ///< doubly robust where the weight is at most the threshold
    double effective = 0;                 ///< effective sample size (Kish 1965), of the weights
    double effectiveShare = 0;
    double meanWeight = 0; ///< 1 in expectation where the log has support
    double meanWeightError = 0;
    double maxWeight = 0;
    std::vector<WeightBin> histogram; ///< without empty ends
    PolicyVerdict verdict = PolicyVerdict::NoSupport;
    std::string words; ///< why
};

/// Takes a log row by row, in memory that does not grow with it. Intervals are normal ones of the mean (of
/// the self-normalised ones by the delta method), rows being what is drawn. Not thread-safe.
class OffPolicyEstimator {
public:
    /// InvalidArgument: a threshold that is not over 0, more than 64 of them, an alpha outside of (0, 0.5].
    static Result<OffPolicyEstimator> create(std::vector<double> clips, std::vector<double> switches,
                                             bool modelled, double alpha = 0.05);

    /// Finite numbers, the weight from 0 to mostWeight.
    void add(const LoggedAction& action);
    /// Without a row everything is NaN and the verdict is NoSupport; without a weight over 0 likewise, but
    /// that IPS is 0. There is no interval where nothing varies, but that of the direct method.
    PolicyEstimates estimates() const;

private:
    OffPolicyEstimator() = default;

    void addWeight(double weight);
    void estimateByModel(PolicyEstimates& out, double z) const;
    std::vector<WeightBin> histogram() const;

    static constexpr std::size_t binCount = 40;

    std::vector<double> m_clips;
    std::vector<double> m_switches;
    bool m_modelled = false;
    double m_alpha = 0.05;
    Moments m_weighted; ///< reward x weight over weight
    Moments m_reward;   ///< reward alone
    Moments m_robust;   ///< weighted error over weight, beside v
    std::vector<Moments> m_clipped;
    std::vector<Moments> m_switched;
    int m_exponent = 0; ///< the largest weight's power of two, in which the sums are told
    double m_sum = 0;   ///< of weights
    double m_squares = 0;
    double m_maxWeight = 0;
    std::array<std::uint64_t, binCount> m_bins{};
};

std::string_view verdictName(PolicyVerdict verdict); ///< trust, careful, no, "no support"

} // namespace tastescope
