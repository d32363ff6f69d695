// SPDX-License-Identifier: GPL-3.0-or-later
// Training curves as chart data.
#pragma once

#include "engine/base/execution.h"
#include "ui/charts/chart_spec.h"

#include <span>
#include <vector>

namespace tastescope {

struct LossRun {
    QString name;
    QString algorithm; ///< losses of different algorithms have different units
    std::vector<LossPoint> losses;
};

/// One run: its training and validation curves. Several: laid over each other under their names, the
/// validation curve of each dashed in its colour; where their algorithms differ, as shares of each run's
/// first loss. `running` shades what is still to come of the first run. Above ChartSpec::maxPoints points are
/// left out evenly, never the last one.
ChartSpec lossChart(std::span<const LossRun> runs, bool running);

/// Whether the chart of these runs shows shares of the first loss.
bool inShares(std::span<const LossRun> runs);

} // namespace tastescope
