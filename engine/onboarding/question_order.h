// SPDX-License-Identifier: GPL-3.0-or-later
// Questions that are the same for everybody, in the order in which they are asked. Among items that
// somebody has met; ties by item index. Pure functions of the answers of everybody (answersOf).
//
// popular: the most people have met it. entropy: of like and dislike among those who have met it, which loves
// obscure items; where the data holds no dislike, "never met" is an answer of its own (Entropy0: Rashid,
// Karypis and Riedl 2008). popularity × entropy: the logarithm of the one times the other (Rashid et al.
// 2002). diverse cover: the item that most people like, anybody counting half as much with every asked item
// that they like: a greedy cover of people (Nemhauser, Wolsey and Fisher 1978).
#pragma once

#include "engine/base/result.h"
#include "engine/data/interaction_matrix.h"

#include <cstdint>
#include <vector>

namespace tastescope {

/// In bits, by item; NaN of what nobody has met.
std::vector<double> answerEntropy(const InteractionMatrix& answers);

std::vector<ItemIndex> popularOrder(const InteractionMatrix& answers);
std::vector<ItemIndex> entropyOrder(const InteractionMatrix& answers);
std::vector<ItemIndex> popularityEntropyOrder(const InteractionMatrix& answers);
std::vector<ItemIndex> randomOrder(const InteractionMatrix& answers, std::uint64_t seed);
/// At most `most` items, by lazy evaluation: what an item adds only shrinks. Fails only by cancellation.
Result<std::vector<ItemIndex>> diverseOrder(const InteractionMatrix& answers, std::size_t most,
                                            const ExecutionContext& context = {});

} // namespace tastescope
