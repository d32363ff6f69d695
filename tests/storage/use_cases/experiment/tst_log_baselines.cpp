// SPDX-License-Identifier: GPL-3.0-or-later
// What a project's own events say to somebody who plans a test.
#include "storage/use_cases/experiment/log_baselines.h"

#include "engine/data/dataset.h"

#include <cmath>

namespace tastescope {
namespace {

constexpr Time start = 1'760'000'000'000 / millisecondsPerDay * millisecondsPerDay;

Dataset datasetOf(const std::vector<Event>& events, std::size_t users) {
    Dataset::Parts parts;
    auto people = std::make_shared<IdMap>();
    for (std::size_t user = 0; user < users; ++user) {
        people->intern("u" + std::to_string(user));
    }
    auto items = std::make_shared<IdMap>();
    items->intern("i");
    parts.users = people;
    parts.items = items;
    parts.signals = {{"listen"}, {"save"}};
    parts.events = std::make_shared<Interactions>(events, users);
    return Dataset(parts);
}

Event at(std::uint32_t user, double day, SignalIndex signal = 0) {
    return {UserIndex{user}, ItemIndex{0}, signal, std::nanf(""),
            start + static_cast<Time>(day * static_cast<double>(millisecondsPerDay))};
}

const LogBaseline* find(const LogBaselines& all, const std::string& id) {
    for (const LogBaseline& one : all.measures) {
        if (one.id == id) {
            return &one;
        }
    }
    return nullptr;
}

TEST(LogBaselines, CountsPeopleOfTheLastFourWeeks) {
    // Long ago: nobody of it counts. Then 0 comes back on the 7th day after, 1 on the 8th, 2 on the same day
    // only, 3 too late to know.
    const Dataset data =
        datasetOf({at(9, 0), at(0, 100.2), at(0, 107.9), at(1, 100.9), at(1, 108.1), at(2, 101.1),
                   at(2, 101.6, 1), at(2, 101.7, 1), at(3, 125.5), at(4, 127.2)},
                  10);
    const auto found = logBaselines(data, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->days, 28);
    EXPECT_DOUBLE_EQ(found->daily, 5.0 / 28);
    const LogBaseline* back = find(*found, "returned_7");
    ASSERT_TRUE(back);
    EXPECT_EQ(back->people, 3U) << "whose seven days lie within";
    EXPECT_DOUBLE_EQ(back->value, 1.0 / 3);
    EXPECT_EQ(back->kind, MetricKind::Proportion);
    const LogBaseline* events = find(*found, "events");
    ASSERT_TRUE(events);
    EXPECT_EQ(events->people, 5U);
    EXPECT_DOUBLE_EQ(events->value, 9.0 / 5);
    EXPECT_NEAR(events->deviation, std::sqrt(0.7), 1e-12);
    const LogBaseline* saves = find(*found, "save/events");
    ASSERT_TRUE(saves);
    EXPECT_EQ(saves->kind, MetricKind::Ratio);
    EXPECT_DOUBLE_EQ(saves->value, 2.0 / 9);
}

TEST(LogBaselines, WithoutTimesThereIsNoTraffic) {
    std::vector<Event> events;
    for (std::uint32_t user = 0; user < 4; ++user) {
        for (std::uint32_t row = 0; row <= user; ++row) {
            events.push_back({UserIndex{user}, ItemIndex{0}, 0, std::nanf(""), noTime});
        }
    }
    const auto found = logBaselines(datasetOf(events, 6), {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->daily, 0);
    EXPECT_FALSE(find(*found, "returned_7"));
    ASSERT_TRUE(find(*found, "events"));
    EXPECT_DOUBLE_EQ(find(*found, "events")->value, 2.5);
}

TEST(LogBaselines, WhatHasNoSpreadIsNotOffered) {
    EXPECT_TRUE(logBaselines(datasetOf({}, 0), {})->measures.empty());
    EXPECT_TRUE(logBaselines(datasetOf({at(0, 1)}, 1), {})->measures.empty());
    EXPECT_TRUE(logBaselines(datasetOf({at(0, 1), at(1, 1)}, 2), {})->measures.empty());
}

TEST(LogBaselines, AStopIsHeard) {
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = logBaselines(datasetOf({at(0, 1)}, 1), {stop.get_token()});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
