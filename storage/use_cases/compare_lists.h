// SPDX-License-Identifier: GPL-3.0-or-later
// Two files of lists beside each other: what the second makes of the first.
#pragma once

#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_result.h"
#include "engine/evaluation/lists_compared.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct CompareRequest {
    std::filesystem::path a; ///< the original
    std::filesystem::path b;
    std::vector<std::pair<std::string, std::string>> map; ///< --map for both
    ListsComparedOptions options;
};
struct CompareAnswer {
    ListsCompared compared;
    std::vector<FileCounts> files; ///< of a, then of b
};

/// Read as an evaluation reads lists (evaluation_lists.h): ties by score go by the item's row; rows of users
/// that the data does not know are passed over, and what else cannot count is counted. BadInput when a file
/// knows none of the users or items, or when nobody has a list in both.
Result<CompareAnswer> compareListFiles(const Dataset& dataset, const CompareRequest& request,
                                       const ExecutionContext& context = {});
/// One JSON object: k, p, users, only_a, only_b, a key for each value with value, low, high and users, and
/// files.
std::string comparisonJson(const CompareRequest& request, const CompareAnswer& answer);

} // namespace tastescope
