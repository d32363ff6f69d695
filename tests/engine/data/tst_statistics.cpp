// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace tastescope {
namespace {

using namespace std::chrono;

Time at(year_month_day day, int hour = 12) {
    return duration_cast<milliseconds>(sys_days(day).time_since_epoch() + hours(hour)).count();
}

std::shared_ptr<const IdMap> ids(char prefix, std::size_t count) {
    auto map = std::make_shared<IdMap>();
    for (std::size_t row = 0; row < count; ++row) {
        map->intern(prefix + std::to_string(row));
    }
    return map;
}

// Three users, four items by two creators, in two categories.
Dataset::Parts smallParts() {
    AttributeTable table;
    table.rows = 4;
    table.columns.resize(2);
    table.columns[0].name = "creator";
    table.columns[0].texts = {"A", "A", "B", ""};
    table.columns[1].name = "categories";
    table.columns[1].kind = AttributeKind::List;
    table.columns[1].words = {"Jazz", "Folk"};
    table.columns[1].offsets = {0, 1, 3, 4, 4};
    table.columns[1].codes = {0, 0, 1, 1};

    const auto event = [](std::size_t user, std::size_t item, SignalIndex signal, Time time) {
        return Event{UserIndex{user}, ItemIndex{item}, signal, std::numeric_limits<float>::quiet_NaN(), time};
    };
    Dataset::Parts parts;
    parts.users = ids('u', 3);
    parts.items = ids('i', 4);
    parts.signals = {defaultSignal("listen"), defaultSignal("like"), defaultSignal("share")};
    parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(table));
    parts.events = std::make_shared<Interactions>(
        std::vector{event(0, 0, 0, at(2024y / 1 / 7)), event(0, 0, 1, at(2024y / 1 / 8, 0)),
                    event(0, 1, 0, at(2024y / 1 / 23)), event(1, 0, 0, at(2024y / 1 / 22)),
                    event(1, 2, 0, noTime)},
        3);
    return parts;
}

TEST(Statistics, CountsAreThoseOfASmallExample) {
    const Dataset data(smallParts());
    const auto result = computeStatistics(data);
    ASSERT_TRUE(result);
    const Statistics& s = *result;
    EXPECT_EQ(s.users, 3U);
    EXPECT_EQ(s.items, 4U);
    EXPECT_EQ(s.creators, 2U);
    EXPECT_EQ(s.events, 5U);
    EXPECT_EQ(s.pairs, 4U);
    EXPECT_DOUBLE_EQ(s.density, 4.0 / 12);
    EXPECT_DOUBLE_EQ(s.medianEventsPerUser, 2); // 0, 2, 3
    EXPECT_EQ(s.eventsByRank, (std::vector<std::uint64_t>{3, 1, 1, 0}));
    // Sum of |x - y| over all ordered pairs, 18, by 2 · n² · mean = 40.
    EXPECT_NEAR(s.gini, 0.45, 1e-12);
    EXPECT_DOUBLE_EQ(s.headShare, 0.6); // at least one item
    EXPECT_DOUBLE_EQ(s.middleShare, 0);
    EXPECT_DOUBLE_EQ(s.tailShare, 0.4);
    EXPECT_EQ(s.smallCreators, 1U); // A holds 4 of 5
    EXPECT_EQ(s.firstTime, at(2024y / 1 / 7));
    EXPECT_EQ(s.lastTime, at(2024y / 1 / 23));
    EXPECT_EQ(s.activity, (std::vector<std::uint64_t>{0, 2}));
    ASSERT_EQ(s.signals.size(), 3U);
    EXPECT_EQ(s.signals[0].events, 4U);
    EXPECT_EQ(s.signals[1].events, 1U);
    EXPECT_EQ(s.signals[2].events, 0U);
}

TEST(Statistics, WeeksBeginOnMondayAndGapsAreZero) {
    const Dataset data(smallParts());
    const auto s = computeStatistics(data);
    ASSERT_TRUE(s);
    EXPECT_EQ(s->firstWeek, at(2024y / 1 / 1, 0)); // a Monday; the event is on Sunday the 7th
    EXPECT_EQ(s->eventsPerWeek, (std::vector<std::uint64_t>{1, 1, 0, 2}));
    EXPECT_EQ(eventsPerWeek(data, 1), (std::vector<std::uint64_t>{0, 1, 0, 0}));
    EXPECT_EQ(eventsPerWeek(data, 2), (std::vector<std::uint64_t>(4, 0)));
}

TEST(Statistics, TimesBefore1970AndFarApart) {
    Dataset::Parts parts = smallParts();
    const auto withTimes = [&](Time first, Time second) {
        parts.events = std::make_shared<Interactions>(
            std::vector<std::uint64_t>{0, 2, 2, 2}, std::vector{ItemIndex{0}, ItemIndex{1}},
            std::vector<SignalIndex>{}, std::vector<float>{}, std::vector{first, second});
        return Dataset(parts);
    };
    const auto old = computeStatistics(withTimes(at(1960y / 2 / 29), at(1960y / 3 / 7)));
    ASSERT_TRUE(old);
    EXPECT_EQ(old->firstWeek, at(1960y / 2 / 29, 0)); // a Monday
    EXPECT_EQ(old->eventsPerWeek, (std::vector<std::uint64_t>{1, 1}));
    const auto wild = computeStatistics(withTimes(noTime + 1, std::numeric_limits<Time>::max()));
    ASSERT_TRUE(wild);
    EXPECT_TRUE(wild->eventsPerWeek.empty());
    EXPECT_EQ(wild->firstWeek, noTime);
}

