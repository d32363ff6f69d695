// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "app/cli/train/train_ranker.h"
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/registry/registry.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/train.h"

#include <CLI/CLI.hpp>

#include <cmath>

namespace tastescope {
namespace {

struct TrainArguments {
    std::string project;
    std::string model;
    std::vector<std::string> changes;
    std::string name;
    std::uint64_t seed = 42;
    bool values = false;
    bool valuesGiven = false; ///< either way
};

Weighing weighingOf(const TrainArguments& arguments) {
    return !arguments.valuesGiven ? Weighing::Signals : arguments.values ? Weighing::Values : Weighing::Once;
}

/// "--model ranker --set sources=als+ease", or "--model ranker:sources=als+ease".
bool meansRanker(const TrainArguments& arguments) {
    return std::string_view(arguments.model).substr(0, arguments.model.find(':')) == rankerId;
}
Result<void> trainRankerOf(Shell& shell, const TrainArguments& arguments) {
    const std::size_t colon = arguments.model.find(':');
    TRY_ASSIGN(
        auto changes,
        parseNameValues(colon == std::string::npos ? "" : arguments.model.substr(colon + 1), ',', "--model"));
    TRY_ASSIGN(const auto more, parseNameValues(arguments.changes, "--set"));
    changes.insert(changes.end(), more.begin(), more.end());
    TRY_ASSIGN(auto request, rankerRequest(changes));
    request.name = arguments.name;
    request.seed = arguments.seed;
    request.weighing = weighingOf(arguments);
    return runTrainRanker(shell, arguments.project, request);
}

/// "--model als --set factors=32" and "--model als:factors=32" mean the same.
Result<TrainRequest> requestOf(const TrainArguments& arguments) {
    TRY_ASSIGN(auto chosen, parseContestant(arguments.model));
    TRY_ASSIGN(const auto changes, parseNameValues(arguments.changes, "--set"));
    for (const auto& [name, value] : changes) {
        TRY(chosen.params.set(findAlgorithm(chosen.algorithm)->params, name, value));
    }
    return TrainRequest{chosen.algorithm, std::move(chosen.params), arguments.name, arguments.seed,
                        weighingOf(arguments)};
}

std::string jsonOf(const TrainedModel& trained) {
    const StoredModel& stored = trained.stored;
    JsonWriter json;
    json.beginObject().field("name", stored.name).field("algorithm", stored.algorithm);
    json.field("weighing", weighingName(parseWeighing(stored.weighing)));
    json.field("params", stored.params).field("seed", stored.seed).field("seconds", stored.fitSeconds);
    json.field("bytes", stored.bytes).field("loss", stored.loss).key("losses").beginArray();
    for (const LossPoint& point : stored.losses) {
        json.value(point.training);
    }
    json.endArray();
    writeChosen(json, trained.chosen);
    json.key("remarks").beginArray();
    for (const std::string& remark : trained.remarks) {
        json.value(remark);
    }
    return json.endArray().endObject().text();
}

Result<void> runTrain(Shell& shell, const TrainArguments& arguments) {
    if (meansRanker(arguments)) {
        return trainRankerOf(shell, arguments);
    }
    TRY_ASSIGN(const auto request, requestOf(arguments));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadWrite));
    TRY_ASSIGN(const auto trained,
               trainModel(*opened.project, *opened.dataset, request, shell.context(arguments.seed)));
    const StoredModel& stored = trained.stored;
    warnOfOtherName(shell, request.name, stored.name);
    if (shell.json) {
        shell.answer(jsonOf(trained));
        return {};
    }
    shell.confirm("Trained and stored \"" + stored.name + "\" in " + secondsText(stored.fitSeconds) + ", " +
                  bytesText(stored.bytes) +
                  (stored.weighing == "values" ? ", events weighed by their values"
                   : stored.weighing == "once" ? ", every pair counted once"
                                               : "") +
                  (std::isnan(stored.loss) ? "" : ", loss " + decimalText(stored.loss)));
    for (const DataDefault& one : trained.chosen) {
        shell.confirm(chosenText(one));
    }
    for (const std::string& remark : trained.remarks) {
        shell.remark(remark);
    }
    return {};
}

} // namespace

void addTrain(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("train", "Train a model on all interactions and store it");
    auto arguments = std::make_shared<TrainArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command
        ->add_option(
            "--model", arguments->model,
            "Id of the algorithm; see models. ranker: a second stage over several (--set sources=als+ease)")
        ->required();
    command->add_option("--set", arguments->changes, "name=value: a parameter; see models --params ID");
    command->add_option("--name", arguments->name, "Name of the stored model");
    CLI::Option* values = command->add_flag(
        "--values,!--no-values", arguments->values,
        "Weigh events by their values (ratings, play counts), as evaluate --values does; with "
        "--no-values every pair counts 1, as evaluate counts without it; else the weights of the "
        "signals count");
    command->add_option("--seed", arguments->seed, "Seed of all randomness")->capture_default_str();
    command->callback([arguments, values, &shell] {
        arguments->valuesGiven = values->count() > 0;
        shell.action = [arguments](Shell& with) { return runTrain(with, *arguments); };
    });
}

} // namespace tastescope
