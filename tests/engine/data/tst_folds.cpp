// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/folds.h"

#include "engine/base/random.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace tastescope {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

Dataset randomDataset(std::size_t count, std::size_t users, std::size_t items) {
    Random random(5);
    std::vector<Event> events;
    for (std::size_t row = 0; row < count; ++row) {
        Event event{UserIndex{random.below(1 + random.below(users))}, ItemIndex{random.below(items)}};
        event.time = static_cast<Time>(random.below(100'000));
        events.push_back(event);
    }
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", users);
    parts.items = test::numberedIds("i", items);
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

constexpr Protocol foldable[] = {Protocol::Random, Protocol::PerUser, Protocol::ColdUsers};

TEST(Folds, EveryPairIsHeldOutOnceAndNoneStandsOnBothSides) {
    const Dataset data = randomDataset(3000, 90, 60);
    for (const Protocol protocol : foldable) {
        SCOPED_TRACE(protocolName(protocol));
        const auto folds = drawFolds(data, protocol, 5, 3);
        ASSERT_TRUE(folds) << folds.error().text();
        std::map<Pair, std::size_t> heldOut;
        for (std::size_t fold = 0; fold < 5; ++fold) {
            const auto split = splitFold(data, *folds, fold);
            ASSERT_TRUE(split) << split.error().text();
            const auto train = pairsOf(split->train->events());
            const auto test = pairsOf(*split->test);
            const auto history = pairsOf(*split->coldHistory);
            EXPECT_EQ(split->train->events().size() + split->test->size() + split->coldHistory->size(),
                      data.events().size());
            EXPECT_EQ(history.empty(), protocol != Protocol::ColdUsers);
            for (const Pair& pair : test) {
                EXPECT_FALSE(train.contains(pair));
                EXPECT_FALSE(history.contains(pair));
                ++heldOut[pair];
                if (protocol == Protocol::ColdUsers) {
                    EXPECT_EQ(split->train->events().firstOf(UserIndex(pair.first)),
                              split->train->events().lastOf(UserIndex(pair.first)))
                        << "a cold user is not trained on";
                }
            }
        }
        for (const auto& [pair, times] : heldOut) {
            EXPECT_EQ(times, 1U);
        }
        if (protocol == Protocol::Random) {
            EXPECT_EQ(heldOut.size(), pairsOf(data.events()).size());
        }
        if (protocol == Protocol::PerUser) {
            for (const Pair& pair : pairsOf(data.events())) {
                EXPECT_EQ(heldOut.contains(pair), data.matrix().countOf(UserIndex(pair.first)) >= 2);
            }
        }
    }
}

TEST(Folds, AreOfEqualSizeAndFollowTheSeed) {
    const Dataset data = randomDataset(3000, 90, 60);
    for (const std::size_t count : {2U, 3U, 7U}) {
        const auto folds = drawFolds(data, Protocol::Random, count, 3).value();
        std::vector<std::size_t> sizes(count);
        for (const std::uint32_t fold : folds.ofPair) {
            ++sizes[fold];
        }
        EXPECT_LE(*std::ranges::max_element(sizes) - *std::ranges::min_element(sizes), 1U);
        const auto perUser = drawFolds(data, Protocol::PerUser, count, 3).value();
        for (std::uint32_t user = 0; user < 90; ++user) {
            std::vector<std::size_t> own(count);
            const auto offsets = data.matrix().userOffsets();
            for (std::size_t pair = offsets[user]; pair < offsets[user + 1]; ++pair) {
                if (perUser.ofPair[pair] != Folds::never) {
                    ++own[perUser.ofPair[pair]];
                }
            }
            EXPECT_LE(*std::ranges::max_element(own) - *std::ranges::min_element(own), 1U);
        }
    }
    for (const Protocol protocol : foldable) {
        EXPECT_EQ(drawFolds(data, protocol, 4, 9)->ofPair, drawFolds(data, protocol, 4, 9)->ofPair);
        EXPECT_NE(drawFolds(data, protocol, 4, 9)->ofPair, drawFolds(data, protocol, 4, 10)->ofPair);
    }
}

TEST(Folds, WhatCannotBeFoldedIsRefused) {
    const Dataset data = randomDataset(300, 20, 20);
    EXPECT_EQ(drawFolds(data, Protocol::Time, 5, 1).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(drawFolds(data, Protocol::LeaveLastOut, 5, 1).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(drawFolds(data, Protocol::Random, 1, 1).error().code, ErrorCode::InvalidArgument);
    for (const Protocol protocol : foldable) {
        EXPECT_EQ(drawFolds(data, protocol, 100'000, 1).error().code, ErrorCode::InvalidArgument);
    }
}

} // namespace
} // namespace tastescope
