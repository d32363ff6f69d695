// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "storage/experiments/report/report.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/export/json_writer.h"
#include "storage/files/atomic_file.h"

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
    const std::filesystem::path out = arguments.out;
    const bool pdf = out.extension() == ".pdf";
    if (!pdf && out.extension() != ".html" && out.extension() != ".htm") {
        return Error{ErrorCode::InvalidArgument, "A report is an .html or a .pdf file",
                     "Give --out FILE.html or --out FILE.pdf", "--out"};
    }
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto experiment, opened.project->experiments().find(arguments.experiment));
    TRY_ASSIGN(const auto result, loadEvaluation(*opened.project, experiment.id, LoadedValues::None));
    const ReportSource source{experiment, result, *opened.dataset, projectPath(arguments.project)};
    TRY(writeFileAtomically(out, pdf ? reportPdf(source) : reportHtml(source)));
    if (shell.json) {
        JsonWriter json;
        json.beginObject().field("experiment", experiment.id).field("out", arguments.out).endObject();
        shell.answer(json.text());
        return {};
    }
    shell.confirm("Wrote the report of experiment " + std::to_string(experiment.id) + " to " + arguments.out);
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
