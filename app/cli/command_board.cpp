// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/board/board_files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {
namespace {

struct BoardArguments {
    std::string project;
    std::string file;
};

std::string jsonOf(const std::vector<CheckedExpectation>& checked) {
    JsonWriter json;
    json.beginObject().key("expectations").beginArray();
    for (const CheckedExpectation& one : checked) {
        json.beginObject().field("text", one.text).field("ok", one.ok).field("seen", one.seen).endObject();
    }
    return json.endArray().endObject().text();
}

Result<void> runBoard(Shell& shell, const BoardArguments& arguments) {
    TRY_ASSIGN(const auto text, readBoardText(arguments.file, shell.stop));
    const auto named = [&](Error error) {
        error.context = error.context.empty() ? arguments.file : arguments.file + ", " + error.context;
        return error;
    };
    const Result<std::vector<Expectation>> board = readBoard(text);
    if (!board) {
        return named(board.error());
    }
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    const auto checked = checkBoard(*opened.project, opened.dataset, *board, shell.context());
    if (!checked) {
        return checked.error().code == ErrorCode::BadInput ? named(checked.error()) : checked.error();
    }
    if (shell.json) {
        shell.answer(jsonOf(*checked));
    } else {
        TextTable table({"", "expectation", "seen"});
        for (const CheckedExpectation& one : *checked) {
            table.row({one.ok ? "ok" : "FAILED", one.text, one.seen});
        }
        shell.showText(table.text());
    }
    const auto failed = std::ranges::count(*checked, false, &CheckedExpectation::ok);
    if (failed == 0) {
        return {};
    }
    return Error{ErrorCode::NotFound, fmt::format("{} of {} expectations failed", failed, checked->size()),
                 "See what was seen instead", arguments.file};
}

} // namespace

void addBoard(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("board", "Check saved expectations of people's lists; exit 1 when one fails");
    auto arguments = std::make_shared<BoardArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("FILE", arguments->file, "A .json file of expectations")
        ->type_name(fileRead)
        ->required();
    command->footer(
        "{\"version\": 1, \"model\": \"ALS-64\", \"expectations\": [\n"
        "  {\"user\": \"196\", \"item\": \"242\", \"within\": 10},\n"
        "  {\"user\": \"196\", \"condition\": \"category == 'Sci-Fi'\", \"within\": 10, \"at_least\": 2},\n"
        "  {\"user\": \"22\", \"item\": \"1\", \"not_within\": 20, \"model\": \"popular\", \"text\": \"no "
        "toys\"}]}\n"
        "user and item are ids of the data. condition is one of rules, about the items of the list. within "
        "k: the\n"
        "first k places hold the item, or at_least (1) items for which the condition holds; not_within k: "
        "none.\n"
        "model names a stored model, once for all or for one; it may be left out if there is only one.");
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runBoard(with, *arguments); };
    });
}

} // namespace tastescope
