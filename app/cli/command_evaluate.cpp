// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/metrics/metric.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/use_cases/evaluate.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tastescope {
namespace {

struct EvaluateArguments {
    std::string project;
    std::vector<std::string> models;
    std::vector<std::string> lists;
    std::string protocol = "per-user";
    std::string train;
    std::string test = "0.2";
    std::string history;
    std::string ks;
    std::string metrics = "all";
    std::string candidates = "full";
    std::string by;
    std::vector<std::string> map;
    std::string pairs; ///< empty: first for people, all for programs
    std::uint64_t seed = 42;
    bool values = false;
};

Error wrong(std::string message, std::string remedy, std::string where) {
    return {ErrorCode::InvalidArgument, std::move(message), std::move(remedy), std::move(where)};
}

Result<void> readContestants(const EvaluateArguments& arguments, EvaluateRequest& request) {
    if (arguments.models.empty() && arguments.lists.empty()) {
        return wrong("There is nothing to evaluate", "Give --model ID or --lists FILE.csv", "evaluate");
    }
    for (const std::string& text : arguments.models) {
        TRY_ASSIGN(auto contestant, parseContestant(text));
        request.contestants.push_back(std::move(contestant));
    }
    request.listFiles.assign(arguments.lists.begin(), arguments.lists.end());
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
    if (!arguments.map.empty() && arguments.lists.empty()) {
        return wrong("--map says how files are read", "Give --train FILE and --test FILE, or --lists FILE",
                     "--map");
    }
    TRY_ASSIGN(const auto protocol, parseProtocol(arguments.protocol));
    request.split = {protocol, *share, arguments.seed};
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
            lengths += (lengths.empty() ? "" : ",") + std::string(one.substr(at + 1));
        }
    }
    return ids;
}

Result<void> readMeasures(const EvaluateArguments& arguments, EvaluateRequest& request) {
    std::string lengths = arguments.ks;
    const std::string ids = takeLengths(arguments.metrics, lengths);
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
    for (const auto read : {readContestants, readParts, readMeasures}) {
        TRY(read(arguments, request));
    }
    return request;
}

std::string valueText(const MetricValue& value) {
    return decimalText(value.value) + " [" + decimalText(value.low) + ", " + decimalText(value.high) + "]";
}

