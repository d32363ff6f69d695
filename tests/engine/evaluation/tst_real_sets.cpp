// SPDX-License-Identifier: GPL-3.0-or-later
// What defaults and searches promise, on the public sets that lie beside the source tree on some machines.
#include "engine/base/random.h"
#include "engine/data/split.h"
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/search.h"
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/real_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

/// NDCG at 10.
struct Reached {
    double value = 0;
    double low = 0;
};

std::vector<Reached> reached(const Split& parts,
                             const std::vector<std::pair<std::string, ParamSet>>& models) {
    std::vector<Contestant> contestants;
    for (const auto& [id, params] : models) {
        contestants.push_back({id, id, params});
    }
    EvaluationOptions options;
    options.metrics = {findMetric("ndcg")};
    const auto judged = evaluate(evaluationInput(parts, "held out"), contestants, options);
    EXPECT_TRUE(judged) << judged.error().text();
    std::vector<Reached> out;
    for (const ModelResult& model : judged->models) {
        out.push_back({model.metrics.front().value, model.metrics.front().low});
    }
    return out;
}

ParamSet defaultsOf(const std::string& id) {
    return ParamSet(findAlgorithm(id)->params);
}

/// A fifth of everybody's events held out, so many of the rest, drawn at random, to learn from.
Split cutTo(const Dataset& whole, std::size_t most) {
    Split parts = splitDataset(whole, {Protocol::PerUser, 0.2, 13}).value();
    const Interactions& events = parts.train->events();
    std::vector<bool> keep(events.size());
    for (std::size_t user = 0; user < events.userCount(); ++user) {
        const std::size_t first = events.firstOf(UserIndex(user));
        std::vector<std::size_t> own(events.lastOf(UserIndex(user)) - first);
        std::iota(own.begin(), own.end(), first);
        Random(13, user).shuffle(std::span<std::size_t>(own));
        for (std::size_t place = 0; place < std::min(most, own.size()); ++place) {
            keep[own[place]] = true;
        }
    }
    parts.train = parts.train->withEvents(std::make_shared<const Interactions>(events.subset(keep)));
    return parts;
}

struct Cut {
    std::string set;
    std::size_t events; ///< a person
};

class DefaultsOfSetsLengthy : public testing::TestWithParam<Cut> {};

TEST_P(DefaultsOfSetsLengthy, AreNotBelowWhatIsPopularWithShortHistories) {
    const auto whole = readPairs(GetParam().set);
    if (!whole) {
        GTEST_SKIP() << "the data is not there";
    }
    const std::vector<std::string> ids{"popularity", "als", "bpr", "warp"};
    std::vector<std::pair<std::string, ParamSet>> models;
    for (const std::string& id : ids) {
        models.emplace_back(id, defaultsOf(id));
    }
    const std::vector<Reached> found = reached(cutTo(*whole, GetParam().events), models);
    EXPECT_GT(found[1].value, found[0].low) << "als; popular " << found[0].value;
    EXPECT_GT(found[2].value, found[0].low) << "bpr; popular " << found[0].value;
    // Whatever holds it: the order that WARP learns of what is popular stays rough with three events of
    // books.
    EXPECT_GT(found[3].value, 0.88 * found[0].value) << "warp; popular " << found[0].value;
}

TEST_P(DefaultsOfSetsLengthy, AHybridIsNotBelowItsBestPart) {
    const auto whole = readPairs(GetParam().set);
    if (!whole) {
        GTEST_SKIP() << "the data is not there";
    }
    const std::vector<Reached> found =
        reached(cutTo(*whole, GetParam().events), {{"hybrid", defaultsOf("hybrid")},
                                                   {"slim", defaultsOf("slim")},
                                                   {"als", defaultsOf("als")},
                                                   {"user_knn", defaultsOf("user_knn")}});
    for (std::size_t part = 1; part < found.size(); ++part) {
        EXPECT_GT(found[0].value, found[part].low) << "part " << part << " has " << found[part].value;
    }
}

