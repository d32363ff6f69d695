// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in first is what the data shows: worlds in which content, people like them or everybody is the
// best guess, and that lists follow.
#include "engine/onboarding/fallback.h"

#include "engine/base/random.h"
#include "engine/registry/registry.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t people = 240;
constexpr std::size_t items = 60;
constexpr std::size_t kinds = 6;

/// Item i is of kind i % kinds, person u of group u % kinds.
enum class Truth {
    Kind,  ///< people keep to one kind, whatever their group
    Group, ///< a group has its own items, of all kinds
    Crowd  ///< everybody has what everybody has
};

std::shared_ptr<const Dataset> worldOf(Truth truth, std::size_t users = people) {
    Random random(11);
    std::vector<Event> events;
    for (std::size_t user = 0; user < users; ++user) {
        const std::size_t kind = random.below(kinds);
        for (int left = 0; left < 9; ++left) {
            std::size_t item = random.below(items / kinds) * kinds + kind;
            if (truth == Truth::Group) {
                item = (user % kinds) * (items / kinds) + random.below(items / kinds);
            } else if (truth == Truth::Crowd) { // the smaller the number the more popular
                item = static_cast<std::size_t>(std::pow(random.uniform(), 3) * static_cast<double>(items));
            }
            events.push_back({UserIndex(user), ItemIndex(item)});
        }
    }
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", users);
    parts.items = test::numberedIds("i", items);
    parts.signals = {defaultSignal("play")};
    AttributeColumn kind;
    kind.name = "kind";
    kind.kind = AttributeKind::List;
    kind.offsets.push_back(0);
    for (std::size_t item = 0; item < items; ++item) {
        if (item < kinds) {
            kind.words.push_back("kind" + std::to_string(item));
        }
        kind.codes.push_back(static_cast<std::uint32_t>(item % kinds));
        kind.offsets.push_back(static_cast<std::uint32_t>(item + 1));
    }
    parts.itemAttributes = std::make_shared<ItemAttributes>(AttributeTable{items, {std::move(kind)}});
    AttributeColumn group;
    group.name = "group";
    group.kind = AttributeKind::Text;
    for (std::size_t user = 0; user < users; ++user) {
        group.texts.push_back("group" + std::to_string(user % kinds));
    }
    parts.userAttributes = std::make_shared<AttributeTable>(AttributeTable{users, {std::move(group)}});
    parts.events = std::make_shared<Interactions>(std::move(events), users);
    return std::make_shared<Dataset>(std::move(parts));
}

using Sources = std::vector<ListSource>;

TEST(FallbackOrder, TheDataDecidesWhoStandsInFirst) {
    const auto kind = measureFallbackOrder(*worldOf(Truth::Kind));
    const auto group = measureFallbackOrder(*worldOf(Truth::Group));
    const auto crowd = measureFallbackOrder(*worldOf(Truth::Crowd));
    ASSERT_TRUE(kind && group && crowd);
    EXPECT_EQ(kind->people, people / 3);
    EXPECT_EQ(kind->sources, (Sources{ListSource::Content, ListSource::Popularity}));
    EXPECT_EQ(group->sources, (Sources{ListSource::Segment, ListSource::Popularity}));
    EXPECT_EQ(crowd->sources, Sources{ListSource::Popularity});
    EXPECT_NE(fallbackOrderWords(*crowd).find("What is popular with everybody. Measured on 80 people"),
              std::string::npos)
        << fallbackOrderWords(*crowd);
}

TEST(FallbackOrder, WhatIsMorePersonalHasToWinByMoreThanItsInterval) {
    const std::vector<double> low(40, 0.2);
    std::vector<double> high(40, 0.3);
    std::vector<double> wild;
    for (std::size_t at = 0; at < 40; ++at) {
        wild.push_back(at % 2 == 0 ? 0.0 : 0.45); // more on average, by less than its interval
    }
    EXPECT_EQ(orderBy(high, low, low), (Sources{ListSource::Content, ListSource::Popularity}));
    EXPECT_EQ(orderBy(wild, low, low), Sources{ListSource::Popularity});
    EXPECT_EQ(orderBy(low, high, low), (Sources{ListSource::Segment, ListSource::Popularity}));
    EXPECT_EQ(orderBy(low, low, high), Sources{ListSource::Popularity});
    EXPECT_EQ(orderBy(high, {}, low), (Sources{ListSource::Content, ListSource::Popularity}));
    EXPECT_EQ(orderBy({}, {}, low), Sources{ListSource::Popularity});
    high.resize(peopleToDecide - 1);
    EXPECT_EQ(orderBy(high, low, low), Sources{ListSource::Popularity}) << "too few";
}

TEST(FallbackOrder, TooFewPeopleKeepTheUsualOneAndThreadsMoveNothing) {
    const auto few = measureFallbackOrder(*worldOf(Truth::Crowd, 59));
    ASSERT_TRUE(few);
    EXPECT_EQ(*few, *measureFallbackOrder(*worldOf(Truth::Kind, 59))) << "19 people decide nothing";
    EXPECT_FALSE(few->measured());
    EXPECT_EQ(few->sources, FallbackOrder().sources);
    const auto data = worldOf(Truth::Kind);
    ExecutionContext other;
    other.threads = 8;
    other.seed = 7;
    EXPECT_EQ(*measureFallbackOrder(*data), *measureFallbackOrder(*data, other));
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext stopped;
    stopped.stop = stop.get_token();
    const auto none = measureFallbackOrder(*data, stopped);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::Cancelled);
}

TEST(FallbackOrder, ListsFollowIt) {
    const auto data = worldOf(Truth::Kind);
    const AlgorithmInfo& als = *findAlgorithm("als");
    const auto sourceUnder = [&](Sources sources, const History& history, std::optional<UserIndex> row) {
        FallbackOrder order;
        order.sources = std::move(sources);
        const ListSource source = FallbackRule(data, als).ordered(order).sourceOf(history, row);
        EXPECT_EQ(source, FallbackRule(data, als, std::move(order)).sourceOf(history, row));
        return source;
    };
    const History one{{ItemIndex(1)}};
    const Sources content{ListSource::Content, ListSource::Popularity};
    const Sources segment{ListSource::Segment, ListSource::Popularity};
    EXPECT_EQ(sourceUnder(content, one, UserIndex(0)), ListSource::Content);
    EXPECT_EQ(sourceUnder(content, {}, UserIndex(0)), ListSource::Popularity);
    EXPECT_EQ(sourceUnder(segment, one, UserIndex(0)), ListSource::Segment);
    EXPECT_EQ(sourceUnder(segment, one, std::nullopt), ListSource::Popularity) << "of nobody's group";
    EXPECT_EQ(sourceUnder({ListSource::Popularity}, one, UserIndex(0)), ListSource::Popularity);
    EXPECT_EQ(sourceUnder({ListSource::Popularity}, {{ItemIndex(1)}, {ItemIndex(2)}}, UserIndex(0)),
              ListSource::Model);
}

} // namespace
} // namespace tastescope
