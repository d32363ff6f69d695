// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/words.h"
#include "storage/use_cases/compare_lists.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tastescope {
namespace {

struct CompareArguments {
    std::string project;
    std::vector<std::string> lists;
    std::vector<std::string> map;
    CompareRequest request;
    std::uint64_t seed = 42;
};

/// "overlap@10", "rbo (p = 0.9)"; others are what they are called.
std::string titleOf(const std::string& key, const ListsComparedOptions& options) {
    return key == "overlap" ? fmt::format("{}@{}", key, options.k)
           : key == "rbo"   ? fmt::format("{} (p = {:g})", key, options.p)
                            : key;
}

Result<void> runCompare(Shell& shell, CompareArguments& arguments) {
    CompareRequest& request = arguments.request;
    if (arguments.lists.size() != 2) {
        return Error{ErrorCode::InvalidArgument, "Two files of lists are compared",
                     "Give --lists A.csv --lists B.csv", "--lists"};
    }
    request.a = arguments.lists[0];
    request.b = arguments.lists[1];
    TRY_ASSIGN(request.map, parseNameValues(arguments.map, "--map"));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto answer, compareListFiles(*opened.dataset, request, shell.context(arguments.seed)));
    if (shell.json) {
        shell.answer(comparisonJson(request, answer));
        return {};
    }
    const ListsCompared& compared = answer.compared;
    shell.show(fmt::format("{} with both lists, {} with the first only, {} with the second only",
                           words::counted(compared.both, "user", "users"), countText(compared.onlyA),
                           countText(compared.onlyB)));
    TextTable table({"", ">mean", "interval", ">users"});
    for (const ListsComparedValue& one : compared.values) {
        table.row({titleOf(one.key, request.options), decimalText(one.summary.mean),
                   intervalText(one.summary.low, one.summary.high), countText(one.summary.users)});
    }
    shell.showText("\n" + table.text());
    for (const FileCounts& file : answer.files) {
        shell.show(fileText(file));
    }
    return {};
}

} // namespace

void addCompare(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("compare", "Two files of lists beside each other");
    auto arguments = std::make_shared<CompareArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--lists", arguments->lists, "CSV file with lists; twice, the original first")
        ->type_name(fileRead)
        ->required();
    command->add_option("--k", arguments->request.options.k, "Length of the lists whose overlap is taken")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        ->add_option("--p", arguments->request.options.p,
                     "By how much a place counts less than the one before, in rank-biased overlap")
        ->check(CLI::Validator(
            [](const std::string& text) {
                const Result<double> p = parseNumber(text, "--p");
                return p && *p > 0 && *p < 1 ? std::string() : "Give a number between 0 and 1";
            },
            "between 0 and 1"))
        ->capture_default_str();
    command->add_option("--map", arguments->map, "role=column for both files");
    command->add_option("--seed", arguments->seed, "Seed of the intervals")->capture_default_str();
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runCompare(with, *arguments); };
    });
}

} // namespace tastescope
