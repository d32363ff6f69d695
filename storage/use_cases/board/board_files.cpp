// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/board/board_files.h"

#include "storage/export/table_file.h"
#include "storage/files/atomic_file.h"
#include "storage/import/sources/byte_source.h"

#include <array>

namespace tastescope {
namespace {

constexpr std::size_t mostBytes = std::size_t{16} << 20;

} // namespace

Result<std::string> readBoardText(const std::filesystem::path& file, const std::stop_token& stop) {
    TRY_ASSIGN(const auto settled, settledPath(file, stop));
    TRY_ASSIGN(const auto source, openByteSource(settled, {}, {}, stop));
    std::string text;
    std::vector<char> block(std::size_t{1} << 16);
    for (;;) {
        TRY_ASSIGN(const auto count, source->read(block));
        if (count == 0) {
            return text;
        }
        text.append(block.data(), count);
        if (text.size() > mostBytes) {
            return Error{ErrorCode::BadInput, "The file is too large for a board",
                         "Give a JSON file of expectations", file.string()};
        }
    }
}

Result<BoardPlan> readBoardFile(const std::filesystem::path& file, const std::stop_token& stop) {
    TRY_ASSIGN(const auto text, readBoardText(file, stop));
    if (text.empty()) {
        return Error{ErrorCode::BadInput, "The file is empty", "Give a JSON file of expectations",
                     file.string()};
    }
    Result<BoardPlan> plan = readBoardPlan(text);
    if (!plan) {
        Error error = plan.error();
        error.context = error.context.empty() ? file.string() : file.string() + ", " + error.context;
        return error;
    }
    return plan;
}

Result<void> writeBoardFile(const std::filesystem::path& file, const BoardPlan& plan) {
    return writeFileAtomically(file, boardJson(plan) + "\n");
}

Result<void> writeCheckedBoard(const std::filesystem::path& file,
                               const std::vector<CheckedExpectation>& checked) {
    TRY_ASSIGN(auto table, TableFile::create(file, {{"expectation"}, {"holds", false, true}, {"seen"}}));
    for (const CheckedExpectation& one : checked) {
        TRY(table.row(std::array<std::string, 3>{one.text, one.ok ? "yes" : "no", one.seen}));
    }
    return table.commit();
}

} // namespace tastescope
