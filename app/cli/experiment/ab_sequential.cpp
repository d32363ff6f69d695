// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/experiment/ab.h"
#include "app/cli/option_checks.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/experiment/watch.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/experiment/named_table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace tastescope {
namespace {

struct SequentialArguments {
    ResultsArguments results;
    std::optional<double> n;
    std::optional<double> difference;
    std::optional<double> variance;
    std::optional<double> tau2;
    std::optional<double> effect;
};

/// One comparison, watched.
struct Look {
    std::string metric;
    std::string arm;
    WatchedComparison watched;
};

Error wrong(std::string what, std::string remedy, std::string place) {
    return {ErrorCode::InvalidArgument, std::move(what), std::move(remedy), std::move(place)};
}

/// What an option would change nothing of.
Result<void> checkUsed(const SequentialArguments& arguments) {
    const ResultsArguments& results = arguments.results;
    struct OfFile {
        bool given;
        const char* option;
    };
    for (const OfFile& one :
         {OfFile{!results.map.empty(), "--map"}, OfFile{!results.metrics.empty(), "--metric"},
          OfFile{!results.control.empty(), "--control"}}) {
        if (arguments.n && one.given) {
            return wrong(fmt::format("{} is about a file of results, and numbers are given", one.option),
                         "Leave it out, or give FILE instead of the numbers", one.option);
        }
    }
    return {};
}

Result<void> checkNumbers(const SequentialArguments& arguments) {
    const bool numbers = arguments.n || arguments.difference || arguments.variance;
    if (numbers == !arguments.results.file.empty()) {
        return wrong(numbers ? "Both a file and numbers are given" : "There are neither a file nor numbers",
                     "Give FILE, or all of --n, --difference and --variance", "ab sequential");
    }
    if (numbers && !(arguments.n && arguments.difference && arguments.variance)) {
        return wrong("Some of the numbers are missing", "Give all of --n, --difference and --variance",
                     "ab sequential");
    }
    constexpr double mostPeople = 1e15;
    if (arguments.n && !(*arguments.n > 0 && *arguments.n <= mostPeople)) {
        return wrong(fmt::format("{:.6g} people an arm", *arguments.n),
                     *arguments.n > 0 ? "Give a number of people that there are" : "Give a number over 0",
                     "--n");
    }
    struct Bounded {
        const std::optional<double>& value;
        double most;
        const char* option;
    };
    constexpr double square = largestNumber * largestNumber;
    for (const Bounded& one :
         {Bounded{arguments.difference, largestNumber, "--difference"},
          Bounded{arguments.variance, square, "--variance"}, Bounded{arguments.tau2, square, "--tau2"},
          Bounded{arguments.effect, largestNumber, "--mde"}}) {
        if (one.value && std::abs(*one.value) > one.most) {
            return wrong(fmt::format("{:.6g} is too large to be reckoned with", *one.value),
                         fmt::format("Give a number up to {:.0e}", one.most), one.option);
        }
    }
    if (arguments.variance && !(*arguments.variance > 0)) {
        return wrong(fmt::format("The variance {} is not over 0", *arguments.variance),
                     "Give the sum of the variances of a person in both arms, of proportions p(1-p)",
                     "--variance");
    }
    if (arguments.tau2 && !(*arguments.tau2 > 0)) {
        return wrong(fmt::format("The mixture's variance {} is not over 0", *arguments.tau2),
                     "Give the square of the effect planned for", "--tau2");
    }
    if (arguments.effect && !(std::abs(*arguments.effect) > 0)) {
        return wrong("An effect of 0 was not planned for", "Give the smallest difference that matters",
                     "--mde");
    }
    if (!(arguments.results.alpha > 0 && arguments.results.alpha <= 0.5)) {
        return wrong(fmt::format("The significance {} is not in (0, 0.5]", arguments.results.alpha),
                     "Usual is 0.05", "--alpha");
    }
    return {};
}

std::optional<double> askedTau2(const SequentialArguments& arguments) {
    return arguments.tau2     ? arguments.tau2
           : arguments.effect ? std::optional(*arguments.effect * *arguments.effect)
                              : std::nullopt;
}

std::vector<Look> looksAt(const ExperimentTable& table, const SequentialArguments& arguments) {
    std::vector<Look> looks;
    for (std::size_t metric = 0; metric < table.sample.metrics.size(); ++metric) {
        for (std::size_t arm = 1; arm < table.sample.arms.size(); ++arm) {
            looks.push_back({table.sample.metrics[metric].id, table.sample.arms[arm],
                             watchComparison(table.sample, metric, arm, askedTau2(arguments))});
        }
    }
    return looks;
}

void writeWatched(JsonWriter& json, const Watched& watched) {
    json.field("n", watched.n);
    writeEstimate(json, watched.difference, "difference");
    json.field("p", watched.p);
}

void writeLook(JsonWriter& json, const Look& look) {
    writeWatched(json, look.watched.now);
    json.field("tau2", look.watched.tau2);
}

/// Every look by itself, and the p of all looks until then.
void writeDays(JsonWriter& json, const Look& look, const ExperimentSample& sample) {
    const std::vector<Watched> together = running(look.watched.days);
    json.key("days").beginArray();
    for (std::size_t day = 0; day < together.size(); ++day) {
        json.beginObject().field("day", sample.days[day].name);
        writeWatched(json, look.watched.days[day]);
        json.field("p_running", together[day].p).endObject();
    }
    json.endArray();
}

/// The first at the top, as with numbers; all of a file's in a list.
std::string looksJson(const std::vector<Look>& looks, double alpha, const ExperimentTable* table) {
    JsonWriter json;
    json.beginObject();
    writeLook(json, looks.front());
    json.field("alpha", alpha);
    if (table) {
        json.field("metric", looks.front().metric).field("arm", looks.front().arm);
        json.field("control", table->sample.arms[0]).key("comparisons").beginArray();
        for (const Look& look : looks) {
            json.beginObject().field("metric", look.metric).field("arm", look.arm);
            writeLook(json, look);
            if (!table->sample.days.empty()) {
                writeDays(json, look, table->sample);
            }
            json.endObject();
        }
        json.endArray();
        writeTableFacts(json, *table);
    }
    return json.endObject().text();
}

std::string looksText(const std::vector<Look>& looks, double alpha, const ExperimentTable* table) {
    TextTable text({"metric", "arm", ">pairs", ">difference", ">p", "reading"});
    for (const Look& look : looks) {
        const Estimate& difference = look.watched.now.difference;
        const bool shown = difference.excludesZero() && look.watched.now.p < alpha;
        text.row({look.metric, look.arm, fmt::format("{:.0f}", look.watched.now.n), estimateText(difference),
                  fmt::format("{:.4f}", look.watched.now.p),
                  !difference.hasInterval() ? "nothing can be said"
                  : !shown                  ? "no difference is shown"
                  : difference.low > 0      ? "higher, whenever you looked"
                                            : "lower, whenever you looked"});
    }
    return text.text() +
           fmt::format("The intervals hold at {:.6g} % however often you look\n", 100 * (1 - alpha)) +
           (table ? notesText(*table) : "");
}

Result<void> runSequential(Shell& shell, const SequentialArguments& arguments) {
    TRY(checkNumbers(arguments));
    TRY(checkUsed(arguments));
    if (arguments.tau2 && arguments.effect) {
        shell.remark("--mde changes nothing beside --tau2");
    }
    std::optional<ExperimentTable> table;
    std::vector<Look> looks;
    if (arguments.n) {
        WatchedComparison watched;
        watched.variance = *arguments.variance;
        watched.tau2 = askedTau2(arguments).value_or(defaultTau2(watched.variance));
        watched.now = alwaysValid(*arguments.n, *arguments.difference, watched.variance, watched.tau2,
                                  arguments.results.alpha);
        looks.push_back({"", "", watched});
    } else {
        TRY_ASSIGN(const auto request, resultsRequest(arguments.results));
        TRY_ASSIGN(table, readExperimentTable(request, shell.context()));
        looks = looksAt(*table, arguments);
    }
    if (!arguments.tau2 && !arguments.effect) {
        shell.remark(
            "No effect was planned for: the test is made for what 10,000 people an arm would find. Say --mde "
            "before the first look, and never change it");
    }
    if (shell.json) {
        shell.answer(looksJson(looks, arguments.results.alpha, table ? &*table : nullptr));
    } else {
        shell.showText(looksText(looks, arguments.results.alpha, table ? &*table : nullptr));
    }
    return {};
}

} // namespace

void addAbSequential(CLI::App& ab, Shell& shell) {
    CLI::App* command =
        ab.add_subcommand("sequential", "Intervals and p-values that hold however often one looks");
    auto arguments = std::make_shared<SequentialArguments>();
    command->add_option("FILE", arguments->results.file, "A table of results so far; - is standard input")
        ->type_name(fileRead);
    addResultsOptions(*command, arguments->results);
    command->add_option("--n", arguments->n, "Without FILE: people in each arm");
    command->add_option("--difference", arguments->difference, "Without FILE: treated less control");
    command->add_option("--variance", arguments->variance,
                        "Without FILE: variance of the difference of one person in each arm, of proportions "
                        "p(1-p) of both added up");
    command->add_option("--tau2", arguments->tau2, "Variance of the effects thought of; the square of --mde");
    command->add_option("--mde", arguments->effect, "Smallest effect that was planned for, absolute");
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runSequential(with, *arguments); };
    });
}

} // namespace tastescope
