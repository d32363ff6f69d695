// SPDX-License-Identifier: GPL-3.0-or-later
// What a person typed as a history.
#pragma once

#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <string>
#include <vector>

namespace tastescope {

/// A history from ids, as `--history` gives it: "ITEM", "ITEM:SIGNAL" or "ITEM:VALUE", the latest last.
/// Weights and ratings are those that such events would have in the data; a signal that counts by its value
/// gets the mean value of its events when none is given. Unknown items are an error that names them.
Result<History> parseHistory(const Dataset& dataset, const std::vector<std::string>& entries);

} // namespace tastescope
