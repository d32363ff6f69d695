// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/leaks.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr Time never = std::numeric_limits<Time>::max();

/// What is known of one user in one of the parts.
struct Past {
    std::vector<ItemIndex> items; ///< sorted
    std::vector<Time> times;      ///< sorted, known ones
};

void addPast(const Interactions* events, UserIndex user, Past& past) {
    if (!events || user.value >= events->userCount()) {
        return;
    }
    for (std::size_t row = events->firstOf(user); row < events->lastOf(user); ++row) {
        past.items.push_back(events->item(row));
        if (events->time(row) != noTime) {
            past.times.push_back(events->time(row));
        }
    }
}

Past pastOf(const Split& parts, UserIndex user) {
    Past past;
    addPast(&parts.train->events(), user, past);
    addPast(parts.coldHistory.get(), user, past);
    std::ranges::sort(past.items);
    std::ranges::sort(past.times);
    return past;
}

/// By item: the earliest time in train; `never` without an event, `noTime` where one has no time.
std::vector<Time> firstTimes(const Interactions& train, std::size_t items) {
    std::vector<Time> first(items, never);
    for (std::size_t row = 0; row < train.size(); ++row) {
        Time& own = first[train.item(row).value];
        own = std::min(own, train.time(row)); // noTime is the least
    }
    return first;
}

/// Known times from first to last; `first` is after `last` where none is known.
struct Span {
    Time first = never;
    Time last = noTime;
};
Span spanOf(const Interactions& events) {
    Span span;
    for (const Time time : events.times()) {
        if (time != noTime) {
            span.first = std::min(span.first, time);
            span.last = std::max(span.last, time);
        }
    }
    return span;
}

struct Counts {
    std::size_t both = 0;
    std::size_t later = 0;
    std::size_t futureItems = 0;
    std::size_t ties = 0;
    std::size_t cold = 0;
};

/// Looks at the test events one by one.
class TestLook {
public:
    explicit TestLook(const Split& parts)
        : m_parts(parts)
        , m_first(firstTimes(parts.train->events(), parts.train->itemCount()))
        , m_train(spanOf(parts.train->events()))
        , m_test(spanOf(*parts.test)) {}

    const Span& test() const { return m_test; }

    void look(UserIndex user, Counts& counts) const {
        const Interactions& test = *m_parts.test;
        if (test.firstOf(user) == test.lastOf(user)) {
            return;
        }
        const Past past = pastOf(m_parts, user);
        for (std::size_t row = test.firstOf(user); row < test.lastOf(user); ++row) {
            counts.both += std::ranges::binary_search(past.items, test.item(row)) ? 1 : 0;
            const Time first = firstOf(test.item(row));
            counts.cold += first == never ? 1 : 0;
            const Time time = test.time(row);
            if (time == noTime) {
                continue;
            }
            counts.later += !past.times.empty() && past.times.back() > time ? 1 : 0;
            counts.futureItems += first != never && first > time ? 1 : 0;
            const bool boundary = m_train.last == m_test.first && time == m_test.first;
            counts.ties += boundary || std::ranges::binary_search(past.times, time) ? 1 : 0;
        }
    }

private:
    Time firstOf(ItemIndex item) const { return item.value < m_first.size() ? m_first[item.value] : never; }

    const Split& m_parts;
    std::vector<Time> m_first;
    Span m_train;
    Span m_test;
};

std::size_t trainEventsAfter(const Interactions& train, Time first) {
    return static_cast<std::size_t>(
        std::ranges::count_if(train.times(), [&](Time time) { return time > first; }));
}

/// Test events whose pair stands in `events`.
std::size_t sharedPairs(const Interactions& test, const Interactions& events) {
    std::size_t count = 0;
    for (std::uint32_t row = 0; row < test.userCount(); ++row) {
        const UserIndex user(row);
        Past past;
        addPast(&events, user, past);
        std::ranges::sort(past.items);
        for (std::size_t at = test.firstOf(user); at < test.lastOf(user); ++at) {
            count += std::ranges::binary_search(past.items, test.item(at)) ? 1 : 0;
        }
    }
    return count;
}

class Findings {
public:
    void add(std::string_view id, std::size_t count, std::size_t of, std::string what) {
        if (count == 0) {
            return;
        }
        const auto kind = std::ranges::find(leakKinds(), id, &LeakKind::id);
        found.push_back(
            {std::string(id), kind->weight, count, of, std::move(what), std::string(kind->remedy)});
    }
    std::vector<Leak> found;
};

} // namespace

const std::vector<LeakKind>& leakKinds() {
    static const std::vector<LeakKind> all{
        {"pairs_in_both", LeakWeight::Leak,
         "Keep all events of a pair on one side; what was seen is never listed, and here never found"},
        {"later_events", LeakWeight::Leak, "Cut by time: leave-last-out for each user, or time for all"},
        {"future_items", LeakWeight::Leak, "Cut by one time for all: the protocol time"},
        {"future_events", LeakWeight::Leak, "Cut by one time for all: the protocol time"},
        {"time_ties", LeakWeight::Leak, "Keep events of one time on one side"},
        {"validation_reused", LeakWeight::Leak,
         "Measure on a test part that no setting was chosen by, cut with the same protocol, share and seed"},
        {"sampled_candidates", LeakWeight::Bias, "Rank the whole catalogue: --candidates full"},
        {"cold_items", LeakWeight::Note, "Read accuracy with it, or leave them out: --unseen leave-out"},
    };
    return all;
}

Result<std::vector<Leak>> lintParts(const Split& parts, const std::vector<TunedOn>& tuned,
                                    std::size_t sampled, const ExecutionContext& context) {
    const Interactions& test = *parts.test;
    const TestLook look(parts);
    Counts counts;
    for (std::uint32_t user = 0; user < test.userCount(); ++user) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        look.look(UserIndex(user), counts);
    }
    const std::size_t all = test.size();
    const std::size_t train = parts.train->events().size();
    const std::size_t future = trainEventsAfter(parts.train->events(), look.test().first);
    Findings findings;
    findings.add("pairs_in_both", counts.both, all,
                 fmt::format("{} of {} test events are of pairs that training has seen", counts.both, all));
    findings.add("later_events", counts.later, all,
                 fmt::format("{} of {} test events lie before an event of the same user in training",
                             counts.later, all));
    findings.add("future_items", counts.futureItems, all,
                 fmt::format("{} of {} test events are of items that training knows from later only",
                             counts.futureItems, all));
    findings.add("future_events", future, train,
                 fmt::format("{} of {} training events are later than the first test event: popularity and "
                             "likeness come from the future",
                             future, train));
    findings.add("time_ties", counts.ties, all,
                 fmt::format("{} of {} test events have the time of a training event: their order is chance",
                             counts.ties, all));
    for (const TunedOn& one : tuned) {
        const std::size_t shared = sharedPairs(test, *one.events);
        findings.add(
            "validation_reused", shared, all,
            fmt::format("{} of {} test events were known when {} chose the settings", shared, all, one.by));
    }
    findings.add("sampled_candidates", sampled, 0,
                 fmt::format("Only the test items and {} others are ranked: numbers are larger than with the "
                             "catalogue, and the order of models can change",
                             sampled));
    findings.add(
        "cold_items", counts.cold, all,
        fmt::format("{} of {} test events are of items without a training event: no model can find them",
                    counts.cold, all));
    return std::move(findings.found);
}

} // namespace tastescope
