// SPDX-License-Identifier: GPL-3.0-or-later
// A test board as a file: what the command `board` reads, with the pinned people beside, and what was found
// as a table.
#pragma once

#include "storage/use_cases/board/test_board.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace tastescope {

/// The text of a board, from a plain or packed file or a pipe. BadInput for more than 16 MiB; Cancelled.
Result<std::string> readBoardText(const std::filesystem::path& file, const std::stop_token& stop);
/// BadInput with the file and the path in it of what is wrong; an empty file is no board.
Result<BoardPlan> readBoardFile(const std::filesystem::path& file, const std::stop_token& stop = {});
/// JSON, which readBoardFile() and the command read again; whole or not at all.
Result<void> writeBoardFile(const std::filesystem::path& file, const BoardPlan& plan);
/// A row for every expectation: its words, whether it holds and what was seen; CSV, or JSON by its ending.
Result<void> writeCheckedBoard(const std::filesystem::path& file,
                               const std::vector<CheckedExpectation>& checked);

} // namespace tastescope
