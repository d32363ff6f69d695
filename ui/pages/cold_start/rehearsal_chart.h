// SPDX-License-Identifier: GPL-3.0-or-later
// How much a number of answers is worth: accuracy by questions for each way to ask, as a chart and in words.
// Pure functions.
#pragma once

#include "engine/onboarding/people_rehearsal.h"
#include "ui/charts/chart_spec.h"

#include <optional>

namespace tastescope {

/// The metric of the chart.
inline constexpr const char* rehearsedMetric = "ndcg@10";

/// `answers` of the preview are marked; null: nothing was rehearsed yet.
ChartSpec rehearsalChart(const PeopleRehearsal* rehearsal, std::size_t answers);

/// Share of the gain from all questions of the strategy that so many answers are expected to bring, 0 to 1;
/// nothing where there is no gain.
std::optional<double> gainShare(const PeopleRehearsal& rehearsal, AskStrategy strategy, std::size_t answers);

/// "Tree"'s title in the window's language.
QString strategyTitle(AskStrategy strategy);

} // namespace tastescope
