// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/personalisation.h"
#include "engine/data/readiness.h"
#include "engine/registry/registry.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/check.h"

#include <CLI/CLI.hpp>

namespace tastescope {
namespace {

std::string_view statusName(ReadinessStatus status) {
    return status == ReadinessStatus::Ok ? "ok" : status == ReadinessStatus::Warn ? "warn" : "stop";
}

std::string jsonOf(const std::vector<std::string>& problems, const Readiness& readiness,
                   const std::vector<QualityFinding>& against = {}) {
    JsonWriter json;
    json.beginObject().field("integrity", problems.empty() ? "ok" : "damaged").key("problems").beginArray();
    for (const std::string& problem : problems) {
        json.value(problem);
    }
    json.endArray();
    if (readiness.checks.empty()) { // the data could not be read
        return json.key("readiness").beginArray().endArray().endObject().text();
    }
    json.field("status", statusName(readiness.status)).field("verdict", readiness.verdict);
    json.field("reason", readiness.reason).key("readiness").beginArray();
    for (const ReadinessCheck& check : readiness.checks) {
        json.beginObject().field("id", check.id).field("status", statusName(check.status));
        json.field("title", check.title).field("value", check.value).field("needed", check.needed);
        json.field("advice", check.advice).endObject();
    }
    json.endArray().key("against").beginArray();
    for (const QualityFinding& finding : against) {
        json.beginObject().field("id", finding.id).field("title", finding.title);
        json.field("detail", finding.detail).endObject();
    }
    json.endArray().key("suitable").beginArray();
    for (const ModelKind kind : readiness.suitable) {
        json.value(firstChoice(kind).id);
    }
    json.endArray().endObject();
    return json.text();
}

void show(Shell& shell, const std::vector<std::string>& problems, const Readiness& readiness,
          const std::vector<QualityFinding>& against) {
    shell.show(problems.empty() ? "The file is intact." : "The file is damaged:");
    for (const std::string& problem : problems) {
        shell.show("  " + problem);
    }
    shell.show("\nReady to personalise? " + readiness.verdict + " " + readiness.reason + "\n");
    for (const QualityFinding& finding : against) {
        shell.show(finding.title + ": " + finding.detail);
    }
    TextTable table({"check", "status", ">found", "needed", "advice"});
    for (const ReadinessCheck& check : readiness.checks) {
        table.row({check.title, std::string(statusName(check.status)), check.valueText, check.neededText,
                   check.advice});
    }
    shell.showText(table.text());
}

Result<void> runCheck(Shell& shell, const std::string& path) {
    const Result<OpenedProject> opened = openProject(shell, path, OpenMode::ReadOnly);
    if (!opened) {
        if (shell.json && opened.error().code == ErrorCode::Corrupt) {
            shell.answer(jsonOf({opened.error().message}, {}));
        }
        return opened.error();
    }
    const Result<std::vector<std::string>> problems =
        checkProject(*opened->project, *opened->dataset, shell.context());
    if (!problems) {
        return problems.error();
    }
    TRY_ASSIGN(const auto facts, computeStatistics(*opened->dataset, shell.context()));
    const Readiness readiness = assessReadiness(*opened->dataset, facts);
    const std::vector<QualityFinding> against = whenNotToPersonalise(*opened->dataset, facts);
    if (shell.json) {
        shell.answer(jsonOf(*problems, readiness, against));
    } else {
        show(shell, *problems, readiness, against);
    }
    if (!problems->empty()) {
        return Error{ErrorCode::Corrupt, "The project is damaged: " + problems->front(),
                     "Restore a copy, or import the files again", path};
    }
    return {};
}

} // namespace

void addCheck(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("check", "Whether the file is intact and the data can personalise");
    auto project = std::make_shared<std::string>();
    command->add_option("PROJECT", *project, "A .tastescope file")->required();
    command->callback(
        [project, &shell] { shell.action = [project](Shell& with) { return runCheck(with, *project); }; });
}

} // namespace tastescope
