// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/words.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/demo.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace tastescope {
namespace {

using words::counted;

struct DemoArguments {
    std::string project;
    DemoOptions options;
};

Result<void> runDemo(Shell& shell, DemoArguments arguments) {
    // Small worlds have fewer artists, so that --items alone never asks for the impossible.
    arguments.options.artists =
        std::min(arguments.options.artists, std::max<std::size_t>(1, arguments.options.items / 10));
    TRY_ASSIGN(const auto made, createDemoProject(projectPath(arguments.project), arguments.options,
                                                  shell.context(arguments.options.seed)));
    const Dataset& data = *made;
    if (shell.json) {
        JsonWriter json;
        json.beginObject().field("project", arguments.project).field("users", data.userCount());
        json.field("items", data.itemCount()).field("events", data.events().size()).endObject();
        shell.answer(json.text());
        return {};
    }
    const Nouns& nouns = data.nouns();
    shell.confirm("Made " + arguments.project + ": " + counted(data.userCount(), nouns.user, nouns.users) +
                  ", " + counted(data.itemCount(), nouns.item, nouns.items) + ", " +
                  counted(data.events().size(), "event", "events"));
    return {};
}

} // namespace

void addDemo(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("demo", "Make a project with a synthetic music service");
    auto arguments = std::make_shared<DemoArguments>();
    command->add_option("PROJECT", arguments->project, "The .tastescope file to make")->required();
    command->add_option("--users", arguments->options.users, "Listeners")->capture_default_str();
    command->add_option("--items", arguments->options.items, "Songs")->capture_default_str();
    command->add_option("--events", arguments->options.events, "Events, met within 2 %")
        ->capture_default_str();
    command->add_option("--seed", arguments->options.seed, "Seed of all randomness")->capture_default_str();
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runDemo(with, *arguments); };
    });
}

} // namespace tastescope
