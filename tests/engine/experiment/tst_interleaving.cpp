// SPDX-License-Identifier: GPL-3.0-or-later
// Interleaving against brute force: every outcome of the coins, every set of clicks.
#include "engine/experiment/click_sessions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace tastescope {
namespace {

using Items = std::vector<ItemIndex>;

Items itemsOf(std::initializer_list<std::uint32_t> numbers) {
    Items items;
    for (const std::uint32_t number : numbers) {
        items.emplace_back(number);
    }
    return items;
}

/// Team draft with the coins given, one a round; nothing once they run out before the list is full.
MixedList draftBy(const Items& a, const Items& b, std::size_t length, std::uint32_t coins) {
    MixedList list;
    const auto pick = [&](const Items& ranking, Team team) {
        for (const ItemIndex item : ranking) {
            if (list.items.size() < length && std::ranges::find(list.items, item) == list.items.end()) {
                list.items.push_back(item);
                list.teams.push_back(team);
                return;
            }
        }
    };
    for (std::size_t round = 0; round < length; ++round) {
        const bool aFirst = (coins >> round & 1U) == 0;
        pick(aFirst ? a : b, aFirst ? Team::A : Team::B);
        pick(aFirst ? b : a, aFirst ? Team::B : Team::A);
    }
    return list;
}

using Outcome = std::vector<std::pair<std::uint32_t, Team>>;
Outcome outcomeOf(const MixedList& list) {
    Outcome outcome;
    for (std::size_t at = 0; at < list.items.size(); ++at) {
        outcome.emplace_back(list.items[at].value, list.teams[at]);
    }
    return outcome;
}

std::vector<std::pair<Items, Items>> pairsOfRankings() {
    return {{itemsOf({1, 2, 3, 4}), itemsOf({2, 3, 4, 1})},
            {itemsOf({1, 2, 3, 4}), itemsOf({1, 2, 3, 4})},
            {itemsOf({1, 2, 3, 4}), itemsOf({5, 6, 7, 8})},
            {itemsOf({1, 2}), itemsOf({2, 5, 6, 1})},
            {itemsOf({}), itemsOf({3, 1})}};
}

TEST(TeamDraft, EveryListComesAsOftenAsItsCoins) {
    constexpr std::size_t length = 4;
    constexpr std::uint32_t coins = 1U << length;
    constexpr int draws = 16'000;
    for (const auto& [a, b] : pairsOfRankings()) {
        std::map<Outcome, double> expected;
        for (std::uint32_t toss = 0; toss < coins; ++toss) {
            expected[outcomeOf(draftBy(a, b, length, toss))] += 1.0 / coins;
        }
        std::map<Outcome, double> seen;
        Random random(11);
        for (int draw = 0; draw < draws; ++draw) {
            seen[outcomeOf(teamDraft(a, b, length, random))] += 1.0 / draws;
        }
        EXPECT_EQ(seen.size(), expected.size());
        for (const auto& [outcome, chance] : expected) {
            EXPECT_NEAR(seen[outcome], chance, 4.5 * std::sqrt(chance * (1 - chance) / draws) + 1e-12);
        }
    }
}

/// The expected credit when every place is clicked by itself with a chance that depends on the place alone.
template <typename Credit>
double expectedCredit(const MixedList& list, const Credit& credit) {
    double sum = 0;
    for (std::uint32_t clicked = 0; clicked < 1U << list.items.size(); ++clicked) {
        std::vector<std::size_t> clicks;
        double chance = 1;
        for (std::size_t place = 0; place < list.items.size(); ++place) {
            const double here = 0.5 / std::log2(static_cast<double>(place) + 2);
            const bool yes = (clicked >> place & 1U) != 0;
            chance *= yes ? here : 1 - here;
            if (yes) {
                clicks.push_back(place);
            }
        }
        sum += chance * credit(list, clicks);
    }
    return sum;
}

TEST(TeamDraft, PrefersNeitherWhenThePlaceAloneDecides) {
    constexpr std::size_t length = 4;
    for (const auto& [a, b] : pairsOfRankings()) {
        if (a.size() != b.size()) {
            continue; // a ranking that ends leaves places to the other
        }
        double sum = 0;
        for (std::uint32_t toss = 0; toss < 1U << length; ++toss) {
            sum += expectedCredit(draftBy(a, b, length, toss), creditOfTeams);
        }
        EXPECT_NEAR(sum, 0, 1e-12);
    }
}

TEST(Balanced, EveryPrefixIsBalancedAndBiasIsAsPublished) {
    // Radlinski, Kurup and Joachims 2008: where B is A with its first item last, chance prefers B.
    const Items a = itemsOf({1, 2, 3, 4});
    const Items b = itemsOf({2, 3, 4, 1});
    double shifted = 0;
    double same = 0;
    for (const Team leads : {Team::A, Team::B}) {
        const MixedList list = balancedList(a, b, 4, leads);
        EXPECT_EQ(list.items, leads == Team::A ? itemsOf({1, 2, 3, 4}) : itemsOf({2, 1, 3, 4}));
        for (std::size_t place = 0; place < 4; ++place) { // one click, anywhere
            const std::size_t click[] = {place};
            shifted += creditBalanced(list, click, a, b);
        }
        const MixedList twin = balancedList(a, a, 4, leads);
        EXPECT_EQ(twin.items, a);
        same += expectedCredit(twin, [&](const MixedList& l, const std::vector<std::size_t>& clicks) {
            return creditBalanced(l, clicks, a, a);
        });
    }
    EXPECT_LT(shifted, 0);
    EXPECT_EQ(same, 0); // two rankings that are one never differ
    // A prefix of m items is made of prefixes of both that differ by one at most.
    const MixedList apart = balancedList(itemsOf({1, 2, 3}), itemsOf({5, 6, 7}), 5, Team::B);
    EXPECT_EQ(apart.items, itemsOf({5, 1, 6, 2, 7}));
    EXPECT_TRUE(balancedList({}, {}, 4, Team::A).items.empty());
}

TEST(Preference, ByHand) {
    const Verdicts verdicts{60, 30, 110};
    const Estimate estimate = preferenceOf(verdicts);
    EXPECT_DOUBLE_EQ(estimate.value, 0.075); // (60 + 55) / 200 - 0.5
    const double one = 61.0 / 202;
    const double two = 31.0 / 202;
    const double error = std::sqrt((one + two - (one - two) * (one - two)) / 202);
    EXPECT_NEAR(estimate.low, (one - two - 1.959963984540054 * error) / 2, 1e-12);
    EXPECT_NEAR(estimate.high, (one - two + 1.959963984540054 * error) / 2, 1e-12);
    EXPECT_NEAR(preferenceP(verdicts), 0.0015654022580025, 1e-12); // z = 30 / sqrt(90)
    EXPECT_EQ(preferenceP({5, 5, 0}), 1);
    EXPECT_TRUE(std::isinf(sessionsNeeded({5, 5, 1})));
    EXPECT_TRUE(std::isnan(preferenceOf({}).value));
    const Estimate ties = preferenceOf({0, 0, 10}); // ten ties do not prove that none is preferred
    EXPECT_EQ(ties.value, 0);
    EXPECT_LT(ties.low, -0.05);
    EXPECT_GT(ties.high, 0.05);
}

std::vector<ClickPerson> people(bool same) {
    Random random(4);
    std::vector<ClickPerson> out(60);
    for (ClickPerson& person : out) {
        Items items(30);
        for (std::size_t item = 0; item < items.size(); ++item) {
            items[item] = ItemIndex(item);
        }
        random.shuffle(std::span(items));
        person.a.assign(items.begin(), items.begin() + 10);
        person.wanted.assign(items.begin(), items.begin() + 5); // A puts first what is wanted
        std::ranges::sort(person.wanted);
        random.shuffle(std::span(items));
        person.b.assign(items.begin(), items.begin() + 10);
        person.b = same ? person.a : person.b;
    }
    return out;
}

TEST(ClickSessions, OneRankingTwiceIsPreferredByNobody) {
    for (const Interleaving method : {Interleaving::TeamDraft, Interleaving::Balanced}) {
        SessionsRequest request;
        request.method = method;
        const auto result = simulateSessions(people(true), request);
        ASSERT_TRUE(result);
        const Estimate preference = preferenceOf(result->verdicts);
        EXPECT_FALSE(preference.excludesZero());
        EXPECT_EQ(result->clicksA, result->clicksB);
        EXPECT_FALSE(result->ofAbTest);
        if (method == Interleaving::Balanced) {
            EXPECT_EQ(result->verdicts.ties, request.sessions);
        }
    }
}

TEST(ClickSessions, TheBetterIsFoundWithFewerSessionsThanAnAbTestNeeds) {
    for (const Interleaving method : {Interleaving::TeamDraft, Interleaving::Balanced}) {
        SessionsRequest request;
        request.method = method;
        const auto result = simulateSessions(people(false), request);
        ASSERT_TRUE(result);
        EXPECT_TRUE(preferenceOf(result->verdicts).low > 0);
        ASSERT_TRUE(result->ofAbTest);
        EXPECT_LT(result->needed, static_cast<double>(*result->ofAbTest));
        request.clicks.other = request.clicks.wanted; // the place alone
        const auto blind = simulateSessions(people(false), request);
        ASSERT_TRUE(blind);
        EXPECT_NEAR(blind->clicksA, blind->clicksB, 1e-12);
        if (method == Interleaving::TeamDraft) {
            EXPECT_FALSE(preferenceOf(blind->verdicts).excludesZero());
        }
    }
}

TEST(ClickSessions, MeansAreThoseOfManySessionsAndThreadsDoNotMatter) {
    SessionsRequest request;
    request.sessions = 3'000;
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext eight;
    eight.threads = 8;
    const auto a = simulateSessions(people(false), request, one);
    const auto b = simulateSessions(people(false), request, eight);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->verdicts.a, b->verdicts.a);
    EXPECT_EQ(a->verdicts.b, b->verdicts.b);
    EXPECT_EQ(a->verdicts.sessions(), 3'000U);
    // Clicks of one list, drawn.
    const auto all = people(false);
    Random random(3);
    double sum = 0;
    double squares = 0;
    constexpr int draws = 40'000;
    for (int draw = 0; draw < draws; ++draw) {
        const ClickPerson& person = all[random.below(all.size())];
        double clicks = 0;
        for (std::size_t place = 0; place < person.a.size(); ++place) {
            const double chance = (std::ranges::binary_search(person.wanted, person.a[place]) ? 0.5 : 0.05) /
                                  std::log2(static_cast<double>(place) + 2);
            clicks += random.uniform() < chance ? 1 : 0;
        }
        sum += clicks;
        squares += clicks * clicks;
    }
    const double mean = sum / draws;
    const double variance = squares / draws - mean * mean;
    EXPECT_NEAR(a->clicksA, mean, 4 * std::sqrt(variance / draws));
    std::vector<ClickPerson> twice = all;
    for (ClickPerson& person : twice) {
        person.b = person.a;
    }
    const auto own = simulateSessions(twice, request);
    ASSERT_TRUE(own);
    EXPECT_NEAR(own->variance, variance, 0.05);
    EXPECT_FALSE(simulateSessions({}, request));
}

} // namespace
} // namespace tastescope
