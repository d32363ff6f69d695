// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/interaction_matrix.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

namespace tastescope {
namespace {

constexpr float noValue = std::numeric_limits<float>::quiet_NaN();

std::vector<SignalType> musicSignals() {
    return {defaultSignal("listen"), defaultSignal("skip"), defaultSignal("rating")};
}

Interactions randomEvents(std::size_t count, std::size_t users, std::size_t items, std::uint64_t seed) {
    Random random(seed);
    std::vector<Event> events;
    for (std::size_t row = 0; row < count; ++row) {
        const auto signal = static_cast<SignalIndex>(random.below(3));
        const float value = random.below(2) ? static_cast<float>(random.uniform(0.5, 5)) : noValue;
        events.push_back({UserIndex{random.below(users)}, ItemIndex{random.below(items)}, signal, value,
                          random.below(9) ? static_cast<Time>(random.below(90) * 86'400'000ULL) : noTime});
    }
    return {std::move(events), users};
}

// The slow twin: a map of pairs, one event after the other.
std::map<std::pair<std::uint32_t, std::uint32_t>, double>
slowMatrix(const Interactions& events, const std::vector<SignalType>& signals, const MatrixOptions& options) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> weights;
    const Time newest = *std::ranges::max_element(events.times());
    for (std::size_t row = 0; row < events.size(); ++row) {
        const Event event = events.at(row);
        const SignalType& signal = signals[event.signal];
        double weight = signal.weight;
        weight *= signal.useValue && !std::isnan(event.value) ? static_cast<double>(event.value) : 1.0;
        if (options.halfLifeDays > 0 && event.time != noTime) {
            const double days = static_cast<double>(newest - event.time) / millisecondsPerDay;
            weight *= std::pow(0.5, days / options.halfLifeDays);
        }
        weights[{event.user.value, event.item.value}].push_back(weight);
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> out;
    for (const auto& [pair, list] : weights) {
        double value = 0;
        for (const double weight : list) {
            value += weight;
        }
        if (options.policy == PairPolicy::Mean) {
            value /= static_cast<double>(list.size());
        } else if (options.policy == PairPolicy::Max) {
            value = *std::ranges::max_element(list);
        } else if (options.policy == PairPolicy::Last) {
            value = list.back();
        }
        out[pair] = options.binary ? (value > 0 ? 1 : 0) : value;
    }
    return out;
}

void expectSame(const InteractionMatrix& matrix,
                const std::map<std::pair<std::uint32_t, std::uint32_t>, double>& twin) {
    ASSERT_EQ(matrix.entryCount(), twin.size());
    auto expected = twin.begin();
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        const auto items = matrix.itemsOf(UserIndex{user});
        const auto values = matrix.valuesOf(UserIndex{user});
        for (std::size_t place = 0; place < items.size(); ++place, ++expected) {
            ASSERT_EQ(expected->first, std::pair(static_cast<std::uint32_t>(user), items[place].value));
            ASSERT_NEAR(values[place], expected->second, 1e-5 * std::max(1.0, std::abs(expected->second)));
        }
    }
    std::size_t transposed = 0;
    for (std::size_t item = 0; item < matrix.itemCount(); ++item) {
        const auto users = matrix.usersOf(ItemIndex{item});
        const auto values = matrix.valuesOf(ItemIndex{item});
        ASSERT_TRUE(std::ranges::is_sorted(users));
        for (std::size_t place = 0; place < users.size(); ++place, ++transposed) {
            const auto found = twin.find({users[place].value, static_cast<std::uint32_t>(item)});
            ASSERT_NE(found, twin.end());
            ASSERT_NEAR(values[place], found->second, 1e-5 * std::max(1.0, std::abs(found->second)));
        }
    }
    ASSERT_EQ(transposed, twin.size());
}

TEST(InteractionMatrix, EveryPolicyEqualsTheSlowTwin) {
    const Interactions events = randomEvents(4000, 50, 70, 5);
    for (const PairPolicy policy : {PairPolicy::Sum, PairPolicy::Max, PairPolicy::Last, PairPolicy::Mean}) {
        for (const bool binary : {false, true}) {
            for (const double halfLife : {0.0, 14.0}) {
                SCOPED_TRACE(std::string(pairPolicyName(policy)) + (binary ? " binary " : " ") +
                             std::to_string(halfLife));
                const MatrixOptions options{policy, binary, halfLife};
                expectSame(InteractionMatrix::build(events, musicSignals(), 70, options),
                           slowMatrix(events, musicSignals(), options));
            }
        }
    }
}

TEST(InteractionMatrix, SameBitsForAnyNumberOfThreads) {
    const Interactions events = randomEvents(150'000, 900, 700, 6);
    const MatrixOptions options{PairPolicy::Sum, false, 30};
    ExecutionContext one;
    one.threads = 1;
    const InteractionMatrix a = InteractionMatrix::build(events, musicSignals(), 700, options, one);
    for (const int threads : {2, 3, 8}) {
        ExecutionContext many;
        many.threads = threads;
        const InteractionMatrix b = InteractionMatrix::build(events, musicSignals(), 700, options, many);
        ASSERT_TRUE(std::ranges::equal(a.userOffsets(), b.userOffsets()));
        ASSERT_TRUE(std::ranges::equal(a.items(), b.items()));
        ASSERT_TRUE(std::ranges::equal(a.users(), b.users()));
        ASSERT_TRUE(std::ranges::equal(a.itemOffsets(), b.itemOffsets()));
        const auto sameBits = [](float x, float y) {
            return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
        };
        ASSERT_TRUE(std::ranges::equal(a.values(), b.values(), sameBits));
        ASSERT_TRUE(std::ranges::equal(a.itemValues(), b.itemValues(), sameBits));
    }
}

TEST(InteractionMatrix, SkippedItemsStayAsSeen) {
    const Interactions events({{UserIndex{0}, ItemIndex{1}, 1}, {UserIndex{0}, ItemIndex{0}, 0}}, 1);
    const InteractionMatrix matrix = InteractionMatrix::build(events, musicSignals(), 2, {});
    ASSERT_EQ(matrix.countOf(UserIndex{0}), 2U);
    EXPECT_EQ(matrix.valuesOf(UserIndex{0})[1], -1.0F);
    const InteractionMatrix binary =
        InteractionMatrix::build(events, musicSignals(), 2, {PairPolicy::Sum, true, 0});
    EXPECT_EQ(binary.valuesOf(UserIndex{0})[0], 1.0F);
    EXPECT_EQ(binary.valuesOf(UserIndex{0})[1], 0.0F);
}

TEST(InteractionMatrix, EmptyShapes) {
    const InteractionMatrix none = InteractionMatrix::build(Interactions(), {}, 0, {});
    EXPECT_EQ(none.userCount(), 0U);
    EXPECT_EQ(none.itemCount(), 0U);
    const InteractionMatrix quiet = InteractionMatrix::build(Interactions({}, 3), {}, 4, {});
    EXPECT_EQ(quiet.userCount(), 3U);
    EXPECT_EQ(quiet.itemCount(), 4U);
    EXPECT_EQ(quiet.entryCount(), 0U);
    EXPECT_TRUE(quiet.usersOf(ItemIndex{3}).empty());
    EXPECT_EQ(InteractionMatrix().userCount(), 0U);
}

TEST(InteractionMatrix, FromRowsTransposes) {
    const InteractionMatrix matrix =
        InteractionMatrix::fromRows({0, 2, 2, 3}, {ItemIndex{0}, ItemIndex{2}, ItemIndex{2}}, {1, -2, 3}, 4);
    EXPECT_EQ(matrix.itemCount(), 4U);
    ASSERT_EQ(matrix.countOf(ItemIndex{2}), 2U);
    EXPECT_EQ(matrix.usersOf(ItemIndex{2})[1], UserIndex{2});
    EXPECT_EQ(matrix.valuesOf(ItemIndex{2})[0], -2.0F);
    EXPECT_EQ(matrix.countOf(ItemIndex{3}), 0U);
}

TEST(InteractionMatrix, AStopLeavesTheShapeWithoutEntries) {
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const InteractionMatrix matrix =
        InteractionMatrix::build(randomEvents(500, 10, 10, 7), musicSignals(), 10, {}, context);
    EXPECT_EQ(matrix.userCount(), 10U);
    EXPECT_EQ(matrix.itemCount(), 10U);
    EXPECT_EQ(matrix.entryCount(), 0U);
}

} // namespace
} // namespace tastescope
