// SPDX-License-Identifier: GPL-3.0-or-later
// Values that logs were made with come back within their intervals; what a log cannot say, it does not.
#include "engine/simulation/choice_estimates.h"

#include "engine/base/random.h"
#include "engine/simulation/grown.h"
#include "tests/engine/simulation/simulation_world.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace tastescope {
namespace {

using test::smallWorld;

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

void expectHolds(const Likeliest& is, double planted, double width, const char* what) {
    EXPECT_LE(is.low, planted) << what << " " << is.value;
    EXPECT_GE(is.high, planted) << what << " " << is.value;
    EXPECT_LT(is.high - is.low, width) << what;
    EXPECT_LE(is.low, is.value) << what;
    EXPECT_GE(is.high, is.value) << what;
}

/// The place that a softmax of the utilities falls on.
std::size_t drawn(std::span<const double> utilities, Random& random) {
    std::vector<double> upTo;
    double sum = 0;
    for (const double utility : utilities) {
        upTo.push_back(sum += std::exp(utility));
    }
    const double at = random.uniform() * sum;
    std::size_t place = 0;
    while (place + 1 < upTo.size() && upTo[place] <= at) {
        ++place;
    }
    return place;
}

struct Planted {
    double strength = 6;
    double drift = 0;
    double boredom = 0;
};

/// Everybody chooses among ten random items, event by event, as the simulation has it.
std::vector<ChoiceSequence> choicesUnder(const Planted& planted, std::size_t events) {
    const TasteWorld& world = smallWorld().tastes;
    std::vector<ChoiceSequence> people;
    for (std::size_t user = 0; user < world.userCount(); ++user) {
        Random random(5, user);
        const std::array<UserIndex, 1> who{UserIndex(user)};
        Tastes tastes(world, who);
        ChoiceSequence& one = people.emplace_back(ChoiceSequence{who[0], {}});
        for (std::size_t at = 0; at < events; ++at) {
            SequenceEvent event{ItemIndex(0), true, {}};
            std::array<double, choiceAlternatives> utilities{};
            for (std::size_t place = 0; place < choiceAlternatives; ++place) {
                event.among[place] = ItemIndex(random.below(world.itemCount()));
                utilities[place] =
                    planted.strength * (tastes.match(0, event.among[place]) -
                                        planted.boredom * tastes.satiation(0, event.among[place]));
            }
            std::swap(event.among[0], event.among[drawn(utilities, random)]);
            event.item = event.among[0];
            one.events.push_back(event);
            tastes.rest();
            tastes.consume(0, event.item, planted.drift);
        }
    }
    return people;
}

TEST(SequenceFit, PlantedDriftBoredomAndStrengthComeBack) {
    for (const Planted& planted :
         {Planted{}, Planted{6, 0.06, 0}, Planted{4, 0, 0.3}, Planted{6, 0.12, 0.2}}) {
        const auto fit = fitSequences(smallWorld().tastes, choicesUnder(planted, 30));
        ASSERT_TRUE(fit);
        EXPECT_EQ(fit->choices, 30 * smallWorld().tastes.userCount());
        expectHolds(fit->strength, planted.strength, 1.2, "strength");
        expectHolds(fit->drift, planted.drift, 0.08, "drift");
        expectHolds(fit->boredom, planted.boredom, 0.2, "boredom");
    }
}

TEST(SequenceFit, NothingIsSaidOfNothing) {
    const auto none = fitSequences(smallWorld().tastes, {});
    ASSERT_TRUE(none);
    EXPECT_TRUE(std::isnan(none->drift.value));
    EXPECT_TRUE(std::isnan(likeliestPopularity(smallWorld().tastes, {}).value));
    EXPECT_TRUE(std::isnan(likeliestLeaving({}).value));
    const std::vector<TakenOrLeft> taken(50, {1, true});
    EXPECT_TRUE(std::isnan(likeliestNoChoice(taken).value)) << "what is never left has no price";
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext stopped;
    stopped.stop = stop.get_token();
    const auto cut = fitSequences(smallWorld().tastes, choicesUnder({}, 2), stopped);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::Cancelled);
}

TEST(ChoiceEstimates, PlantedShareOfPopularityComesBack) {
    const TasteWorld& world = smallWorld().tastes;
    for (const double share : {0.0, 0.4}) {
        std::vector<RealChoice> cases;
        Random random(1);
        for (std::size_t at = 0; at < 3'000; ++at) {
            RealChoice one{UserIndex(random.below(world.userCount())), {}};
            const std::array<UserIndex, 1> who{one.user};
            const Tastes tastes(world, who);
            std::array<double, choiceAlternatives> utilities{};
            const bool follows = random.uniform() < share;
            for (std::size_t place = 0; place < choiceAlternatives; ++place) {
                one.items[place] = ItemIndex(random.below(world.itemCount()));
                utilities[place] = follows ? 0 : 6 * tastes.match(0, one.items[place]);
            }
            std::swap(one.items[0], one.items[drawn(utilities, random)]);
            cases.push_back(one);
        }
        expectHolds(likeliestPopularity(world, cases), share, 0.2, "popularity");
        if (share == 0) {
            expectHolds(likeliestStrength(world, cases), 6, 1, "strength");
        }
    }
}

