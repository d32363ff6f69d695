// SPDX-License-Identifier: GPL-3.0-or-later
// When not to personalise: each finding is over at the number that it names.
#include "engine/data/personalisation.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

std::shared_ptr<const IdMap> ids(char prefix, std::size_t count) {
    auto map = std::make_shared<IdMap>();
    for (std::size_t row = 0; row < count; ++row) {
        map->intern(prefix + std::to_string(row));
    }
    return map;
}

/// `busy` people with `each` events, then `idle` with one.
std::vector<QualityFinding> findingsOf(std::size_t items, std::size_t busy, std::size_t each,
                                       std::size_t idle) {
    Dataset::Parts parts;
    parts.nouns = {"song", "songs", "listener", "listeners", "artist", "artists"};
    parts.users = ids('u', busy + idle);
    parts.items = ids('i', items);
    parts.signals = {defaultSignal("listen")};
    std::vector<Event> events;
    for (std::size_t user = 0; user < busy + idle; ++user) {
        for (std::size_t left = user < busy ? each : 1; left > 0; --left) {
            events.push_back({UserIndex(user), ItemIndex((user + left) % items)});
        }
    }
    parts.events = std::make_shared<Interactions>(std::move(events), busy + idle);
    const Dataset data(std::move(parts));
    return whenNotToPersonalise(data, *computeStatistics(data));
}

bool has(const std::vector<QualityFinding>& findings, std::string_view id) {
    return std::ranges::find(findings, id, &QualityFinding::id) != findings.end();
}

TEST(Personalisation, EnoughOfEverythingSaysNothing) {
    EXPECT_TRUE(findingsOf(51, 100, 10, 0).empty());
}

TEST(Personalisation, EachIsOverAtTheNumberThatItNames) {
    const auto items = findingsOf(42, 100, 10, 0);
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].id, "few_items");
    EXPECT_EQ(items[0].title, "Too few songs to personalise");
    EXPECT_EQ(items[0].detail, "42 songs, and 9 more are needed: until then show all, best known first");
    EXPECT_EQ(items[0].status, ReadinessStatus::Stop);
    EXPECT_TRUE(has(findingsOf(50, 100, 10, 0), "few_items"));
    EXPECT_FALSE(has(findingsOf(42 + 9, 100, 10, 0), "few_items"));

    const auto events = findingsOf(60, 99, 10, 0);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].detail, "990 events, and 10 more are needed: until then show what is popular");
    EXPECT_FALSE(has(findingsOf(60, 100, 10, 0), "few_events"));

    const auto people = findingsOf(60, 100, 10, 150);
    ASSERT_EQ(people.size(), 1U);
    EXPECT_EQ(people[0].id, "mostly_cold");
    EXPECT_EQ(people[0].detail, "60 % of 250 listeners have fewer than two events, and 25 of them need "
                                "another one: until then content or what is popular");
    EXPECT_EQ(people[0].kind, QualityFinding::Rows::Users);
    EXPECT_EQ(people[0].rows.size(), 150U);
    EXPECT_EQ(people[0].rows.front(), 100U);
    EXPECT_FALSE(has(findingsOf(60, 100 + 25, 10, 150 - 25), "mostly_cold"));
}

TEST(Personalisation, NothingAtAllIsNotEnough) {
    const Dataset data({});
    const auto findings = whenNotToPersonalise(data, *computeStatistics(data));
    EXPECT_EQ(findings.size(), 2U); // nobody is no majority
    EXPECT_EQ(coldPeople(data).missing, 0U);
}

} // namespace
} // namespace tastescope
