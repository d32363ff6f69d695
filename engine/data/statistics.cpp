// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr Time week = 7 * millisecondsPerDay;
constexpr Time firstMonday = 4 * millisecondsPerDay; // 1970-01-05
constexpr std::uint64_t longestSeries = 20'000;      // weeks: nearly four centuries

Time weekStart(Time time) {
    const Time beyond = (time - firstMonday) % week;
    return time - (beyond < 0 ? beyond + week : beyond);
}

struct Span {
    Time first = noTime;
    Time last = noTime;
};

Span timeSpan(const Interactions& events) {
    Span span;
    for (const Time time : events.times()) {
        if (time != noTime) {
            span.first = span.first == noTime ? time : std::min(span.first, time);
            span.last = std::max(span.last, time);
        }
    }
    return span;
}

// Events a week of those rows that `counts` says yes to.
std::vector<std::uint64_t> weekly(const Interactions& events, const Span& span,
                                  const std::function<bool(std::size_t)>& counts) {
    // No time at all, or times as far back or apart as 64 bits allow: no arithmetic on those. (Unsigned,
    // because the difference may overflow a Time.)
    if (span.first < noTime + 2 * week ||
        (static_cast<std::uint64_t>(span.last) - static_cast<std::uint64_t>(span.first)) /
                static_cast<std::uint64_t>(week) >=
            longestSeries) {
        return {};
    }
    const Time start = weekStart(span.first);
    std::vector<std::uint64_t> series(static_cast<std::size_t>((span.last - start) / week) + 1, 0);
    for (std::size_t row = 0; row < events.size(); ++row) {
        if (events.time(row) != noTime && counts(row)) {
            ++series[static_cast<std::size_t>((events.time(row) - start) / week)];
        }
    }
    return series;
}

std::vector<std::uint64_t> eventsOfItems(const Dataset& dataset) {
    std::vector<std::uint64_t> counts(dataset.itemCount(), 0);
    for (const ItemIndex item : dataset.events().items()) {
        ++counts[item.value];
    }
    return counts;
}

// Gini index of counts in descending order.
double giniOf(std::span<const std::uint64_t> descending) {
    const double n = static_cast<double>(descending.size());
    double sum = 0;
    double weighted = 0;
    for (std::size_t rank = 0; rank < descending.size(); ++rank) {
        const double count = static_cast<double>(descending[rank]);
        sum += count;
        weighted += (n - static_cast<double>(rank)) * count;
    }
    return sum > 0 ? 2 * weighted / (n * sum) - (n + 1) / n : 0;
}

void describeUsers(const Interactions& events, Statistics& out) {
    std::vector<std::uint64_t> counts;
    for (std::size_t user = 0; user < events.userCount(); ++user) {
        counts.push_back(events.lastOf(UserIndex{user}) - events.firstOf(UserIndex{user}));
    }
    for (const std::uint64_t count : counts) {
        if (count > 0) {
            const auto bucket = static_cast<std::size_t>(std::bit_width(count) - 1);
            out.activity.resize(std::max(out.activity.size(), bucket + 1), 0);
            ++out.activity[bucket];
        }
    }
    if (!counts.empty()) {
        const std::size_t middle = counts.size() / 2;
        std::ranges::sort(counts);
        out.medianEventsPerUser = static_cast<double>(counts[middle]);
        if (counts.size() % 2 == 0) {
            out.medianEventsPerUser = (out.medianEventsPerUser + static_cast<double>(counts[middle - 1])) / 2;
        }
    }
}

/// The different values, ascending, or nothing when there are more than can stand by themselves.
std::vector<float> fewValues(std::span<const float> values) {
    std::vector<float> known;
    for (const float value : values) {
        const auto place = std::ranges::lower_bound(known, value);
        if (std::isfinite(value) && (place == known.end() || *place != value)) {
            if (known.size() == Statistics::mostValueBins) {
                return {};
            }
            known.insert(place, value);
        }
    }
    return known;
}

void describeValues(std::span<const float> values, Statistics& out) {
    double sum = 0;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    std::uint64_t count = 0;
    for (const float value : values) {
        if (std::isfinite(value)) {
            sum += static_cast<double>(value);
            low = std::min(low, static_cast<double>(value));
            high = std::max(high, static_cast<double>(value));
            ++count;
        }
    }
    if (count == 0) {
        return;
    }
    out.meanValue = sum / static_cast<double>(count);
    out.withoutValue = values.size() - count;
    const std::vector<float> few = fewValues(values);
    for (const float value : few) {
        out.values.push_back({static_cast<double>(value), static_cast<double>(value), 0});
    }
    const double width = (high - low) / static_cast<double>(Statistics::mostValueBins);
    for (std::size_t bin = 0; few.empty() && bin < Statistics::mostValueBins; ++bin) {
        out.values.push_back(
            {low + width * static_cast<double>(bin),
             bin + 1 == Statistics::mostValueBins ? high : low + width * static_cast<double>(bin + 1), 0});
    }
    for (const float value : values) {
        if (std::isfinite(value)) {
            const std::size_t bin =
                few.empty() ? std::min(Statistics::mostValueBins - 1,
                                       static_cast<std::size_t>((static_cast<double>(value) - low) / width))
                            : static_cast<std::size_t>(std::ranges::lower_bound(few, value) - few.begin());
            ++out.values[bin].events;
        }
    }
}

