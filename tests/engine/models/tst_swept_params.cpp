// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/swept_params.h"

#include "engine/models/data_defaults.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

/// Defaults, with one parameter set to what it would be anyway; none of that name: nothing set.
ParamSet withSet(const AlgorithmInfo& algorithm, const Dataset& data, const std::string& name) {
    ParamSet params(algorithm.params);
    if (!name.empty()) {
        const ParamValue value = fittedParams(algorithm, data, params).values().find(name)->second;
        EXPECT_TRUE(params.set(algorithm.params, name, paramText(value)));
    }
    return params;
}

// Of every algorithm, whatever else was set: a curve goes through what it was moved from.
TEST(SweptParams, ThePointWhereAParameterStandsIsWhatItWasMovedFrom) {
    std::size_t moved = 0;
    for (const std::size_t events : {4U, 30U}) { // histories that are short, and that are not
        const auto data = makeTasteWorld({.users = 50, .items = 60, .eventsPerUser = events});
        for (const AlgorithmInfo& algorithm : algorithms()) {
            std::vector<std::string> settable{""};
            for (const ParamSpec& spec : algorithm.params) {
                settable.push_back(spec.name);
            }
            for (const std::string& set : settable) {
                const ParamSet from = withSet(algorithm, *data, set);
                const ParamSet stands = fittedParams(algorithm, *data, from);
                for (const ParamSpec& knob : algorithm.params) {
                    SCOPED_TRACE(algorithm.id + ": " + set + " set, " + knob.name + " moved");
                    ParamSet point = from;
                    const std::string value = paramText(stands.values().find(knob.name)->second);
                    ASSERT_TRUE(point.set(algorithm.params, knob.name, value));
                    const auto swept = sweptParams(algorithm, *data, point, from);
                    ASSERT_TRUE(swept) << swept.error().text();
                    EXPECT_EQ(*swept, stands);
                    // What training makes of it: nothing is decided anew.
                    EXPECT_EQ(fittedParams(algorithm, *data, *swept), stands);
                    ++moved;
                }
            }
        }
    }
    EXPECT_GT(moved, 1000U);
}

TEST(SweptParams, WhatIsPopularCountsAllAlongACurveOrNowhere) {
    const auto data = makeTasteWorld(); // of short histories
    struct Curve {
        const char* algorithm;
        const char* set;
        const char* knob;
        std::vector<std::string> values;
        bool popular;
    };
    for (const Curve& curve : {Curve{"als", "regularization=0.1", "alpha", {"1", "5", "40"}, true},
                               Curve{"als", "alpha=5", "regularization", {"0.1", "1"}, true},
                               Curve{"als", "alpha=5,regularization=0.1", "alpha", {"1", "5"}, false},
                               Curve{"als", "alpha=5,regularization=0.1", "factors", {"8", "16"}, false},
                               Curve{"als", "popular=3,alpha=5", "regularization", {"0.1", "1"}, true},
                               Curve{"puresvd", "scaling=1", "factors", {"2", "8"}, true},
                               Curve{"puresvd", "factors=4", "scaling", {"0.5", "1"}, true},
                               Curve{"puresvd", "factors=4,scaling=1", "scaling", {"0.5", "1"}, false}}) {
        const AlgorithmInfo& algorithm = *findAlgorithm(curve.algorithm);
        const ParamSet from = ParamSet::parse(algorithm.params, curve.set).value();
        const double stands = fittedParams(algorithm, *data, from).real("popular");
        EXPECT_EQ(stands > 0, curve.popular) << curve.set;
        for (const std::string& value : curve.values) {
            SCOPED_TRACE(std::string(curve.algorithm) + " " + curve.set + ", " + curve.knob + "=" + value);
            ParamSet point = from;
            ASSERT_TRUE(point.set(algorithm.params, curve.knob, value));
            const ParamSet swept = sweptParams(algorithm, *data, point, from).value();
            EXPECT_EQ(swept.real("popular"), stands);
            EXPECT_EQ(paramText(swept.values().find(curve.knob)->second), value);
            const auto chosen = sweptDefaults(algorithm, *data, point, from);
            EXPECT_TRUE(
                std::ranges::none_of(chosen, [&](const DataDefault& one) { return point.given(one.name); }));
        }
    }
}

} // namespace
} // namespace tastescope
