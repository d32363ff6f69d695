// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/evaluation/evaluation_tables.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "engine/base/name_list.h"
#include "engine/metrics/metric.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/experiments/time_bound.h"
#include "storage/export/per_user.h"
#include "storage/export/text_format.h"
#include "storage/project/rule_store.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/outside/outside_lists.h"
#include "storage/use_cases/rerank_files.h"
#include "storage/use_cases/rules/ruled_lists.h"
#include "storage/use_cases/sweep/sweep.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

struct EvaluateArguments {
    std::string project;
    std::vector<std::string> models;
    std::vector<std::string> lists;
    std::string sweep;
    std::string protocol = "per-user";
    std::string train;
    std::string test = "0.2";
    std::string history;
    std::string ks;
    std::string metrics = "all";
    std::string candidates = "full";
    std::string by;
    std::vector<std::string> map;
    std::vector<std::string> scores;
    std::vector<std::string> predictions;
    std::string folds;
    std::size_t repeats = 1;
    std::vector<std::string> signals; ///< lists of names
    std::string from;
    std::string until;
    std::string minValue;
    std::size_t minUserEvents = 0;
    std::size_t minItemEvents = 0;
    std::string unseen = "judge";
    std::string users = "with-test";
    std::string perUser;
    std::string validation;
    bool leaks = false;
    bool slices = false;
    bool sideBySide = false;
    bool raw = false;
    bool testGiven = false;
    bool protocolGiven = false;
    std::string pairs; ///< empty: first for people, all for programs
    std::uint64_t seed = 42;
    bool values = false;
};

Error wrong(std::string message, std::string remedy, std::string where) {
    return {ErrorCode::InvalidArgument, std::move(message), std::move(remedy), std::move(where)};
}

/// A file, the rule set itself, or the name of one that the project keeps.
Result<RuleSet> findRules(const Project& project, const std::string& text, const ExecutionContext& context) {
    if (text.starts_with('{')) {
        return parseRuleSet(text, "--model");
    }
    const auto known = project.rules().find(text);
    if (known || known.error().code == ErrorCode::Corrupt) {
        return known ? Result<RuleSet>(known->rules) : known.error();
    }
    std::error_code ignored;
    if (!std::filesystem::exists(text, ignored)) {
        return wrong("There is no rule set and no file \"" + text + "\"",
                     "Name a JSON file, or a rule set as `rules PROJECT` lists them", "--model");
    }
    Result<RuleSet> rules = readRuleSet(text, context);
    if (rules && rules->name.empty()) {
        rules->name = std::filesystem::path(text).stem().string();
    }
    return rules;
}

/// Rules are read once the project is open, which may keep them.
Result<void> addRules(const EvaluateArguments& arguments, const Project& project, EvaluateRequest& request,
                      const ExecutionContext& context) {
    for (std::size_t at = 0; at < arguments.models.size(); ++at) {
        const std::string& text = arguments.models[at];
        if (const std::size_t plus = rulesAt(text); plus != std::string::npos) {
            TRY_ASSIGN(const auto rules, findRules(project, text.substr(plus + 1), context));
            Contestant& contestant = request.contestants[at];
            contestant.rules = listRulesOf(rules);
            contestant.label = text.substr(0, plus) + "+" + contestant.rules->name;
        }
    }
    return {};
}

/// The one model as many points of a curve.
Result<void> addSweep(const EvaluateArguments& arguments, EvaluateRequest& request) {
    if (arguments.sweep.empty()) {
        return {};
    }
    if (request.contestants.size() != 1) {
        return wrong("A sweep is of one model", "Give --model once", "--sweep");
    }
    TRY_ASSIGN(const auto moved, parseNameValue(arguments.sweep, "--sweep"));
    const std::string of = request.contestants.front().label;
    Result<std::vector<Contestant>> swept =
        sweepOf(request.contestants.front(), moved.first, sweepValues(moved.second));
    if (!swept) {
        Error error = swept.error();
        error.code = ErrorCode::InvalidArgument;
        error.context = "--sweep";
        return error;
    }
    request.contestants = *std::move(swept);
    request.sweep = Sweep{of, moved.first};
    return {};
}

