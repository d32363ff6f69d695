// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/experiment/ab.h"

#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/terminal_text.h"
#include "app/cli/text_table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>

namespace tastescope {

void addAb(CLI::App& app, Shell& shell) {
    CLI::App* ab = app.add_subcommand("ab", "Plan, read and watch an A/B test");
    ab->require_subcommand(1);
    addAbPlan(*ab, shell);
    addAbAnalyse(*ab, shell);
    addAbSequential(*ab, shell);
}

void addResultsOptions(CLI::App& command, ResultsArguments& arguments) {
    command
        .add_option(
            "--map", arguments.map,
            "role=column: role is arm, user, users (how many people a row stands for), impressions, clicks, "
            "conversions, revenue, returned_1, returned_7, returned_30, day or ignore; may be repeated")
        ->allow_extra_args(false);
    command.add_option("--metric", arguments.metrics,
                       "Column, or X/Y for a ratio of two; may be repeated; all that the file has by itself");
    command.add_option("--control", arguments.control,
                       "Arm that the others are compared with; by its name, else the first");
    command.add_option("--alpha", arguments.alpha, "Significance; intervals are of 1 less it")
        ->capture_default_str();
}

Result<ExperimentRequest> resultsRequest(const ResultsArguments& arguments) {
    ExperimentRequest request;
    request.file = arguments.file;
    TRY_ASSIGN(request.map, parseNameValues(arguments.map, "--map"));
    request.metrics = arguments.metrics;
    request.control = arguments.control;
    request.alpha = arguments.alpha;
    if (!(request.alpha > 0 && request.alpha <= 0.5)) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("The significance {} is not in (0, 0.5]", request.alpha), "Usual is 0.05",
                     "--alpha"};
    }
    return request;
}

void writeTableFacts(JsonWriter& json, const ExperimentTable& table) {
    json.field("layout", table.aggregated ? "totals" : "people").field("unit", table.unit);
    json.field("rows", table.rows).field("in_several_arms", table.inSeveralArms);
    json.key("roles").beginObject();
    for (const auto& [role, column] : table.roles) {
        json.field(role, column);
    }
    json.endObject().key("notes").beginArray();
    for (const std::string& note : table.notes) {
        json.value(note);
    }
    json.endArray();
}

std::string notesText(const ExperimentTable& table) {
    std::string text;
    for (const std::string& note : table.notes) {
        text += "Note: " + terminalText(note) + "\n";
    }
    return text;
}

void writeEstimate(JsonWriter& json, const Estimate& estimate, std::string_view valueName) {
    json.field(valueName, estimate.value).field("low", estimate.low).field("high", estimate.high);
}

std::string estimateText(const Estimate& estimate, double unit) {
    if (std::isnan(estimate.value)) {
        return "-";
    }
    const std::string value = decimalText(estimate.value * unit);
    return estimate.hasInterval() ? fmt::format("{} [{}, {}]", value, decimalText(estimate.low * unit),
                                                decimalText(estimate.high * unit))
                                  : value + " [-]";
}

} // namespace tastescope
