// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/plan_charts.h"

#include "ui/pages/ab/ab_words.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("PlanCharts", text);
}

QString countTick(double people) {
    QString text = people < 10'000 ? formatCount(static_cast<qulonglong>(std::llround(people)))
                                   : formatShort(static_cast<qulonglong>(std::llround(people)));
    return text.replace(QStringLiteral(".0 "), QStringLiteral(" "));
}
QString plainTick(double value) {
    return effectText(value);
}
QString percentTick(double value) {
    return effectText(value) + QStringLiteral("\u2009%");
}
QString shareTick(double value) {
    return formatPercent(value);
}

/// What the form's effect is multiplied with to be shown on the axis.
double axisUnit(const PlanValues& values) {
    if (values.relative) {
        return values.baseline != 0 ? 100 / values.baseline : 100;
    }
    return values.kind == MetricKind::Proportion ? 100 : 1;
}

SeriesSpec here(double x, double y) {
    SeriesSpec point;
    point.name = tr("this plan");
    point.kind = MarkKind::Points;
    point.x = {x};
    point.y = {y};
    return point;
}

ChartSpec peopleByEffect(const PlanAnswer& answer, const PlanValues& values) {
    ChartSpec spec;
    spec.title = tr("People in the control by smallest effect");
    const double unit = axisUnit(values);
    const bool percent = values.relative || values.kind == MetricKind::Proportion;
    SeriesSpec line;
    line.name = tr("people");
    for (const PlanPoint& point : answer.sizes) {
        line.x.push_back(point.x * unit);
        line.y.push_back(point.y);
    }
    const double effect = answer.request.effect * unit;
    const auto people = static_cast<double>(answer.plan.control);
    const auto [low, high] = std::minmax(line.x.front(), line.x.back());
    const double top = *std::ranges::max_element(line.y);
    spec.x = {values.relative                         ? tr("smallest lift worth finding")
              : values.kind == MetricKind::Proportion ? tr("smallest difference, points")
                                                      : tr("smallest difference"),
              AxisScale::Linear,
              low,
              high,
              {},
              roundTicks(low, high, percent && values.relative ? percentTick : plainTick)};
    spec.y = {{}, AxisScale::Linear, 0, top * 1.04, {}, roundTicks(0, top, countTick)};
    spec.series = {line, here(effect, people)};
    spec.references = {{effect, {}, false}};
    spec.notes = {
        {{effect + 0.05 * (high - low), people + 0.12 * top},
         tr("%1 at %2")
             .arg(formatCount(answer.plan.control), planEffectText(values, answer.request.effect))}};
    spec.description =
        tr("To find half of the effect takes about four times the people: %1 for %2, %3 here.")
            .arg(formatCount(static_cast<qulonglong>(line.y.front())),
                 planEffectText(values, answer.sizes.front().x), formatCount(answer.plan.control));
    return spec;
}

ChartSpec powerByPeople(const PlanAnswer& answer, const PlanValues& values) {
    ChartSpec spec;
    spec.title = tr("Chance to find the effect by people in the control");
    SeriesSpec line;
    line.name = tr("power");
    for (const PlanPoint& point : answer.powers) {
        line.x.push_back(point.x);
        line.y.push_back(point.y);
    }
    const auto people = static_cast<double>(answer.plan.control);
    const double high = std::max(line.x.back(), line.x.front() + 1);
    spec.x = {tr("people in the control"), AxisScale::Linear, 0, high, {}, roundTicks(0, high, countTick)};
    spec.y = {{}, AxisScale::Linear, 0, 1, {}, roundTicks(0, 1, shareTick)};
    spec.series = {line, here(people, values.power)};
    spec.references = {{people, {}, false}};
    spec.notes = {{{people + 0.04 * high, values.power - 0.12},
                   tr("%1 at %2").arg(formatPercent(values.power), formatCount(answer.plan.control))}};
    spec.description =
        tr("With half of the %1 people the effect of %2 is found much more seldom.")
            .arg(formatCount(answer.plan.control), planEffectText(values, answer.request.effect));
    return spec;
}

} // namespace

QString planEffectText(const PlanValues& values, double absolute) {
    const QString number = effectText(absolute * axisUnit(values));
    if (values.relative) {
        return number + QStringLiteral("\u2009%");
    }
    return values.kind == MetricKind::Proportion ? tr("%1 points").arg(number) : number;
}

ChartSpec planChart(const PlanAnswer* answer, const PlanValues& values, PlanCurve curve) {
    if (answer && !answer->sizes.empty() && !answer->powers.empty()) {
        return curve == PlanCurve::People ? peopleByEffect(*answer, values) : powerByPeople(*answer, values);
    }
    ChartSpec spec;
    spec.title = tr("People in the control by smallest effect");
    spec.emptyText = tr("No curve without a plan");
    return spec;
}

} // namespace tastescope