Result<void> readContestants(const EvaluateArguments& arguments, EvaluateRequest& request) {
    if (arguments.models.empty() && arguments.lists.empty() && arguments.scores.empty() &&
        arguments.predictions.empty()) {
        return wrong("There is nothing to evaluate",
                     "Give --model ID, or --lists, --scores or --predictions with a CSV file", "evaluate");
    }
    for (const std::string& text : arguments.models) {
        const std::size_t plus = rulesAt(text);
        if (plus != std::string::npos && plus + 1 == text.size()) {
            return wrong("A + without rules behind it",
                         "Name a file or a rule set of the project, as in als+rules.json", "--model");
        }
        TRY_ASSIGN(auto contestant, parseContestant(text.substr(0, plus)));
        request.contestants.push_back(std::move(contestant));
    }
    request.listFiles.assign(arguments.lists.begin(), arguments.lists.end());
    request.scoreFiles.assign(arguments.scores.begin(), arguments.scores.end());
    request.predictionFiles.assign(arguments.predictions.begin(), arguments.predictions.end());
    return {};
}

/// A number of folds, or a file that has them.
Result<void> readFolds(const EvaluateArguments& arguments, EvaluateRequest& request) {
    if (arguments.folds.empty()) {
        return {};
    }
    if (arguments.testGiven) {
        return wrong("Folds are test parts by themselves", "Leave --test or --folds out", "--folds");
    }
    const char* const end = arguments.folds.data() + arguments.folds.size();
    const auto [stopped, error] = std::from_chars(arguments.folds.data(), end, request.folds);
    if (const Result<double> number = parseNumber(arguments.folds, "--folds"); number && stopped != end) {
        return wrong("\"" + arguments.folds + "\" is no number of folds", "Choose for example 5", "--folds");
    }
    constexpr std::size_t mostFolds = 10'000;
    if (stopped == end && (error == std::errc::result_out_of_range || request.folds > mostFolds)) {
        return wrong("\"" + arguments.folds + "\" folds are more than can be trained",
                     fmt::format("Choose at most {}", mostFolds), "--folds");
    }
    if (error != std::errc() || stopped != end) {
        if (arguments.protocolGiven) {
            return wrong("Folds of a file are test parts by themselves", "Leave --protocol or --folds out",
                         "--protocol");
        }
        request.folds = 0;
        request.foldsFile = arguments.folds;
    } else if (request.folds < 2) {
        return wrong("Cross-validation needs two folds or more", "Choose for example 5", "--folds");
    }
    return {};
}

/// A share cuts the project's events; a file comes together with --train.
Result<void> readParts(const EvaluateArguments& arguments, EvaluateRequest& request) {
    TRY_ASSIGN(auto map, parseNameValues(arguments.map, "--map"));
    request.fileMap = std::move(map);
    const Result<double> share = parseNumber(arguments.test, "--test");
    if (!arguments.train.empty()) {
        if (share) {
            return wrong("--train needs a test file beside it", "Give --test FILE", "--test");
        }
        request.trainFile = arguments.train;
        request.testFile = arguments.test;
        request.historyFile = arguments.history;
        return {};
    }
    if (!share) {
        return wrong("\"" + arguments.test + "\" is no share",
                     "Give a number between 0 and 1, or a file together with --train FILE", "--test");
    }
    if (!arguments.history.empty()) {
        return wrong("--history goes with --train and --test files",
                     "Leave it out: the protocol cold-users keeps histories by itself", "--history");
    }
    TRY_ASSIGN(const auto protocol, parseProtocol(arguments.protocol));
    request.split = {protocol, *share, arguments.seed};
    TRY(readFolds(arguments, request));
    const bool files = !arguments.lists.empty() || !arguments.scores.empty() ||
                       !arguments.predictions.empty() || !request.foldsFile.empty();
    if (!arguments.map.empty() && !files) {
        return wrong("--map says how files are read", "Give --train FILE and --test FILE, or --lists FILE",
                     "--map");
    }
    return {};
}

