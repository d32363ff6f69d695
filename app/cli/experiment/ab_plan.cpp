// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/experiment/ab.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/experiment/plan.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/experiment/log_baselines.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace tastescope {
namespace {

struct PlanArguments {
    std::optional<double> baseline;
    std::optional<double> effect;
    std::optional<double> deviation;
    std::optional<double> people;
    std::optional<double> daily;
    bool relative = false;
    bool powerGiven = false;
    PlanRequest request;
    std::optional<double> correlation; ///< with what was known before
    std::string covariate;             ///< column of the log that was known before
    ResultsArguments log;              ///< whose file may say baseline and deviation
};

/// A plan with what was found for it.
struct Answer {
    PlanRequest request;
    bool relative = false;    ///< effects are told as shares of the baseline, too
    std::optional<Plan> plan; ///< for an effect
    double people = 0;        ///< in the control
    double power = 0;         ///< with that many
    std::vector<PlanPoint> power_curve;
    std::vector<PlanPoint> size_curve;
};

Error wrong(std::string what, std::string remedy, std::string place) {
    return {ErrorCode::InvalidArgument, std::move(what), std::move(remedy), std::move(place)};
}

/// Whoever gives an option thinks that it counts: one that would change nothing is refused.
Result<void> checkUsed(const PlanArguments& arguments) {
    const bool log = !arguments.log.file.empty();
    const bool project = arguments.log.file.ends_with(".tastescope");
    struct Unused {
        bool given;
        const char* what;
        const char* remedy;
        const char* option;
    };
    for (const Unused& one :
         {Unused{!log && !arguments.covariate.empty(), "A covariate without a log",
                 "Name the log with --from", "--covariate"},
          Unused{!log && !arguments.log.metrics.empty(), "A metric without a log", "Name the log with --from",
                 "--metric"},
          Unused{!log && !arguments.log.map.empty(), "--map says how a log is read",
                 "Name the log with --from", "--map"},
          Unused{project && !arguments.covariate.empty(),
                 "The events of a project have no column that was known before",
                 "Give --correlation instead, or a log of one row a person", "--covariate"},
          Unused{project && !arguments.log.map.empty(),
                 "--map says how a log is read, and a project knows its columns",
                 "Leave it out, or give a log of one row a person", "--map"},
          Unused{arguments.people && arguments.daily, "With --n people are counted already, and no days",
                 "Leave --daily out, or --n", "--daily"},
          Unused{arguments.people && arguments.effect && arguments.powerGiven,
                 "With --n and --mde the power is what is asked for", "Leave --power out, or one of the two",
                 "--power"}}) {
        if (one.given) {
            return wrong(one.what, one.remedy, one.option);
        }
    }
    return {};
}

/// How much of a person's metric a column of the log knew before.
Result<double> correlationOf(const MetricSample& metric, const PlanArguments& arguments) {
    if (arguments.correlation) {
        return wrong("Both a correlation and a covariate are given", "Leave one out", "--correlation");
    }
    const double correlation = correlationBefore(metric.kind, metric.arms[0]);
    if (!std::isfinite(correlation) || std::abs(correlation) >= 1) {
        return Error{ErrorCode::BadInput,
                     fmt::format("The log does not show what \"{:.60}\" knew of \"{:.60}\"",
                                 arguments.covariate, metric.id),
                     "Give a log of one row a person, with a column that was known before and differs",
                     arguments.log.file};
    }
    return correlation;
}

/// Baseline, deviation and people a day as the events of a project show them.
Result<void> takeFromProject(const Shell& shell, PlanArguments& arguments) {
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.log.file, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto found, logBaselines(*opened.dataset, shell.context()));
    std::string names;
    for (const LogBaseline& measure : found.measures) {
        names += (names.empty() ? "" : ", ") + measure.id;
    }
    if (found.measures.empty()) {
        return Error{ErrorCode::BadInput, "No measure of the project's events differs between people",
                     "Give the baseline with --baseline", arguments.log.file};
    }
    const std::string asked = arguments.log.metrics.empty() ? "" : arguments.log.metrics.front();
    const auto measure = std::ranges::find(found.measures, asked, &LogBaseline::id);
    if (measure == found.measures.end() || arguments.log.metrics.size() > 1) {
        return wrong(asked.empty() ? std::string("The project's events have several measures")
                                   : fmt::format("The project's events have no measure \"{:.60}\"", asked),
                     "Choose one with --metric: " + names, "--metric");
    }
    arguments.request.kind = measure->kind;
    arguments.baseline = arguments.baseline.value_or(measure->value);
    if (measure->kind != MetricKind::Proportion) {
        arguments.deviation = measure->deviation;
    }
    if (!arguments.daily && found.daily > 0) {
        arguments.daily = std::round(found.daily);
    }
    return {};
}

