// SPDX-License-Identifier: GPL-3.0-or-later
// From data units to the linear units of the plot, and the 3 to 6 ticks of an axis. Pure functions.
#pragma once

#include "ui/charts/chart_spec.h"

namespace tastescope {

/// Linear units of the plot: log10 on a logarithmic axis (NaN for values <= 0), else the value itself.
double toPlot(const AxisSpec& axis, double value);
double fromPlot(const AxisSpec& axis, double plot);

struct PlotRange {
    double low = 0;
    double high = 1;
};
/// The axis as asked; from the data when high <= low; categories get half a step at both ends.
PlotRange plotRange(const AxisSpec& axis, const std::vector<double>& values);

struct Tick {
    double at = 0; ///< plot units
    QString text;
};
std::vector<Tick> axisTicks(const AxisSpec& axis, const PlotRange& range);

/// Ticks for an axis that counts (rounds, days): at most seven, none between two whole numbers.
std::vector<std::pair<double, QString>> wholeTicks(double low, double high);

/// A place on the axis as the tooltip's heading: "Round 5", "28 Jun 2025", "Folk".
QString axisText(const AxisSpec& axis, double value);
/// A measured value: whole numbers grouped, others with three significant decimals.
QString valueText(double value);

/// Every how many-th label can be shown so that none touches the next, each `gap` apart: an even step is
/// easier to read than the most that fit. At least 1; `middles` ascend and are as many as `widths`.
std::size_t labelStep(const std::vector<double>& middles, const std::vector<double>& widths, double gap);

} // namespace tastescope