TEST(ChoiceEstimates, PlantedPriceOfTakingNothingComesBackFromSignals) {
    const auto& world = smallWorld();
    Random random(9);
    std::vector<Event> events;
    for (std::size_t user = 0; user < world.data->userCount(); ++user) {
        const std::array<UserIndex, 1> who{UserIndex(user)};
        const Tastes tastes(world.tastes, who);
        for (int at = 0; at < 30; ++at) {
            const ItemIndex item(random.below(world.data->itemCount()));
            const bool taken = random.uniform() < sigmoid(tastes.utility(0, item, 0) - 0.7);
            events.push_back({who[0], item, static_cast<SignalIndex>(taken ? 0 : 1)});
        }
    }
    ASSERT_GT(world.data->signals()[0].weight, 0);
    ASSERT_LE(world.data->signals()[1].weight, 0);
    const auto log =
        world.data->withEvents(std::make_shared<Interactions>(std::move(events), world.data->userCount()));
    const auto seen = signalEvents(*log, world.tastes);
    EXPECT_EQ(seen.size(), 30 * world.data->userCount());
    expectHolds(likeliestNoChoice(seen), 0.7, 0.4, "no choice");
}

TEST(ChoiceEstimates, AnEstimateOnlyGoesForwardAndAStopEndsEveryPart) {
    struct Sink : ProgressSink {
        void report(double fraction, std::string_view step) override {
            EXPECT_GE(fraction, last) << step;
            EXPECT_LE(fraction, 1);
            last = fraction;
            if (last >= stopAt) {
                stop.request_stop();
            }
        }
        double last = 0;
        double stopAt = 2;
        std::stop_source stop;
    };
    const auto& world = smallWorld();
    const auto choices = holdOutChoices(*world.data);
    ASSERT_TRUE(choices);
    for (const double stopAt : {2.0, 0.0, 0.2, 0.4, 0.7, 0.9}) {
        Sink sink;
        sink.stopAt = stopAt;
        ExecutionContext context;
        context.progress = &sink;
        context.stop = sink.stop.get_token();
        const auto all = estimateChoice(world.data, *choices, world.tastes, context);
        EXPECT_EQ(static_cast<bool>(all), stopAt > 1) << stopAt;
        EXPECT_GE(sink.last, std::min(stopAt, 0.9));
        EXPECT_LT(sink.last, stopAt + 0.1) << "nothing is begun after a stop";
    }
    ExecutionContext stopped;
    std::stop_source stop;
    stop.request_stop();
    stopped.stop = stop.get_token();
    EXPECT_TRUE(signalEvents(*world.data, world.tastes, stopped).empty());
    EXPECT_TRUE(leavingEvents(*world.data, world.tastes, stopped).empty());
    const std::vector<TakenOrLeft> some{{1, true}, {1, false}};
    EXPECT_TRUE(std::isnan(likeliestNoChoice(some, stopped).value));
}

TEST(ChoiceEstimates, PlantedLeavingComesBackFromASimulatedLog) {
    const auto& world = smallWorld();
    SimulationOptions options = test::optionsOf(*world.data, {test::policyOf("random")});
    options.rounds = 25;
    options.repeats = 1;
    options.retrain = 0;
    options.keepSeen = true;
    for (const double leaving : {0.02, 0.15}) {
        options.leaving = leaving;
        const auto result = simulate(world.data, options, &world.tastes);
        ASSERT_TRUE(result) << result.error().text();
        std::vector<Choice> choices;
        for (const LoopRound& round : result->rounds) {
            for (std::size_t at = 0; at < round.choices.size(); ++at) {
                if (round.choices[at] != nothingChosen) {
                    choices.push_back({result->people[at], ItemIndex(round.choices[at]), round.round});
                }
            }
        }
        const auto before = std::make_shared<Interactions>(std::vector<Event>{}, world.data->userCount());
        ChoiceEvent event = choiceEventOf(*world.data);
        const auto log = grownBy(*world.data->withEvents(before), event, choices, {});
        expectHolds(likeliestLeaving(leavingEvents(*log, world.tastes)), leaving, 0.1, "leaving");
    }
}

const ChoiceEstimate& of(const std::vector<ChoiceEstimate>& all, const char* id) {
    return *std::ranges::find(all, id, &ChoiceEstimate::id);
}

