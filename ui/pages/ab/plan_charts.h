// SPDX-License-Identifier: GPL-3.0-or-later
// The curves of a plan: people by effect, and power by people. Pure.
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/pages/ab/plan_values.h"

namespace tastescope {

enum class PlanCurve { People, Power };

/// Null: an empty chart that says why.
ChartSpec planChart(const PlanAnswer* answer, const PlanValues& values, PlanCurve curve);
/// The effect as the form has it: "4 %" of the baseline, "0.5 points", "0.25".
QString planEffectText(const PlanValues& values, double absolute);

} // namespace tastescope
