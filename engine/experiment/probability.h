// SPDX-License-Identifier: GPL-3.0-or-later
// The distributions that planning and reading an experiment stand on. Pure functions of finite arguments;
// NaN in, NaN out, and NaN where a distribution does not exist (no degrees of freedom).
#pragma once

namespace tastescope {

/// z with P(Z <= z) = share, 0 < share < 1.
double normalQuantile(double share);
/// P(Z > z).
double normalTail(double z);
/// P(|Z| > |z|).
double normalTwoSided(double z);

/// t with P(T <= t) = share; degrees of freedom need not be whole.
double studentQuantile(double share, double degrees);
/// P(|T| > |t|).
double studentTwoSided(double t, double degrees);
/// P(T > critical), and with `bothTails` also P(T < -critical), for T with a noncentrality: the power of a
/// t-test. critical and noncentrality not under 0.
double studentPower(double critical, double degrees, double noncentrality, bool bothTails);

/// P(X > value).
double chiSquaredTail(double value, double degrees);

} // namespace tastescope
