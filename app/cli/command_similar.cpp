// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/index/neighbours.h"
#include "storage/export/json_writer.h"

#include <CLI/CLI.hpp>

namespace tastescope {
namespace {

struct SimilarArguments {
    std::string project;
    std::string model;
    std::string item;
    std::string user;
    std::size_t count = 10;
};

Error unknownToModel(const std::string& id) {
    return Error{ErrorCode::NotFound, "The model was trained before \"" + id + "\" was imported",
                 "Train it again", "similar"};
}

Result<std::vector<Neighbour>> neighboursOf(const Shell& shell, const Dataset& data,
                                            const std::shared_ptr<const Recommender>& model,
                                            const SimilarArguments& arguments) {
    std::uint32_t row = 0;
    std::size_t known = 0;
    if (arguments.user.empty()) {
        TRY_ASSIGN(const auto item, findItem(data, arguments.item));
        row = item.value;
        known = model->itemCount();
    } else {
        TRY_ASSIGN(const auto user, findUser(data, arguments.user));
        row = user.value;
        known = model->userCount();
    }
    if (row >= known) {
        return unknownToModel(arguments.user.empty() ? arguments.item : arguments.user);
    }
    const NeighbourKind kind = arguments.user.empty() ? NeighbourKind::Items : NeighbourKind::Users;
    TRY_ASSIGN(auto found, NeighbourFinder(model).nearest(kind, row, arguments.count, shell.context()));
    return std::move(found.nearest);
}

Result<void> runSimilar(Shell& shell, const SimilarArguments& arguments) {
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto loaded, openModel(opened, arguments.model));
    const Dataset& data = *opened.dataset;
    TRY_ASSIGN(const auto neighbours, neighboursOf(shell, data, loaded.model, arguments));
    const auto idOf = [&](const Neighbour& neighbour) {
        return std::string(arguments.user.empty() ? data.items().at(neighbour.row)
                                                  : data.users().at(neighbour.row));
    };
    const auto titleOf = [&](const Neighbour& neighbour) {
        return arguments.user.empty() ? std::string(data.itemAttributes().title(ItemIndex(neighbour.row)))
                                      : std::string();
    };
    if (shell.json) {
        JsonWriter json;
        json.beginObject().key("neighbours").beginArray();
        for (const Neighbour& neighbour : neighbours) {
            json.beginObject().field("id", idOf(neighbour)).field("title", titleOf(neighbour));
            json.field("score", static_cast<double>(neighbour.score)).endObject();
        }
        shell.answer(json.endArray().endObject().text());
        return {};
    }
    TextTable table({">rank", "id", "title", ">score"});
    for (const Neighbour& neighbour : neighbours) {
        table.row({std::to_string(&neighbour - neighbours.data() + 1), idOf(neighbour), titleOf(neighbour),
                   decimalText(static_cast<double>(neighbour.score))});
    }
    shell.showText(table.text());
    return {};
}

} // namespace

void addSimilar(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("similar", "Nearest neighbours of an item or of a user");
    auto arguments = std::make_shared<SimilarArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--model", arguments->model,
                        "Name of a stored model; may be left out if there is one");
    CLI::Option_group* which = command->add_option_group("which");
    which->add_option("--item", arguments->item, "Id of an item");
    which->add_option("--user", arguments->user, "Id of a user");
    which->require_option(1);
    command->add_option("-n,--count", arguments->count, "How many")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runSimilar(with, *arguments); };
    });
}

} // namespace tastescope
