// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/report/write_report.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tastescope {
namespace {

struct ReportArguments {
    std::string project;
    std::string out;
    std::int64_t experiment = 0;
};

Result<void> runReport(Shell& shell, const ReportArguments& arguments) {
    TRY(checkReportName(arguments.out));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    const ReportWish wish{projectPath(arguments.project), arguments.out, arguments.experiment};
    TRY_ASSIGN(const auto experiment, writeReport(*opened.project, *opened.dataset, wish, shell.context()));
    if (shell.json) {
        JsonWriter json;
        json.beginObject().field("experiment", experiment).field("out", arguments.out).endObject();
        shell.answer(json.text());
        return {};
    }
    shell.confirm("Wrote the report of experiment " + std::to_string(experiment) + " to " + arguments.out);
    return {};
}

} // namespace

void addReport(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("report", "Write a stored evaluation as one HTML page, or a PDF, with charts");
    auto arguments = std::make_shared<ReportArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--out", arguments->out, "The .html or .pdf file to write")
        ->type_name(fileWritten)
        ->required();
    command
        ->add_option("--experiment", arguments->experiment,
                     "Number of the experiment; the newest unless said")
        ->check(CLI::Range(1, 1'000'000'000));
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runReport(with, *arguments); };
    });
}

} // namespace tastescope
