// SPDX-License-Identifier: GPL-3.0-or-later
// What one setting did to the trials of a search: its value against the metric, a point a trial.
#pragma once

#include "engine/models/params/param.h"
#include "ui/charts/chart_spec.h"
#include "ui/session/parameter_search.h"

namespace tastescope {

/// Trials without a value are left out. The standard settings and the best trial are series of their own.
ChartSpec sliceChart(const SearchState& state, const ParamSpec& setting);

/// A number that stands for the value on an axis: itself, 0 and 1 of a flag, the place of a choice.
double paramNumber(const ParamSpec& spec, const ParamValue& value);

} // namespace tastescope
