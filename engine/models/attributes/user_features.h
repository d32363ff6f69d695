// SPDX-License-Identifier: GPL-3.0-or-later
// People as vectors of what is known about them, in the manner of content_features.h. A text column with few
// different values ("occupation") counts as a list of one word; one that is nearly a name is left out.
#pragma once

#include "engine/models/attributes/content_features.h"

namespace tastescope {

/// Rows 0 … users - 1; the table may have fewer. Fails only by cancellation.
Result<ContentFeatures> userFeatures(const AttributeTable& attributes, std::size_t users,
                                     const ContentWeights& weights, const ExecutionContext& context);

} // namespace tastescope
