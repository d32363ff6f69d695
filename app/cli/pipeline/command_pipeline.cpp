// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/pipeline/rules/day.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/history.h"
#include "storage/use_cases/pipeline/project_pipeline.h"
#include "storage/use_cases/rerank_files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <utility>

namespace tastescope {
namespace {

struct PipelineArguments {
    std::string project;
    std::string user;
    std::vector<std::string> history;
    std::string rules;
    std::string now;
    std::string trace;
    std::string index = "auto";
    std::size_t count = 30;
    bool counted = false; ///< somebody asked for a length
    PipelineRequest request;
};

std::string rankText(std::size_t rank) {
    return rank > 0 ? countText(rank) : "-";
}

void showStages(Shell& shell, const PipelineAnswer& answer) {
    TextTable stages({"stage", ">items", ">ms"});
    for (const StageCost& stage : answer.run.stages) {
        stages.row({stage.name, countText(stage.count), decimalText(stage.milliseconds)});
    }
    shell.showText(stages.text());
    const CandidateMix& mix = answer.by.pipeline->mix();
    TextTable sources({"source", ">quota", ">brought", ">ms", ">of the model's best", ">alone"});
    for (std::size_t at = 0; at < mix.names()->size(); ++at) {
        const SourceRecall* recall = answer.recall ? &answer.recall->sources[at] : nullptr;
        sources.row({(*mix.names())[at], countText(mix.options().sources[at].quota),
                     countText(answer.run.found.taken[at]), decimalText(answer.run.costs[at].milliseconds),
                     recall != nullptr ? percentText(recall->found.mean) : "-",
                     recall != nullptr ? percentText(recall->own.mean) : "-"});
    }
    shell.showText("\n" + sources.text());
    if (answer.recall) {
        shell.show(fmt::format("Of the {} best by {} the mix finds {} ({} – {}, {} {})\n",
                               countText(answer.recall->k), answer.by.main.name,
                               percentText(answer.recall->all.mean), percentText(answer.recall->all.low),
                               percentText(answer.recall->all.high), countText(answer.recall->all.users),
                               answer.by.data->nouns().users));
    }
}

void showList(Shell& shell, const PipelineAnswer& answer) {
    const Dataset& data = *answer.by.data;
    const PreparedPerson& person = answer.run.person();
    TextTable list({">rank", ">was", "item", "title", ">score", "moved by"});
    for (std::size_t at = 0; at < answer.run.list.size(); ++at) {
        const std::uint32_t candidate = answer.run.list[at];
        const ItemIndex item = person.items[candidate];
        list.row({std::to_string(at + 1), rankText(answer.run.rankOf(item)),
                  std::string(data.items().at(item.value)), std::string(data.itemAttributes().title(item)),
                  decimalText(person.scores[candidate]), answer.reasons[at]});
    }
    shell.showText("\n" + list.text());
    if (!answer.run.result.relaxed.empty()) {
        TextTable relaxed({"relaxed", ">asked", ">given", "why"});
        for (const Relaxation& one : answer.run.result.relaxed) {
            relaxed.row({one.path, decimalText(one.asked), decimalText(one.given), one.why});
        }
        shell.showText("\n" + relaxed.text());
    }
    for (const std::string& note : answer.run.notes) {
        shell.show(note + "\n");
    }
}

void showTerms(Shell& shell, const GainTerms& terms) {
    TextTable table({"term", ">value"});
    const std::pair<const char*, double> rows[] = {
        {"relevance, with boosts", terms.relevance},
        {"largest likeness to the list", terms.likeness},
        {"divergence from the past's categories", terms.divergence},
        {"novelty", terms.novelty},
        {"freshness", terms.freshness},
        {"popularity", terms.popularity},
        {"attributes", terms.attributes},
        {"buried by", terms.buried},
        {"growth of the determinant", terms.growth},
        {"gain", terms.gain},
    };
    for (const auto& [name, value] : rows) {
        table.row({name, decimalText(value)});
    }
    if (!terms.objective.empty()) {
        table.row({"whose place it is", terms.objective});
    }
    shell.showText("\n" + table.text());
}

void showTrace(Shell& shell, const PipelineAnswer& answer) {
    const Biography& story = *answer.trace;
    shell.show(fmt::format("\n{}: {}\n", answer.by.data->itemLabel(story.item), story.why));
    if (!story.sources.empty()) {
        TextTable sources({"source", ">rank", ">exact", ">brought", ">score", ""});
        for (const SourceStory& one : story.sources) {
            sources.row({one.source, rankText(one.rank), rankText(one.exact), countText(one.taken),
                         one.exact > 0 || one.rank > 0 ? decimalText(one.score) : "-",
                         one.brought ? "brought it" : ""});
        }
        shell.showText("\n" + sources.text());
    }
    if (story.ranker) {
        TextTable shares({"ranking", ">adds"});
        for (const FeatureShare& share : story.ranker->shares) {
            shares.row({share.feature, decimalText(share.amount)});
        }
        shares.row({"for everybody", decimalText(story.ranker->bias)});
        shares.row({fmt::format("place {} of {}", rankText(story.rank), countText(story.of)),
                    decimalText(story.ranker->raw)});
        shell.showText("\n" + shares.text());
    }
    if (!story.parts.empty()) {
        TextTable rules({"rule", "does", "", ">place without it"});
        for (const RulePartEffect& part : story.parts) {
            rules.row({part.path, part.text, part.met ? "is about it" : "", rankText(part.without)});
        }
        shell.showText("\n" + rules.text());
    }
    if (story.terms) {
        showTerms(shell, *story.terms);
    }
}

Result<PipelineRequest> requestOf(const Shell& shell, const PipelineArguments& arguments) {
    PipelineRequest request = arguments.request;
    if (arguments.user.empty() == arguments.history.empty()) {
        return Error{ErrorCode::InvalidArgument, "A list is for one person",
                     "Give --user ID, or --history ITEM for somebody new", "pipeline"};
    }
    if (!arguments.now.empty()) {
        request.now = timeOfDay(arguments.now);
        if (!request.now) {
            return Error{ErrorCode::InvalidArgument, "\"" + arguments.now + "\" is no day",
                         "Write it as 2026-06-30", "--now"};
        }
    }
    if (request.now && arguments.rules.empty() && arguments.trace.empty()) {
        return Error{ErrorCode::InvalidArgument, "Only rules count from a day",
                     "Give --rules FILE beside it, or leave it out", "--now"};
    }
    if (!arguments.rules.empty()) {
        TRY_ASSIGN(request.rules, readRuleSet(arguments.rules, shell.context()));
        request.rulesName = arguments.rules;
    }
    if (arguments.counted) {
        request.length = arguments.count;
    }
    request.graphFrom = arguments.index == "exact"  ? std::numeric_limits<std::size_t>::max()
                        : arguments.index == "hnsw" ? 1
                                                    : request.graphFrom;
    request.clock = wallClockNow();
    return request;
}

Result<Asker> askerOf(const Dataset& data, const PipelineArguments& arguments) {
    if (!arguments.history.empty()) {
        TRY_ASSIGN(auto history, parseHistory(data, arguments.history));
        return Asker(std::move(history));
    }
    TRY_ASSIGN(const auto user, findUser(data, arguments.user));
    return Asker(UserRow{&data, user});
}

Result<void> runCommand(Shell& shell, const PipelineArguments& arguments) {
    TRY_ASSIGN(const auto request, requestOf(shell, arguments));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto asker, askerOf(*opened.dataset, arguments));
    std::optional<ItemIndex> traced;
    if (!arguments.trace.empty()) {
        TRY_ASSIGN(traced, findItem(*opened.dataset, arguments.trace));
    }
    const ExecutionContext context = shell.context(request.seed);
    TRY_ASSIGN(const auto pipeline, openPipeline(*opened.project, opened.dataset, request, context));
    TRY_ASSIGN(const auto answer, runPipeline(pipeline, asker, request, traced, context));
    if (shell.json) {
        shell.answer(pipelineJson(answer));
        return {};
    }
    showStages(shell, answer);
    showList(shell, answer);
    if (answer.trace) {
        showTrace(shell, answer);
    }
    return {};
}

} // namespace

