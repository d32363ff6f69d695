// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/interactions.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr float noValue = std::numeric_limits<float>::quiet_NaN();

Event event(std::size_t user, std::size_t item, SignalIndex signal = 0, float value = noValue,
            Time time = noTime) {
    return {UserIndex{user}, ItemIndex{item}, signal, value, time};
}

TEST(Interactions, SortsByUserThenTimeThenArrival) {
    const Interactions events({event(1, 5, 0, noValue, 30), event(0, 1, 1, 2.5F, 20),
                               event(1, 6, 0, noValue, 10), event(1, 7, 2, noValue, 30), event(1, 8)},
                              3);
    ASSERT_EQ(events.size(), 5U);
    EXPECT_EQ(events.userCount(), 3U);
    EXPECT_EQ(events.item(0), ItemIndex{1});
    EXPECT_EQ(events.item(1), ItemIndex{8}); // without time: first
    EXPECT_EQ(events.item(2), ItemIndex{6});
    EXPECT_EQ(events.item(3), ItemIndex{5});
    EXPECT_EQ(events.item(4), ItemIndex{7});
    EXPECT_EQ(events.signal(4), 2);
    EXPECT_EQ(events.value(0), 2.5F);
    EXPECT_TRUE(std::isnan(events.value(1)));
    EXPECT_EQ(events.time(1), noTime);
    EXPECT_EQ(events.firstOf(UserIndex{2}), 5U);
    EXPECT_EQ(events.lastOf(UserIndex{2}), 5U);
    EXPECT_EQ(events.userOf(0), UserIndex{0});
    EXPECT_EQ(events.userOf(1), UserIndex{1});
    EXPECT_EQ(events.userOf(4), UserIndex{1});
}

TEST(Interactions, LeavesOutColumnsWithoutContent) {
    const Interactions bare({event(0, 1), event(0, 2)}, 1);
    EXPECT_TRUE(bare.signals().empty());
    EXPECT_FALSE(bare.hasValues());
    EXPECT_FALSE(bare.hasTimes());
    EXPECT_EQ(bare.signal(1), 0);
    EXPECT_EQ(bare.time(1), noTime);
    const Interactions packed({0, 2}, {ItemIndex{1}, ItemIndex{2}}, {0, 0}, {noValue, noValue},
                              {noTime, noTime});
    EXPECT_TRUE(packed.signals().empty());
    EXPECT_FALSE(packed.hasValues());
    EXPECT_FALSE(packed.hasTimes());
}

TEST(Interactions, EmptyIsWellFormed) {
    EXPECT_EQ(Interactions().userCount(), 0U);
    EXPECT_EQ(Interactions().size(), 0U);
    const Interactions nobodyActive(std::vector<Event>{}, 4);
    EXPECT_EQ(nobodyActive.userCount(), 4U);
    EXPECT_EQ(nobodyActive.lastOf(UserIndex{3}), 0U);
    EXPECT_EQ(nobodyActive.subset({}).userCount(), 4U);
}

TEST(Interactions, UserOfSkipsUsersWithoutEvents) {
    const Interactions events({event(1, 0), event(3, 1)}, 5);
    EXPECT_EQ(events.userOf(0), UserIndex{1});
    EXPECT_EQ(events.userOf(1), UserIndex{3});
}

TEST(Interactions, SortEqualsAStableSort) {
    Random random(3);
    std::vector<Event> plain;
    for (int row = 0; row < 5000; ++row) {
        const Time time = random.below(10) == 0 ? noTime : static_cast<Time>(random.below(200));
        plain.push_back(event(random.below(40), random.below(1000), static_cast<SignalIndex>(random.below(3)),
                              static_cast<float>(row), time));
    }
    const Interactions sorted(plain, 41);
    std::ranges::stable_sort(plain, [](const Event& a, const Event& b) {
        return std::pair(a.user, a.time) < std::pair(b.user, b.time);
    });
    for (std::size_t row = 0; row < plain.size(); ++row) {
        ASSERT_EQ(sorted.userOf(row), plain[row].user);
        ASSERT_EQ(sorted.item(row), plain[row].item);
        ASSERT_EQ(sorted.signal(row), plain[row].signal);
        ASSERT_EQ(sorted.value(row), plain[row].value);
        ASSERT_EQ(sorted.time(row), plain[row].time);
    }
}

TEST(Interactions, SubsetKeepsOrderAndUsers) {
    const Interactions events({event(0, 1, 1), event(1, 2, 0), event(1, 3, 0), event(2, 4, 1)}, 3);
    const Interactions some = events.subset({false, true, true, false});
    EXPECT_EQ(some.userCount(), 3U);
    ASSERT_EQ(some.size(), 2U);
    EXPECT_EQ(some.item(0), ItemIndex{2});
    EXPECT_EQ(some.userOf(1), UserIndex{1});
    EXPECT_TRUE(some.signals().empty()); // only signal 0 is left
}

} // namespace
} // namespace tastescope
