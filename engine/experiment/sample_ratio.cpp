// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/sample_ratio.h"

#include "engine/experiment/probability.h"

#include <numeric>

namespace tastescope {
namespace {

constexpr double warnUnder = 0.01;
constexpr double stopUnder = 0.001;

} // namespace

SplitCheck checkSplit(std::span<const double> people, std::span<const double> shares) {
    SplitCheck check;
    check.degrees = people.empty() ? 0 : static_cast<double>(people.size() - 1);
    const double all = std::accumulate(people.begin(), people.end(), 0.0);
    if (people.size() < 2 || !(all > 0)) {
        return check;
    }
    const double whole = shares.empty() ? static_cast<double>(people.size())
                                        : std::accumulate(shares.begin(), shares.end(), 0.0);
    check.chi2 = 0;
    for (std::size_t arm = 0; arm < people.size(); ++arm) {
        const double expected = all * (shares.empty() ? 1 : shares[arm]) / whole;
        check.chi2 += (people[arm] - expected) * (people[arm] - expected) / expected;
    }
    check.p = chiSquaredTail(check.chi2, check.degrees);
    check.verdict = check.p < stopUnder   ? SplitVerdict::Stop
                    : check.p < warnUnder ? SplitVerdict::Warn
                                          : SplitVerdict::Ok;
    return check;
}

} // namespace tastescope
