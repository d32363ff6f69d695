// SPDX-License-Identifier: GPL-3.0-or-later
// What is left of the variance of every candidate given the list, which is by how much the list's determinant
// grows with it: rows of the Cholesky factor of the likeness, place after place (fast greedy MAP, Chen, Zhang
// and Zhou 2018). Candidates side by side grow together, each summed in the order of the places, so that the
// bits do not depend on how many a machine adds at once. Scratch of one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

class Determinant {
public:
    /// For so many candidates, and lists of at most so many places; places beyond add nothing.
    void begin(std::size_t candidates, std::size_t places);
    /// Back to the empty list.
    void restart();

    /// Brings a candidate up to the list as it is. `likeness(candidate, first, out)`: of a candidate to as
    /// many as there is room for from `first` on.
    template <typename Likeness>
    void grow(std::size_t candidate, const Likeness& likeness) {
        const std::size_t group = candidate / together;
        const std::size_t first = group * together;
        const std::size_t count = std::min(together, m_candidates - first);
        for (std::size_t place = m_grown[group]; place < m_list.size(); ++place) {
            likeness(m_list[place], first, std::span(m_left).first(count));
            grow(group, place);
        }
        m_grown[group] = m_list.size();
    }
    /// Of a candidate that has grown; 0 where it is nothing but rounding.
    double variance(std::size_t candidate) const {
        return m_variance[candidate] > leastVariance ? m_variance[candidate] : 0;
    }
    /// The next place is that candidate's, which has grown.
    void list(std::size_t candidate);

private:
    static constexpr std::size_t together = 16;
    static constexpr double leastVariance = 1e-12;

    void grow(std::size_t group, std::size_t place);

    std::size_t m_candidates = 0;
    std::size_t m_places = 0;
    std::vector<double> m_rows;       ///< by group, place and candidate of the group
    std::vector<double> m_variance;   ///< by candidate
    std::vector<std::size_t> m_grown; ///< by group: places in its rows
    std::vector<std::size_t> m_list;
    std::vector<double> m_listRows;                             ///< of the list, place after place
    std::vector<double> m_listRoots;                            ///< of their variances; 0: adds nothing
    std::vector<double> m_left = std::vector<double>(together); ///< scratch by candidate of a group
};

} // namespace tastescope
