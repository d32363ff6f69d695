// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/split.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tastescope {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

Dataset randomDataset(std::size_t count, std::size_t users, std::size_t items, bool times = true) {
    Random random(11);
    std::vector<Event> events;
    for (std::size_t row = 0; row < count; ++row) {
        Event event{UserIndex{random.below(users)}, ItemIndex{random.below(items)}};
        event.time = times ? static_cast<Time>(random.below(100'000)) : noTime;
        events.push_back(event);
    }
    IdMap userIds;
    IdMap itemIds;
    for (std::size_t user = 0; user < users; ++user) {
        userIds.intern("u" + std::to_string(user));
    }
    for (std::size_t item = 0; item < items; ++item) {
        itemIds.intern("i" + std::to_string(item));
    }
    Dataset::Parts parts;
    parts.users = std::make_shared<IdMap>(std::move(userIds));
    parts.items = std::make_shared<IdMap>(std::move(itemIds));
    parts.signals = {defaultSignal("listen")};
    parts.events = std::make_shared<Interactions>(std::move(events), users);
    return Dataset(std::move(parts));
}

std::set<Pair> pairsOf(const Interactions& events) {
    std::set<Pair> pairs;
    for (std::size_t row = 0; row < events.size(); ++row) {
        pairs.emplace(events.userOf(row).value, events.item(row).value);
    }
    return pairs;
}

void expectDisjoint(const std::set<Pair>& a, const std::set<Pair>& b) {
    for (const Pair& pair : a) {
        ASSERT_FALSE(b.contains(pair)) << pair.first << " " << pair.second;
    }
}

constexpr Protocol allProtocols[] = {Protocol::Random, Protocol::PerUser, Protocol::LeaveLastOut,
                                     Protocol::Time, Protocol::ColdUsers};

TEST(Split, APairNeverStandsOnBothSides) {
    const Dataset data = randomDataset(6000, 120, 60);
    for (const Protocol protocol : allProtocols) {
        SCOPED_TRACE(protocolName(protocol));
        const auto split = splitDataset(data, {protocol, 0.25, 7});
        ASSERT_TRUE(split) << split.error().text();
        const auto train = pairsOf(split->train->events());
        const auto test = pairsOf(*split->test);
        const auto history = pairsOf(*split->coldHistory);
        expectDisjoint(train, test);
        expectDisjoint(history, test);
        expectDisjoint(history, train);
        EXPECT_EQ(split->test->userCount(), 120U);
        EXPECT_EQ(history.empty(), protocol != Protocol::ColdUsers);
        const std::size_t kept =
            split->train->events().size() + split->test->size() + split->coldHistory->size();
        if (protocol == Protocol::Time) {
            EXPECT_LT(kept, data.events().size()); // repeats of train pairs are dropped
        } else {
            EXPECT_EQ(kept, data.events().size());
        }
    }
}

TEST(Split, SameCutForAnyNumberOfThreadsAndAnotherForAnotherSeed) {
    const Dataset data = randomDataset(6000, 700, 60);
    for (const Protocol protocol : allProtocols) {
        SCOPED_TRACE(protocolName(protocol));
        ExecutionContext one;
        one.threads = 1;
        ExecutionContext four;
        four.threads = 4;
        const auto a = splitDataset(data, {protocol, 0.2, 7}, one);
        const auto b = splitDataset(data, {protocol, 0.2, 7}, four);
        ASSERT_TRUE(a && b);
        EXPECT_TRUE(std::ranges::equal(a->test->items(), b->test->items()));
        EXPECT_TRUE(std::ranges::equal(a->test->userOffsets(), b->test->userOffsets()));
        const auto c = splitDataset(data, {protocol, 0.2, 8}, one);
        ASSERT_TRUE(c);
        const bool seeded = protocol != Protocol::Time && protocol != Protocol::LeaveLastOut;
        EXPECT_EQ(pairsOf(*a->test) != pairsOf(*c->test), seeded);
    }
}

TEST(Split, RandomTakesTheExactShareOfPairs) {
    const Dataset data = randomDataset(6000, 120, 60);
    const auto split = splitDataset(data, {Protocol::Random, 0.3, 1});
    ASSERT_TRUE(split);
    EXPECT_EQ(pairsOf(*split->test).size(),
              static_cast<std::size_t>(std::llround(0.3 * static_cast<double>(data.matrix().entryCount()))));
}

TEST(Split, PerUserRoundsTheShareAndKeepsOnePairInTrain) {
    const Dataset data = randomDataset(900, 200, 60);
    for (const double share : {0.2, 0.5, 0.95}) {
        const auto split = splitDataset(data, {Protocol::PerUser, share, 1});
        ASSERT_TRUE(split);
        for (std::size_t user = 0; user < 200; ++user) {
            const std::size_t pairs = data.matrix().countOf(UserIndex{user});
            auto expected = static_cast<std::size_t>(std::llround(share * static_cast<double>(pairs)));
            if (pairs >= 2) {
                expected = std::min(expected, pairs - 1);
            }
            EXPECT_EQ(pairs - split->train->matrix().countOf(UserIndex{user}), expected);
        }
    }
}

TEST(Split, LeaveLastOutTakesTheLatestPair) {
    const Dataset data = randomDataset(900, 200, 60);
    const auto split = splitDataset(data, {Protocol::LeaveLastOut, 0, 1});
    ASSERT_TRUE(split);
    const auto test = pairsOf(*split->test);
    for (std::uint32_t user = 0; user < 200; ++user) {
        const std::size_t pairs = data.matrix().countOf(UserIndex{user});
        const std::size_t left = split->train->matrix().countOf(UserIndex{user});
        EXPECT_EQ(left, pairs >= 2 ? pairs - 1 : pairs);
        if (pairs >= 2) {
            const std::size_t last = data.events().lastOf(UserIndex{user}) - 1;
            EXPECT_TRUE(test.contains({user, data.events().item(last).value}));
        }
    }
}

TEST(Split, TimeTakesTheNewestShare) {
    const Dataset data = randomDataset(2000, 100, 5000);
    const auto split = splitDataset(data, {Protocol::Time, 0.2, 1});
    ASSERT_TRUE(split);
    const Time newestTrain = std::ranges::max(split->train->events().times());
    const Time oldestTest = std::ranges::min(split->test->times());
    EXPECT_LT(newestTrain, oldestTest);
    EXPECT_NEAR(static_cast<double>(split->train->events().size()), 1600, 3);
}

TEST(Split, ColdUsersAreWholeInTestLessTheirHistory) {
    const Dataset data = randomDataset(2000, 100, 5000);
    const auto split = splitDataset(data, {Protocol::ColdUsers, 0.2, 1});
    ASSERT_TRUE(split);
    std::size_t cold = 0;
    for (std::size_t user = 0; user < 100; ++user) {
        const UserIndex index{user};
        const std::size_t events = data.events().lastOf(index) - data.events().firstOf(index);
        const std::size_t train =
            split->train->events().lastOf(index) - split->train->events().firstOf(index);
        const std::size_t history = split->coldHistory->lastOf(index) - split->coldHistory->firstOf(index);
        const std::size_t test = split->test->lastOf(index) - split->test->firstOf(index);
        EXPECT_EQ(train + history + test, events);
        if (train == 0) {
            ++cold;
            EXPECT_GE(history, (events + 1) / 2);
            EXPECT_GE(test, 1U);
            const Time newestHistory = split->coldHistory->time(split->coldHistory->lastOf(index) - 1);
            EXPECT_LE(newestHistory, split->test->time(split->test->lastOf(index) - 1));
        } else {
            EXPECT_EQ(train, events);
        }
    }
    EXPECT_EQ(cold, 20U);
}

TEST(Split, RefusesWhatCannotBe) {
    const Dataset timeless = randomDataset(500, 20, 20, false);
    for (const Protocol protocol : {Protocol::Time, Protocol::LeaveLastOut}) {
        const auto split = splitDataset(timeless, {protocol, 0.2, 1});
        ASSERT_FALSE(split);
        EXPECT_EQ(split.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(split.error().message.find("times"), std::string::npos);
    }
    EXPECT_TRUE(splitDataset(timeless, {Protocol::PerUser, 0.2, 1}));
    for (const double share : {0.0, 1.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_FALSE(splitDataset(timeless, {Protocol::Random, share, 1}));
    }
    EXPECT_FALSE(splitDataset(Dataset({}), {Protocol::Random, 0.2, 1}));
    EXPECT_FALSE(splitDataset(randomDataset(1, 1, 1), {Protocol::PerUser, 0.2, 1}));
    EXPECT_FALSE(splitDataset(randomDataset(1, 1, 1), {Protocol::LeaveLastOut, 0.2, 1}));
}

TEST(Split, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const auto split = splitDataset(randomDataset(500, 20, 20), {}, context);
    ASSERT_FALSE(split);
    EXPECT_EQ(split.error().code, ErrorCode::Cancelled);
}

TEST(Split, NamesGoBothWays) {
    for (const Protocol protocol : allProtocols) {
        const auto parsed = parseProtocol(protocolName(protocol));
        ASSERT_TRUE(parsed);
        EXPECT_EQ(*parsed, protocol);
    }
    EXPECT_EQ(protocolName(Protocol::LeaveLastOut), "leave-last-out");
    EXPECT_FALSE(parseProtocol("Random"));
}

} // namespace
} // namespace tastescope
