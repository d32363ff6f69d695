// SPDX-License-Identifier: GPL-3.0-or-later
// All algorithms and their families. Above the families, so that none of them looks up; a new algorithm is a
// line here. Thread-safe.
#pragma once

#include "engine/models/algorithm.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace tastescope {

struct Family {
    std::string id;    ///< as AlgorithmInfo::family
    std::string title; ///< "Item-item regression"
    /// Counting, similarity, attributes and weights between items can be said in a sentence; factors cannot.
    bool explainsItself = false;
};

/// In gallery order. Every algorithm is of one of them, and none is empty.
const std::vector<Family>& families();
/// Of a family that is listed.
const Family& familyOf(const AlgorithmInfo& algorithm);

/// All algorithms in gallery order, each trained on those with an event (engine/models/present_rows.h).
const std::vector<AlgorithmInfo>& algorithms();
/// Null when unknown.
const AlgorithmInfo* findAlgorithm(std::string_view id);
/// As findAlgorithm, with an error that lists the known ids.
Result<const AlgorithmInfo*> requireAlgorithm(std::string_view id);
/// Where it stands in algorithms(); nothing when unknown.
std::optional<std::size_t> galleryPlace(std::string_view id);
/// The algorithm to begin with among those of the kind.
const AlgorithmInfo& firstChoice(ModelKind kind);

} // namespace tastescope
