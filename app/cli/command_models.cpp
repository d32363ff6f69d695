// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/models/data_defaults.h"
#include "engine/registry/registry.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/export/json_writer.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <span>

namespace tastescope {
namespace {

std::string_view typeName(ParamType type) {
    switch (type) {
    case ParamType::Integer:
        return "integer";
    case ParamType::Real:
        return "real";
    case ParamType::Flag:
        return "flag";
    case ParamType::Choice:
        break;
    }
    return "choice";
}

std::string textOf(const ParamValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return shortestNumber(*real);
    }
    if (const auto* flag = std::get_if<bool>(&value)) {
        return *flag ? "true" : "false";
    }
    return std::get<std::string>(value);
}

bool hasRange(const ParamSpec& param) {
    return param.type == ParamType::Integer || param.type == ParamType::Real;
}

void writeParam(JsonWriter& json, const ParamSpec& param) {
    json.beginObject()
        .field("name", param.name)
        .field("title", param.title)
        .field("type", typeName(param.type));
    json.key("default");
    std::visit([&](const auto& standard) { json.value(standard); }, param.standard);
    if (hasRange(param)) {
        json.field("low", param.low).field("high", param.high);
    }
    if (param.type == ParamType::Choice) {
        json.key("choices").beginArray();
        for (const std::string& choice : param.choices) {
            json.value(choice);
        }
        json.endArray();
    }
    json.field("by_data", param.byData).field("help", param.help).endObject();
}

void writeAlgorithm(JsonWriter& json, const AlgorithmInfo& algorithm, bool withParams,
                    std::span<const DataDefault> chosen) {
    json.beginObject().field("id", algorithm.id).field("title", algorithm.title);
    json.field("family", algorithm.family).field("tagline", algorithm.tagline);
    json.field("about", algorithm.about).field("source", algorithm.source).field("effort", algorithm.effort);
    json.field("personal", algorithm.personal).field("scores_new_items", algorithm.scoresNewItems);
    if (withParams) {
        json.key("params").beginArray();
        for (const ParamSpec& param : algorithm.params) {
            writeParam(json, param);
        }
        json.endArray();
        writeChosen(json, chosen);
    }
    json.endObject();
}

void showParams(Shell& shell, const AlgorithmInfo& algorithm, std::span<const DataDefault> chosen) {
    shell.show(algorithm.title + ": " + algorithm.about + "\n");
    TextTable table({"parameter", "type", ">default", "allowed", "meaning"});
    for (const ParamSpec& param : algorithm.params) {
        std::string allowed;
        if (hasRange(param)) {
            allowed = shortestNumber(param.low) + " to " + shortestNumber(param.high);
        }
        for (const std::string& choice : param.choices) {
            allowed += (allowed.empty() ? "" : ", ") + choice;
        }
        const auto own = std::ranges::find(chosen, param.name, &DataDefault::name);
        table.row({param.name, std::string(typeName(param.type)),
                   own == chosen.end() ? textOf(param.standard) : textOf(own->value), allowed, param.help});
    }
    shell.showText(table.text());
    for (const DataDefault& one : chosen) {
        shell.show(chosenText(one));
    }
}

Result<void> runModels(Shell& shell, const std::string& id, const std::string& project) {
    const AlgorithmInfo* only = nullptr;
    if (!id.empty()) {
        const Result<const AlgorithmInfo*> found = requireAlgorithm(id);
        if (!found) {
            Error error = found.error();
            error.code = ErrorCode::InvalidArgument;
            return error;
        }
        only = *found;
    }
    std::vector<DataDefault> chosen;
    if (!project.empty()) {
        if (!only) {
            return Error{ErrorCode::InvalidArgument, "--project shows what fits its data for one algorithm",
                         "Give --params ID beside it", "--project"};
        }
        TRY_ASSIGN(const auto opened, openProject(shell, project, OpenMode::ReadOnly));
        chosen = dataDefaults(*only, *opened.dataset, ParamSet(only->params));
    }
    if (shell.json) {
        JsonWriter json;
        json.beginObject().key("models").beginArray();
        for (const AlgorithmInfo& algorithm : algorithms()) {
            if (!only || only == &algorithm) {
                writeAlgorithm(json, algorithm, only != nullptr, chosen);
            }
        }
        shell.answer(json.endArray().endObject().text());
        return {};
    }
    if (only) {
        showParams(shell, *only, chosen);
        return {};
    }
    TextTable table({"id", "title", "family", "what it does"});
    for (const AlgorithmInfo& algorithm : algorithms()) {
        table.row({algorithm.id, algorithm.title, algorithm.family, algorithm.tagline});
    }
    shell.showText(table.text());
    return {};
}

} // namespace

void addModels(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("models", "The algorithms, or the parameters of one");
    auto id = std::make_shared<std::string>();
    auto project = std::make_shared<std::string>();
    command->add_option("--params", *id, "Id of the algorithm whose parameters are wanted");
    command
        ->add_option("--project", *project,
                     "With --params: the defaults that fit this project's data, and why")
        ->type_name(fileRead);
    command->callback([id, project, &shell] {
        shell.action = [id, project](Shell& with) { return runModels(with, *id, *project); };
    });
}

} // namespace tastescope
