// SPDX-License-Identifier: GPL-3.0-or-later
// The leak laboratory: what in the parts of an evaluation lets a model know what it could not have known, or
// makes a number say less than it seems to (Ji et al. 2023; Krichene and Rendle 2020). It looks at the parts
// alone and trains nothing.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/split.h"
#include "engine/evaluation/evaluation_result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// What is looked for. The ids and their order are those of `leakKinds`.
struct LeakKind {
    std::string_view id;
    LeakWeight weight;
    std::string_view remedy;
};
/// pairs_in_both, later_events, future_items, future_events, time_ties, validation_reused,
/// sampled_candidates, cold_items.
const std::vector<LeakKind>& leakKinds();

/// Events that settings were chosen by, beside training: a validation part, or what a search trained on.
struct TunedOn {
    std::string by; ///< "the file validation.csv", "search 3"
    std::shared_ptr<const Interactions> events;
};

/// Found ones only, in the order of the kinds; nothing for clean parts:
///   pairs_in_both       test events whose (user, item) pair stands in train, or in a cold user's history
///   later_events        test events of users who have a later event in train (or in their history)
///   future_items        test events of items whose every training event is later
///   future_events       training events later than the first test event: what is popular and alike is then
///                       known from the future
///   time_ties           test events at the very time of a training event of the same user; and, where train
///                       ends when test begins, those at that time
///   validation_reused   test events whose pair settings were chosen by
///   sampled_candidates  the test items and `sampled` others are ranked instead of the catalogue
///   cold_items          test events of items without a training event
/// What needs times is passed over for events without. Fails only by cancellation.
Result<std::vector<Leak>> lintParts(const Split& parts, const std::vector<TunedOn>& tuned,
                                    std::size_t sampled, const ExecutionContext& context = {});

} // namespace tastescope
