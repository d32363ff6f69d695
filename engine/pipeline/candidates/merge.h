// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of several sources become one set of candidates, by the rule that mix.h tells. Thread-safe.
#pragma once

#include "engine/pipeline/candidates/candidate.h"
#include "engine/ranking/recommend.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct SourceShare {
    std::size_t quota = 0;
    bool lastResort = false; ///< random exploration: more than its quota only when nobody else has anything
};

/// lists[s], each item once and below `items`, is what source s found; shares[s] what it may bring. The sum
/// of quotas is at most `total`.
CandidateSet mergeSources(std::span<const RankedList> lists, std::span<const SourceShare> shares,
                          std::size_t total, std::size_t items,
                          std::shared_ptr<const std::vector<std::string>> names);

} // namespace tastescope
