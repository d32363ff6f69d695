// SPDX-License-Identifier: GPL-3.0-or-later
// The training curve as chart data.
#pragma once

#include "engine/base/execution.h"
#include "ui/charts/chart_spec.h"

#include <span>

namespace tastescope {

/// `running` shades what is still to come. Above ChartSpec::maxPoints points are left out evenly, never the
/// last one.
ChartSpec lossChart(std::span<const LossPoint> losses, bool running);

} // namespace tastescope
