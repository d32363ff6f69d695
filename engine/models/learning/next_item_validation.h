// SPDX-License-Identifier: GPL-3.0-or-later
// Early stopping of the neural trainings: the last item of a person is held back, and an epoch is judged by
// the likelihood it gives to these items.
#pragma once

#include "engine/models/learning/item_sequence.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tastescope {

/// People with two items at least, at most `most` of them, drawn; ascending.
std::vector<std::uint32_t> heldUsers(const ItemSequences& sequences, std::size_t most, std::uint64_t seed);

/// Minus the logarithm of the softmax of the held item among all items that the person has not yet. The
/// scores are used up.
double heldItemLoss(std::span<float> scores, ItemIndex held, std::span<const ItemIndex> before);

/// Which epoch was the best, and whether it is time to give up.
class BestEpoch {
public:
    explicit BestEpoch(int patience) : m_patience(patience) {}
    /// True when the epoch is the best so far.
    bool offer(int epoch, double loss) {
        m_now = epoch;
        if (!(loss < m_loss)) {
            return false;
        }
        m_loss = loss;
        m_best = epoch;
        return true;
    }
    bool over() const { return m_now - m_best >= m_patience; }

private:
    int m_patience;
    int m_now = 0;
    int m_best = 0;
    double m_loss = std::numeric_limits<double>::infinity();
};

} // namespace tastescope
