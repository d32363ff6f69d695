// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/moments.h"

#include <algorithm>
#include <limits>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t parts = 3;

} // namespace

std::size_t Moments::place(Part a, Part b) {
    const auto low = std::min(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
    const auto high = std::max(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
    return low * parts - low * (low + 1) / 2 + high; // the upper triangle, row by row
}

void Moments::add(double value, double base, double before) {
    const std::array<double, parts> numbers{value, base, before};
    std::array<double, parts> shift{};
    m_count += 1;
    for (std::size_t at = 0; at < parts; ++at) {
        shift[at] = numbers[at] - m_mean[at];
        m_mean[at] += shift[at] / m_count;
    }
    std::size_t pair = 0;
    for (std::size_t a = 0; a < parts; ++a) {
        for (std::size_t b = a; b < parts; ++b) {
            m_product[pair++] += shift[a] * (numbers[b] - m_mean[b]);
        }
    }
}

void Moments::merge(const Moments& other) {
    if (!(other.m_count > 0)) {
        return;
    }
    const double count = m_count + other.m_count;
    std::array<double, parts> shift{};
    for (std::size_t at = 0; at < parts; ++at) {
        shift[at] = other.m_mean[at] - m_mean[at];
    }
    std::size_t pair = 0;
    for (std::size_t a = 0; a < parts; ++a) {
        for (std::size_t b = a; b < parts; ++b, ++pair) {
            m_product[pair] +=
                other.m_product[pair] + shift[a] * shift[b] * (m_count * (other.m_count / count));
        }
    }
    for (std::size_t at = 0; at < parts; ++at) {
        m_mean[at] += shift[at] * (other.m_count / count);
    }
    m_count = count;
}

Moments Moments::ofCounts(double count, double successes) {
    Moments moments;
    if (count > 0) {
        moments.m_count = count;
        moments.m_mean = {successes / count, 1, 0};
        moments.m_product[place(Part::Value, Part::Value)] = successes * (1 - successes / count);
    }
    return moments;
}

double Moments::mean(Part part) const {
    return m_count > 0 ? m_mean[static_cast<std::size_t>(part)] : unknown;
}

double Moments::covariance(Part a, Part b) const {
    return m_count > 1 ? product(a, b) / (m_count - 1) : unknown;
}

} // namespace tastescope
