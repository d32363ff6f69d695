// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/words.h"
#include "engine/pipeline/rules/day.h"
#include "storage/export/text_format.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/rerank.h"
#include "storage/use_cases/rerank_files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace tastescope {
namespace {

struct RerankArguments {
    std::string project;
    std::string rules;
    std::string ranker;
    std::string candidates;
    std::string now;
    std::string out;
    std::size_t sample = sampledPeople;
    bool sampled = false; ///< somebody asked for a sample
    std::uint64_t seed = 42;
    bool raw = false;
};

std::string intervalText(const Summary& summary) {
    return summary.users > 0 && std::isfinite(summary.low) && std::isfinite(summary.high)
               ? fmt::format("{} – {}", decimalText(summary.low), decimalText(summary.high))
               : "-";
}

void showEffects(Shell& shell, const RerankAnswer& answer) {
    TextTable table({"effect", ">before", ">after", "95 % of after", "unit"});
    for (const ListEffect& effect : answer.effects) {
        table.row({effect.title, decimalText(effect.before.mean), decimalText(effect.after.mean),
                   intervalText(effect.after), effect.unit});
    }
    shell.showText(table.text());
}

void showRules(Shell& shell, const RerankAnswer& answer) {
    if (answer.result.rules.empty()) {
        return;
    }
    TextTable table({"rule", "does", ">people", ">relevance kept", "95 %", ""});
    for (const RuleOutcome& rule : answer.result.rules) {
        table.row({rule.path, rule.text, countText(rule.fired),
                   rule.price.users > 0 ? percentText(rule.price.mean) : "-",
                   rule.price.users > 0 && std::isfinite(rule.price.low)
                       ? fmt::format("{} – {}", percentText(rule.price.low), percentText(rule.price.high))
                       : "-",
                   rule.dead ? "can never fire" : ""});
    }
    shell.showText("\n" + table.text());
}

void showRelaxed(Shell& shell, const RerankAnswer& answer) {
    if (answer.result.relaxed.empty()) {
        return;
    }
    TextTable table({"relaxed", ">asked", ">given", ">people", "why (the worst of them)"});
    for (const Relaxation& one : answer.result.relaxed) {
        table.row({one.path, decimalText(one.asked), decimalText(one.given), countText(one.people), one.why});
    }
    shell.showText("\n" + table.text());
}

void showAnswer(Shell& shell, const OpenedProject& opened, const RerankAnswer& answer) {
    showEffects(shell, answer);
    showRules(shell, answer);
    showRelaxed(shell, answer);
    const Nouns& nouns = opened.dataset->nouns();
    shell.show(fmt::format("\n{} in {:.1f} ms; {} without a full list\n",
                           words::counted(answer.people.size(), nouns.user, nouns.users),
                           answer.result.milliseconds, countText(answer.result.shortLists)));
    if (answer.repeated + answer.unknownItems + answer.unknownUsers + answer.seen > 0) {
        shell.show(fmt::format(
            "Of {}: with an item again {}, with an unknown item {}, with an unknown {} {}, with an "
            "item that was had before {}\n",
            words::counted(answer.rows, "row", "rows"), countText(answer.repeated),
            countText(answer.unknownItems), nouns.user, countText(answer.unknownUsers),
            countText(answer.seen)));
    }
}

Result<RerankRequest> requestOf(const Shell& shell, const RerankArguments& arguments) {
    RerankRequest request;
    if (!arguments.now.empty()) {
        request.now = timeOfDay(arguments.now);
        if (!request.now) {
            return Error{ErrorCode::InvalidArgument, "\"" + arguments.now + "\" is no day",
                         "Write it as 2026-06-30", "--now"};
        }
    }
    if (!arguments.out.empty()) {
        TRY(exportFormat(arguments.out));
    }
    TRY_ASSIGN(request.rules, readRuleSet(arguments.rules, shell.context()));
    request.rulesName = arguments.rules;
    request.candidates = arguments.candidates;
    if (arguments.sampled) {
        request.sample = arguments.sample;
    }
    request.clock = wallClockNow();
    return request;
}

Result<RerankAnswer> rerankBy(const Shell& shell, const OpenedProject& opened,
                              const RerankArguments& arguments, const RerankRequest& request) {
    if (!request.candidates.empty()) {
        return rerankFile(opened.dataset, request, shell.context(arguments.seed));
    }
    TRY_ASSIGN(const auto loaded, openModel(opened, arguments.ranker, "--ranker"));
    return rerankSample(opened.dataset, std::make_shared<const ModelCandidates>(loaded.model), request,
                        shell.context(arguments.seed));
}

Result<void> runRerank(Shell& shell, const RerankArguments& arguments) {
    TRY_ASSIGN(const auto request, requestOf(shell, arguments));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto answer, rerankBy(shell, opened, arguments, request));
    Result<void> written;
    if (!arguments.out.empty()) {
        written = writeReranked(answer, arguments.out, shell.context(),
                                arguments.raw ? Cells::Raw : Cells::Guarded);
        if (!written && written.error().code == ErrorCode::Cancelled) {
            return written;
        }
    }
    if (shell.json) { // what was computed is shown also where the file cannot be written
        shell.answer(rerankJson(answer));
        return written;
    }
    showAnswer(shell, opened, answer);
    if (!arguments.out.empty() && written) {
        shell.confirm("Wrote the lists of " + countText(answer.people.size()) + " " +
                      opened.dataset->nouns().users + " to " + arguments.out);
    }
    return written;
}

} // namespace

void addRerank(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("rerank", "What a rule set does to lists, and what each rule costs");
    auto arguments = std::make_shared<RerankArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--rules", arguments->rules, "The rule set, a JSON file")
        ->type_name(fileRead)
        ->required();
    CLI::Option* sample = command
                              ->add_option("--sample", arguments->sample,
                                           "People who are asked; with --candidates: all unless said")
                              ->check(CLI::Range(1, 100'000'000))
                              ->capture_default_str();
    CLI::Option* ranker = command->add_option(
        "--ranker", arguments->ranker,
        "Name of a stored model whose best 1,000 are re-ranked; may be left out if there is one");
    command
        ->add_option("--candidates", arguments->candidates,
                     "CSV file with lists made elsewhere: user, item, score")
        ->type_name(fileRead)
        ->excludes(ranker);
    command->add_option(
        "--now", arguments->now,
        "Day that ages and the days of rules count from, as 2026-06-30; else ages count from the "
        "newest event, where events have no times from the newest release, and the days of rules from "
        "today");
    command->add_option("--out", arguments->out, "Write user, item, rank to this .csv or .json file")
        ->type_name(fileWritten);
    command->add_option("--seed", arguments->seed, "Seed of the sample and the intervals")
        ->capture_default_str();
    command->add_flag("--raw", arguments->raw, rawHelp);
    command->callback([arguments, sample, &shell] {
        arguments->sampled = sample->count() > 0;
        shell.action = [arguments](Shell& with) { return runRerank(with, *arguments); };
    });
}

} // namespace tastescope
