// SPDX-License-Identifier: GPL-3.0-or-later
// A small synthetic service with its truth, and simulations on it.
#pragma once

#include "engine/data/demo/demo_world.h"
#include "engine/models/params/param.h"
#include "engine/registry/registry.h"
#include "engine/simulation/simulation.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

namespace tastescope::test {

struct SimulatedWorld {
    std::shared_ptr<const Dataset> data;
    TasteWorld tastes;
};

inline SimulatedWorld makeWorld(std::size_t users, std::size_t items, std::size_t events) {
    DemoOptions options;
    options.users = users;
    options.items = items;
    options.artists = items / 10 + 1;
    options.events = events;
    auto world = makeDemoWorld(options);
    return {world->dataset, demoTastes(world->truth)};
}

inline const SimulatedWorld& smallWorld() {
    static const SimulatedWorld world = makeWorld(120, 200, 6'000);
    return world;
}

inline PolicySpec policyOf(const std::string& name, double epsilon = 0) {
    PolicySpec policy;
    policy.name = name + (epsilon > 0 ? "~" : "");
    policy.epsilon = epsilon;
    if (name == "random") {
        policy.ranker = PolicySpec::Ranker::Random;
    } else if (name == "ideal") {
        policy.ranker = PolicySpec::Ranker::Ideal;
    } else {
        policy.algorithm = name;
        policy.params = ParamSet(findAlgorithm(name)->params);
        if (name == "als") {
            EXPECT_TRUE(policy.params.set(findAlgorithm(name)->params, "factors", "16"));
        }
    }
    return policy;
}

inline SimulationOptions optionsOf(const Dataset& data, std::vector<PolicySpec> policies) {
    SimulationOptions options;
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        if (data.matrix().countOf(UserIndex(user)) > 0) {
            options.people.emplace_back(user);
        }
    }
    options.policies = std::move(policies);
    options.rounds = 4;
    options.repeats = 2;
    options.retrain = 2;
    options.k = 5;
    return options;
}

inline double valueOf(const SimulationResult& result, const char* metric, std::size_t round,
                      std::size_t policy = 0, std::size_t repeat = 0) {
    return result.at(round, policy, repeat).values[*result.metric(metric)];
}

inline double meanOverRepeats(const SimulationResult& result, const char* metric, std::size_t round,
                              std::size_t policy = 0) {
    const std::vector<double> values = result.valuesOf(round, policy, *result.metric(metric));
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace tastescope::test
