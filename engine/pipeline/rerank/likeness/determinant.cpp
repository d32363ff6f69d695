// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/likeness/determinant.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace tastescope {

void Determinant::begin(std::size_t candidates, std::size_t places) {
    m_candidates = candidates;
    m_places = std::min(candidates, places);
    const std::size_t groups = (candidates + together - 1) / together;
    m_rows.resize(std::max(m_rows.size(), groups * together * m_places));
    m_variance.resize(groups * together);
    m_grown.resize(groups);
    m_listRows.resize(std::max(m_listRows.size(), m_places * m_places));
    m_listRoots.resize(m_places);
    restart();
}

void Determinant::restart() {
    std::ranges::fill(m_variance, 1);
    std::ranges::fill(m_grown, 0);
    m_list.clear();
}

/// The place's column of the rows of a group.
void Determinant::grow(std::size_t group, std::size_t place) {
    using Lanes = Eigen::Array<double, together, 1>;
    double* rows = m_rows.data() + group * together * m_places;
    const double* other = m_listRows.data() + place * m_places;
    Lanes left = Eigen::Map<const Lanes>(m_left.data());
    for (std::size_t before = 0; before < place; ++before) {
        left -= other[before] * Eigen::Map<const Lanes>(rows + before * together);
    }
    // A list may hold, by a pin, what adds nothing.
    const double root = m_listRoots[place];
    left = root > 0 ? Lanes(left / root) : Lanes::Zero();
    Eigen::Map<Lanes>(rows + place * together) = left;
    Eigen::Map<Lanes>(m_variance.data() + group * together) -= left * left;
}

void Determinant::list(std::size_t candidate) {
    if (m_list.size() == m_places) {
        return;
    }
    const double* rows = m_rows.data() + candidate / together * together * m_places + candidate % together;
    double* row = m_listRows.data() + m_list.size() * m_places;
    for (std::size_t place = 0; place < m_list.size(); ++place) {
        row[place] = rows[place * together];
    }
    m_listRoots[m_list.size()] = std::sqrt(variance(candidate));
    m_list.push_back(candidate);
}

} // namespace tastescope
