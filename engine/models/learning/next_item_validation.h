// SPDX-License-Identifier: GPL-3.0-or-later
// What early stopping judges the neural trainings by: the last item of a person is held back, and an epoch is
// as good as the likelihood it gives to these items.
#pragma once

#include "engine/models/learning/item_sequence.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// People with two items at least, at most `most` of them, drawn; ascending.
std::vector<std::uint32_t> heldUsers(const ItemSequences& sequences, std::size_t most, std::uint64_t seed);

/// Minus the logarithm of the softmax of the held item among all items that the person has not yet. The
/// scores are used up.
double heldItemLoss(std::span<float> scores, ItemIndex held, std::span<const ItemIndex> before);

} // namespace tastescope