void addPipeline(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("pipeline", "Candidates, ranking and re-ranking of one user, and any item's way");
    auto arguments = std::make_shared<PipelineArguments>();
    PipelineRequest& request = arguments->request;
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    CLI::Option* user = command->add_option("--user", arguments->user, "Id of the user");
    command->add_option("--history", arguments->history, "ITEM[:SIGNAL]: somebody new with this history")
        ->excludes(user);
    command->add_option("--model", request.model,
                        "Stored model that most candidates come from; else the ranker, else the newest, else "
                        "popularity");
    command->add_option("--ranker", request.ranker,
                        "Stored model in whose order candidates go on; else the one they come from");
    command->add_option("--rules", arguments->rules, "The rule set, a JSON file; none: nothing moves")
        ->type_name(fileRead);
    command->add_option("--trace", arguments->trace, "Id of an item whose way is told");
    CLI::Option* count =
        command->add_option("-n,--count", arguments->count, "Length of the list, whatever the rules say")
            ->check(CLI::Range(1, 1'000'000))
            ->capture_default_str();
    command->add_option("--sources", request.sources,
                        "SOURCE[=QUOTA],…: names of stored models, neighbours, angle, items (each also "
                        "KIND:MODEL), content, popular, new, random; a comma of a name has a backslash "
                        "before it");
    command->add_option("--candidates", request.candidates, "Candidates in all")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--pass-on", request.passOn, "The best of the ranking that are re-ranked")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command
        ->add_option("--index", arguments->index,
                     "Of vectors: exact, hnsw, or auto (hnsw from 100,000 items on)")
        ->check(CLI::IsMember({"auto", "exact", "hnsw"}))
        ->capture_default_str();
    command
        ->add_option("--recall-sample", request.recallPeople,
                     "People on whom the recall of the mix is measured; 0: not")
        ->check(CLI::Range(0, 100'000'000))
        ->capture_default_str();
    command->add_option("--now", arguments->now,
                        "Day that ages and the days of rules count from, as 2026-06-30; else ages count "
                        "from the newest event, where events have no times from the newest release, and "
                        "the days of rules from today");
    command->add_option("--seed", request.seed, "Seed of exploration and of the sample")
        ->capture_default_str();
    command->callback([arguments, count, &shell] {
        arguments->counted = count->count() > 0;
        shell.action = [arguments](Shell& with) { return runCommand(with, *arguments); };
    });
}

} // namespace tastescope
