// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/metric_chart.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MetricChart", text);
}

/// Bars stand on zero; some room is left beyond the longest whisker.
void fitAxis(AxisSpec& axis, const SeriesSpec& bars) {
    constexpr double room = 1.1;
    double low = 0;
    double high = 0;
    for (const auto* values : {&bars.y, &bars.low, &bars.high}) {
        for (const double value : *values) {
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    }
    axis.low = room * low;
    axis.high = high > low ? room * high : 1;
}

} // namespace

ChartSpec metricChart(const std::vector<StoredMetric>& metrics, std::string_view key) {
    const QString name = toQString(key);
    ChartSpec spec;
    spec.title = name;
    spec.description = tr("%1 of each model with its 95 % interval.").arg(name);
    spec.emptyText = tr("Nothing evaluated yet");
    spec.x.title = tr("Model");
    spec.x.scale = AxisScale::Category;
    spec.y.title = name;
    SeriesSpec bars;
    bars.name = name;
    bars.kind = MarkKind::Bar;
    for (const StoredMetric& metric : metrics) {
        if (metric.key != key || !std::isfinite(metric.value) ||
            bars.y.size() == static_cast<std::size_t>(ChartSpec::maxPoints)) {
            continue;
        }
        spec.x.categories << toQString(metric.label);
        bars.x.push_back(static_cast<double>(bars.x.size()));
        bars.y.push_back(metric.value);
        bars.low.push_back(metric.low);
        bars.high.push_back(metric.high);
    }
    if (!bars.y.empty()) {
        spec.x.high = static_cast<double>(bars.y.size());
        fitAxis(spec.y, bars);
        spec.series.push_back(std::move(bars));
    }
    return spec;
}

} // namespace tastescope
