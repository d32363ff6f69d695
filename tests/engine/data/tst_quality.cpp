// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/readiness.h"
#include "engine/data/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace tastescope {
namespace {

using namespace std::chrono;

Time at(year_month_day day) {
    return duration_cast<milliseconds>(sys_days(day).time_since_epoch()).count();
}

struct Shape {
    std::vector<std::string> users{"a", "b"};
    std::vector<std::string> items{"x", "y"};
    std::vector<Event> events;
    std::vector<std::uint32_t> genreOffsets;
};

std::vector<QualityFinding> findingsOf(const Shape& shape) {
    Dataset::Parts parts;
    parts.nouns = {"song", "songs", "listener", "listeners", "artist", "artists"};
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    for (const std::string& id : shape.users) {
        users->intern(id);
    }
    for (const std::string& id : shape.items) {
        items->intern(id);
    }
    parts.events = std::make_shared<Interactions>(shape.events, users->size());
    parts.users = users;
    parts.items = items;
    if (!shape.genreOffsets.empty()) {
        AttributeTable table;
        table.rows = shape.genreOffsets.size() - 1;
        table.columns.resize(1);
        table.columns[0].name = "categories";
        table.columns[0].kind = AttributeKind::List;
        table.columns[0].words = {"Jazz"};
        table.columns[0].offsets = shape.genreOffsets;
        table.columns[0].codes.assign(shape.genreOffsets.back(), 0);
        parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(table));
    }
    const Dataset dataset(std::move(parts));
    return findQualityIssues(dataset, *computeStatistics(dataset));
}

std::vector<QualityFinding> withId(const std::vector<QualityFinding>& all, std::string_view id) {
    std::vector<QualityFinding> out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](const auto& finding) { return finding.id == id; });
    return out;
}

Event event(std::size_t user, Time time = noTime) {
    return {UserIndex{user}, ItemIndex{0}, 0, std::numeric_limits<float>::quiet_NaN(), time};
}

TEST(Quality, ThinWeeksAreNamedWithTheirDays) {
    Shape shape;
    for (int week = 0; week < 30; ++week) {
        const int events = week == 12 || week == 13 ? 20 : 100;
        for (int count = 0; count < events; ++count) {
            shape.events.push_back(event(0, at(2024y / 8 / 19) + week * 7 * millisecondsPerDay + count));
        }
    }
    const auto thin = withId(findingsOf(shape), "thin_weeks");
    ASSERT_EQ(thin.size(), 1U);
    EXPECT_EQ(thin[0].title, "Two thin weeks");
    EXPECT_EQ(thin[0].detail, "11–24 Nov 2024 hold 80 % fewer events. Likely a gap in logging.");
    EXPECT_EQ(thin[0].status, ReadinessStatus::Warn);
}

TEST(Quality, ManyThinStretchesAreOneFinding) {
    Shape shape;
    for (int week = 0; week < 60; ++week) {
        const int events = week % 10 == 5 ? 10 : 100;
        for (int count = 0; count < events; ++count) {
            shape.events.push_back(event(0, at(2024y / 1 / 1) + week * 7 * millisecondsPerDay + count));
        }
    }
    const auto thin = withId(findingsOf(shape), "thin_weeks");
    ASSERT_EQ(thin.size(), 1U);
    EXPECT_EQ(thin[0].title, "Six thin weeks");
    EXPECT_NE(thin[0].detail.find("In 6 stretches"), std::string::npos);
}

TEST(Quality, UsersWithFewEventsAndThoseThatLookAutomated) {
    Shape shape;
    shape.users.clear();
    for (std::size_t user = 0; user < 200; ++user) {
        shape.users.push_back("u" + std::to_string(user));
        const std::size_t events = user == 7 ? 9412 : user < 3 ? 7 : 8;
        for (std::size_t count = 0; count < events; ++count) {
            shape.events.push_back(event(user));
        }
    }
    const auto findings = findingsOf(shape);
    const auto thin = withId(findings, "thin_users");
    ASSERT_EQ(thin.size(), 1U);
    EXPECT_EQ(thin[0].title, "3 listeners under 8 events");
    EXPECT_EQ(thin[0].rows, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(thin[0].kind, QualityFinding::Rows::Users);
    const auto automated = withId(findings, "automated_users");
    ASSERT_EQ(automated.size(), 1U);
    EXPECT_EQ(automated[0].title, "1 listener with 9,412 events");
    EXPECT_EQ(automated[0].rows, (std::vector<std::uint32_t>{7}));
    EXPECT_TRUE(withId(findings, "thin_weeks").empty());
}

TEST(Quality, ItemsWithoutCategory) {
    Shape shape;
    shape.items = {"x", "y", "z"};
    shape.genreOffsets = {0, 1, 1}; // the table knows two of the three
    const auto found = withId(findingsOf(shape), "no_category");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].title, "2 songs without category");
    EXPECT_EQ(found[0].rows, (std::vector<std::uint32_t>{1, 2}));
    shape.genreOffsets = {};
    EXPECT_TRUE(withId(findingsOf(shape), "no_category").empty()); // no such column at all
}

TEST(Quality, LookAlikeIds) {
    Shape shape;
    shape.items = {"T1", "t1 ", "T2"};
    const auto findings = findingsOf(shape);
    const auto alike = withId(findings, "look_alike_ids");
    ASSERT_EQ(alike.size(), 1U);
    EXPECT_EQ(alike[0].rows, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(alike[0].kind, QualityFinding::Rows::Items);
    EXPECT_TRUE(withId(findings, "unique_ids").empty());
    const auto unique = withId(findingsOf({}), "unique_ids");
    ASSERT_EQ(unique.size(), 1U);
    EXPECT_EQ(unique[0].detail, "Songs and listeners are unique.");
    EXPECT_EQ(unique[0].status, ReadinessStatus::Ok);
}

TEST(Quality, NothingToSayAboutNothing) {
    const Dataset empty({});
    EXPECT_TRUE(findQualityIssues(empty, *computeStatistics(empty)).empty());
}

TEST(Words, NumbersAndRanges) {
    EXPECT_EQ(words::grouped(0), "0");
    EXPECT_EQ(words::grouped(999), "999");
    EXPECT_EQ(words::grouped(1000), "1,000");
    EXPECT_EQ(words::grouped(1204316), "1,204,316");
    EXPECT_EQ(words::counted(1, "song", "songs"), "1 song");
    EXPECT_EQ(words::spelled(9), "nine");
    EXPECT_EQ(words::spelled(11), "11");
    EXPECT_EQ(words::capitalised("songs"), "Songs");
    EXPECT_EQ(words::capitalised(""), "");
    EXPECT_EQ(words::percent(0.007), "0.70 %");
    EXPECT_EQ(words::percent(0.11), "11 %");
    EXPECT_EQ(words::percent(0), "0 %");
    EXPECT_EQ(words::percent(1), "100 %");
    EXPECT_EQ(words::percent(0.0000314), "0.0031 %");
    EXPECT_EQ(words::dayRange(at(2024y / 11 / 11), at(2024y / 11 / 24)), "11–24 Nov 2024");
    EXPECT_EQ(words::dayRange(at(2024y / 11 / 30), at(2024y / 12 / 1)), "30 Nov – 1 Dec 2024");
    EXPECT_EQ(words::dayRange(at(2024y / 12 / 28), at(2025y / 1 / 3)), "28 Dec 2024 – 3 Jan 2025");
    EXPECT_EQ(words::dayRange(at(2024y / 12 / 28), at(2024y / 12 / 28)), "28 Dec 2024");
}

} // namespace
} // namespace tastescope