TEST(Statistics, CategoriesAreSharesOfItemsAndEvents) {
    const auto s = computeStatistics(Dataset(smallParts()));
    ASSERT_TRUE(s);
    ASSERT_EQ(s->categories.size(), 2U);
    EXPECT_EQ(s->categories[0].name, "Jazz"); // items 0 and 1: 4 events
    EXPECT_EQ(s->categories[0].items, 2U);
    EXPECT_EQ(s->categories[0].events, 4U);
    EXPECT_DOUBLE_EQ(s->categories[0].itemShare, 0.5);
    EXPECT_DOUBLE_EQ(s->categories[0].eventShare, 0.8);
    EXPECT_EQ(s->categories[1].events, 2U); // items 1 and 2
    EXPECT_EQ(s->otherCategories.items, 0U);
}

TEST(Statistics, AnItemOfSeveralOtherCategoriesCountsOnce) {
    Dataset::Parts parts = smallParts();
    AttributeTable table = parts.itemAttributes->table();
    AttributeColumn& column = table.columns[1];
    column.words = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    // Item 0 (3 events) has the seven that come first, item 1 (1 event) two others, item 2 none.
    column.offsets = {0, 7, 9, 9, 9};
    column.codes = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(table));
    const auto s = computeStatistics(Dataset(parts));
    ASSERT_TRUE(s);
    ASSERT_EQ(s->categories.size(), 9U);
    EXPECT_EQ(s->otherCategories.items, 1U);
    EXPECT_EQ(s->otherCategories.events, 1U);
    EXPECT_DOUBLE_EQ(s->otherCategories.itemShare, 0.25);
    EXPECT_DOUBLE_EQ(s->otherCategories.eventShare, 0.2);
}

TEST(Statistics, GiniOfKnownShapes) {
    const auto giniFor = [](std::vector<std::size_t> counts) {
        std::vector<Event> events;
        for (std::size_t item = 0; item < counts.size(); ++item) {
            events.insert(events.end(), counts[item], Event{UserIndex{0}, ItemIndex{item}});
        }
        Dataset::Parts parts;
        parts.users = ids('u', 1);
        parts.items = ids('i', counts.size());
        parts.events = std::make_shared<Interactions>(std::move(events), 1);
        return computeStatistics(Dataset(std::move(parts)))->gini;
    };
    EXPECT_NEAR(giniFor({5, 5, 5, 5}), 0, 1e-12);
    EXPECT_NEAR(giniFor({0, 0, 0, 9}), 0.75, 1e-12); // (n - 1) / n
    EXPECT_NEAR(giniFor({1, 2, 3, 4}), 0.25, 1e-12);
}

TEST(Statistics, AnEmptyDataSetGivesZeros) {
    const auto s = computeStatistics(Dataset({}));
    ASSERT_TRUE(s);
    EXPECT_EQ(s->users + s->items + s->events + s->pairs + s->smallCreators, 0U);
    EXPECT_EQ(s->density, 0);
    EXPECT_EQ(s->gini, 0);
    EXPECT_EQ(s->firstTime, noTime);
    EXPECT_TRUE(s->eventsPerWeek.empty());
}

TEST(Statistics, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const auto s = computeStatistics(Dataset(smallParts()), context);
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code, ErrorCode::Cancelled);
}

Statistics ofValues(const std::vector<float>& values) {
    Dataset::Parts parts = smallParts();
    std::vector<Event> events;
    for (const float value : values) {
        events.push_back({UserIndex{0}, ItemIndex{0}, 0, value, noTime});
    }
    parts.events = std::make_shared<Interactions>(std::move(events), 3);
    return *computeStatistics(Dataset(std::move(parts)));
}

TEST(Statistics, ValuesAreSpreadOverBins) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(ofValues({}).values.empty());
    EXPECT_TRUE(ofValues({none, none}).values.empty());
    const Statistics stars = ofValues({5, 3, 3, none, 0.5F, 5, 5});
    ASSERT_EQ(stars.values.size(), 3U);
    EXPECT_EQ(stars.values[0].low, 0.5);
    EXPECT_EQ(stars.values[2].high, 5);
    EXPECT_EQ(stars.values[0].events, 1U);
    EXPECT_EQ(stars.values[1].events, 2U);
    EXPECT_EQ(stars.values[2].events, 3U);
    EXPECT_EQ(stars.withoutValue, 1U);
    EXPECT_DOUBLE_EQ(stars.meanValue, 21.5 / 6);
    // Twenty different ones stand by themselves, twenty-one are put together; nothing is lost either way.
    for (const std::size_t different : {1U, 20U, 21U, 1000U}) {
        std::vector<float> values;
        for (std::size_t at = 0; at < different; ++at) {
            values.push_back(static_cast<float>(at) * 0.25F - 3);
            values.push_back(values.back());
        }
        const Statistics found = ofValues(values);
        ASSERT_EQ(found.values.size(), std::min<std::size_t>(different, 20)) << different;
        std::uint64_t events = 0;
        for (const ValueBin& bin : found.values) {
            std::uint64_t slowly = 0;
            const bool last = &bin == &found.values.back();
            for (const float value : values) {
                const auto number = static_cast<double>(value);
                slowly += number >= bin.low && (number < bin.high || (last && number <= bin.high) ||
                                                (bin.low == bin.high && number == bin.low))
                              ? 1
                              : 0;
            }
            EXPECT_NEAR(static_cast<double>(bin.events), static_cast<double>(slowly), 2) << different;
            events += bin.events;
        }
        EXPECT_EQ(events, values.size());
        EXPECT_EQ(found.values.front().low, -3);
        EXPECT_EQ(found.values.back().high, static_cast<double>(values.back()));
    }
}

} // namespace
} // namespace tastescope
