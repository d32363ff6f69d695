// SPDX-License-Identifier: GPL-3.0-or-later
// The test board: what people's lists are expected to hold, kept in a file and checked whenever a model or
// the data has changed.
//
//     {"version": 1, "model": "ALS-64", "expectations": [
//       {"user": "196", "item": "242", "within": 10},
//       {"user": "196", "condition": "category == 'Sci-Fi'", "within": 10, "at_least": 2},
//       {"user": "22", "item": "1", "not_within": 20, "model": "popular", "text": "no toys for 22"}]}
//
// `user` and `item` are the data's own ids; `condition` is one of rules (engine/pipeline/rules/condition.h),
// about the items of the list. `within` k: the first k places hold the item, or `at_least` items (1 unless
// said) for which the condition holds; `not_within` k: they hold none. `model` names a stored model and may
// stand once for all; it may be left out where only one is stored. `text` is what the expectation is called;
// without it, it is written from the rest. `people`, ids that the window pins to its board, is no expectation
// and may stand beside.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

class JsonTree;
class Project;

struct Expectation {
    std::string path; ///< in the file: "expectations[2]"
    std::string text; ///< its own words; empty for those that are written from the rest
    std::string user;
    std::string model;     ///< empty: the only one
    std::string item;      ///< empty: a condition
    std::string condition; ///< empty: an item
    std::size_t places = 10;
    bool absent = false; ///< not_within
    std::size_t atLeast = 1;
    bool operator==(const Expectation&) const = default;
};

/// An id of a board, which may be written as a whole number.
Result<std::string> boardId(const JsonTree& from);
/// BadInput, with the path, for what has other members than a board, or is one of a later version.
Result<void> requireBoard(const JsonTree& tree);
/// BadInput with the path of what is wrong: "expectations[2].within: …".
Result<std::vector<Expectation>> readBoard(std::string_view json);

struct CheckedExpectation {
    std::string text; ///< "user 196 sees item 242 (Kolya) in the top 10 of ALS-64"
    bool ok = false;
    std::string seen; ///< "rank 3"; "3 of the first 10: rank 1, 4, 7"; "not listed"
};
/// Lists come through the door that every list comes through; items that a user has had are in none.
/// BadInput, with the path, for users, items, models and names of conditions that the project does not have.
Result<std::vector<CheckedExpectation>> checkBoard(const Project& project,
                                                   const std::shared_ptr<const Dataset>& dataset,
                                                   const std::vector<Expectation>& expectations,
                                                   const ExecutionContext& context = {});

} // namespace tastescope
