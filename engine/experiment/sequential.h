// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals and p-values that hold however often one looks and whenever one stops: the mixture sequential
// probability ratio test with a normal mixture (Robbins 1970; Johari, Koomen, Pekelis and Walsh 2017).
//
//   ratio = sqrt(V / (V + n T)) exp(n^2 T D^2 / (2 V (V + n T)))
//
// for a difference D after n pairs whose variance a pair is V (of proportions the sum of p(1 - p) of both
// arms), T = tau squared being the spread of the effects thought of, best the square of the effect the plan
// wants to find. p is 1 / ratio; the interval holds every effect that the same test does not reject. T has to
// be chosen before the first look. The normal approximation needs some dozen conversions in both arms.
// Pure functions, thread-safe.
#pragma once

#include "engine/experiment/effect.h"

#include <span>
#include <vector>

namespace tastescope {

struct Watched {
    double n = 0; ///< pairs; of unequal arms as many as have the same weight (the harmonic mean)
    Estimate difference;
    double p = 1;
};

/// NaN intervals and p = 1 where nothing can be said: n = 0, or no variance.
Watched alwaysValid(double n, double difference, double variance, double tau2, double alpha);

/// The same of two arms of any sizes.
Watched alwaysValid(MetricKind kind, const Moments& control, const Moments& treated, double tau2,
                    double alpha);

/// The looks so far as one: p never rises again, and the interval is what all looks allow (Johari 2017),
/// empty (low > high) when they contradict each other. `looks` are in order of time.
std::vector<Watched> running(std::span<const Watched> looks);

/// Where no effect was planned: what a test of 10,000 people an arm would find (power .8, significance .05),
/// given the variance a pair.
double defaultTau2(double variance);

} // namespace tastescope
