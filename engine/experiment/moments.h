// SPDX-License-Identifier: GPL-3.0-or-later
// What an arm of an experiment is boiled down to: count, means and centred products of three numbers a
// person, updated one person at a time without cancellation (Welford 1962; Chan, Golub and LeVeque 1983).
// Means, proportions, ratios by the delta method and CUPED need nothing else.
#pragma once

#include <array>
#include <cstddef>

namespace tastescope {

/// The three numbers: what a metric counts (of a ratio its numerator), what it is divided by, and what was
/// known about the person before.
enum class Part { Value, Base, Before };

/// Of finite numbers only. A plain value; not thread-safe while added to.
class Moments {
public:
    void add(double value, double base = 1, double before = 0);
    void merge(const Moments& other);

    /// Of `successes` people of `count` who did something, and the rest who did not.
    static Moments ofCounts(double count, double successes);

    double count() const { return m_count; }
    /// NaN for nobody.
    double mean(Part part) const;
    double sum(Part part) const { return m_count * m_mean[static_cast<std::size_t>(part)]; }
    /// Sum of the products of what deviates from the means.
    double product(Part a, Part b) const { return m_product[place(a, b)]; }
    /// Unbiased; NaN for fewer than two people.
    double covariance(Part a, Part b) const;

private:
    static std::size_t place(Part a, Part b);

    double m_count = 0;
    std::array<double, 3> m_mean{};
    std::array<double, 6> m_product{};
};

} // namespace tastescope