void describeTail(std::vector<std::uint64_t> counts, Statistics& out) {
    std::ranges::sort(counts, std::greater());
    out.eventsByRank = std::move(counts);
    out.gini = giniOf(out.eventsByRank);
    const std::span ranks(out.eventsByRank);
    out.itemsWith20Events = static_cast<std::size_t>(
        std::ranges::count_if(ranks, [](std::uint64_t count) { return count >= 20; }));
    if (out.events == 0) {
        return;
    }
    const std::size_t head = std::max<std::size_t>(1, ranks.size() / 100);
    const std::size_t middle = std::max(head, ranks.size() / 10);
    const auto share = [&](std::size_t begin, std::size_t end) {
        const auto part = ranks.subspan(begin, end - begin);
        return static_cast<double>(std::accumulate(part.begin(), part.end(), std::uint64_t{0})) /
               static_cast<double>(out.events);
    };
    out.headShare = share(0, head);
    out.middleShare = share(head, middle);
    out.tailShare = share(middle, ranks.size());
}

// Creators that are not needed to reach 80 % of the events whose creator is known.
std::size_t smallCreatorsOf(const ItemAttributes& attributes, std::span<const std::uint64_t> itemEvents) {
    std::vector<std::uint64_t> counts(attributes.creatorCount(), 0);
    for (std::size_t item = 0; item < itemEvents.size(); ++item) {
        if (const auto creator = attributes.creatorCode(ItemIndex{item})) {
            counts[*creator] += itemEvents[item];
        }
    }
    std::ranges::sort(counts, std::greater());
    const auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    std::uint64_t held = 0;
    std::size_t head = 0;
    while (head < counts.size() && 5 * held < 4 * total) {
        held += counts[head++];
    }
    return counts.size() - head;
}

std::vector<Share> sharesOf(const AttributeColumn& column, std::span<const std::uint64_t> itemEvents,
                            std::size_t events) {
    std::vector<Share> shares(column.words.size());
    for (std::size_t word = 0; word < shares.size(); ++word) {
        shares[word].name = column.words[word];
    }
    for (std::size_t item = 0; item < itemEvents.size(); ++item) {
        for (const std::uint32_t code : column.codesOf(item)) {
            ++shares[code].items;
            shares[code].events += itemEvents[item];
        }
    }
    for (Share& share : shares) {
        share.itemShare = static_cast<double>(share.items) / static_cast<double>(itemEvents.size());
        share.eventShare = events > 0 ? static_cast<double>(share.events) / static_cast<double>(events) : 0.0;
    }
    std::ranges::stable_sort(shares, std::greater(), &Share::eventShare);
    return shares;
}

// Of items with any category that is not among the first `Statistics::namedCategories` of `shares`.
Share othersOf(const AttributeColumn& column, std::span<const Share> shares,
               std::span<const std::uint64_t> itemEvents, std::size_t events) {
    const auto named = shares.first(std::min(Statistics::namedCategories, shares.size()));
    std::vector<bool> other(column.words.size());
    for (std::size_t word = 0; word < other.size(); ++word) {
        other[word] = std::ranges::find(named, column.words[word], &Share::name) == named.end();
    }
    Share others;
    for (std::size_t item = 0; item < itemEvents.size(); ++item) {
        if (std::ranges::any_of(column.codesOf(item), [&](std::uint32_t code) { return other[code]; })) {
            ++others.items;
            others.events += itemEvents[item];
        }
    }
    if (others.items > 0) {
        others.itemShare = static_cast<double>(others.items) / static_cast<double>(itemEvents.size());
        others.eventShare =
            events > 0 ? static_cast<double>(others.events) / static_cast<double>(events) : 0.0;
    }
    return others;
}

std::vector<SignalCount> signalCounts(const Dataset& dataset) {
    std::vector<SignalCount> counts(dataset.signals().size());
    for (std::size_t signal = 0; signal < counts.size(); ++signal) {
        counts[signal].signal = static_cast<SignalIndex>(signal);
    }
    for (std::size_t row = 0; row < dataset.events().size(); ++row) {
        const SignalIndex signal = dataset.events().signal(row);
        if (signal < counts.size()) {
            ++counts[signal].events;
        }
    }
    return counts;
}

} // namespace

std::vector<std::uint64_t> eventsPerWeek(const Dataset& dataset, SignalIndex signal) {
    const Interactions& events = dataset.events();
    return weekly(events, timeSpan(events), [&](std::size_t row) { return events.signal(row) == signal; });
}

Result<Statistics> computeStatistics(const Dataset& dataset, const ExecutionContext& context) {
    context.report(0, "Counting events");
    const Interactions& events = dataset.events();
    Statistics out;
    out.users = dataset.userCount();
    out.items = dataset.itemCount();
    out.creators = dataset.itemAttributes().creatorCount();
    out.events = events.size();
    out.pairs = dataset.matrix().entryCount();
    if (out.users > 0 && out.items > 0) {
        out.density = static_cast<double>(out.pairs) /
                      (static_cast<double>(out.users) * static_cast<double>(out.items));
    }
    const std::vector<std::uint64_t> itemEvents = eventsOfItems(dataset);
    describeUsers(events, out);
    describeValues(events.values(), out);
    out.signals = signalCounts(dataset);
    if (context.stopRequested()) {
        return cancelledError();
    }
    const Span span = timeSpan(events);
    out.firstTime = span.first;
    out.lastTime = span.last;
    out.eventsPerWeek = weekly(events, span, [](std::size_t) { return true; });
    out.firstWeek = out.eventsPerWeek.empty() ? noTime : weekStart(span.first);
    if (context.stopRequested()) {
        return cancelledError();
    }
    out.smallCreators = smallCreatorsOf(dataset.itemAttributes(), itemEvents);
    if (const AttributeColumn* categories = dataset.itemAttributes().categories()) {
        out.categories = sharesOf(*categories, itemEvents, out.events);
        out.otherCategories = othersOf(*categories, out.categories, itemEvents, out.events);
    }
    describeTail(itemEvents, out);
    return out;
}

} // namespace tastescope
