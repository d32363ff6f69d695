// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/readiness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace tastescope {
namespace {

const ReadinessCheck& checkOf(const Readiness& readiness, std::string_view id) {
    return *std::ranges::find(readiness.checks, id, &ReadinessCheck::id);
}

std::shared_ptr<const IdMap> ids(char prefix, std::size_t count) {
    auto map = std::make_shared<IdMap>();
    for (std::size_t row = 0; row < count; ++row) {
        map->intern(prefix + std::to_string(row));
    }
    return map;
}

// Every user meets `perUser` items, in turn; the last `fresh` items are met by nobody.
Dataset music(std::size_t users, std::size_t items, std::size_t perUser, std::size_t fresh = 0,
              bool genres = true) {
    Dataset::Parts parts;
    parts.nouns = {"song", "songs", "listener", "listeners", "artist", "artists"};
    parts.users = ids('u', users);
    parts.items = ids('i', items);
    parts.signals = {defaultSignal("listen")};
    std::vector<Event> events;
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t place = 0; place < perUser; ++place) {
            events.push_back({UserIndex{user}, ItemIndex{(user * perUser + place) % (items - fresh)}});
        }
    }
    parts.events = std::make_shared<Interactions>(std::move(events), users);
    if (genres) {
        AttributeTable table;
        table.rows = items;
        table.columns.resize(1);
        table.columns[0].name = "categories";
        table.columns[0].kind = AttributeKind::List;
        table.columns[0].words = {"Jazz"};
        table.columns[0].offsets.assign(items + 1, 0);
        parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(table));
    }
    return Dataset(std::move(parts));
}

Readiness assess(const Dataset& dataset) {
    return assessReadiness(dataset, *computeStatistics(dataset));
}

TEST(Readiness, PlentyOfHistorySaysYes) {
    const Readiness readiness = assess(music(2000, 1000, 30));
    EXPECT_EQ(readiness.status, ReadinessStatus::Ok);
    EXPECT_EQ(readiness.verdict, "Yes.");
    EXPECT_EQ(readiness.reason, "There is plenty of history for factor models.");
    EXPECT_EQ(readiness.suitable, (std::vector{ModelKind::Factors, ModelKind::Neighbours, ModelKind::Content,
                                               ModelKind::Popularity}));
    const ReadinessCheck& items = checkOf(readiness, "items");
    EXPECT_EQ(items.title, "Songs");
    EXPECT_EQ(items.valueText, "1,000");
    EXPECT_EQ(items.neededText, "over 500 needed");
    EXPECT_EQ(items.advice, "");
    EXPECT_EQ(checkOf(readiness, "events").valueText, "60,000");
    EXPECT_EQ(checkOf(readiness, "events_per_user").title, "Events per listener");
    EXPECT_EQ(checkOf(readiness, "events_per_user").valueText, "median 30");
    EXPECT_EQ(checkOf(readiness, "density").valueText, "3.00 %");
    EXPECT_EQ(checkOf(readiness, "new_items").title, "New songs, under 5 events");
    EXPECT_EQ(checkOf(readiness, "thin_users").title, "Listeners under 8 events");
    for (const ReadinessCheck& check : readiness.checks) {
        EXPECT_GE(check.fill, 0) << check.id;
        EXPECT_LE(check.fill, 1) << check.id;
    }
}

TEST(Readiness, ManyNewItemsAskForAttributes) {
    const Readiness with = assess(music(2000, 900, 30, 100));
    EXPECT_EQ(with.verdict, "Yes.");
    EXPECT_EQ(with.status, ReadinessStatus::Warn);
    EXPECT_EQ(with.reason,
              "There is plenty of history for factor models. One song in nine is too new, so keep "
              "a model that uses attributes.");
    EXPECT_EQ(checkOf(with, "new_items").valueText, "11 %");
    EXPECT_EQ(with.suitable[1], ModelKind::Content);
    const Readiness without = assess(music(2000, 900, 30, 100, false));
    EXPECT_EQ(std::ranges::count(without.suitable, ModelKind::Content), 0);
    EXPECT_NE(without.reason.find("so import attributes"), std::string::npos);
}

TEST(Readiness, ThresholdsAreThoseShown) {
    EXPECT_EQ(checkOf(assess(music(10, 500, 30)), "items").status, ReadinessStatus::Warn); // over, not at
    EXPECT_EQ(checkOf(assess(music(10, 501, 30)), "items").status, ReadinessStatus::Ok);
    EXPECT_EQ(checkOf(assess(music(10, 100, 20)), "events_per_user").status, ReadinessStatus::Warn);
    EXPECT_EQ(checkOf(assess(music(10, 100, 21)), "events_per_user").status, ReadinessStatus::Ok);
    EXPECT_EQ(checkOf(assess(music(10, 100, 8)), "thin_users").status, ReadinessStatus::Ok);
    EXPECT_EQ(checkOf(assess(music(10, 100, 7)), "thin_users").value, 1);
}

TEST(Readiness, LittleDataIsTakenWithCareOrNotAtAll) {
    const Readiness some = assess(music(400, 300, 10));
    EXPECT_EQ(some.verdict, "With care.");
    EXPECT_EQ(some.reason, "There is some history, but only 4,000 events.");
    EXPECT_EQ(some.suitable.front(), ModelKind::Neighbours);
    const Readiness tiny = assess(music(10, 30, 10));
    EXPECT_EQ(tiny.status, ReadinessStatus::Stop);
    EXPECT_EQ(tiny.verdict, "Not yet.");
    EXPECT_EQ(tiny.suitable.front(), ModelKind::Popularity);
    for (const ReadinessCheck& check : tiny.checks) {
        EXPECT_EQ(check.advice.empty(), check.status == ReadinessStatus::Ok) << check.id;
    }
}

TEST(Readiness, NoDataIsNotYet) {
    const Readiness readiness = assess(Dataset({}));
    EXPECT_EQ(readiness.verdict, "Not yet.");
    EXPECT_EQ(readiness.reason, "There are no events yet.");
    EXPECT_TRUE(readiness.suitable.empty());
    EXPECT_EQ(checkOf(readiness, "items").title, "Items");
}

} // namespace
} // namespace tastescope
