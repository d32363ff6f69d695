// SPDX-License-Identifier: GPL-3.0-or-later
// Every leak that is planted is found, counted and the only one; what is clean is silent.
#include "engine/evaluation/leaks.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tastescope {
namespace {

constexpr std::uint32_t users = 40;
constexpr std::uint32_t items = 30;

/// A world without leaks: everybody trains before the time 1000 and is tested from then on, on pairs that are
/// new to them, of items that training knows. No two events share a time.
struct World {
    std::vector<Event> train;
    std::vector<Event> test;
    std::vector<Event> history;

    explicit World(std::uint64_t seed) {
        Random random(seed);
        Time time = 0;
        for (std::uint32_t user = 0; user < users; ++user) {
            for (std::uint32_t item = user % 3; item < items; item += 3) {
                train.push_back(event(user, item, time++));
            }
        }
        time = 100'000;
        for (std::uint32_t user = 0; user < users; ++user) {
            const auto first = static_cast<std::uint32_t>((user + 1 + random.below(2)) % 3);
            test.push_back(event(user, first, time++));
            test.push_back(event(user, first + 9, time++));
        }
    }
    static Event event(std::uint32_t user, std::uint32_t item, Time time) {
        return {UserIndex(user), ItemIndex(item), 0, 1.0F, time};
    }
    Split parts(std::uint32_t extraItems = 0) const {
        Dataset::Parts made;
        auto userIds = std::make_shared<IdMap>();
        auto itemIds = std::make_shared<IdMap>();
        for (std::uint32_t user = 0; user < users; ++user) {
            userIds->intern("u" + std::to_string(user));
        }
        for (std::uint32_t item = 0; item < items + extraItems; ++item) {
            itemIds->intern("i" + std::to_string(item));
        }
        made.users = userIds;
        made.items = itemIds;
        made.signals = {defaultSignal("play")};
        made.events = std::make_shared<Interactions>(train, users);
        return {std::make_shared<const Dataset>(std::move(made)),
                std::make_shared<const Interactions>(test, users),
                std::make_shared<const Interactions>(history, users)};
    }
};

std::map<std::string, std::size_t> found(const World& world, std::size_t sampled = 0,
                                         const std::vector<TunedOn>& tuned = {}) {
    std::map<std::string, std::size_t> counts;
    const auto leaks = lintParts(world.parts(2), tuned, sampled).value();
    for (const Leak& leak : leaks) {
        counts[leak.id] = leak.count;
        EXPECT_FALSE(leak.what.empty());
        EXPECT_FALSE(leak.remedy.empty());
    }
    return counts;
}

using Found = std::map<std::string, std::size_t>;

TEST(Leaks, CleanPartsAreSilent) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        EXPECT_EQ(found(World(seed)), Found());
    }
    // Nor is one time for all, as the program cuts it, anything but short of items.
    World all(1);
    for (Event event : all.test) {
        all.train.push_back(event);
    }
    const auto split = splitDataset(*all.parts().train, {Protocol::Time, 0.1, 1}).value();
    const auto leaks = lintParts(split, {}, 0).value();
    for (const Leak& leak : leaks) {
        EXPECT_EQ(leak.weight, LeakWeight::Note) << leak.what;
    }
}