Result<void> readFilter(const EvaluateArguments& arguments, EvaluateRequest& request) {
    EventFilter& filter = request.filter;
    for (const std::string& list : arguments.signals) {
        std::ranges::copy_if(cutNames(list), std::back_inserter(filter.signals),
                             [](const std::string& name) { return !name.empty(); });
    }
    if (!arguments.from.empty()) {
        TRY_ASSIGN(filter.from, parseTimeBound(arguments.from, DayEnd::First, "--from"));
    }
    if (!arguments.until.empty()) {
        TRY_ASSIGN(filter.until, parseTimeBound(arguments.until, DayEnd::Last, "--until"));
    }
    if (!arguments.minValue.empty()) {
        TRY_ASSIGN(filter.minValue, parseNumber(arguments.minValue, "--min-value"));
    }
    filter.minUserEvents = arguments.minUserEvents;
    filter.minItemEvents = arguments.minItemEvents;
    request.repeats = arguments.repeats;
    request.leaks = arguments.leaks || !arguments.validation.empty();
    request.slices = arguments.slices;
    request.validationFile = arguments.validation;
    const std::size_t judged = arguments.models.size() + arguments.lists.size() + arguments.scores.size();
    if (arguments.slices && judged < 2 && arguments.sweep.empty()) {
        return wrong("A slice is of people whom one model loses to another",
                     "Give a second --model, or --lists", "--slices");
    }
    if (arguments.sideBySide && !arguments.train.empty()) {
        return wrong("Four protocols cut the project's events", "Leave --train and --test out",
                     "--side-by-side");
    }
    request.leaveOutUnseen = arguments.unseen == "leave-out";
    request.options.allUsers = arguments.users == "all";
    return {};
}

/// "ndcg@5,auc": the ids alone; the lengths behind @ are added to `lengths`.
std::string takeLengths(std::string_view metrics, std::string& lengths) {
    std::string ids;
    for (const std::string_view one : cutAt(metrics, ',')) {
        if (one.empty()) {
            continue;
        }
        const std::size_t at = one.find('@');
        ids += (ids.empty() ? "" : ",") + std::string(one.substr(0, at));
        if (at != std::string_view::npos) {
            const std::string length(one.substr(at + 1));
            lengths +=
                (lengths.empty() ? "" : ",") + (length.empty() ? "?" : length); // refused, not left out
        }
    }
    return ids;
}

Result<void> readMeasures(const EvaluateArguments& arguments, EvaluateRequest& request) {
    std::string lengths;
    const std::string ids = takeLengths(arguments.metrics, lengths);
    if (!lengths.empty() && !parseLengths(lengths)) {
        return wrong("\"" + arguments.metrics + "\" cannot be read",
                     "Write whole numbers of 1 or more behind the @, as in ndcg@10", "--metrics");
    }
    if (!arguments.ks.empty()) {
        lengths = arguments.ks + (lengths.empty() ? "" : "," + lengths);
    }
    TRY_ASSIGN(auto ks, parseLengths(lengths.empty() ? "10" : lengths));
    request.options.ks = std::move(ks);
    if (arguments.metrics != "all") {
        TRY_ASSIGN(auto metrics, parseMetrics(ids));
        const bool gap = std::ranges::any_of(
            metrics, [](const MetricInfo* metric) { return metric->as<GroupMetric>() != nullptr; });
        if (gap && arguments.by.empty()) {
            return wrong("A gap is between groups", "Say which: --by users, or --by FILE.csv", "--metrics");
        }
        request.options.metrics = std::move(metrics);
    }
    constexpr std::string_view sampled = "sampled:";
    if (arguments.candidates.starts_with(sampled)) {
        const std::string_view digits = std::string_view(arguments.candidates).substr(sampled.size());
        std::size_t& count = request.options.sampledCandidates;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
        if (error != std::errc() || end != digits.data() + digits.size() || count == 0) {
            return wrong("\"" + arguments.candidates + "\" cannot be read",
                         "Write sampled:N with a whole number of 1 or more", "--candidates");
        }
    } else if (arguments.candidates != "full") {
        request.candidatesFile = arguments.candidates;
    }
    return {};
}

