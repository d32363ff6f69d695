// SPDX-License-Identifier: GPL-3.0-or-later
// The items most like an item, the users most like a user, as a model holds them.
#pragma once

#include "engine/base/scored_item.h"

#include <cstddef>
#include <vector>

namespace tastescope {

class Recommender;

/// The k most alike, best first, itself left out. Thread-safe.
std::vector<ScoredItem> similarItems(const Recommender& model, ItemIndex item, std::size_t k);
std::vector<ScoredUser> similarUsers(const Recommender& model, UserIndex user, std::size_t k);

} // namespace tastescope