TEST(Leaks, EachPlantedLeakIsFoundCountedAndAlone) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Random random(seed);
        const std::size_t many = 1 + random.below(8);
        World both(seed);
        for (std::size_t at = 0; at < many; ++at) { // the same pair, once more before the cut
            both.train.push_back(
                World::event(both.test[at * 3].user.value, both.test[at * 3].item.value, Time(50'000 + at)));
        }
        EXPECT_EQ(found(both), (Found{{"pairs_in_both", many}}));

        World ties(seed);
        for (std::size_t at = 0; at < many;
             ++at) { // both at one time, just before anything else of the test part
            ties.train.push_back(
                World::event(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at) % 3, 99'000));
            ties.test.push_back(World::event(static_cast<std::uint32_t>(at),
                                             (static_cast<std::uint32_t>(at) + 1) % 3 + 21, 99'000));
        }
        EXPECT_EQ(found(ties), (Found{{"time_ties", many}}));

        World cold(seed);
        for (std::size_t at = 0; at < many; ++at) {
            cold.test.push_back(World::event(static_cast<std::uint32_t>(at), items, Time(200'000 + at)));
        }
        EXPECT_EQ(found(cold), (Found{{"cold_items", many}}));

        EXPECT_EQ(found(World(seed), 100), (Found{{"sampled_candidates", 100}}));

        World plain(seed);
        std::vector<Event> used;
        for (std::size_t at = 0; at < many; ++at) {
            used.push_back(World::event(plain.test[at * 5].user.value, plain.test[at * 5].item.value, 5));
        }
        used.push_back(plain.train.front());
        EXPECT_EQ(found(plain, 0, {{"the file v.csv", std::make_shared<const Interactions>(used, users)}}),
                  (Found{{"validation_reused", many}}));
    }
}

// A later event of anybody is one of the future; of the user themselves it is worse, and of an item that was
// not known before it is a third thing.
TEST(Leaks, TheFutureIsToldApart) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Random random(seed);
        const std::size_t many = 1 + random.below(8);
        World others(seed); // people who are not tested
        std::erase_if(others.test, [](const Event& event) { return event.user.value >= 20; });
        for (std::size_t at = 0; at < many; ++at) {
            others.train.push_back(World::event(20 + static_cast<std::uint32_t>(at),
                                                (20 + static_cast<std::uint32_t>(at)) % 3,
                                                Time(150'000 + at)));
        }
        EXPECT_EQ(found(others), (Found{{"future_events", many}}));

        World own = others;
        own.train.push_back(World::event(3, 0, 300'000));
        EXPECT_EQ(found(own), (Found{{"future_events", many + 1}, {"later_events", 2}}));

        World item = others; // item `items` is in train only after its test event
        item.test.push_back(World::event(4, items, 160'000));
        item.train.push_back(World::event(25, items, 170'000));
        EXPECT_EQ(found(item), (Found{{"future_events", many + 1}, {"future_items", 1}}));
    }
}

TEST(Leaks, TheHistoryOfColdUsersCountsAsTheirPast) {
    World world(1);
    world.train.erase(std::remove_if(world.train.begin(), world.train.end(),
                                     [](const Event& event) { return event.user.value == 0; }),
                      world.train.end());
    world.history = {World::event(0, 3, 10), World::event(0, 6, 400'000),
                     World::event(0, world.test[0].item.value, 11)};
    const Found counts = found(world);
    EXPECT_EQ(counts.at("later_events"), 2U);
    EXPECT_EQ(counts.at("pairs_in_both"), 1U);
}

TEST(Leaks, WithoutTimesWhatNeedsThemIsPassedOver) {
    World world(2);
    for (auto* events : {&world.train, &world.test}) {
        for (Event& event : *events) {
            event.time = noTime;
        }
    }
    EXPECT_EQ(found(world), Found());
    world.train.push_back(world.test.front());
    EXPECT_EQ(found(world), (Found{{"pairs_in_both", 1}}));
}

TEST(Leaks, TheProtocolsLeakAsTheirNamesSay) {
    World world(3);
    for (Event event : world.test) {
        world.train.push_back(event);
    }
    world.test.clear();
    const std::shared_ptr<const Dataset> kept = world.parts().train;
    const auto of = [&](Protocol protocol) {
        Found counts;
        const auto split = splitDataset(*kept, {protocol, 0.2, 5}).value();
        const auto leaks = lintParts(split, {}, 0).value();
        for (const Leak& leak : leaks) {
            counts[leak.id] = leak.count;
        }
        return counts;
    };
    EXPECT_GT(of(Protocol::Random)["later_events"], 0U);
    EXPECT_GT(of(Protocol::PerUser)["later_events"], 0U);
    EXPECT_EQ(of(Protocol::LeaveLastOut)["later_events"], 0U);
    EXPECT_GT(of(Protocol::LeaveLastOut)["future_events"], 0U);
    EXPECT_EQ(of(Protocol::Time)["future_events"], 0U);
    for (const Protocol protocol :
         {Protocol::Random, Protocol::PerUser, Protocol::LeaveLastOut, Protocol::Time, Protocol::ColdUsers}) {
        EXPECT_EQ(of(protocol)["pairs_in_both"], 0U);
    }
}

} // namespace
} // namespace tastescope