Result<EvaluateRequest> requestOf(const EvaluateArguments& arguments) {
    EvaluateRequest request;
    request.values = arguments.values;
    request.by = arguments.by;
    for (const auto read : {readContestants, readParts, readFilter, readMeasures}) {
        TRY(read(arguments, request));
    }
    return request;
}

/// Takes away the comparisons that were not asked for: many models by all metrics are hundreds.
void choosePairs(std::string_view chosen, std::vector<PairResult>& pairs) {
    if (chosen == "none") {
        pairs.clear();
    } else if (chosen == "first" && !pairs.empty()) {
        const std::string first = pairs.front().metric;
        std::erase_if(pairs, [&](const PairResult& pair) { return pair.metric != first; });
    }
}

/// A project that a window holds open, or that may not be written, can still be read: the result is then
/// shown and not kept.
Result<OpenedProject> openForResults(const Shell& shell, const std::string& path, EvaluateRequest& request) {
    Result<OpenedProject> opened = openProject(shell, path, OpenMode::ReadWrite);
    const ErrorCode code = opened ? ErrorCode::Internal : opened.error().code;
    if (code != ErrorCode::Conflict && code != ErrorCode::Io) {
        return opened;
    }
    Result<OpenedProject> looked = openProject(shell, path, OpenMode::ReadOnly);
    if (!looked) {
        return opened;
    }
    shell.warn(code == ErrorCode::Conflict
                   ? "The project is open elsewhere; the result is shown but not stored"
                   : "The project cannot be written; the result is shown but not stored");
    request.store = false;
    return looked;
}

/// What was measured, and what it was measured on.
struct Measured {
    const OpenedProject& opened;
    const EvaluateRequest& request;
    const ListCopies& copies;
    const EvaluationResult& result;
    bool store = false;
};

/// What becomes of a result once it is measured.
struct Aftermath {
    std::vector<EvaluationResult> protocols;
    bool stored = false;
    Result<void> outcome; ///< of all steps together: Ctrl-C, or else the first failure

    bool cancelled() const { return !outcome && outcome.error().code == ErrorCode::Cancelled; }
    template <typename T>
    bool passed(const Result<T>& step) {
        if (!step && (outcome || step.error().code == ErrorCode::Cancelled)) {
            outcome = step.error();
        }
        return step.hasValue();
    }
};

/// A step that fails keeps none of the others away, for the measuring may have taken hours; Ctrl-C does. What
/// takes long comes first, then storing, and the file takes its place last: what hears Ctrl-C leaves files
/// and project as they were.
Aftermath follow(const Shell& shell, const EvaluateArguments& arguments, const Measured& measured) {
    const ExecutionContext context = shell.context(arguments.seed);
    Aftermath after;
    if (arguments.sideBySide) {
        auto protocols =
            sideBySideWithCopies(*measured.opened.dataset, measured.request, measured.copies, context);
        if (after.passed(protocols)) {
            after.protocols = *std::move(protocols);
        }
    }
    std::optional<TableFile> perUser;
    if (!arguments.perUser.empty() && !after.cancelled()) {
        auto written = writePerUser(measured.result, arguments.perUser, shell.context(),
                                    arguments.raw ? Cells::Raw : Cells::Guarded);
        if (after.passed(written)) {
            perUser = *std::move(written);
        }
    }
    if (measured.store && !after.cancelled()) {
        after.stored = after.passed(storeEvaluation(*measured.opened.project, measured.result, context));
    }
    if (perUser && !after.cancelled()) {
        after.passed(perUser->commit());
    }
    return after;
}