TEST(ChoiceEstimates, WhatALogCannotSayIsSaidWithItsReason) {
    const auto& world = smallWorld();
    const auto choices = holdOutChoices(*world.data);
    ASSERT_TRUE(choices);
    const auto all = estimateChoice(world.data, *choices, world.tastes);
    ASSERT_TRUE(all) << all.error().text();
    ASSERT_EQ(all->size(), 7U);
    EXPECT_FALSE(of(*all, "trust").estimated);
    EXPECT_NE(estimateWords(of(*all, "trust")).find("not estimable from this log, because"),
              std::string::npos);
    for (const char* id : {"strength", "popularity", "no_choice", "drift", "boredom", "leaving"}) {
        EXPECT_TRUE(of(*all, id).estimated) << id << of(*all, id).note;
        EXPECT_GE(of(*all, id).events, 100U) << id;
        EXPECT_FALSE(of(*all, id).source.empty()) << id;
    }
    // Without times, and with what was taken alone.
    std::vector<Event> events;
    for (std::size_t row = 0; row < world.data->events().size(); ++row) {
        Event event = world.data->events().at(row);
        if (event.signal == 0) {
            event.time = noTime;
            events.push_back(event);
        }
    }
    const auto bare =
        world.data->withEvents(std::make_shared<Interactions>(std::move(events), world.data->userCount()));
    const auto less = estimateChoice(bare, *holdOutChoices(*bare), world.tastes);
    ASSERT_TRUE(less);
    for (const char* id : {"trust", "no_choice", "drift", "boredom", "leaving"}) {
        EXPECT_FALSE(of(*less, id).estimated) << id;
        EXPECT_FALSE(of(*less, id).note.empty()) << id;
    }
    SimulationOptions options;
    applyEstimates(*less, {}, options);
    EXPECT_EQ(options.drift, 0);
    EXPECT_EQ(options.leaving, 0);
    EXPECT_EQ(options.choice.trust, 1);
    // Nobody has done anything.
    const auto empty =
        world.data->withEvents(std::make_shared<Interactions>(std::vector<Event>{}, world.data->userCount()));
    const auto none = estimateChoice(empty, {}, world.tastes);
    ASSERT_TRUE(none);
    EXPECT_TRUE(std::ranges::none_of(*none, &ChoiceEstimate::estimated));
}

TEST(ChoiceEstimates, SettingsAreThoseThatWereNotGiven) {
    std::vector<ChoiceEstimate> all;
    for (const char* id : {"drift", "boredom", "leaving", "no_choice"}) {
        ChoiceEstimate one;
        one.id = id;
        one.is = {-0.3, -0.4, -0.2};
        one.estimated = true;
        all.push_back(one);
    }
    all[2].is.value = 0.25;
    SimulationOptions options;
    options.drift = 0.07;
    options.choice.model = ChoiceModel::Logit;
    EXPECT_EQ(applyEstimates(all, {"drift"}, options),
              (std::set<std::string>{"boredom", "leaving", "no_choice"}));
    EXPECT_EQ(options.drift, 0.07) << "given";
    EXPECT_EQ(options.boredom, 0) << "what attracts does not bore";
    EXPECT_EQ(options.leaving, 0.25);
    EXPECT_EQ(options.choice.noChoice, -0.3);
    SimulationOptions always;
    EXPECT_FALSE(applyEstimates(all, {}, always).contains("no_choice"));
    EXPECT_EQ(always.choice.noChoice, 0) << "who always takes something has no price of taking nothing";
}

TEST(ChoiceEstimates, TastesOfShortHistoriesHaveNoColumnOfWhatIsPopular) {
    const auto world = test::makeWorld(300, 400, 1'500);
    const auto tastes = factorTastes(*world.data);
    ASSERT_TRUE(tastes) << tastes.error().text();
    EXPECT_EQ(tastes->dimensions, 32U);
}

/// Everybody's third event weighs nothing, and the last of all comes at the end of time.
std::shared_ptr<const Dataset> logWithSightings() {
    const auto& world = smallWorld();
    std::vector<SignalType> signals(world.data->signals().begin(), world.data->signals().end());
    const auto sighting = static_cast<SignalIndex>(signals.size());
    signals.push_back({"seen", SignalKind::Implicit, 0});
    std::vector<Event> events;
    for (std::uint32_t user = 0; user < world.data->userCount(); ++user) {
        for (std::uint32_t at = 0; at < 9; ++at) {
            events.push_back({UserIndex(user), ItemIndex((user + at) % world.data->itemCount()),
                              at % 3 == 2 ? sighting : SignalIndex{0}});
            events.back().time = Time{at} * 1'000;
        }
    }
    events.back().time = std::numeric_limits<Time>::max();
    events.front().time = noTime + 1;
    Dataset::Parts parts = world.data->parts();
    parts.signals = signals;
    parts.events = std::make_shared<Interactions>(std::move(events), world.data->userCount());
    return std::make_shared<Dataset>(std::move(parts));
}

TEST(ChoiceEstimates, WhatWeighsNothingIsNeitherForNorAgainst) {
    const auto log = logWithSightings();
    const auto signals = signalEvents(*log, smallWorld().tastes);
    EXPECT_EQ(signals.size(), 6 * log->userCount());
    EXPECT_TRUE(std::ranges::all_of(signals, &TakenOrLeft::taken));
    const auto leaving = leavingEvents(*log, smallWorld().tastes);
    EXPECT_EQ(leaving.size(), 6 * log->userCount()) << "none is beyond the end of time";
    EXPECT_TRUE(std::ranges::all_of(leaving, [](const MayLeave& one) { return one.pleased > 0; }));
}

} // namespace
} // namespace tastescope
