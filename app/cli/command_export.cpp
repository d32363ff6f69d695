// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/words.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "storage/export/exports.h"
#include "storage/export/json_writer.h"
#include "storage/export/metrics.h"
#include "storage/export/text_format.h"
#include "storage/files/atomic_file.h"
#include "storage/project/rule_store.h"
#include "storage/use_cases/lists.h"
#include "storage/use_cases/newcomers/fallback_order.h"

#include <CLI/CLI.hpp>

namespace tastescope {
namespace {

using words::counted;

struct ExportArguments {
    std::string project;
    std::string what;
    std::string name; ///< of a rule set
    std::string model;
    std::size_t count = 10;
    std::string out;
    bool raw = false;
    bool fallback = false;
    bool ofLists = false; ///< something was said of recommendations

    Cells cells() const { return raw ? Cells::Raw : Cells::Guarded; }
};

/// Everybody's list; the number of rows written.
Result<std::size_t> writeLists(const Shell& shell, const OpenedProject& opened,
                               const ExportArguments& arguments) {
    TRY_ASSIGN(const auto loaded, openModel(opened, arguments.model));
    if (!arguments.fallback) {
        return exportLists(*loaded.model, *opened.dataset, arguments.count, arguments.out, shell.context(),
                           arguments.cells());
    }
    TRY_ASSIGN(const auto order, fallbackOrderOf(*opened.project, *opened.dataset, shell.context()));
    return exportLists(*loaded.model, *opened.dataset, arguments.count, arguments.out, shell.context(),
                       arguments.cells(), loaded.stored.algorithm, order);
}

Result<std::size_t> writeWhat(const Shell& shell, const OpenedProject& opened,
                              const ExportArguments& arguments) {
    const Dataset& data = *opened.dataset;
    if (arguments.what == "recommendations") {
        return writeLists(shell, opened, arguments);
    }
    const bool items = arguments.what == "items";
    const Result<void> done =
        items ? exportItems(data, arguments.out, shell.context(), arguments.cells())
              : exportInteractions(data, data.events(), arguments.out, shell.context(), arguments.cells());
    return done ? Result<std::size_t>(items ? data.itemCount() : data.events().size()) : done.error();
}

/// Needs the experiment alone, not the events.
Result<std::size_t> writeMetrics(const Shell& shell, const ExportArguments& arguments) {
    TRY_ASSIGN(const auto project, Project::open(projectPath(arguments.project), OpenMode::ReadOnly));
    TRY_ASSIGN(const auto metrics, project->experiments().metrics(0));
    if (metrics.empty()) {
        return Error{ErrorCode::NotFound, "The project has no evaluation yet", "Run \"evaluate\" first",
                     arguments.project};
    }
    TRY_ASSIGN(const auto experiment, project->experiments().find(metrics.front().experiment));
    const Result<void> done =
        exportMetrics(metrics, experiment.protocol, arguments.out, shell.context(), arguments.cells());
    return done ? Result<std::size_t>(metrics.size()) : done.error();
}

/// As --rules of rerank reads it.
Result<std::size_t> writeRules(const ExportArguments& arguments) {
    TRY_ASSIGN(const auto project, Project::open(projectPath(arguments.project), OpenMode::ReadOnly));
    TRY_ASSIGN(const auto stored, project->rules().find(arguments.name));
    TRY(writeFileAtomically(arguments.out, ruleSetJson(stored.rules)));
    return stored.rules.limits.size() + stored.rules.rules.size();
}

Result<std::size_t> writeRows(const Shell& shell, const ExportArguments& arguments) {
    if (arguments.what == "rules") {
        return writeRules(arguments);
    }
    if (arguments.what == "metrics") {
        return writeMetrics(shell, arguments);
    }
    const Result<OpenedProject> opened = openProject(shell, arguments.project, OpenMode::ReadOnly);
    return opened ? writeWhat(shell, *opened, arguments) : opened.error();
}

Result<void> runExport(Shell& shell, const ExportArguments& arguments) {
    if (arguments.what != "recommendations" && arguments.what != "interactions" &&
        arguments.what != "items" && arguments.what != "metrics" && arguments.what != "rules") {
        return Error{ErrorCode::InvalidArgument, "\"" + arguments.what + "\" cannot be exported",
                     "Export recommendations, interactions, items, metrics or rules", "export"};
    }
    TRY_ASSIGN(const ExportFormat format, exportFormat(arguments.out));
    const bool rules = arguments.what == "rules";
    if (rules && format != ExportFormat::Json) {
        return Error{ErrorCode::InvalidArgument, "Rules are written as JSON",
                     "Give a name that ends in .json", "--out"};
    }
    if (!rules && !arguments.name.empty()) {
        return Error{ErrorCode::InvalidArgument, "A name is asked for by rules alone",
                     "Leave \"" + arguments.name + "\" out", "export"};
    }
    if (arguments.ofLists && arguments.what != "recommendations") {
        return Error{ErrorCode::InvalidArgument, "--model, --count and --fallback are about recommendations",
                     "Leave them out, or export recommendations", "export"};
    }
    TRY_ASSIGN(const auto rows, writeRows(shell, arguments));
    if (shell.json) {
        JsonWriter json;
        json.beginObject()
            .field("what", arguments.what)
            .field("rows", rows)
            .field("out", arguments.out)
            .endObject();
        shell.answer(json.text());
        return {};
    }
    shell.confirm(
        "Wrote " +
        (rules ? counted(rows, "limit or rule", "limits and rules") : counted(rows, "row", "rows")) + " to " +
        arguments.out);
    return {};
}

} // namespace

void addExport(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand(
        "export", "Write recommendations, interactions, items, metrics or rules to a file");
    auto arguments = std::make_shared<ExportArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command
        ->add_option(
            "WHAT", arguments->what,
            "recommendations, interactions, items, metrics: those of the newest evaluation, or rules: "
            "a stored rule set as rerank reads it")
        ->required();
    command->add_option("NAME", arguments->name, "For rules: its name; may be left out if there is one");
    command->add_option("--out", arguments->out, "The .csv or .json file to write")
        ->type_name(fileWritten)
        ->required();
    command->add_flag("--raw", arguments->raw, rawHelp);
    command->add_flag(
        "--fallback", arguments->fallback,
        "For recommendations: people with fewer than two likes get what recommend shows them, and "
        "not the model's own list");
    command->add_option("--model", arguments->model,
                        "For recommendations: name of a stored model; may be left out if there is one");
    command->add_option("-n,--count", arguments->count, "For recommendations: length of a list")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->callback([arguments, command, &shell] {
        arguments->ofLists = command->count("--model") + command->count("--count") > 0 || arguments->fallback;
        shell.action = [arguments](Shell& with) { return runExport(with, *arguments); };
    });
}

} // namespace tastescope
