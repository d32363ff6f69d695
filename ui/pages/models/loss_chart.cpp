// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/loss_chart.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tastescope {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("LossChart", text);
}

/// Three significant digits whatever the size: losses go from 0.3 to millions.
QString lossText(double value) {
    const double size = std::abs(value);
    return size < 100    ? formatMetric(value)
           : size < 1e15 ? formatShort(static_cast<qulonglong>(std::llround(size)))
                         : QString::number(value, 'g', 3); // it diverged
}

std::vector<LossPoint> thinned(const std::vector<LossPoint>& losses) {
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

constexpr double wordsShare = 0.12; ///< of the axis, for the last value in words

using Color = QColor (*)(const Theme&);

/// Training and validation of a run that is alone differ in colour; of one beside others they share it.
constexpr std::array<Color, 4> runColors{
    [](const Theme& theme) { return theme.categorical(0); },
    [](const Theme& theme) { return theme.categorical(3); },
    [](const Theme& theme) { return theme.categorical(2); },
    [](const Theme& theme) { return theme.categorical(4); },
};
constexpr Color validationColor = [](const Theme& theme) { return theme.categorical(1); };

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void widen(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    double padding() const { return high > low ? (high - low) * 0.08 : std::max(std::abs(high) * 0.1, 1e-6); }
};

struct Curves {
    SeriesSpec training;
    SeriesSpec validation;
};

Curves curvesOf(const std::vector<LossPoint>& points, double unit, Extent& extent) {
    Curves curves;
    curves.validation.dash = LineDash::Dashes;
    for (const LossPoint& point : points) {
        curves.training.x.push_back(point.step);
        curves.training.y.push_back(point.training / unit);
        extent.widen(point.training / unit);
        if (std::isfinite(point.validation)) {
            curves.validation.x.push_back(point.step);
            curves.validation.y.push_back(point.validation / unit);
            extent.widen(point.validation / unit);
        }
    }
    return curves;
}

QString describe(const LossRun& run) {
    const LossPoint& last = run.losses.back();
    return tr("Loss went from %1 to %2 in %3 of %4 iterations.")
        .arg(lossText(run.losses.front().training), lossText(last.training))
        .arg(last.step)
        .arg(std::max(last.steps, last.step));
}

} // namespace

bool inShares(std::span<const LossRun> runs) {
    return std::any_of(runs.begin(), runs.end(),
                       [&](const LossRun& run) { return run.algorithm != runs.front().algorithm; });
}

ChartSpec lossChart(std::span<const LossRun> runs, bool running) {
    ChartSpec spec;
    spec.title = tr("Training loss");
    spec.emptyText = running ? tr("The first value is on its way") : tr("This kind has no training curve");
    spec.x.title = tr("iteration");
    const bool shares = inShares(runs);
    const bool several = runs.size() > 1;
    Extent extent;
    QStringList sentences;
    spec.x.high = 1;
    for (std::size_t place = 0; place < runs.size(); ++place) {
        const LossRun& run = runs[place];
        if (run.losses.empty()) {
            continue;
        }
        const std::vector<LossPoint> points = thinned(run.losses);
        const double first = run.losses.front().training;
        Curves curves = curvesOf(points, shares && first != 0 ? std::abs(first) : 1, extent);
        curves.training.color = runColors[place % runColors.size()];
        curves.validation.color = several ? curves.training.color : validationColor;
        curves.training.name = several ? run.name : tr("training");
        curves.validation.name = several ? tr("%1, validation").arg(run.name) : tr("validation");
        spec.x.high = std::max({spec.x.high, double(points.back().step), double(points.back().steps)});
        spec.series.push_back(std::move(curves.training));
        if (!curves.validation.x.empty()) {
            spec.series.push_back(std::move(curves.validation));
        }
        sentences << (several ? QStringLiteral("%1: %2").arg(run.name, describe(run)) : describe(run));
    }
    if (spec.series.empty()) {
        spec.description = spec.emptyText;
        return spec;
    }
    spec.y.low = extent.low - extent.padding();
    spec.y.high = extent.high + extent.padding();
    spec.description = sentences.join(QLatin1Char(' '));
    if (runs.front().losses.empty()) {
        return spec;
    }
    const LossPoint& last = runs.front().losses.back();
    if (spec.series.size() == 1) {
        // Over the line's end, so that the line does not strike it out, and clear of the time line.
        const double beside = last.step < spec.x.high ? spec.x.high * 0.015 : 0;
        double top = last.training;
        for (const LossPoint& point : runs.front().losses) {
            // At the right edge the words stand to the left of the end.
            const bool below = beside == 0 && point.step > last.step - spec.x.high * wordsShare;
            top = below && std::isfinite(point.training) ? std::max(top, point.training) : top;
        }
        spec.notes.emplace_back(QPointF(last.step + beside, top + extent.padding()), lossText(last.training));
    }
    if (running && last.step < last.steps) {
        spec.references.push_back({static_cast<double>(last.step), {}, true});
    }
    return spec;
}

} // namespace tastescope
