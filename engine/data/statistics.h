// SPDX-License-Identifier: GPL-3.0-or-later
// What the data set page, `info` and the readiness verdict say about a body of interactions.
#pragma once

#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <string>
#include <vector>

namespace tastescope {

struct Share {
    std::string name;
    std::size_t items = 0;  ///< items with this category
    std::size_t events = 0; ///< their events
    double itemShare = 0;   ///< of all items, 0..1
    double eventShare = 0;  ///< of all events, 0..1
};

struct SignalCount {
    SignalIndex signal = 0;
    std::size_t events = 0;
};

/// Events with a value from `low` to `high`, both included.
struct ValueBin {
    double low = 0;
    double high = 0;
    std::uint64_t events = 0;
};

struct Statistics {
    static constexpr std::size_t namedCategories = 7; ///< as many as have a colour of their own
    static constexpr std::size_t mostValueBins = 20;

    std::size_t users = 0;
    std::size_t items = 0;
    std::size_t creators = 0;
    std::size_t events = 0;
    std::size_t pairs = 0;
    double density = 0; ///< pairs / (users × items)
    double gini = 0;    ///< of events over items, 0 = equal
    double medianEventsPerUser = 0;
    std::size_t itemsWith20Events = 0;
    std::size_t smallCreators = 0; ///< creators outside the head that holds 80 % of events
    Time firstTime = noTime;
    Time lastTime = noTime;
    std::vector<std::uint64_t> eventsByRank; ///< events of each item, descending: the long tail
    double headShare = 0;   ///< share of events held by the top 1 % of items (at least one item)
    double middleShare = 0; ///< by the next 9 %
    double tailShare = 0;   ///< by the rest
    std::vector<std::uint64_t> eventsPerWeek; ///< ISO weeks from `firstWeek`, gaps are 0; empty without times
                                              ///< and when they span over 20,000 weeks
    Time firstWeek = noTime;                  ///< Monday 00:00 UTC
    std::vector<SignalCount> signals;         ///< by signal index
    std::vector<Share> categories;            ///< by event share, descending
    /// Of items with any category beyond the first `namedCategories`; an item of several counts once. Without
    /// a name; all zero when there are no more.
    Share otherCategories;
    std::vector<std::uint64_t> activity; ///< users with [2^k, 2^(k+1)) events, k = 0, 1, …
    /// How ratings are spread, ascending; empty where no event has a value. One bin a value where there are
    /// at most `mostValueBins` different ones, else so many of equal width; a value between two bins counts
    /// in the upper one.
    std::vector<ValueBin> values;
    double meanValue = 0;           ///< of the events that have one
    std::uint64_t withoutValue = 0; ///< events without, where others have one
};

/// Events per week of one signal only (page filter); same weeks as Statistics::eventsPerWeek.
std::vector<std::uint64_t> eventsPerWeek(const Dataset& dataset, SignalIndex signal);

/// Fails only by cancellation. An empty data set gives zeros.
Result<Statistics> computeStatistics(const Dataset& dataset, const ExecutionContext& context = {});

} // namespace tastescope
