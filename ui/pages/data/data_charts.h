// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of the data set page as pure functions of the statistics.
#pragma once

#include "engine/data/statistics.h"
#include "ui/charts/chart_spec.h"

namespace tastescope {

/// The data set's own words, for titles and axes.
struct ChartWords {
    QString item;   ///< "Song"
    QString items;  ///< "songs"
    QString events; ///< "listens"
    QString users;  ///< "listeners"
};

/// Events by item rank, both axes logarithmic, in three areas: top 1 %, next 9 %, tail.
ChartSpec longTailChart(const Statistics& statistics, const ChartWords& words);
/// Lorenz curve: share of events held by the least popular share of items.
ChartSpec lorenzChart(const Statistics& statistics, const ChartWords& words);
/// `weeks` starts at `firstWeek`. The newest fifth of all events is shaded as the usual test period; weeks
/// that hold under a third of their neighbours are marked.
ChartSpec weeksChart(const std::vector<std::uint64_t>& weeks, Time firstWeek);
/// Users by number of events in powers of two; bins under 8 events are marked as too few.
ChartSpec activityChart(const Statistics& statistics, const ChartWords& words);
/// Events by their value: how ratings are spread, with the mean.
ChartSpec ratingsChart(const Statistics& statistics, const ChartWords& words);

} // namespace tastescope