void showModels(Shell& shell, const EvaluationResult& result) {
    shell.show(fmt::format("{}{}, {} users with test items, {} without", result.protocol,
                           result.sampled ? ", sampled candidates" : "", countText(result.usersWithTest),
                           countText(result.usersWithout)));
    std::vector<std::string> headings{"metric"};
    for (const ModelResult& model : result.models) {
        headings.push_back(model.label + (result.sampled ? " (sampled)" : ""));
    }
    TextTable table(std::move(headings));
    // Rows are the metrics of whichever model has most: lists made elsewhere have no AUC.
    const ModelResult* fullest = &result.models.front();
    for (const ModelResult& model : result.models) {
        fullest = model.metrics.size() > fullest->metrics.size() ? &model : fullest;
    }
    for (const MetricValue& metric : fullest->metrics) {
        std::vector<std::string> cells{metric.key};
        for (const ModelResult& model : result.models) {
            cells.emplace_back("-");
            for (const MetricValue& value : model.metrics) {
                if (value.key == metric.key) {
                    cells.back() = valueText(value);
                }
            }
        }
        table.row(std::move(cells));
    }
    std::vector<std::string> seconds{"training, ranking"};
    for (const ModelResult& model : result.models) {
        seconds.push_back(secondsText(model.fitSeconds) + ", " + secondsText(model.scoreSeconds));
    }
    table.row(std::move(seconds));
    shell.show("\n" + table.text());
    for (const ModelResult& model : result.models) {
        for (const DataDefault& one : model.chosen) {
            shell.show(model.label + ": " + chosenText(one));
        }
        for (const std::string& remark : model.remarks) {
            shell.show(model.label + ": " + remark);
        }
        const auto cold = std::ranges::find_if(
            model.metrics, [](const MetricValue& value) { return value.coldShown.value_or(0) > 0; });
        if (cold != model.metrics.end()) {
            shell.show(fmt::format("{}: {} places of the lists hold items without training events; {} does "
                                   "not count them",
                                   model.label, countText(*cold->coldShown), cold->key));
        }
    }
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

void showPairs(Shell& shell, const EvaluationResult& result) {
    TextTable table({"metric", "a", "b", ">a - b", "interval", ">p (Holm)"});
    for (const PairResult& pair : result.pairs) {
        table.row({pair.metric, pair.a, pair.b, decimalText(pair.difference),
                   "[" + decimalText(pair.low) + ", " + decimalText(pair.high) + "]",
                   fmt::format("{:.2g}", pair.p)});
    }
    if (!table.empty()) {
        shell.show("\n" + table.text());
    }
}

void showSegments(Shell& shell, const EvaluationResult& result) {
    std::vector<std::string> headings{"by", "group", ">users", "metric"};
    for (const ModelResult& model : result.models) {
        headings.push_back(model.label);
    }
    TextTable table(std::move(headings));
    for (const SegmentResult& segment : result.segments) {
        for (const MetricValue& metric : segment.models.front().metrics) {
            std::vector<std::string> cells{segment.by, segment.segment, countText(segment.users), metric.key};
            for (const SegmentModel& model : segment.models) {
                const auto found = std::ranges::find(model.metrics, metric.key, &MetricValue::key);
                cells.push_back(found == model.metrics.end() ? "-" : valueText(*found));
            }
            table.row(std::move(cells));
        }
    }
    if (!table.empty()) {
        shell.show("\n" + table.text());
    }
}

void showFiles(Shell& shell, const EvaluationResult& result) {
    for (const FileCounts& file : result.files) {
        shell.show(fileText(file));
    }
}

void showGaps(Shell& shell, const EvaluationResult& result) {
    TextTable table({"by", "model", "metric", ">gap", "interval", "between", ">p (Holm)"});
    for (const GapResult& gap : result.gaps) {
        const GapPair& pair = gap.pairs.front();
        table.row({gap.by, gap.label, gap.key, decimalText(pair.difference),
                   "[" + decimalText(pair.low) + ", " + decimalText(pair.high) + "]",
                   pair.a + " and " + pair.b, fmt::format("{:.2g}", pair.p)});
    }
    if (!table.empty()) {
        shell.show("\n" + table.text());
    }
}

/// A project that a window holds open can still be read: the result is then shown and not kept.
Result<OpenedProject> openForResults(const Shell& shell, const std::string& path, EvaluateRequest& request) {
    Result<OpenedProject> opened = openProject(shell, path, OpenMode::ReadWrite);
    if (!opened && opened.error().code == ErrorCode::Conflict) {
        shell.remark("The project is open elsewhere; the result is shown but not stored");
        request.store = false;
        return openProject(shell, path, OpenMode::ReadOnly);
    }
    return opened;
}

Result<void> runEvaluate(Shell& shell, const EvaluateArguments& arguments) {
    TRY_ASSIGN(auto request, requestOf(arguments));
    TRY_ASSIGN(const auto opened, openForResults(shell, arguments.project, request));
    TRY_ASSIGN(auto result,
               evaluateModels(*opened.project, *opened.dataset, request, shell.context(arguments.seed)));
    choosePairs(!arguments.pairs.empty() ? arguments.pairs : shell.json ? "all" : "first", result.pairs);
    if (shell.json) {
        shell.answer(evaluationJson(result));
    } else {
        showModels(shell, result);
        showFiles(shell, result);
        showPairs(shell, result);
        showSegments(shell, result);
        showGaps(shell, result);
    }
    return {};
}

} // namespace

void addEvaluate(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("evaluate", "Train on one part, measure on the other, compare");
    auto arguments = std::make_shared<EvaluateArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--model", arguments->models, "ID[:name=value,…]; may be repeated");
    command->add_option("--lists", arguments->lists, "CSV file with lists made elsewhere; may be repeated");
    CLI::Option* protocol = command
                                ->add_option("--protocol", arguments->protocol,
                                             "random, per-user, leave-last-out, time or cold-users")
                                ->capture_default_str();
    command->add_option("--train", arguments->train, "CSV file to train on, with --test FILE")
        ->excludes(protocol);
    command->add_option("--test", arguments->test, "Share of the test part, or a CSV file")
        ->capture_default_str();
    command->add_option("--history", arguments->history,
                        "CSV file with the past of users who are not in --train, as split writes it for "
                        "cold-users");
    command->add_option("--k", arguments->ks, "List lengths, as in 10,20; 10 when nothing says otherwise");
    command
        ->add_option("--metrics", arguments->metrics, "all, or ids separated by commas, as ndcg or ndcg@20")
        ->capture_default_str();
    command
        ->add_option("--candidates", arguments->candidates, "full, sampled:N, or a file with one id a line")
        ->capture_default_str();
    command->add_option("--by", arguments->by,
                        "Also by groups: users (what is known about them), or a CSV file with user,group");
    command->add_option("--map", arguments->map,
                        "role=column for the files of --train, --test, --history and --lists");
    command
        ->add_option(
            "--pairs", arguments->pairs,
            "Models compared in pairs: first (by the first metric; for people unless said otherwise), "
            "all (by every metric; with --json) or none")
        ->check(CLI::IsMember({"first", "all", "none"}));
    command->add_flag("--values", arguments->values, "Keep ratings instead of counting events as 1");
    command->add_option("--seed", arguments->seed, "Seed of all randomness")->capture_default_str();
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runEvaluate(with, *arguments); };
    });
}

} // namespace tastescope
