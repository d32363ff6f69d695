// SPDX-License-Identifier: GPL-3.0-or-later
// A forecast grows with what there is to do, and the runs of before put it right.
#include "engine/simulation/run_forecast.h"

#include "engine/base/machine_speed.h"
#include "tests/engine/simulation/simulation_world.h"

namespace tastescope {
namespace {

double plain(std::size_t rounds, std::size_t repeats, std::size_t people, std::vector<PolicySpec> policies,
             std::size_t retrain = 5) {
    const Dataset& data = *test::smallWorld().data;
    SimulationOptions options = test::optionsOf(data, std::move(policies));
    options.rounds = rounds;
    options.repeats = repeats;
    options.retrain = retrain;
    return plainRunForecast(data, options, people, false, 1);
}

TEST(RunForecast, GrowsWithWhatThereIsToDo) {
    const std::vector<PolicySpec> als{test::policyOf("als")};
    const double base = plain(20, 2, 100, als);
    EXPECT_GT(base, 0);
    EXPECT_GT(plain(40, 2, 100, als), base);
    EXPECT_GT(plain(20, 4, 100, als), base);
    EXPECT_GT(plain(20, 2, 200, als), base);
    EXPECT_GT(plain(20, 2, 100, {test::policyOf("als"), test::policyOf("random")}), base);
    EXPECT_GT(plain(20, 2, 100, als, 1), base) << "a training in every round";
    EXPECT_LT(plain(20, 2, 100, als, 0), base) << "none";
    SimulationOptions nothing;
    EXPECT_GE(plainRunForecast(*test::smallWorld().data, nothing, 0, true, 0), 0);
}

TEST(RunForecast, TheLastThreeRunsPutItRight) {
    EXPECT_DOUBLE_EQ(forecastRun(2, {}), 2 * machineSlowness());
    const std::vector<PastRun> runs{{1, 19}, {1, 2}, {1, 4}, {1, 8}};
    EXPECT_NEAR(forecastRun(3, runs), 3 * 4, 1e-9) << "the first is too long ago";
    EXPECT_NEAR(forecastRun(3, std::vector<PastRun>{{1, 1'000}}), 60, 1e-9) << "within 20 times";
    EXPECT_DOUBLE_EQ(forecastRun(3, std::vector<PastRun>{{1, 0.001}, {0, 5}}), 3 * machineSlowness())
        << "too short to be timed, and of no forecast";
}

} // namespace
} // namespace tastescope
