// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/probability.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

namespace policies = boost::math::policies;
/// What cannot be computed is NaN or infinite, never thrown.
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>, policies::evaluation_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>>;
using Normal = boost::math::normal_distribution<double, Quiet>;
using Student = boost::math::students_t_distribution<double, Quiet>;
using NoncentralStudent = boost::math::non_central_t_distribution<double, Quiet>;
using ChiSquared = boost::math::chi_squared_distribution<double, Quiet>;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

} // namespace

double normalQuantile(double share) {
    return share > 0 && share < 1 ? quantile(Normal(), share) : unknown;
}

double normalTail(double z) {
    return std::isnan(z) ? unknown : cdf(complement(Normal(), z));
}

double normalTwoSided(double z) {
    return 2 * normalTail(std::abs(z));
}

double studentQuantile(double share, double degrees) {
    return share > 0 && share < 1 && degrees > 0 ? quantile(Student(degrees), share) : unknown;
}

double studentTwoSided(double t, double degrees) {
    return std::isnan(t) || !(degrees > 0) ? unknown : 2 * cdf(complement(Student(degrees), std::abs(t)));
}

double studentPower(double critical, double degrees, double noncentrality, bool bothTails) {
    if (std::isnan(critical) || std::isnan(noncentrality) || !(degrees > 0)) {
        return unknown;
    }
    if (noncentrality > 100 * (1 + critical)) {
        return 1; // to every digit, and more than Boost can count
    }
    const NoncentralStudent shifted(degrees, noncentrality);
    return cdf(complement(shifted, critical)) + (bothTails ? cdf(shifted, -critical) : 0);
}

double chiSquaredTail(double value, double degrees) {
    return std::isnan(value) || !(degrees > 0) ? unknown : cdf(complement(ChiSquared(degrees), value));
}

} // namespace tastescope