/// Baseline and deviation as a log of people shows them.
Result<void> takeFromLog(const Shell& shell, PlanArguments& arguments) {
    if (arguments.deviation) {
        return wrong("Both a log and a standard deviation are given", "Leave one out", "--sd");
    }
    if (arguments.log.file.ends_with(".tastescope")) {
        return takeFromProject(shell, arguments);
    }
    TRY_ASSIGN(auto request, resultsRequest(arguments.log));
    request.oneArm = true;
    request.covariate = arguments.covariate;
    TRY_ASSIGN(const auto table, readExperimentTable(request, shell.context()));
    if (table.sample.metrics.size() != 1) {
        std::string names;
        for (const MetricSample& metric : table.sample.metrics) {
            names += (names.empty() ? "" : ", ") + metric.id;
        }
        return wrong("The log has several metrics", "Choose one with --metric: " + names, "--metric");
    }
    const MetricSample& metric = table.sample.metrics.front();
    arguments.request.kind = metric.kind;
    arguments.baseline = arguments.baseline.value_or(valueOf(metric.kind, metric.arms[0]));
    if (metric.kind != MetricKind::Proportion) {
        const double deviation = deviationOf(metric.kind, metric.arms[0]);
        if (!metric.spread || !(deviation > 0)) {
            return Error{ErrorCode::BadInput,
                         fmt::format("The log shows no spread of \"{:.60}\" over people", metric.id),
                         "Give a log of one row a person, of two people who differ or more",
                         arguments.log.file};
        }
        arguments.deviation = deviation;
    }
    if (!arguments.covariate.empty()) {
        TRY_ASSIGN(arguments.request.correlation, correlationOf(metric, arguments));
    }
    return {};
}

Result<PlanRequest> requestOf(const PlanArguments& arguments) {
    PlanRequest request = arguments.request;
    if (arguments.deviation && request.kind == MetricKind::Proportion) {
        request.kind = MetricKind::Mean;
    }
    request.deviation = arguments.deviation.value_or(0);
    request.correlation = arguments.correlation.value_or(request.correlation);
    if (!arguments.baseline && (request.kind == MetricKind::Proportion || arguments.relative)) {
        return wrong("There is no baseline",
                     "Give the metric of the control with --baseline, as in --baseline 0.1", "--baseline");
    }
    request.baseline = arguments.baseline.value_or(0);
    if (arguments.relative && request.baseline == 0) {
        return wrong("Of a baseline of 0 nothing is a share", "Leave --relative out", "--relative");
    }
    if (arguments.daily && !(*arguments.daily > 0)) {
        return wrong(fmt::format("{} people a day", *arguments.daily), "Give a number over 0", "--daily");
    }
    request.daily = arguments.daily.value_or(0);
    if (!arguments.effect && !arguments.people) {
        return wrong("There is no effect to plan for",
                     "Give the smallest that matters with --mde, or people an arm with --n", "--mde");
    }
    request.effect =
        arguments.effect.value_or(1) * (arguments.relative && arguments.effect ? request.baseline : 1);
    return request;
}

Result<Answer> solve(const PlanArguments& arguments) {
    Answer answer;
    answer.relative = arguments.relative;
    TRY_ASSIGN(answer.request, requestOf(arguments));
    if (arguments.people) {
        answer.people = *arguments.people;
        if (!arguments.effect) {
            TRY_ASSIGN(answer.request.effect, smallestEffect(answer.request, answer.people));
            answer.power = answer.request.power;
            return answer;
        }
    } else {
        TRY_ASSIGN(answer.plan, planExperiment(answer.request));
        answer.people = static_cast<double>(answer.plan->control);
        TRY_ASSIGN(answer.size_curve, sizeCurve(answer.request));
        TRY_ASSIGN(answer.power_curve, powerCurve(answer.request));
    }
    TRY_ASSIGN(answer.power, powerOf(answer.request, answer.people));
    return answer;
}

void writeCurve(JsonWriter& json, std::string_view name, std::string_view x, std::string_view y,
                const std::vector<PlanPoint>& curve) {
    json.key(name).beginArray();
    for (const PlanPoint& point : curve) {
        json.beginObject().field(x, point.x).field(y, point.y).endObject();
    }
    json.endArray();
}

std::string planJson(const Answer& answer) {
    JsonWriter json;
    json.beginObject();
    const PlanRequest& request = answer.request;
    if (answer.plan) {
        const Plan& plan = *answer.plan;
        json.field("n_per_arm", plan.control).field("n_exact", plan.exact).field("n_treated", plan.treated);
        json.field("n_total", plan.total).field("alpha_each", plan.alphaEach);
        json.key("days");
        plan.days > 0 ? json.value(plan.days) : json.null();
        json.key("days_whole_weeks");
        plan.days > 0 ? json.value(plan.wholeWeeks) : json.null();
        json.field("formula", plan.formula);
        writeCurve(json, "power_curve", "n_per_arm", "power", answer.power_curve);
        writeCurve(json, "mde_curve", "mde", "n_per_arm", answer.size_curve);
    } else {
        json.field("n_per_arm", answer.people).key("days").null();
    }
    json.field("power", answer.power).field("mde", request.effect).field("alpha", request.alpha);
    if (answer.relative) {
        json.field("mde_relative", request.effect / request.baseline);
    }
    json.key("baseline");
    request.baseline != 0 ? json.value(request.baseline) : json.null();
    json.key("sd");
    request.kind != MetricKind::Proportion ? json.value(request.deviation) : json.null();
    json.field("correlation", request.correlation);
    json.field("arms", request.arms).field("ratio", request.ratio).field("one_sided", request.oneSided);
    return json.endObject().text();
}

