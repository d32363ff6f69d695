// SPDX-License-Identifier: GPL-3.0-or-later
// Filters against a slow twin that knows only sets of events: what is left, and what each choice took away.
#include "engine/data/filters.h"

#include "engine/base/random.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace tastescope {
namespace {

constexpr std::size_t users = 50;
constexpr std::size_t items = 30;

std::vector<Event> randomEvents(std::uint64_t seed, std::size_t count) {
    Random random(seed);
    std::vector<Event> events;
    for (std::size_t at = 0; at < count; ++at) {
        // Long tails, so that the core has something to do.
        Event event{UserIndex(random.below(1 + random.below(users))),
                    ItemIndex(random.below(1 + random.below(items)))};
        event.signal = static_cast<SignalIndex>(random.below(3));
        event.value = random.below(4) == 0 ? std::nanf("") : static_cast<float>(1 + random.below(5));
        event.time = random.below(10) == 0 ? noTime : static_cast<Time>(random.below(1000));
        events.push_back(event);
    }
    return events;
}

Dataset datasetOf(std::vector<Event> events) {
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", users);
    parts.items = test::numberedIds("i", items);
    parts.signals = {defaultSignal("play"), defaultSignal("like"), defaultSignal("rating")};
    parts.events = std::make_shared<Interactions>(std::move(events), users);
    return Dataset(std::move(parts));
}

struct Counts {
    std::map<std::uint32_t, std::size_t> ofUser;
    std::map<std::uint32_t, std::size_t> ofItem;
    explicit Counts(const std::vector<Event>& events) {
        for (const Event& event : events) {
            ++ofUser[event.user.value];
            ++ofItem[event.item.value];
        }
    }
};

class Twin {
public:
    explicit Twin(std::vector<Event> events) : left(std::move(events)) {}
    template <typename Keep>
    void keep(const Keep& wanted) {
        const Counts before(left);
        const std::size_t count = left.size();
        for (std::size_t size = left.size() + 1; size != left.size();) {
            size = left.size();
            const Counts now(left);
            std::erase_if(left, [&](const Event& event) { return !wanted(event, now); });
        }
        const Counts after(left);
        effects.push_back({"", count - left.size(), before.ofUser.size() - after.ofUser.size(),
                           before.ofItem.size() - after.ofItem.size()});
    }
    std::vector<Event> left;
    std::vector<FilterEffect> effects;
};

std::vector<std::tuple<std::uint32_t, std::uint32_t, int, Time>> sorted(const std::vector<Event>& events) {
    std::vector<std::tuple<std::uint32_t, std::uint32_t, int, Time>> rows;
    for (const Event& event : events) {
        rows.emplace_back(event.user.value, event.item.value, event.signal, event.time);
    }
    std::ranges::sort(rows);
    return rows;
}

std::vector<Event> eventsOf(const Dataset& dataset) {
    std::vector<Event> events;
    for (std::size_t row = 0; row < dataset.events().size(); ++row) {
        events.push_back(dataset.events().at(row));
    }
    return events;
}

TEST(Filters, AgreeWithASlowTwinAndSayWhatTheyTook) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const Dataset dataset = datasetOf(randomEvents(seed, 900));
        EventFilter filter;
        Twin twin(eventsOf(dataset));
        if (seed % 2 == 0) {
            filter.signals = {"rating", "play"};
            twin.keep([](const Event& event, const Counts&) { return event.signal != 1; });
        }
        if (seed % 3 != 0) {
            filter.from = 100;
            filter.until = 899;
            twin.keep(
                [](const Event& event, const Counts&) { return event.time >= 100 && event.time <= 899; });
        }
        if (seed % 4 < 2) {
            filter.minValue = 2.5;
            twin.keep([](const Event& event, const Counts&) { return !(event.value < 2.5F); });
        }
        filter.minUserEvents = seed % 5 * 3;
        filter.minItemEvents = seed % 7;
        if (filter.minUserEvents + filter.minItemEvents > 0) {
            twin.keep([&](const Event& event, const Counts& counts) {
                return counts.ofUser.at(event.user.value) >= filter.minUserEvents &&
                       counts.ofItem.at(event.item.value) >= filter.minItemEvents;
            });
        }
        const auto filtered = filterEvents(dataset, filter);
        ASSERT_TRUE(filtered) << filtered.error().text();
        EXPECT_EQ(sorted(eventsOf(*filtered->dataset)), sorted(twin.left)) << seed;
        ASSERT_EQ(filtered->effects.size(), twin.effects.size()) << seed;
        std::size_t taken = 0;
        for (std::size_t at = 0; at < twin.effects.size(); ++at) {
            EXPECT_EQ(filtered->effects[at].events, twin.effects[at].events) << seed;
            EXPECT_EQ(filtered->effects[at].users, twin.effects[at].users) << seed;
            EXPECT_EQ(filtered->effects[at].items, twin.effects[at].items) << seed;
            EXPECT_NE(filterText(filter).find(filtered->effects[at].what), std::string::npos);
            taken += filtered->effects[at].events;
        }
        EXPECT_GT(taken, 0U) << "the filter must have something to do";
        EXPECT_EQ(filtered->dataset->userCount(), users);
        EXPECT_EQ(filtered->dataset->itemCount(), items);
    }
}

