// SPDX-License-Identifier: GPL-3.0-or-later
// A test board whole: people, what each model of a project would show them, and whether the expectations
// that are kept hold.
#pragma once

#include "engine/ranking/recommend.h"
#include "storage/use_cases/board/board.h"
#include "storage/use_cases/board/board_people.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// What a project keeps of its board.
struct BoardPlan {
    std::vector<std::string> people; ///< pinned ones, by id
    std::vector<Expectation> expectations;
};
/// As a file of the command `board` has it, with the pinned people beside ("people": ["196"]).
std::string boardJson(const BoardPlan& plan);
/// The inverse; an empty text is an empty plan. BadInput with the path of what is wrong.
Result<BoardPlan> readBoardPlan(std::string_view json);

/// In the settings of the project.
Result<BoardPlan> keptBoard(const Project& project);
Result<void> keepBoard(Project& project, const BoardPlan& plan);
/// Renames a stored model; what the kept board expects of it goes with it. Errors as those of
/// ModelStore::rename().
Result<void> renameModel(Project& project, std::int64_t id, std::string_view name);

struct BoardModel {
    std::int64_t id = 0;
    std::string name;
    std::string algorithm;
    std::string problem;           ///< why there are no lists of it
    std::vector<RankedList> lists; ///< by person; empty with a problem
};

struct TestBoard {
    BoardPlan plan;
    std::vector<BoardPerson> people;
    std::vector<BoardModel> models; ///< all of the project
    /// Of the plan, in its order. What cannot be checked (its model is gone, say) fails, and says why.
    std::vector<CheckedExpectation> checked;
};

/// Lists of so many places, through the door. Models are loaded one after the other; one that cannot be has
/// a problem. Fails by cancellation, or where the project cannot be read.
Result<TestBoard> makeBoard(const Project& project, const std::shared_ptr<const Dataset>& dataset,
                            const BoardPlan& plan, std::size_t length, const ExecutionContext& context = {});

} // namespace tastescope
