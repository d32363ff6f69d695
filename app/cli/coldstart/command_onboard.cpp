// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "storage/use_cases/coldstart/onboard.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

struct OnboardArguments {
    std::string project;
    std::vector<std::string> strategies;
    std::vector<std::string> models;
    std::size_t questions = 10;
    std::size_t k = 0; ///< 0: 10 of people, 30 of items
    std::size_t people = 0;
    double test = 0.2;
    bool items = false;
    bool ofPeople = false; ///< something was said that items are not asked
    std::uint64_t seed = 42;
};

Result<PeopleRehearsalRequest> peopleRequest(const OnboardArguments& arguments) {
    PeopleRehearsalRequest request;
    for (const std::string& text : arguments.strategies) {
        TRY_ASSIGN(const auto strategy, parseAskStrategy(text));
        if (std::ranges::find(request.strategies, strategy) == request.strategies.end()) {
            request.strategies.push_back(strategy);
        }
    }
    for (const StrategyInfo& info : askStrategies()) {
        if (arguments.strategies.empty()) {
            request.strategies.push_back(info.strategy);
        }
    }
    if (arguments.models.size() > 1) {
        return Error{ErrorCode::InvalidArgument, "People are rehearsed with one model at a time", "Name one",
                     "--model"};
    }
    if (!arguments.models.empty()) {
        TRY_ASSIGN(const auto contestant, parseContestant(arguments.models.front()));
        request.algorithm = contestant.algorithm;
        request.params = contestant.params;
    }
    if (!(arguments.test > 0 && arguments.test < 1)) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("A share of {} of the people cannot be kept back", arguments.test),
                     "Give a number between 0 and 1, as 0.2", "--test"};
    }
    request.questions = arguments.questions;
    request.k = arguments.k > 0 ? arguments.k : request.k;
    request.heldOut = arguments.test;
    request.people = arguments.people;
    return request;
}

std::string numberText(double value, double low, double high) {
    return std::isnan(value) ? "-" : decimalText(value) + " " + intervalText(low, high);
}

std::vector<std::string> cellsOf(std::string name, std::string questions, std::string answered,
                                 const std::vector<MetricValue>& metrics) {
    std::vector<std::string> cells{std::move(name), std::move(questions), std::move(answered)};
    for (const MetricValue& metric : metrics) {
        cells.push_back(numberText(metric.value, metric.low, metric.high));
    }
    return cells;
}

std::string peopleText(const PeopleRehearsal& rehearsal) {
    std::vector<std::string> headings{"asked", ">questions", ">answered"};
    for (const MetricValue& metric : rehearsal.popularity) {
        headings.push_back(">" + metric.key);
    }
    TextTable table(std::move(headings));
    table.row(cellsOf("popularity", "", "", rehearsal.popularity));
    for (const OnboardingPoint& point : rehearsal.curve) {
        table.row(cellsOf(std::string(infoOf(point.strategy).id), std::to_string(point.questions),
                          decimalText(point.answered), point.metrics));
    }
    table.row(cellsOf("all they knew", "", "", rehearsal.fullHistory));
    return fmt::format("{} people as strangers to {}, which was trained on {} others\n",
                       countText(rehearsal.people), rehearsal.algorithm, countText(rehearsal.trainedOn)) +
           table.text();
}

Result<void> runPeople(Shell& shell, const OnboardArguments& arguments) {
    TRY_ASSIGN(const auto request, peopleRequest(arguments));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto rehearsal, onboardPeople(*opened.dataset, request, shell.context(arguments.seed)));
    if (shell.json) {
        shell.answer(onboardJson(rehearsal));
    } else {
        shell.showText(peopleText(rehearsal));
    }
    return {};
}

std::string itemsText(const ItemRehearsal& rehearsal, std::size_t k) {
    TextTable table({"model", ">auc", ">mean place", fmt::format(">audience reached at {}", k), ">by chance",
                     ">reached who are audience"});
    const auto cell = [](const Summary& summary) {
        return numberText(summary.mean, summary.low, summary.high);
    };
    for (const ItemRehearsalModel& model : rehearsal.models) {
        table.row({model.algorithm, cell(model.auc), cell(model.rank), cell(model.hit), cell(model.chance),
                   cell(model.precision)});
    }
    return fmt::format("{} items placed by their attributes alone, for {} people\n",
                       countText(rehearsal.hidden), countText(rehearsal.people)) +
           table.text();
}

Result<void> runItems(Shell& shell, const OnboardArguments& arguments) {
    if (!arguments.strategies.empty()) {
        return Error{ErrorCode::InvalidArgument, "An item cannot be asked",
                     "Leave --strategy out with --items, and choose models with --model", "--strategy"};
    }
    if (arguments.ofPeople) {
        return Error{ErrorCode::InvalidArgument, "--questions and --test are about people",
                     "Leave them out with --items", "--items"};
    }
    ItemRehearsalRequest request;
    request.algorithms = arguments.models;
    request.k = arguments.k > 0 ? arguments.k : request.k;
    request.people = arguments.people > 0 ? arguments.people : request.people;
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto rehearsal, onboardItems(*opened.dataset, request, shell.context(arguments.seed)));
    if (shell.json) {
        shell.answer(onboardJson(*opened.dataset, rehearsal, request));
    } else {
        shell.showText(itemsText(rehearsal, request.k));
    }
    return {};
}

} // namespace

void addOnboard(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("onboard", "Rehearse what a stranger is shown after few answers");
    auto arguments = std::make_shared<OnboardArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    std::string known;
    for (const StrategyInfo& info : askStrategies()) {
        known += (known.empty() ? "" : ", ") + std::string(info.id);
    }
    command->add_option("--strategy", arguments->strategies,
                        "What is asked: " + known + "; may be repeated, all of them by itself");
    command->add_option("--model", arguments->models,
                        "ID[:name=value,…] that is told the answers (als by itself); with --items the ids of "
                        "one or more that know attributes");
    command->add_option("--questions", arguments->questions, "Questions asked of everybody")
        ->capture_default_str();
    command->add_option("--k", arguments->k, "Length of a list; 10 of people and 30 of items by itself")
        ->check(CLI::Range(1, 1'000'000));
    command->add_option("--test", arguments->test, "Share of the people who are kept back and asked")
        ->capture_default_str();
    command->add_option("--people", arguments->people, "At most so many of them, drawn by the seed")
        ->check(CLI::Range(1, 1'000'000'000));
    command->add_flag("--items", arguments->items,
                      "Hide items instead, and see to whom their attributes alone would bring them");
    command->add_option("--seed", arguments->seed, "Seed of all randomness")->capture_default_str();
    command->callback([arguments, command, &shell] {
        arguments->ofPeople = command->count("--questions") + command->count("--test") > 0;
        shell.action = [arguments](Shell& with) {
            return arguments->items ? runItems(with, *arguments) : runPeople(with, *arguments);
        };
    });
}

} // namespace tastescope