/// "0.0174", or with --relative "17.4 % of the baseline (0.0174)".
std::string effectText(const Answer& answer) {
    const double effect = answer.request.effect;
    return answer.relative ? fmt::format("{:.4g} % of the baseline ({:.6g})",
                                         100 * effect / answer.request.baseline, effect)
                           : fmt::format("{:.6g}", effect);
}

std::string planText(const Answer& answer) {
    const PlanRequest& request = answer.request;
    if (!answer.plan) {
        return fmt::format("With {} people in the control, an effect of {} is found with power {:.4g}\n",
                           answer.people, effectText(answer), answer.power);
    }
    const Plan& plan = *answer.plan;
    std::string text = fmt::format("{} people an arm to find {} with power {:.4g} at significance {:.4g}\n",
                                   countText(plan.control), effectText(answer), request.power, request.alpha);
    if (plan.treated != plan.control) {
        text = fmt::format("{} people in the control and {} in {} to find {} with power {:.4g} at "
                           "significance {:.4g}\n",
                           countText(plan.control), countText(plan.treated),
                           request.arms > 2 ? "each other arm" : "the other arm", effectText(answer),
                           request.power, request.alpha);
    }
    text += fmt::format("{} people in {} arms", countText(plan.total), request.arms);
    if (plan.days > 0) {
        text += fmt::format(": {} days, {} in whole weeks", countText(plan.days), countText(plan.wholeWeeks));
    }
    TextTable table({">people an arm", ">power", "", ">effect", ">people an arm"});
    for (std::size_t at = 0; at < std::max(answer.power_curve.size(), answer.size_curve.size()); at += 3) {
        std::vector<std::string> row(5);
        if (at < answer.power_curve.size()) {
            row[0] = countText(static_cast<std::uint64_t>(answer.power_curve[at].x));
            row[1] = percentText(answer.power_curve[at].y);
        }
        if (at < answer.size_curve.size()) {
            row[3] = fmt::format("{:.4g}", answer.size_curve[at].x);
            row[4] = countText(static_cast<std::uint64_t>(answer.size_curve[at].y));
        }
        table.row(std::move(row));
    }
    return text + "\n" + table.text() + plan.formula + "\n";
}

Result<void> runPlan(Shell& shell, PlanArguments arguments) {
    TRY(checkUsed(arguments));
    if (!arguments.log.file.empty()) {
        TRY(takeFromLog(shell, arguments));
    }
    TRY_ASSIGN(const auto answer, solve(arguments));
    if (shell.json) {
        shell.answer(planJson(answer));
    } else {
        shell.showText(planText(answer));
    }
    return {};
}

} // namespace

void addAbPlan(CLI::App& ab, Shell& shell) {
    CLI::App* command = ab.add_subcommand("plan", "How many people a test needs, and for how long");
    auto arguments = std::make_shared<PlanArguments>();
    command->add_option("--baseline", arguments->baseline,
                        "Metric of the control; of a proportion 0.1 is 10 %");
    command->add_option("--mde", arguments->effect, "Smallest effect that matters, absolute");
    command->add_flag("--relative", arguments->relative, "The effect is a share of the baseline");
    command->add_option("--sd", arguments->deviation,
                        "Standard deviation of a person: the metric is a mean instead of a proportion");
    CLI::Option* power = command->add_option("--power", arguments->request.power, "Chance to find the effect")
                             ->capture_default_str();
    command->add_option("--alpha", arguments->request.alpha, "Significance")->capture_default_str();
    command->add_option("--arms", arguments->request.arms, "Arms with the control")->capture_default_str();
    command->add_option("--ratio", arguments->request.ratio, "People in a treated arm for one in the control")
        ->capture_default_str();
    command->add_flag("--one-sided", arguments->request.oneSided, "Only the direction of the effect counts");
    command->add_option("--daily", arguments->daily, "People a day in all arms together");
    command->add_option(
        "--n", arguments->people,
        "People in the control: gives the power for --mde, or without it the smallest effect");
    command->add_option("--correlation", arguments->correlation,
                        "Of a person's metric with what was known before: CUPED will take its share of the "
                        "variance away");
    command->add_option("--covariate", arguments->covariate,
                        "With --from: the column that was known before, which says the correlation");
    command
        ->add_option(
            "--from", arguments->log.file,
            "A log of one row a person that says baseline and standard deviation, of ratios too; or a "
            "project, whose last 28 days say people a day as well")
        ->type_name(fileRead);
    command->add_option(
        "--metric", arguments->log.metrics,
        "With --from: column, or X/Y for a ratio; of a project returned_7, events or SIGNAL/events");
    command->add_option("--map", arguments->log.map, "With --from: role=column, as for ab analyse")
        ->allow_extra_args(false);
    command->callback([arguments, power, &shell] {
        arguments->powerGiven = power->count() > 0;
        shell.action = [arguments](Shell& with) { return runPlan(with, *arguments); };
    });
}

} // namespace tastescope
