// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "storage/export/text_format.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/simulation/simulate.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace tastescope {
namespace {

struct SimulateArguments {
    std::string project;
    std::vector<std::string> policies;
    std::string choice = "preference";
    std::string places = "log";
    std::string out;
    SimulateRequest request;
    std::uint64_t seed = 42;
    bool raw = false;
    bool persistenceGiven = false;
    bool placesGiven = false;
};

/// By name, and as estimates call it.
constexpr std::array<std::pair<const char*, const char*>, 4> estimatedOptions{{
    {"--no-choice", "no_choice"},
    {"--drift", "drift"},
    {"--boredom", "boredom"},
    {"--leaving", "leaving"},
}};

/// A setting of another model of choice, or of another curve, would do nothing.
Result<void> checkUsed(const SimulateArguments& arguments) {
    const ChoiceOptions& choice = arguments.request.options.choice;
    if (arguments.request.given.contains("no_choice") && choice.model != ChoiceModel::Logit) {
        return Error{ErrorCode::InvalidArgument, "Only people who choose by logit may take nothing",
                     "Give --choice logit, or leave it out", "--no-choice"};
    }
    if (arguments.persistenceGiven && choice.curve != PlaceCurve::Exponential) {
        return Error{ErrorCode::InvalidArgument, "Only places that count exponentially have a persistence",
                     "Give --places exponential, or leave it out", "--persistence"};
    }
    if ((arguments.placesGiven || arguments.persistenceGiven) && choice.trust == 0) {
        return Error{ErrorCode::InvalidArgument, "With --trust 0 all places are alike",
                     "Give another trust, or leave it out",
                     arguments.placesGiven ? "--places" : "--persistence"};
    }
    if (arguments.request.options.foldIn && arguments.request.options.retrain == 1) {
        return Error{ErrorCode::InvalidArgument, "With --retrain 1 there is nothing between two trainings",
                     "Give --retrain 0 or 2 or more, or leave it out", "--fold-in"};
    }
    return {};
}

Result<void> finishRequest(const Shell& shell, SimulateArguments& arguments) {
    SimulationOptions& options = arguments.request.options;
    TRY_ASSIGN(options.choice.model, parseChoice(arguments.choice));
    TRY_ASSIGN(options.choice.curve, parseCurve(arguments.places));
    for (const std::string& text : arguments.policies) {
        TRY_ASSIGN(auto policy, parsePolicy(text, shell.context()));
        options.policies.push_back(std::move(policy));
    }
    options.clock = wallClockNow();
    TRY(checkUsed(arguments));
    if (!arguments.out.empty()) {
        TRY(checkSimulationFile(arguments.out));
    }
    return {};
}

std::string bandText(const Band& band) {
    return band.repeats < 2 ? decimalText(band.mean)
                            : fmt::format("{} [{}, {}]", decimalText(band.mean), decimalText(band.low),
                                          decimalText(band.high));
}

void showAnswer(Shell& shell, const SimulateAnswer& answer) {
    const SimulationResult& result = answer.result;
    const std::size_t last = result.roundCount() - 1;
    for (std::size_t policy = 0; policy < result.policies.size(); ++policy) {
        TextTable table({result.policies[policy], ">round 0", fmt::format(">round {}", last), "unit"});
        for (std::size_t at = 0; at < result.metrics.size(); ++at) {
            table.row({result.metrics[at].title, bandText(bandOf(result, 0, policy, at)),
                       bandText(bandOf(result, last, policy, at)), result.metrics[at].unit});
        }
        shell.showText(table.text() + "\n");
    }
    for (const ChoiceEstimate& one : answer.estimates) {
        shell.show(estimateWords(one));
    }
    const Takeaway takeaway = takeawayOf(result, last, result.policies);
    shell.show(takeaway.title + ". " + takeaway.text);
    shell.show("How far to trust it: " + answer.sanity.words);
}

Result<void> runSimulate(Shell& shell, SimulateArguments& arguments) {
    TRY(finishRequest(shell, arguments));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(arguments.request.demo, demoOptions(*opened.project));
    TRY_ASSIGN(const auto answer,
               simulateData(opened.dataset, arguments.request, nullptr, shell.context(arguments.seed)));
    Result<void> written;
    if (!arguments.out.empty()) {
        written = writeSimulation(answer, arguments.out, shell.context(),
                                  arguments.raw ? Cells::Raw : Cells::Guarded);
        if (!written && written.error().code == ErrorCode::Cancelled) {
            return written;
        }
    }
    if (shell.json) { // what was computed is shown also where the file cannot be written
        shell.answer(simulationJson(answer));
        return written;
    }
    showAnswer(shell, answer);
    if (!arguments.out.empty() && written) {
        shell.confirm("Wrote " + countText(answer.result.rounds.size()) + " rounds to " + arguments.out);
    }
    return written;
}

void addLoopOptions(CLI::App& command, SimulateArguments& arguments) {
    SimulationOptions& options = arguments.request.options;
    command.add_option("--rounds", options.rounds, "Rounds, from round 0 on")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command.add_option("--users", arguments.request.users, "People who are followed, drawn by the seed")
        ->check(CLI::Range(1, 100'000'000))
        ->capture_default_str();
    command.add_option("--k", options.k, "Length of a list")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command.add_option("--repeats", options.repeats, "Times that everything is repeated, for the bands")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    command
        .add_option("--retrain", options.retrain,
                    "Models learn anew every so many rounds; 0 = never, 1 = in every round")
        ->check(CLI::Range(0, 10'000))
        ->capture_default_str();
    command.add_flag("--fold-in", options.foldIn,
                     "Between trainings, people are asked by all they have taken by then");
    command.add_flag("--keep-seen", options.keepSeen, "What somebody has had may be shown again");
}

void addChoiceOptions(CLI::App& command, SimulateArguments& arguments) {
    SimulationOptions& options = arguments.request.options;
    const CLI::Range share(0.0, 1.0);
    command
        .add_option("--choice", arguments.choice,
                    "How people choose: position (the place alone), preference (taste and place) or logit "
                    "(taste and place, or nothing)")
        ->capture_default_str();
    command
        .add_option("--places", arguments.places,
                    "How much a place is looked at: log (1/log2(1 + place)), inverse (1/place) or "
                    "exponential")
        ->capture_default_str();
    command
        .add_option("--persistence", options.choice.persistence,
                    "Of the exponential: how many go on to the next place")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    command.add_option("--no-choice", options.choice.noChoice, "Logit: the utility of taking nothing")
        ->capture_default_str();
    command
        .add_option("--trust", options.choice.trust,
                    "Trust in the list: 0 = all places are alike, 1 = as --places says")
        ->check(share)
        ->capture_default_str();
    command.add_option("--drift", options.drift, "How far tastes turn to what is consumed, a round")
        ->check(share)
        ->capture_default_str();
    command.add_option("--boredom", options.boredom, "How much what was had lately repels")
        ->check(share)
        ->capture_default_str();
    command.add_flag("--estimate", arguments.request.estimate,
                     "Settings that are not given and that the events say something of come from them: "
                     "--no-choice, --drift, --boredom, --leaving");
    command
        .add_option("--leaving", options.leaving,
                    "Probability that somebody who finds nothing leaves for good")
        ->check(share)
        ->capture_default_str();
}

} // namespace

void addSimulate(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("simulate", "What becomes of lists and people when lists feed themselves");
    auto arguments = std::make_shared<SimulateArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command
        ->add_option("--policy", arguments->policies,
                     "ID[:name=value,…][+RULES.json]; ID is an algorithm, random, ideal (synthetic data: "
                     "knows the truth) or epsilon_greedy[:epsilon=0.1,of=ID,…]; may be repeated")
        ->type_name(modelAndRules)
        ->allow_extra_args(false)
        ->required();
    addLoopOptions(*command, *arguments);
    addChoiceOptions(*command, *arguments);
    command
        ->add_option(
            "--out", arguments->out,
            "Write the numbers of every round to this .csv or .json file, or a report with charts to "
            "this .html or .pdf file")
        ->type_name(fileWritten);
    command->add_option("--seed", arguments->seed, "Seed of everything that is drawn")->capture_default_str();
    command->add_flag("--raw", arguments->raw, rawHelp);
    command->callback([arguments, command, &shell] {
        arguments->persistenceGiven = command->count("--persistence") > 0;
        arguments->placesGiven = command->count("--places") > 0;
        for (const auto& [option, id] : estimatedOptions) {
            if (command->count(option) > 0) {
                arguments->request.given.insert(id);
            }
        }
        shell.action = [arguments](Shell& with) { return runSimulate(with, *arguments); };
    });
}

} // namespace tastescope
