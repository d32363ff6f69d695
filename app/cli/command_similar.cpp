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

struct Neighbour {
    std::string id;
    std::string title;
    double score = 0;
};

Result<std::vector<Neighbour>> itemNeighbours(const Dataset& data, const Recommender& model,
                                              const SimilarArguments& arguments) {
    TRY_ASSIGN(const auto item, findItem(data, arguments.item));
    if (item.value >= model.itemCount()) {
        return Error{ErrorCode::NotFound,
                     "The model was trained before \"" + arguments.item + "\" was imported", "Train it again",
                     "similar"};
    }
    std::vector<Neighbour> out;
    for (const ScoredItem& entry : similarItems(model, item, arguments.count)) {
        out.push_back({std::string(data.items().at(entry.item.value)),
                       std::string(data.itemAttributes().title(entry.item)),
                       static_cast<double>(entry.score)});
    }
    return out;
}

Result<std::vector<Neighbour>> userNeighbours(const Dataset& data, const Recommender& model,
                                              const SimilarArguments& arguments) {
    TRY_ASSIGN(const auto user, findUser(data, arguments.user));
    if (user.value >= model.userCount()) {
        return Error{ErrorCode::NotFound,
                     "The model was trained before \"" + arguments.user + "\" was imported", "Train it again",
                     "similar"};
    }
    std::vector<Neighbour> out;
    for (const ScoredUser& entry : similarUsers(model, user, arguments.count)) {
        out.push_back({std::string(data.users().at(entry.user.value)), "", static_cast<double>(entry.score)});
    }
    return out;
}

Result<void> runSimilar(Shell& shell, const SimilarArguments& arguments) {
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto loaded, openModel(opened, arguments.model));
    TRY_ASSIGN(const auto neighbours, arguments.user.empty()
                                          ? itemNeighbours(*opened.dataset, *loaded.model, arguments)
                                          : userNeighbours(*opened.dataset, *loaded.model, arguments));
    if (shell.json) {
        JsonWriter json;
        json.beginObject().key("neighbours").beginArray();
        for (const Neighbour& neighbour : neighbours) {
            json.beginObject().field("id", neighbour.id).field("title", neighbour.title);
            json.field("score", neighbour.score).endObject();
        }
        shell.answer(json.endArray().endObject().text());
        return {};
    }
    TextTable table({">rank", "id", "title", ">score"});
    for (const Neighbour& neighbour : neighbours) {
        table.row({std::to_string(&neighbour - neighbours.data() + 1), neighbour.id, neighbour.title,
                   decimalText(neighbour.score)});
    }
    shell.show(table.text());
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
