// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/ab_results.h"

#include "engine/base/name_list.h"
#include "ui/text/format.h"

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The planned effect in the units of a measure; NaN where the plan was for another kind of measure.
double effectFor(const WatchGoal& goal, const MetricSample& metric) {
    const double level = valueOf(metric.kind, metric.arms[0]);
    const double effect = goal.plan.relative              ? std::abs(goal.plan.effect * level)
                          : goal.plan.kind == metric.kind ? std::abs(goal.plan.effect)
                                                          : unknown;
    return goal.planned && effect > 0 ? effect : unknown;
}

/// People in the control for that effect, of a measure as the control shows it.
double neededFor(const WatchGoal& goal, const MetricSample& metric, double effect) {
    if (std::isnan(effect) || !metric.spread) {
        return unknown;
    }
    PlanRequest request = planRequest(goal.plan);
    request.kind = metric.kind;
    request.baseline = valueOf(metric.kind, metric.arms[0]);
    request.effect = std::copysign(effect, goal.plan.effect);
    request.deviation = metric.kind == MetricKind::Proportion ? 0 : deviationOf(metric.kind, metric.arms[0]);
    request.arms = metric.arms.size();
    request.daily = 0;
    const auto plan = planExperiment(request);
    return plan ? static_cast<double>(plan->control) : unknown;
}

QStringList resultsWords(const char* command, const ExperimentRequest& request) {
    QStringList words{QStringLiteral("ab"), QLatin1String(command),
                      QString::fromStdString(request.file.string())};
    for (const auto& [role, column] : request.map) {
        words << QStringLiteral("--map") << toQString(role) + u'=' + toQString(column);
    }
    for (const std::string& metric : request.metrics) {
        words << QStringLiteral("--metric") << toQString(metric);
    }
    if (!request.control.empty()) {
        words << QStringLiteral("--control") << toQString(request.control);
    }
    return words;
}

} // namespace

Result<ResultsAnswer> readResults(const ResultsQuestion& question, const ExecutionContext& context) {
    ResultsAnswer out;
    out.question = question;
    TRY_ASSIGN(out.columns, guessResultColumns(question.request, context));
    TRY_ASSIGN(out.table, readExperimentTable(question.request, context));
    TRY_ASSIGN(out.reading, readExperiment(out.table.sample));
    for (const Comparison& comparison : out.reading.comparisons) {
        const MetricSample& metric = out.table.sample.metrics[comparison.metric];
        const double effect = effectFor(question.goal, metric);
        out.effects.push_back(effect);
        out.needed.push_back(neededFor(question.goal, metric, effect));
        out.watched.push_back(
            watchComparison(out.table.sample, comparison.metric, comparison.arm,
                            std::isnan(effect) ? std::nullopt : std::optional(effect * effect)));
    }
    return out;
}

QStringList analyseCommand(const ExperimentRequest& request) {
    QStringList words = resultsWords("analyse", request);
    if (!request.covariate.empty()) {
        words << QStringLiteral("--covariate") << toQString(request.covariate);
    }
    if (!request.segment.empty()) {
        words << QStringLiteral("--segment") << toQString(request.segment);
    }
    if (!request.shares.empty()) {
        words << QStringLiteral("--shares") << toQString(joinNames(request.shares));
    }
    return words;
}

QStringList sequentialCommand(const ResultsAnswer& answer, std::size_t at) {
    QStringList words = resultsWords("sequential", answer.question.request);
    if (!std::isnan(answer.effects[at])) {
        words << QStringLiteral("--mde") << commandNumber(answer.effects[at]);
    }
    return words;
}

} // namespace tastescope
