// SPDX-License-Identifier: GPL-3.0-or-later
// One metric of an experiment as bars, one a model, with its 95 % interval as whiskers.
#pragma once

#include "storage/project/experiment_store.h"
#include "ui/charts/chart_spec.h"

#include <string_view>
#include <vector>

namespace tastescope {

/// Bars in the order of `metrics`, values as they are stored; `key` is a metric with its list length
/// ("ndcg@10"). Models that lack it or have no number for it are left out; at most ChartSpec::maxPoints bars.
/// Pure.
ChartSpec metricChart(const std::vector<StoredMetric>& metrics, std::string_view key);

} // namespace tastescope
