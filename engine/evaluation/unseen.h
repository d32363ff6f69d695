// SPDX-License-Identifier: GPL-3.0-or-later
// Who and what stands in the test part and was never seen in training: people without a past and items
// without an event. Every cut by time has them. No model can find such items, and such people get what a
// model gives a stranger; both count as they are unless they are left out.
#pragma once

#include "engine/data/split.h"
#include "engine/evaluation/evaluation_result.h"

namespace tastescope {

/// Cold users have their history and are not unseen. Users and items count once.
UnseenCounts countUnseen(const Split& parts);
/// The parts without the test events of unseen users and items. BadInput when that leaves no test event.
Result<Split> leaveOutUnseen(Split parts);

} // namespace tastescope
