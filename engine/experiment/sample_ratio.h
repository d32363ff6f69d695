// SPDX-License-Identifier: GPL-3.0-or-later
// Whether people were split as was meant: a broken split (sample ratio mismatch) makes every comparison
// worthless, so this is looked at first. Pearson's chi-squared test (Fabijan et al. 2019).
#pragma once

#include <limits>
#include <span>

namespace tastescope {

enum class SplitVerdict { Ok, Warn, Stop };

struct SplitCheck {
    double chi2 = std::numeric_limits<double>::quiet_NaN();
    double degrees = 0;
    double p = std::numeric_limits<double>::quiet_NaN();
    SplitVerdict verdict = SplitVerdict::Ok; ///< warn for p under .01, stop under .001
};

/// People in the arms against the shares meant, which need not add up to 1; equal without any. As many
/// shares as arms, over 0. Without people, or with one arm, p is NaN and the verdict ok. Pure.
SplitCheck checkSplit(std::span<const double> people, std::span<const double> shares);

} // namespace tastescope
