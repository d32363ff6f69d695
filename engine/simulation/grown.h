// SPDX-License-Identifier: GPL-3.0-or-later
// Choices as events of the data.
#pragma once

#include "engine/data/dataset.h"

#include <memory>
#include <vector>

namespace tastescope {

/// What a choice is: the signal most often seen of those that speak for an item; where its value counts, the
/// median of its values.
struct ChoiceEvent {
    SignalIndex signal = 0;
    float value = std::numeric_limits<float>::quiet_NaN();
    float weight = 1;    ///< that one of them adds
    Time after = noTime; ///< the newest event; noTime: the data has no times, and choices have none
};
ChoiceEvent choiceEventOf(const Dataset& data);

/// Somebody took something in a round.
struct Choice {
    UserIndex user;
    ItemIndex item;
    std::size_t round = 0;
};

/// The data with these choices, which stand in order of rounds, a day apart, behind what was.
std::shared_ptr<const Dataset> grownBy(const Dataset& data, const ChoiceEvent& event,
                                       const std::vector<Choice>& choices, const ExecutionContext& context);

} // namespace tastescope
