// SPDX-License-Identifier: GPL-3.0-or-later
// Cold start as a project rehearses it: the same numbers for the window and the command line. Every pair
// counts 1, as in an evaluation.
#pragma once

#include "engine/onboarding/item_rehearsal.h"
#include "engine/onboarding/people_rehearsal.h"

#include <string>

namespace tastescope {

Result<PeopleRehearsal> onboardPeople(const Dataset& dataset, const PeopleRehearsalRequest& request,
                                      const ExecutionContext& context = {});
Result<ItemRehearsal> onboardItems(const Dataset& dataset, const ItemRehearsalRequest& request,
                                   const ExecutionContext& context = {});

/// The keys of the command line.
std::string onboardJson(const PeopleRehearsal& rehearsal);
std::string onboardJson(const Dataset& dataset, const ItemRehearsal& rehearsal,
                        const ItemRehearsalRequest& request);

} // namespace tastescope
