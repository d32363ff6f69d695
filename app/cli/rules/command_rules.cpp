// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/terminal_text.h"
#include "app/cli/text_table.h"
#include "engine/pipeline/rules/day.h"
#include "storage/export/json_writer.h"
#include "storage/project/rule_store.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/rerank_files.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace tastescope {
namespace {

struct RulesArguments {
    std::string project;
    std::string import;
    std::string name;
    std::string remove;
};

/// Reads a file and keeps it under --name, else under the name in it, else under the file's.
Result<void> importRules(const Shell& shell, const RulesArguments& arguments) {
    TRY_ASSIGN(auto rules, readRuleSet(arguments.import, shell.context()));
    if (!arguments.name.empty()) {
        rules.name = arguments.name;
    } else if (rules.name.empty()) {
        rules.name = std::filesystem::path(arguments.import).stem().string();
    }
    TRY_ASSIGN(const auto project, Project::open(projectPath(arguments.project), OpenMode::ReadWrite));
    TRY(project->rules().put(rules, wallClockNow()));
    return {};
}

Result<void> removeRules(const RulesArguments& arguments) {
    TRY_ASSIGN(const auto project, Project::open(projectPath(arguments.project), OpenMode::ReadWrite));
    TRY_ASSIGN(const auto all, project->rules().all());
    for (const StoredRules& one : all) {
        if (one.rules.name == arguments.remove) { // also when it cannot be read
            return project->rules().remove(one.id);
        }
    }
    return project->rules().find(arguments.remove).error();
}

Result<void> runRules(Shell& shell, const RulesArguments& arguments) {
    if (arguments.import.empty() && !arguments.name.empty()) {
        return Error{ErrorCode::InvalidArgument, "A name is for what is read in",
                     arguments.remove.empty() ? "Give --import beside it"
                                              : "Leave it out: --remove is followed by the name",
                     "--name"};
    }
    if (!arguments.import.empty()) {
        TRY(importRules(shell, arguments));
    } else if (!arguments.remove.empty()) {
        TRY(removeRules(arguments));
    }
    TRY_ASSIGN(const auto project, Project::open(projectPath(arguments.project), OpenMode::ReadOnly));
    TRY_ASSIGN(const auto all, project->rules().all());
    if (shell.json) {
        JsonWriter json;
        json.beginObject().key("rules").beginArray();
        for (const StoredRules& one : all) {
            json.beginObject().field("name", one.rules.name).field("limits", one.rules.limits.size());
            json.field("rules", one.rules.rules.size()).field("problem", one.problem).endObject();
        }
        shell.answer(json.endArray().endObject().text());
        return {};
    }
    if (all.empty()) {
        shell.show("The project has no rule sets\n");
        return {};
    }
    TextTable table({"rule set", ">limits", ">rules", "changed", ""});
    for (const StoredRules& one : all) {
        table.row({one.rules.name, countText(one.rules.limits.size()), countText(one.rules.rules.size()),
                   one.changed == noTime ? "" : dayOf(one.changed), one.problem});
    }
    shell.showText(table.text());
    return {};
}

} // namespace

void addRules(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("rules", "The rule sets that a project keeps");
    auto arguments = std::make_shared<RulesArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    CLI::Option* import =
        command->add_option("--import", arguments->import, "Keep the rule set of this JSON file")
            ->type_name(fileRead);
    command->add_option("--name", arguments->name,
                        "With --import: the name it gets; one of that name is replaced");
    command->add_option("--remove", arguments->remove, "Remove the rule set of this name")->excludes(import);
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runRules(with, *arguments); };
    });
}

} // namespace tastescope