Result<void> runEvaluate(Shell& shell, const EvaluateArguments& arguments) {
    TRY_ASSIGN(auto request, requestOf(arguments));
    if (const std::string unused = unusedShare(request.split.protocol, request.split.test, "--test");
        arguments.testGiven && arguments.train.empty() && !arguments.sideBySide && !unused.empty()) {
        shell.remark(unused);
    }
    if (!arguments.perUser.empty()) {
        TRY(exportFormat(arguments.perUser));
    }
    TRY_ASSIGN(const auto opened, openForResults(shell, arguments.project, request));
    TRY(addRules(arguments, *opened.project, request, shell.context(arguments.seed)));
    TRY(addSweep(arguments, request));
    const ExecutionContext context = shell.context(arguments.seed);
    TRY_ASSIGN(const auto copies, takeKept(*opened.project, request, context));
    const bool store = std::exchange(request.store, false); // last: until then the project is as it was
    TRY_ASSIGN(auto result, evaluateWithCopies(*opened.project, *opened.dataset, request, copies, context));
    const Aftermath after = follow(shell, arguments, {opened, request, copies, result, store});
    if (after.cancelled()) {
        return after.outcome;
    }
    choosePairs(!arguments.pairs.empty() ? arguments.pairs : shell.json ? "all" : "first", result.pairs);
    if (shell.json) {
        shell.answer(evaluationJson(result, after.protocols, after.stored));
    } else {
        showEvaluation(shell, result, after.protocols);
    }
    return after.outcome;
}

void addContestants(CLI::App& command, EvaluateArguments& arguments) {
    command
        .add_option("--model", arguments.models,
                    "ID[:name=value,…][+RULES]; may be repeated. RULES re-rank its lists: a JSON file, the "
                    "name of a rule set of the project, or the rule set itself")
        ->type_name(modelAndRules);
    command.add_option(
        "--sweep", arguments.sweep,
        "NAME=V,V,…: the one model with a parameter, or a weight of its rules as balance.mmr, at "
        "each of the values; the window joins them to a curve");
    command
        .add_option(
            "--lists", arguments.lists,
            "CSV file with lists made elsewhere, or kept:NAME for those that the project keeps under a "
            "name; may be repeated")
        ->type_name(fileRead);
    command
        .add_option("--scores", arguments.scores,
                    "CSV file user,item,score made elsewhere: the candidates are ranked by it; pairs that "
                    "it does not have are never listed")
        ->type_name(fileRead);
    command
        .add_option("--predictions", arguments.predictions,
                    "CSV file user,item,prediction made elsewhere: judged by rmse and mae; the mean of the "
                    "training ratings stands in for pairs that it does not have")
        ->type_name(fileRead);
}

/// The option that says which test part there is.
CLI::Option* addParts(CLI::App& command, EvaluateArguments& arguments) {
    CLI::Option* protocol = command
                                .add_option("--protocol", arguments.protocol,
                                            "random, per-user, leave-last-out, time or cold-users")
                                ->capture_default_str();
    CLI::Option* train =
        command.add_option("--train", arguments.train, "CSV file to train on, with --test FILE")
            ->type_name(fileRead);
    train->excludes(protocol);
    CLI::Option* test = command.add_option("--test", arguments.test, "Share of the test part, or a CSV file")
                            ->type_name(wordOrFile)
                            ->capture_default_str();
    command
        .add_option("--history", arguments.history,
                    "CSV file with the past of users who are not in --train, as split writes it for "
                    "cold-users")
        ->type_name(fileRead);
    command
        .add_option("--folds", arguments.folds,
                    "Cross-validation instead of a test share: a number of folds (random, per-user, "
                    "cold-users), or a CSV file user,item,fold with folds drawn elsewhere, as those of "
                    "Surprise's KFold, whose order is that of the rows of its file")
        ->type_name(wordOrFile)
        ->excludes(train);
    command
        .add_option("--repeat", arguments.repeats,
                    "So many times, with the seeds S, S+1, …; the spread between them is told")
        ->check(CLI::Range(1, 1000));
    command
        .add_option("--unseen", arguments.unseen,
                    "Users and items of the test part that training never saw: judge (strangers by what a "
                    "model gives them, items as not found) or leave-out; they are counted in any case")
        ->check(CLI::IsMember({"judge", "leave-out"}))
        ->capture_default_str();
    return test;
}