TEST(Filters, NothingAskedIsNothingTaken) {
    const Dataset dataset = datasetOf(randomEvents(1, 100));
    const auto filtered = filterEvents(dataset, {});
    ASSERT_TRUE(filtered);
    EXPECT_EQ(filtered->dataset.get(), &dataset);
    EXPECT_TRUE(filtered->effects.empty());
    EXPECT_EQ(filterText({}), "");
}

TEST(Filters, AWindowIsCalledByDaysOnlyWhereItIsOfDays) {
    const auto words = [](Time from, Time until) {
        EventFilter filter;
        filter.from = from;
        filter.until = until;
        return filterText(filter);
    };
    constexpr Time last = std::numeric_limits<Time>::max();
    constexpr Time day = 1'735'603'200'000; // 2024-12-31
    EXPECT_EQ(words(day, last), "times from 2024-12-31");
    EXPECT_EQ(words(noTime, day + millisecondsPerDay - 1), "times until 2024-12-31");
    EXPECT_EQ(words(noTime, day), "times until 2024-12-31T00:00:00Z");
    EXPECT_EQ(words(-63517824000000, last), "times from -0043-03-15");
    EXPECT_EQ(words(day + 66'600'000, day + 66'600'250),
              "times from 2024-12-31T18:30:00Z until 2024-12-31T18:30:00.250Z");
    EXPECT_EQ(words(day + millisecondsPerDay - 1, last), "times from 2024-12-31T23:59:59.999Z");
    EXPECT_EQ(words(-1, last), "times from 1969-12-31T23:59:59.999Z");
}

TEST(Filters, WhatCannotBeIsRefusedInWords) {
    const Dataset dataset = datasetOf(randomEvents(1, 200));
    EventFilter unknown;
    unknown.signals = {"purchase"};
    EXPECT_NE(filterEvents(dataset, unknown).error().text().find("play, like, rating"), std::string::npos);
    EventFilter backwards;
    backwards.from = 5;
    backwards.until = 4;
    EXPECT_EQ(filterEvents(dataset, backwards).error().code, ErrorCode::InvalidArgument);
    EventFilter tooMuch;
    tooMuch.minUserEvents = 1000;
    EXPECT_NE(filterEvents(dataset, tooMuch).error().text().find("No event is left"), std::string::npos);
    std::vector<Event> timeless = randomEvents(1, 50);
    for (Event& event : timeless) {
        event.time = noTime;
    }
    EventFilter window;
    window.from = 1;
    EXPECT_NE(filterEvents(datasetOf(timeless), window).error().text().find("has none"), std::string::npos);
    std::stop_source source;
    source.request_stop();
    ExecutionContext stopped;
    stopped.stop = source.get_token();
    EventFilter some;
    some.minUserEvents = 2;
    EXPECT_EQ(filterEvents(dataset, some, stopped).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
