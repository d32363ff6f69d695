// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/slice_chart.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("SliceChart", text);
}

SeriesSpec pointsOf(const QString& name, QColor (*color)(const Theme&)) {
    SeriesSpec series;
    series.name = name;
    series.kind = MarkKind::Points;
    series.color = color;
    return series;
}

/// A little room on both sides, in the axis's own steps.
void widen(AxisSpec& axis) {
    if (axis.scale == AxisScale::Logarithmic) {
        const double step = std::pow(axis.high / axis.low, 0.06);
        axis.low /= std::max(step, 1.05);
        axis.high *= std::max(step, 1.05);
    } else {
        const double room = std::max((axis.high - axis.low) * 0.06, 1e-6);
        axis.low -= room;
        axis.high += room;
    }
}

void nameValues(AxisSpec& axis, const ParamSpec& setting) {
    if (setting.type == ParamType::Flag) {
        axis.ticks = {{0, formatParam(false)}, {1, formatParam(true)}};
    }
    for (std::size_t place = 0; place < setting.choices.size(); ++place) {
        axis.ticks.emplace_back(static_cast<double>(place), toQString(setting.choices[place]));
    }
}

} // namespace

double paramNumber(const ParamSpec& spec, const ParamValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return *real;
    }
    if (const auto* flag = std::get_if<bool>(&value)) {
        return *flag ? 1 : 0;
    }
    const auto place = std::find(spec.choices.begin(), spec.choices.end(), std::get<std::string>(value));
    return static_cast<double>(place - spec.choices.begin());
}

ChartSpec sliceChart(const SearchState& state, const ParamSpec& setting) {
    ChartSpec spec;
    spec.title = tr("Trials by %1").arg(toQString(setting.title));
    spec.x.title = toQString(setting.title);
    spec.emptyText = tr("Every trial will be a point here");
    SeriesSpec others = pointsOf(tr("trial"), [](const Theme& theme) { return theme.sequential(4); });
    SeriesSpec standard =
        pointsOf(tr("standard"), [](const Theme& theme) { return theme.color(Role::Text); });
    SeriesSpec best = pointsOf(tr("best"), [](const Theme& theme) { return theme.categorical(1); });
    std::vector<double> xs;
    std::vector<double> ys;
    for (std::size_t place = 0; place < state.trials.size(); ++place) {
        const SearchTrial& trial = state.trials[place];
        const auto value = trial.params.values().find(setting.name);
        if (value == trial.params.values().end() || !std::isfinite(trial.last.value)) {
            continue;
        }
        SeriesSpec& series = state.best == place ? best : trial.number == 1 ? standard : others;
        series.x.push_back(paramNumber(setting, value->second));
        series.y.push_back(trial.last.value);
        xs.push_back(series.x.back());
        ys.push_back(trial.last.value);
    }
    if (xs.empty()) {
        spec.description = spec.emptyText;
        return spec;
    }
    spec.x.low = *std::min_element(xs.begin(), xs.end());
    spec.x.high = *std::max_element(xs.begin(), xs.end());
    spec.x.scale = setting.logarithmic && spec.x.low > 0 ? AxisScale::Logarithmic : AxisScale::Linear;
    spec.y.low = *std::min_element(ys.begin(), ys.end());
    spec.y.high = *std::max_element(ys.begin(), ys.end());
    widen(spec.x);
    widen(spec.y);
    nameValues(spec.x, setting);
    const QString metric = toQString(state.request.options.metric.key());
    spec.description =
        tr("%1 trials; %2 from %3 to %4.")
            .arg(QString::number(ys.size()), metric, formatMetric(*std::min_element(ys.begin(), ys.end())),
                 formatMetric(*std::max_element(ys.begin(), ys.end())));
    for (SeriesSpec* series : {&others, &standard, &best}) {
        if (!series->x.empty()) {
            spec.series.push_back(std::move(*series));
        }
    }
    return spec;
}

} // namespace tastescope