void addFilter(CLI::App& command, EvaluateArguments& arguments) {
    command
        .add_option("--signals", arguments.signals,
                    "Only events of these signals, as in play,like; a comma of a name has a backslash before "
                    "it; may be repeated")
        ->allow_extra_args(false);
    command.add_option("--from", arguments.from, "Only events from this time on, as 2024-12-31");
    command.add_option("--until", arguments.until, "Only events until this time; a day with its end");
    command.add_option("--min-value", arguments.minValue,
                       "Only events of this value or more, and those without a value");
    command.add_option("--min-user-events", arguments.minUserEvents,
                       "Only users with so many events or more; with --min-item-events over and over until "
                       "both hold");
    command.add_option("--min-item-events", arguments.minItemEvents,
                       "Only items with so many events or more");
}

void addLaboratory(CLI::App& command, EvaluateArguments& arguments) {
    command.add_flag(
        "--leaks", arguments.leaks,
        "Look for leaks: pairs on both sides, training events from after the test, ties at the cut, "
        "cold items, settings chosen on the test part");
    command.add_flag(
        "--slices", arguments.slices,
        "Find the people that each model loses to another: groups by what is known about them, and "
        "pairs of groups, in which the first metric is certainly lower");
    command
        .add_option("--validation", arguments.validation,
                    "CSV file with the events that settings were chosen by, for --leaks")
        ->type_name(fileRead);
    command.add_flag(
        "--side-by-side", arguments.sideBySide,
        "Measure the models also under random, per-user, leave-last-out and time, so that what a "
        "protocol flatters is seen");
}

} // namespace

void addEvaluate(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("evaluate", "Train on one part, measure on the other, compare");
    auto arguments = std::make_shared<EvaluateArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    addContestants(*command, *arguments);
    const CLI::Option* test = addParts(*command, *arguments);
    const CLI::Option* protocol = command->get_option("--protocol");
    addFilter(*command, *arguments);
    addLaboratory(*command, *arguments);
    command->add_option("--k", arguments->ks, "List lengths, as in 10,20; 10 when nothing says otherwise");
    command
        ->add_option("--metrics", arguments->metrics, "all, or ids separated by commas, as ndcg or ndcg@20")
        ->capture_default_str();
    command
        ->add_option("--candidates", arguments->candidates, "full, sampled:N, or a file with one id a line")
        ->type_name(wordOrFile)
        ->capture_default_str();
    command
        ->add_option("--by", arguments->by,
                     "Also by groups: users (what is known about them), or a CSV file with user,group")
        ->type_name(wordOrFile);
    command
        ->add_option("--users", arguments->users,
                     "with-test, or all: lists also for people without test items, for the metrics that need "
                     "none")
        ->check(CLI::IsMember({"with-test", "all"}))
        ->capture_default_str();
    command
        ->add_option("--per-user", arguments->perUser,
                     "The .csv or .json file to write every user's values to, one row a user and model")
        ->type_name(fileWritten);
    command->add_flag("--raw", arguments->raw, rawHelp);
    command->add_option("--map", arguments->map,
                        "role=column for the files of --train, --test, --history, --lists, --scores, "
                        "--predictions and --folds");
    command
        ->add_option(
            "--pairs", arguments->pairs,
            "Models compared in pairs: first (by the first metric; for people unless said otherwise), "
            "all (by every metric; with --json) or none")
        ->check(CLI::IsMember({"first", "all", "none"}));
    command->add_flag("--values", arguments->values, "Keep ratings instead of counting events as 1");
    command->add_option("--seed", arguments->seed, "Seed of all randomness")->capture_default_str();
    command->callback([arguments, test, protocol, &shell] {
        arguments->protocolGiven = protocol->count() > 0;
        arguments->testGiven = test->count() > 0;
        shell.action = [arguments](Shell& with) { return runEvaluate(with, *arguments); };
    });
}

} // namespace tastescope
