// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/loss_chart.h"

#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("LossChart", text);
}

/// Three significant digits whatever the size: losses go from 0.3 to millions.
QString lossText(double value) {
    return std::abs(value) < 100 ? formatMetric(value)
                                 : formatShort(static_cast<qulonglong>(std::llround(std::abs(value))));
}

std::vector<LossPoint> thinned(std::span<const LossPoint> losses) {
    const std::size_t stride = losses.size() / ChartSpec::maxPoints + 1;
    std::vector<LossPoint> kept;
    for (std::size_t i = 0; i < losses.size(); i += stride) {
        kept.push_back(losses[i]);
    }
    if (!losses.empty() && kept.back().step != losses.back().step) {
        kept.push_back(losses.back());
    }
    return kept;
}

} // namespace

ChartSpec lossChart(std::span<const LossPoint> losses, bool running) {
    ChartSpec spec;
    spec.title = tr("Training loss");
    spec.emptyText = running ? tr("The first value is on its way") : tr("This kind has no training curve");
    spec.x.title = tr("iteration");
    if (losses.empty()) {
        spec.description = spec.emptyText;
        return spec;
    }
    const std::vector<LossPoint> points = thinned(losses);
    const LossPoint& last = points.back();
    SeriesSpec training;
    training.name = tr("training");
    training.color = [](const Theme& theme) { return theme.categorical(0); };
    SeriesSpec validation;
    validation.name = tr("validation");
    validation.color = [](const Theme& theme) { return theme.categorical(1); };
    validation.dashed = true;
    double low = last.training;
    double high = last.training;
    const auto widen = [&](double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    for (const LossPoint& point : points) {
        training.x.push_back(point.step);
        training.y.push_back(point.training);
        widen(point.training);
        if (std::isfinite(point.validation)) {
            validation.x.push_back(point.step);
            validation.y.push_back(point.validation);
            widen(point.validation);
        }
    }
    const double padding = high > low ? (high - low) * 0.08 : std::max(std::abs(high) * 0.1, 1e-6);
    spec.x.low = 0;
    spec.x.high = std::max({last.step, last.steps, 1});
    spec.y.low = low - padding;
    spec.y.high = high + padding;
    // Over the line's end, so that the line does not strike it out.
    const double beside = last.step < spec.x.high ? spec.x.high * 0.015 : 0; // clear of the time line
    spec.notes.emplace_back(QPointF(last.step + beside, last.training + padding), lossText(last.training));
    if (running && last.step < last.steps) {
        spec.references.push_back({static_cast<double>(last.step), {}, true});
    }
    spec.series.push_back(std::move(training));
    if (!validation.x.empty()) {
        spec.series.push_back(std::move(validation));
    }
    spec.description = tr("Loss went from %1 to %2 in %3 of %4 iterations.")
                           .arg(lossText(points.front().training), lossText(last.training))
                           .arg(last.step)
                           .arg(std::max(last.steps, last.step));
    return spec;
}

} // namespace tastescope
