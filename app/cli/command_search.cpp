// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/registry/registry.h"
#include "storage/project/store_names.h"
#include "storage/use_cases/search.h"
#include "storage/use_cases/search_json.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

struct SearchArguments {
    std::string project;
    std::string model;
    std::vector<std::string> fixed;
    std::size_t trials = 20;
    std::string metric = "ndcg@10";
    std::string protocol = "per-user";
    std::string strategy = "random";
    std::string test = "0.2";
    std::string validation = "0.2";
    std::string train;
    std::vector<std::string> map;
    std::string trainBest;
    std::uint64_t seed = 42;
    bool values = false;
    bool resume = false;
    bool trialsGiven = false;
    std::vector<std::string> keptGiven; ///< of keptOptions
};

/// What a stored search goes on with as it was asked for.
constexpr std::array keptOptions{"--set",        "--strategy", "--metric", "--protocol", "--test",
                                 "--validation", "--train",    "--map",    "--values",   "--seed"};

/// The algorithm, and its parameters that are not searched: "als:solver=cg" and "--set solver=cg" alike.
Result<void> readModel(const SearchArguments& arguments, SearchOptions& options) {
    const std::size_t colon = std::min(arguments.model.find(':'), arguments.model.size());
    TRY_ASSIGN(const auto checked, parseContestant(arguments.model));
    options.algorithm = checked.algorithm;
    const auto own = std::string_view(arguments.model).substr(std::min(colon + 1, arguments.model.size()));
    TRY_ASSIGN(auto fixed, parseNameValues(own, ',', "--model"));
    TRY_ASSIGN(const auto set, parseNameValues(arguments.fixed, "--set"));
    fixed.insert(fixed.end(), set.begin(), set.end());
    TRY(makeParams(findAlgorithm(options.algorithm)->params, fixed));
    options.fixed = std::move(fixed);
    return {};
}

Result<void> readMeasure(const SearchArguments& arguments, SearchRequest& request) {
    const Result<SearchMetric> metric = parseSearchMetric(arguments.metric);
    const Result<SearchStrategy> strategy = parseStrategy(arguments.strategy);
    const Result<Protocol> protocol = parseProtocol(arguments.protocol);
    if (!metric || !strategy || !protocol) {
        return !metric ? metric.error() : !strategy ? strategy.error() : protocol.error();
    }
    const Result<double> test = parseNumber(arguments.test, "--test");
    const Result<double> validation = parseNumber(arguments.validation, "--validation");
    if (!test || !validation) {
        return !test ? test.error() : validation.error();
    }
    request.options.metric = *metric;
    request.options.strategy = *strategy;
    request.protocol = *protocol;
    request.test = *test;
    request.validation = *validation;
    return {};
}

Result<SearchRequest> requestOf(const SearchArguments& arguments) {
    SearchRequest request;
    TRY(readModel(arguments, request.options));
    TRY(readMeasure(arguments, request));
    if (arguments.train.empty() && !arguments.map.empty()) {
        return Error{ErrorCode::InvalidArgument, "--map says how the --train file is read",
                     "Give --train FILE", "--map"};
    }
    TRY_ASSIGN(auto map, parseNameValues(arguments.map, "--map"));
    request.options.trials = arguments.trials;
    request.options.seed = arguments.seed;
    request.values = arguments.values;
    request.trainFile = arguments.train;
    request.fileMap = std::move(map);
    request.resume = arguments.resume;
    return request;
}

/// Without --model there is nothing that they could change.
Result<void> checkUnnamed(const SearchArguments& arguments) {
    if (!arguments.resume) {
        return Error{ErrorCode::InvalidArgument, "There is nothing to search", "Give --model ID", "search"};
    }
    if (!arguments.keptGiven.empty()) {
        return Error{ErrorCode::InvalidArgument, "The newest unfinished search goes on as it was asked for",
                     "Leave it out, or give --model ID for the stored search of the same arguments",
                     arguments.keptGiven.front()};
    }
    return {};
}

/// Without --model: the newest search that was not finished, as it was asked for.
Result<SearchRequest> unfinishedRequest(const Project& project, const SearchArguments& arguments) {
    TRY_ASSIGN(const auto searches, project.searches().all());
    const auto found = std::find_if(searches.rbegin(), searches.rend(),
                                    [](const StoredSearch& search) { return !search.complete; });
    if (found == searches.rend()) {
        return Error{ErrorCode::NotFound, "There is no unfinished search", "Begin one with --model ID",
                     project.path().filename().string()};
    }
    Result<SearchRequest> request = requestOf(*found);
    if (request && arguments.trialsGiven) {
        request->options.trials = arguments.trials;
    }
    return request;
}

