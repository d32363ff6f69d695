// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/packing/packed_events.h"

#include "engine/base/random.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace tastescope {
namespace {

using test::expectSameEvents;

constexpr Time lowestTime = noTime + 1;
constexpr Time highestTime = std::numeric_limits<Time>::max();

Interactions eventsOf(std::vector<Event> events, std::size_t users) {
    return Interactions(std::move(events), users);
}

void expectRoundTrip(const Interactions& events, std::size_t users) {
    const std::vector<std::byte> packed = packEvents(events, users);
    for (const int threads : {1, 2}) {
        ExecutionContext context;
        context.threads = threads;
        const auto unpacked = unpackEvents(packed, users, 100'000, 255, context);
        ASSERT_TRUE(unpacked);
        expectSameEvents(*unpacked, events);
    }
}

TEST(PackedEvents, KeepEveryBitOfEveryColumn) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    expectRoundTrip(eventsOf({}, 3), 3);
    expectRoundTrip(eventsOf({{UserIndex(1), ItemIndex(99'999), 0, none, noTime}}, 2), 2);
    expectRoundTrip(eventsOf({{UserIndex(0), ItemIndex(300), 254, -0.0F, lowestTime},
                              {UserIndex(0), ItemIndex(1), 1, 0.0F, highestTime},
                              {UserIndex(2), ItemIndex(1), 1, none, noTime},
                              {UserIndex(2), ItemIndex(2), 1, 1e-45F, 0}},
                             3),
                    3);
}

TEST(PackedEvents, TimesOfAnyUnitAndSpan) {
    for (const Time unit : {Time{1}, Time{1000}, millisecondsPerDay}) {
        for (const Time steps : {1, 254, 255, 256, 65'535, 65'536}) {
            for (const bool gap : {false, true}) {
                std::vector<Event> events{{UserIndex(0), ItemIndex(0), 0, 1, -unit},
                                          {UserIndex(0), ItemIndex(0), 0, 1, (steps - 1) * unit}};
                if (gap) {
                    events.push_back({UserIndex(0), ItemIndex(0), 0, 1, noTime});
                }
                expectRoundTrip(eventsOf(events, 1), 1);
            }
        }
    }
}

TEST(PackedEvents, MoreValuesThanADictionaryHolds) {
    for (const std::size_t distinct : {256U, 257U}) {
        std::vector<Event> events;
        for (std::size_t row = 0; row < distinct; ++row) {
            events.push_back({UserIndex(0), ItemIndex(0), 0, static_cast<float>(row) / 3, noTime});
        }
        expectRoundTrip(eventsOf(events, 1), 1);
    }
}

TEST(PackedEvents, AreSmallForRatings) {
    const ProjectData data = test::randomData(500, 900, 100'000, 1);
    const std::vector<std::byte> packed = packEvents(*data.parts.events, 500);
    // 2 bytes for the item, 1 for the value, 4 for the time in seconds.
    EXPECT_LT(packed.size(), 100'000U * 7 + 500 * 4 + 1000);
    expectRoundTrip(*data.parts.events, 500);
}

TEST(PackedEvents, RefuseRowsOutOfRange) {
    const Interactions events = eventsOf({{UserIndex(0), ItemIndex(9), 2, 1, 5}}, 1);
    const std::vector<std::byte> packed = packEvents(events, 1);
    EXPECT_TRUE(unpackEvents(packed, 1, 10, 3, {}));
    EXPECT_FALSE(unpackEvents(packed, 1, 9, 3, {}));
    EXPECT_FALSE(unpackEvents(packed, 1, 10, 2, {}));
    EXPECT_FALSE(unpackEvents(packed, 2, 10, 3, {}));
}

TEST(PackedEvents, AnyDamageIsAnAnswerAndNoCrash) {
    const ProjectData data = test::randomData(20, 300, 500, 2);
    const std::vector<std::byte> packed = packEvents(*data.parts.events, 20);
    for (std::size_t length = 0; length < packed.size(); length += 1 + length / 50) {
        EXPECT_FALSE(unpackEvents(std::span(packed).first(length), 20, 300, 1, {}));
    }
    Random random(3);
    for (int trial = 0; trial < 20'000; ++trial) {
        std::vector<std::byte> damaged = packed;
        for (int flips = 0; flips < 3; ++flips) {
            damaged[random.below(trial % 2 ? 400 : damaged.size())] ^=
                static_cast<std::byte>(1 << random.below(8));
        }
        const auto events = unpackEvents(damaged, 20, 300, 1, {});
        if (events) { // whatever it says, it stays within the data
            EXPECT_EQ(events->userCount(), 20U);
            for (const ItemIndex item : events->items()) {
                ASSERT_LT(item.value, 300U);
            }
        }
    }
}

/// Every word of the headers said to be something else: a column that is absent, of no width, of other rows.
TEST(PackedEvents, LyingHeadersNeverGiveColumnsOfDifferentLengths) {
    const Interactions full = *test::randomData(3, 5, 40, 2).parts.events;
    const Interactions bare = eventsOf({{UserIndex(0), ItemIndex(1)}, {UserIndex(2), ItemIndex(4)}}, 3);
    const Interactions none = eventsOf({}, 3);
    std::size_t taken = 0;
    for (const Interactions* events : {&full, &bare, &none}) {
        const std::vector<std::byte> packed = packEvents(*events, 3);
        for (std::size_t place = 0; place + 8 <= packed.size() && place < 400; place += 4) {
            for (const std::uint64_t word :
                 {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}, std::uint64_t{8},
                  std::uint64_t{1} << 32, UINT64_MAX}) {
                for (const std::size_t width : {4U, 8U}) {
                    for (const std::size_t cut : {0U, 1U, 2U, 4U, 40U, 80U}) {
                        std::vector<std::byte> forged = packed;
                        std::memcpy(forged.data() + place, &word, width);
                        forged.resize(forged.size() - std::min(cut, forged.size()));
                        const auto unpacked = unpackEvents(forged, 3, 5, 1, {});
                        if (!unpacked) {
                            continue;
                        }
                        ++taken;
                        ASSERT_EQ(unpacked->userOffsets().back(), unpacked->size());
                        for (const std::size_t size : {unpacked->signals().size(), unpacked->values().size(),
                                                       unpacked->times().size()}) {
                            ASSERT_TRUE(size == 0 || size == unpacked->size());
                        }
                        for (std::size_t user = 0; unpacked->hasTimes() && user < 3; ++user) {
                            const std::size_t first = unpacked->firstOf(UserIndex(user));
                            ASSERT_TRUE(std::ranges::is_sorted(
                                unpacked->times().subspan(first, unpacked->lastOf(UserIndex(user)) - first)));
                        }
                    }
                }
            }
        }
    }
    EXPECT_GT(taken, 100U);
}

/// What once crashed: rows promised to the users, and a column of items that is not there.
TEST(PackedEvents, AColumnOfItemsCannotBeAbsent) {
    std::vector<std::byte> packed = packEvents(eventsOf({{UserIndex(0), ItemIndex(1)}}, 1), 1);
    constexpr std::size_t header = 24 + 4;                 // the block's header and one count
    std::fill_n(packed.begin() + header, 8, std::byte{0}); // coding and width
    packed.erase(packed.begin() + header + 40);            // its one code
    EXPECT_FALSE(unpackEvents(packed, 1, 5, 1, {}));
}

} // namespace
} // namespace tastescope