TEST(DefaultsOfGamesLengthy, FollowTastesThatShowInShortHistories) {
    const auto whole = readPairs("steam-200k");
    if (!whole) {
        GTEST_SKIP() << "the data is not there";
    }
    for (const std::size_t events : {3U, 6U}) {
        const auto found = reached(cutTo(*whole, events), {{"popularity", defaultsOf("popularity")},
                                                           {"bpr", defaultsOf("bpr")},
                                                           {"warp", defaultsOf("warp")}});
        EXPECT_GT(found[1].value, 1.6 * found[0].value) << events;
        EXPECT_GT(found[2].value, 1.6 * found[0].value) << events;
    }
}

INSTANTIATE_TEST_SUITE_P(All, DefaultsOfSetsLengthy,
                         testing::Values(Cut{"goodbooks", 3}, Cut{"goodbooks", 6}, Cut{"steam-200k", 3},
                                         Cut{"ml-latest-small", 3}, Cut{"ml-latest-small", 6},
                                         Cut{"lastfm-2k", 3}, Cut{"lastfm-2k", 6}, Cut{"ml-100k", 3},
                                         Cut{"ml-100k", 6}),
                         [](const auto& param) {
                             std::string name = param.param.set + std::to_string(param.param.events);
                             std::erase(name, '-');
                             return name;
                         });

struct Searched {
    std::string set;
    std::string algorithm;
};

// Where 15 trials find what is better: 2.9 % of ALS on ML-100K, 10 to 16 % of PureSVD, whose 32 factors are
// few for books, games and the smaller set of films, 6 % of BPR. Left out: EASE on ML-100K and ALS on
// artists, where no better value by hand brought 1 % (.6 and .8 %), and what one validation part is too rough
// for, 1.5 % of PureSVD on ML-100K.
class SearchOfSetsLengthy : public testing::TestWithParam<Searched> {};

TEST_P(SearchOfSetsLengthy, FindsWhatIsBetterThanTheDefaultsOnWhatItNeverSaw) {
    const auto whole = readPairs(GetParam().set);
    if (!whole) {
        GTEST_SKIP() << "the data is not there";
    }
    double standard = 0;
    double best = 0;
    for (const std::uint64_t seed : {1U, 7U, 42U}) {
        const Split outer = splitDataset(*whole, {Protocol::PerUser, 0.2, seed}).value();
        const Split inner = splitDataset(*outer.train, {Protocol::PerUser, 0.2, seed + 1000}).value();
        SearchOptions options;
        options.algorithm = GetParam().algorithm;
        options.trials = 15;
        options.seed = seed;
        const auto found = searchParameters(inner, options);
        ASSERT_TRUE(found) << found.error().text();
        const ParamSet& params = found->trials[found->best.value()].params;
        const auto both =
            reached(outer, {{options.algorithm, defaultsOf(options.algorithm)}, {options.algorithm, params}});
        standard += both[0].value;
        best += both[1].value;
        RecordProperty("seed" + std::to_string(seed), std::to_string(both[0].value) + " -> " +
                                                          std::to_string(both[1].value) + " " +
                                                          params.text());
    }
    EXPECT_GT(best, 1.01 * standard) << standard / 3 << " -> " << best / 3;
}

INSTANTIATE_TEST_SUITE_P(All, SearchOfSetsLengthy,
                         testing::Values(Searched{"ml-100k", "als"}, Searched{"goodbooks", "puresvd"},
                                         Searched{"ml-latest-small", "puresvd"},
                                         Searched{"ml-latest-small", "bpr"},
                                         Searched{"steam-200k", "puresvd"}),
                         [](const auto& param) {
                             std::string name = param.param.set + "_" + param.param.algorithm;
                             std::erase(name, '-');
                             return name;
                         });

} // namespace
} // namespace tastescope