void showResult(Shell& shell, const SearchRequest& request, const SearchResult& result) {
    const std::string key = request.options.metric.key();
    shell.show(fmt::format("{}, {} on {}{}", request.options.algorithm, key, validationLabel(request),
                           result.complete ? "" : ", unfinished"));
    TextTable table({">trial", "status", ">" + key, "interval", ">training", "parameters"});
    std::vector<const SearchTrial*> order;
    for (const SearchTrial& trial : result.trials) {
        order.push_back(&trial);
    }
    const bool lower = request.options.metric.metric->direction == MetricDirection::Lower;
    std::ranges::stable_sort(order, [&](const SearchTrial* a, const SearchTrial* b) {
        if (a->rung != b->rung) {
            return a->rung > b->rung;
        }
        if (std::isnan(a->last.value) || std::isnan(b->last.value)) {
            return !std::isnan(a->last.value) && std::isnan(b->last.value);
        }
        return lower ? a->last.value < b->last.value : a->last.value > b->last.value;
    });
    for (const SearchTrial* trial : order) {
        const std::string changes = contestantText(request.options.algorithm, trial->params);
        const std::size_t colon = changes.find(':');
        table.row({std::to_string(trial->number), std::string(statusName(trial->status)),
                   decimalText(trial->last.value), intervalText(trial->last.low, trial->last.high),
                   secondsText(trial->seconds),
                   !trial->last.problem.empty() ? trial->last.problem
                   : colon == std::string::npos ? "defaults"
                                                : changes.substr(colon + 1)});
    }
    shell.showText("\n" + table.text());
    if (result.best) {
        const SearchTrial& best = result.trials[*result.best];
        shell.show("\nBest: " + contestantText(request.options.algorithm, best.params));
    }
}

/// The name under which the best trial is stored; empty when nobody asked.
Result<std::string> trainWinner(const Shell& shell, const SearchArguments& arguments,
                                const OpenedProject& opened, const SearchRequest& request,
                                const SearchResult& result) {
    if (arguments.trainBest.empty()) {
        return std::string();
    }
    TRY_ASSIGN(const auto winner, winnerOf(request.options, result, arguments.trainBest, request.values));
    TRY_ASSIGN(const auto trained,
               trainModel(*opened.project, *opened.dataset, winner, shell.context(arguments.seed)));
    warnOfOtherName(shell, arguments.trainBest, trained.stored.name);
    return trained.stored.name;
}

Result<void> runSearchCommand(Shell& shell, const SearchArguments& arguments) {
    TRY(checkModelName(arguments.trainBest));
    const bool unnamed = arguments.model.empty();
    if (unnamed) {
        TRY(checkUnnamed(arguments));
    }
    Result<SearchRequest> request = unnamed ? SearchRequest{} : requestOf(arguments);
    if (!request) {
        return request.error();
    }
    for (const auto& [share, flag] :
         {std::pair(request->test, "--test"), std::pair(request->validation, "--validation")}) {
        const std::string unused = unusedShare(request->protocol, share, flag);
        if (!unnamed && share != 0 && !unused.empty()) { // 0 leaves the test part out
            shell.remark(unused);
        }
    }
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadWrite));
    if (unnamed) {
        request = unfinishedRequest(*opened.project, arguments);
        if (!request) {
            return request.error();
        }
    }
    TRY_ASSIGN(const auto result,
               searchParameters(*opened.project, *opened.dataset, *request, shell.context(arguments.seed)));
    const Result<std::string> trained = trainWinner(shell, arguments, opened, *request, result);
    if (!trained && trained.error().code == ErrorCode::Cancelled) {
        return trained.error();
    }
    const std::string name = trained ? *trained : std::string();
    if (shell.json) { // what was found is shown also where the best cannot be kept
        shell.answer(searchJson(*request, result, name));
    } else {
        showResult(shell, *request, result);
    }
    if (!name.empty()) {
        shell.confirm("Trained and stored \"" + name + "\"");
    }
    return trained ? Result<void>() : trained.error();
}

void addMeasureOptions(CLI::App& command, SearchArguments& arguments) {
    command.add_option("--metric", arguments.metric, "What the best trial is best at, as ndcg@10")
        ->capture_default_str();
    command
        .add_option("--protocol", arguments.protocol,
                    "random, per-user, leave-last-out, time or cold-users, for both cuts")
        ->capture_default_str();
    CLI::Option* test =
        command
            .add_option("--test", arguments.test,
                        "Share cut away first, as evaluate cuts it, and not touched; 0 = none")
            ->capture_default_str();
    command.add_option("--validation", arguments.validation, "Share of the rest that judges the trials")
        ->capture_default_str();
    command.add_option("--train", arguments.train, "CSV file to search on instead of the project's events")
        ->type_name(fileRead)
        ->excludes(test);
    command.add_option("--map", arguments.map, "role=column for the --train file");
    command.add_flag("--values", arguments.values, "Keep ratings instead of counting events as 1");
}

} // namespace

void addSearch(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("search", "Try parameters on a validation part inside train");
    auto arguments = std::make_shared<SearchArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--model", arguments->model, "ID[:name=value,…]; values given are not searched");
    command->add_option("--set", arguments->fixed, "name=value: a parameter that is not searched");
    CLI::Option* trials =
        command->add_option("--trials", arguments->trials, "How many; the first are the defaults")
            ->check(CLI::Range(1, 100'000))
            ->capture_default_str();
    command
        ->add_option("--strategy", arguments->strategy,
                     "random, or halving: all a little, the best third more, the best ninth whole")
        ->capture_default_str();
    addMeasureOptions(*command, *arguments);
    command->add_option("--seed", arguments->seed, "Seed of all randomness")->capture_default_str();
    command->add_flag("--resume", arguments->resume,
                      "Go on with the stored search of the same arguments; without --model, with the newest "
                      "unfinished one as it was asked for, but for --trials");
    command->add_option("--train-best", arguments->trainBest,
                        "Train the best trial on all interactions and store it under this name");
    command->callback([arguments, command, trials, &shell] {
        arguments->trialsGiven = trials->count() > 0;
        for (const char* option : keptOptions) {
            if (command->count(option) > 0) {
                arguments->keptGiven.emplace_back(option);
            }
        }
        shell.action = [arguments](Shell& with) { return runSearchCommand(with, *arguments); };
    });
}

} // namespace tastescope
