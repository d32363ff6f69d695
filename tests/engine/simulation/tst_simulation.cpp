// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold exactly, whatever people like.
#include "engine/evaluation/evaluator.h"
#include "engine/pipeline/rerank/effects.h"
#include "engine/pipeline/rerank/reranker.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "engine/simulation/grown.h"
#include "tests/engine/simulation/simulation_world.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <ranges>

namespace tastescope {
namespace {

using test::meanOverRepeats;
using test::optionsOf;
using test::policyOf;
using test::smallWorld;
using test::valueOf;

SimulationResult run(const SimulationOptions& options, int threads = 0, std::uint64_t seed = 42,
                     SimulationSink* sink = nullptr) {
    ExecutionContext context;
    context.threads = threads;
    context.seed = seed;
    auto result = simulate(smallWorld().data, options, &smallWorld().tastes, sink, context);
    EXPECT_TRUE(result) << (result ? "" : result.error().text());
    return result ? *std::move(result) : SimulationResult{};
}

std::uint64_t bits(double value) {
    return std::bit_cast<std::uint64_t>(value);
}

void expectSameRound(const LoopRound& one, const LoopRound& other) {
    ASSERT_EQ(one.values.size(), other.values.size());
    for (std::size_t at = 0; at < one.values.size(); ++at) {
        EXPECT_EQ(bits(one.values[at]), bits(other.values[at])) << at;
    }
    EXPECT_EQ(one.choices, other.choices);
    EXPECT_EQ(one.people, other.people);
}

std::shared_ptr<const RuleSet> rulesOf(const char* text) {
    const auto rules = parseRuleSet(text, "rules.json");
    EXPECT_TRUE(rules);
    return std::make_shared<const RuleSet>(*rules);
}

PolicySpec ruled(const char* name, const char* text) {
    PolicySpec policy = policyOf(name);
    policy.name += "+rules";
    policy.rules = rulesOf(text);
    return policy;
}
constexpr const char* balanced =
    R"({"balance": {"mmr": 0.6, "calibration": 0.2}, "limits": [{"attribute": "creator", "max": 1}]})";

TEST(Simulation, ExposureUnderRandomIsPoissons) {
    SimulationOptions options = optionsOf(*smallWorld().data, {policyOf("random")});
    options.keepSeen = true;
    options.rounds = 6;
    options.repeats = 20;
    const SimulationResult result = run(options);
    const auto items = static_cast<double>(std::ranges::count_if(
        std::views::iota(std::size_t{0}, smallWorld().data->itemCount()),
        [](std::size_t item) { return smallWorld().data->matrix().countOf(ItemIndex(item)) > 0; }));
    for (const std::size_t rounds : {1U, 6U}) {
        const double mu = static_cast<double>(options.people.size() * options.k * rounds) / items;
        const double poisson =
            std::exp(-2 * mu) * (std::cyl_bessel_i(0.0, 2 * mu) + std::cyl_bessel_i(1.0, 2 * mu));
        const std::vector<double> found = result.valuesOf(rounds - 1, 0, *result.metric("gini_exposure"));
        double mean = 0;
        double squares = 0;
        for (const double value : found) {
            mean += value / 20;
            squares += value * value / 20;
        }
        const double error = std::sqrt((squares - mean * mean) / 19);
        EXPECT_NEAR(mean, poisson, 4 * error + 0.5 / items) << rounds;
    }
}

TEST(Simulation, PopularityThatKeepsWhatWasSeenShowsEverybodyTheSame) {
    for (const char* rules : {"", "{}"}) {
        SimulationOptions options =
            optionsOf(*smallWorld().data, {*rules ? ruled("popularity", rules) : policyOf("popularity")});
        options.keepSeen = true;
        const SimulationResult result = run(options);
        const double items = 1 / valueOf(result, "coverage", 0) * static_cast<double>(options.k);
        EXPECT_NEAR(items, std::round(items), 1e-9);
        for (std::size_t round = 0; round < options.rounds; ++round) {
            EXPECT_EQ(valueOf(result, "homogenisation_lists", round), 1);
            EXPECT_NEAR(valueOf(result, "coverage", round), static_cast<double>(options.k) / items, 1e-15);
        }
    }
}

TEST(Simulation, ThatNobodyTakesAnythingChangesNothing) {
    SimulationOptions options =
        optionsOf(*smallWorld().data, {policyOf("popularity"), policyOf("als"), ruled("als", balanced)});
    options.choice.model = ChoiceModel::Logit;
    options.choice.noChoice = 1e9;
    options.drift = 0.5;
    const SimulationResult result = run(options);
    for (std::size_t policy = 0; policy < 3; ++policy) {
        EXPECT_EQ(result.runs[policy * 2].choices, 0U);
        EXPECT_EQ(result.runs[policy * 2].eventsAfter, result.runs[policy * 2].eventsBefore);
        EXPECT_EQ(result.runs[policy * 2].trainings, 0U);
        for (std::size_t at = 0; at < result.metrics.size(); ++at) {
            if (result.metrics[at].id != "utility_chosen") { // there is none
                const double first = result.at(0, policy, 0).values[at];
                EXPECT_NEAR(result.at(3, policy, 1).values[at], first, 1e-12) << result.metrics[at].id;
            }
        }
        EXPECT_EQ(valueOf(result, "choice_rate", 3, policy), 0);
    }
}

TEST(Simulation, EventsAfterAreThoseBeforeAndTheChoices) {
    SimulationOptions options = optionsOf(*smallWorld().data, {policyOf("item_knn"), policyOf("random")});
    options.choice.model = ChoiceModel::Logit;
    options.leaving = 0.3;
    const SimulationResult result = run(options);
    for (const LoopRun& one : result.runs) {
        std::size_t choices = 0;
        for (std::size_t round = 0; round < options.rounds; ++round) {
            const LoopRound& at = result.at(round, one.policy, one.repeat);
            choices +=
                at.choices.size() - static_cast<std::size_t>(std::ranges::count(at.choices, nothingChosen));
        }
        EXPECT_EQ(one.choices, choices);
        EXPECT_GT(choices, 0U);
        EXPECT_LT(choices, options.people.size() * options.rounds) << "some take nothing";
        EXPECT_EQ(one.eventsBefore, smallWorld().data->events().size());
        EXPECT_EQ(one.eventsAfter, one.eventsBefore + choices);
        EXPECT_GT(one.left, 0U);
        EXPECT_NEAR(valueOf(result, "retention", 3, one.policy, one.repeat),
                    1 - static_cast<double>(one.left) / static_cast<double>(options.people.size()), 1e-12);
    }
    EXPECT_EQ(result.runs[0].trainings, 1U);
    EXPECT_EQ(result.runs[2].trainings, 0U) << "chance learns nothing";
}

TEST(Simulation, WithoutDriftBoredomAndLeavingPeopleStayWhoTheyAre) {
    const SimulationResult result =
        run(optionsOf(*smallWorld().data, {policyOf("popularity"), policyOf("ideal")}));
    for (std::size_t policy = 0; policy < 2; ++policy) {
        for (std::size_t round = 0; round < 4; ++round) {
            EXPECT_EQ(valueOf(result, "drift", round, policy), 0);
            EXPECT_EQ(valueOf(result, "retention", round, policy), 1);
            EXPECT_EQ(valueOf(result, "choice_rate", round, policy), 1);
        }
    }
}

TEST(Simulation, APolicyGivesTheSameAloneAsBesideOthersOnAnyNumberOfThreads) {
    const PolicySpec rules = ruled("item_knn", balanced);
    SimulationOptions together =
        optionsOf(*smallWorld().data, {policyOf("random"), rules, policyOf("als", 0.2), policyOf("ideal")});
    together.drift = 0.1;
    together.boredom = 0.2;
    together.leaving = 0.05;
    const SimulationResult all = run(together, 8);
    const SimulationResult again = run(together, 1);
    for (std::size_t at = 0; at < all.rounds.size(); ++at) {
        expectSameRound(all.rounds[at], again.rounds[at]);
    }
    for (std::size_t policy = 0; policy < together.policies.size(); ++policy) {
        SimulationOptions alone = together;
        alone.policies = {together.policies[policy]};
        const SimulationResult one = run(alone, 2);
        for (std::size_t round = 0; round < together.rounds; ++round) {
            for (std::size_t repeat = 0; repeat < together.repeats; ++repeat) {
                expectSameRound(one.at(round, 0, repeat), all.at(round, policy, repeat));
            }
        }
    }
    EXPECT_NE(run(together, 1, 7).at(1, 0, 0).choices, all.at(1, 0, 0).choices) << "the seed does matter";
    EXPECT_NE(all.at(0, 0, 0).choices, all.at(0, 0, 1).choices) << "and so does the repeat";
}

/// The numbers of the first round against those that `evaluate` gives for the very same lists.
TEST(Simulation, TheFirstRoundIsWhatEvaluateMeasuresOfTheSameLists) {
    const Dataset& data = *smallWorld().data;
    SimulationOptions options =
        optionsOf(data, {policyOf("als"), policyOf("popularity"), policyOf("item_knn")});
    options.rounds = 1;
    options.repeats = 1;
    const SimulationResult result = run(options);
    EvaluationInput input;
    input.train = data.withMatrix({.binary = true});
    input.test.offsets.assign(data.userCount() + 1, 0);
    for (std::size_t policy = 0; policy < 3; ++policy) {
        const AlgorithmInfo& algorithm = *findAlgorithm(options.policies[policy].algorithm);
        const auto model = algorithm.fit(data, options.policies[policy].params, {});
        const auto lists = recommendAll(**model, askersOf(data, options.people), {options.k});
        Contestant contestant{"lists", "", {}};
        contestant.lists.resize(data.userCount());
        for (std::size_t at = 0; at < options.people.size(); ++at) {
            contestant.lists[options.people[at].value] = (*lists)[at];
        }
        EvaluationOptions evaluation;
        evaluation.ks = {options.k};
        evaluation.allUsers = true;
        const auto evaluated = evaluate(input, {contestant}, evaluation);
        ASSERT_TRUE(evaluated) << evaluated.error().text();
        std::size_t compared = 0;
        const auto compare = [&](const char* metric, const std::string& id) {
            for (const MetricValue& value : evaluated->models[0].metrics) {
                if (value.key == std::string(metric) + "@5") {
                    EXPECT_EQ(bits(valueOf(result, id.c_str(), 0, policy)), bits(value.value)) << id;
                    ++compared;
                }
            }
        };
        for (const char* same :
             {"ild", "bubble_index", "calibration_kl", "coverage", "small_creator_exposure",
              "creator_exposure_gini", "popularity_lift", "arp", "longtail_share", "novelty"}) {
            compare(same, same);
        }
        compare("gini", "gini_lists");
        compare("gini", "gini_exposure");
        compare("entropy", "entropy_lists");
        compare("homogenisation", "homogenisation_lists");
        EXPECT_EQ(compared, 14U);
    }
}

TEST(Simulation, TheFirstRoundOfRulesIsWhatReRankingMakesOfTheSameCandidates) {
    const std::shared_ptr<const Dataset> data = smallWorld().data;
    SimulationOptions options = optionsOf(*data, {ruled("als", balanced)});
    options.rounds = 1;
    options.repeats = 1;
    const SimulationResult result = run(options);
    const auto model = findAlgorithm("als")->fit(*data, options.policies[0].params, {});
    const auto best = recommendAll(**model, askersOf(*data, options.people), {1'000});
    std::vector<CandidateList> lists;
    for (std::size_t at = 0; at < options.people.size(); ++at) {
        lists.push_back({options.people[at], {}});
        for (const ScoredItem& one : (*best)[at]) {
            lists.back().candidates.push_back({one.item, static_cast<double>(one.score)});
        }
    }
    auto facts = std::make_shared<const RuleFacts>(ruleFactsOf(data));
    auto prepared = std::make_shared<const PreparedCandidates>(facts, lists);
    RuleSet rules = *options.policies[0].rules;
    rules.list = options.k;
    const auto made = Reranker(prepared).run(rules);
    const auto effects = effectsOf(*prepared, made->lists, options.k, 90, 0);
    std::size_t compared = 0;
    for (const ListEffect& effect : *effects) {
        const std::string id = effect.id == "gini" ? "gini_lists" : effect.id;
        if (result.metric(id)) {
            // Exposure is added up by creator here and in one sum there.
            const double off = id == "small_creator_exposure" ? 1e-14 : 0;
            EXPECT_NEAR(valueOf(result, id.c_str(), 0), effect.after.mean, off) << id;
            ++compared;
        }
    }
    EXPECT_EQ(compared, 8U);
}

TEST(Simulation, WhatWasTakenIsNotShownAgainUnlessAskedFor) {
    for (const bool keep : {false, true}) {
        SimulationOptions options =
            optionsOf(*smallWorld().data, {policyOf("als"), policyOf("popularity"), ruled("als", balanced),
                                           policyOf("random"), policyOf("ideal"), policyOf("item_knn", 0.5)});
        options.keepSeen = keep;
        options.retrain = 3; // in between, too
        const SimulationResult result = run(options);
        for (std::size_t policy = 0; policy < options.policies.size(); ++policy) {
            bool twice = false;
            for (std::size_t person = 0; person < options.people.size(); ++person) {
                std::vector<std::uint32_t> taken;
                for (std::size_t round = 0; round < options.rounds; ++round) {
                    const std::uint32_t item = result.at(round, policy, 0).choices[person];
                    const auto had = smallWorld().data->matrix().itemsOf(options.people[person]);
                    twice |= std::ranges::find(taken, item) != taken.end() ||
                             std::ranges::binary_search(had, ItemIndex(item));
                    taken.push_back(item);
                }
            }
            EXPECT_EQ(twice, keep) << options.policies[policy].name;
        }
    }
}

TEST(Simulation, FoldingInChangesListsBetweenTrainingsAndNothingBefore) {
    SimulationOptions options =
        optionsOf(*smallWorld().data, {policyOf("item_knn"), ruled("item_knn", balanced)});
    options.retrain = 0;
    const SimulationResult stale = run(options);
    options.foldIn = true;
    const SimulationResult folded = run(options);
    for (std::size_t policy = 0; policy < 2; ++policy) {
        expectSameRound(stale.at(0, policy, 0), folded.at(0, policy, 0));
        EXPECT_NE(valueOf(stale, "ild", 2, policy), valueOf(folded, "ild", 2, policy));
    }
}

TEST(Simulation, RoundsArriveInOrderAndAreThoseOfTheResult) {
    struct Listener final : SimulationSink {
        std::vector<LoopRound> heard;
        std::size_t metrics = 0;
        void begins(const std::vector<LoopMetric>& all) override { metrics = all.size(); }
        void round(const LoopRound& round) override {
            for (const LoopRound& before : heard) {
                if (before.policy == round.policy && before.repeat == round.repeat) {
                    EXPECT_LT(before.round, round.round);
                }
            }
            heard.push_back(round);
        }
    } listener;
    const SimulationOptions options =
        optionsOf(*smallWorld().data, {policyOf("popularity"), policyOf("random")});
    const SimulationResult result = run(options, 2, 42, &listener);
    ASSERT_EQ(listener.heard.size(), result.rounds.size());
    EXPECT_EQ(listener.metrics, result.metrics.size());
    for (const LoopRound& round : listener.heard) {
        expectSameRound(round, result.at(round.round, round.policy, round.repeat));
    }
}

TEST(Simulation, AStopEndsItAtOnceAndTellsNothingMore) {
    struct Stopper final : SimulationSink {
        std::stop_source stop;
        std::size_t heard = 0;
        void round(const LoopRound&) override {
            if (++heard == 3) {
                stop.request_stop();
            }
        }
    } stopper;
    SimulationOptions options = optionsOf(*smallWorld().data, {policyOf("als"), ruled("als", balanced)});
    options.rounds = 400;
    options.repeats = 50;
    options.retrain = 1;
    ExecutionContext context;
    context.stop = stopper.stop.get_token();
    context.threads = 1;
    const auto result = simulate(smallWorld().data, options, &smallWorld().tastes, &stopper, context);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(stopper.heard, 3U);
}

TEST(Simulation, WhatCannotBeIsRefusedInWords) {
    const auto refused = [](const SimulationOptions& options, const TasteWorld* tastes) {
        const auto result = simulate(smallWorld().data, options, tastes);
        EXPECT_FALSE(result);
        return result ? std::string() : result.error().text();
    };
    const Dataset& data = *smallWorld().data;
    const TasteWorld* truth = &smallWorld().tastes;
    TasteWorld guessed = *truth;
    guessed.truth = false;
    EXPECT_NE(refused(optionsOf(data, {}), truth).find("no policy"), std::string::npos);
    EXPECT_NE(refused(optionsOf(data, {policyOf("random"), policyOf("random")}), truth).find("twice"),
              std::string::npos);
    EXPECT_NE(refused(optionsOf(data, {policyOf("ideal")}), &guessed).find("demo"), std::string::npos);
    PolicySpec unknown = policyOf("random");
    unknown.rules = rulesOf("{}");
    EXPECT_NE(refused(optionsOf(data, {unknown}), truth).find("Rules need a model"), std::string::npos);
    SimulationOptions blind = optionsOf(data, {policyOf("random")});
    EXPECT_NE(refused(blind, nullptr).find("not known"), std::string::npos);
    blind.choice.model = ChoiceModel::Position;
    EXPECT_TRUE(simulate(smallWorld().data, blind, nullptr)) << "places alone need no tastes";
    SimulationOptions nobody = blind;
    nobody.people = {};
    EXPECT_NE(refused(nobody, truth).find("nobody"), std::string::npos);
    SimulationOptions none = blind;
    none.k = 0;
    EXPECT_NE(refused(none, truth).find("at 1"), std::string::npos);
    const SimulationOptions wrong =
        optionsOf(data, {ruled("als", R"({"rules": [{"do": "filter", "condition": "colour == 'red'"}]})")});
    EXPECT_NE(refused(wrong, truth).find("colour"), std::string::npos);
}

/// One person, one item, nothing left to show, no attributes, no times.
TEST(Simulation, HoldsAtTheEdgesOfData) {
    for (const std::size_t items : {1U, 3U}) {
        Dataset::Parts parts;
        auto users = std::make_shared<IdMap>();
        auto ids = std::make_shared<IdMap>();
        users->intern("u");
        for (std::size_t item = 0; item < items; ++item) {
            ids->intern("i" + std::to_string(item));
        }
        parts.users = users;
        parts.items = ids;
        parts.signals = {SignalType{}};
        parts.events = std::make_shared<Interactions>(std::vector<Event>{{UserIndex(0), ItemIndex(0)}}, 1);
        const auto data = std::make_shared<const Dataset>(std::move(parts));
        SimulationOptions options = optionsOf(*data, {policyOf("popularity"), policyOf("random")});
        options.choice.model = ChoiceModel::Position;
        const auto result = simulate(data, options, nullptr);
        ASSERT_TRUE(result) << result.error().text();
        EXPECT_EQ(result->at(0, 0, 0).people, 0U) << "only what has an event may be shown, and that was had";
        EXPECT_EQ(result->runs[0].choices, 0U);
        EXPECT_FALSE(result->metric("ild")) << "items without attributes have no likeness";
        EXPECT_TRUE(std::isnan(result->at(3, 0, 0).values[*result->metric("coverage")]));
        options.keepSeen = true;
        const auto kept = simulate(data, options, nullptr);
        EXPECT_EQ(kept->runs[0].choices, 4U);
        EXPECT_TRUE(std::isnan(kept->at(0, 0, 0).values[*kept->metric("homogenisation_consumption")]));
    }
}

TEST(Simulation, ChoicesBecomeEventsOfTheSignalThatSpeaksForAnItemMost) {
    const Dataset& data = *smallWorld().data;
    const ChoiceEvent event = choiceEventOf(data);
    EXPECT_EQ(data.signals()[event.signal].name, "listen");
    const std::vector<Choice> choices{{UserIndex(4), ItemIndex(9), 0}, {UserIndex(0), ItemIndex(3), 2}};
    const auto grown = grownBy(data, event, choices, {});
    EXPECT_EQ(grown->events().size(), data.events().size() + 2);
    const std::size_t last = grown->events().lastOf(UserIndex(0)) - 1;
    EXPECT_EQ(grown->events().item(last), ItemIndex(3));
    EXPECT_EQ(grown->events().time(last), event.after + 3 * millisecondsPerDay);
    EXPECT_EQ(grown->matrix().countOf(UserIndex(1)), data.matrix().countOf(UserIndex(1)));
    // Ratings count by their value: a choice is one of the usual.
    Dataset::Parts parts = data.parts();
    parts.signals = {{"rating", SignalKind::Explicit, 1, true}};
    parts.events = std::make_shared<Interactions>(std::vector<Event>{{UserIndex(0), ItemIndex(0), 0, 5},
                                                                     {UserIndex(1), ItemIndex(0), 0, 4},
                                                                     {UserIndex(1), ItemIndex(1), 0, 1}},
                                                  data.userCount());
    const ChoiceEvent rating = choiceEventOf(Dataset(parts));
    EXPECT_EQ(rating.value, 4);
    EXPECT_EQ(rating.after, noTime);
}

} // namespace
} // namespace tastescope
