// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/training_forecast.h"

#include "engine/base/machine_speed.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace tastescope {
namespace {

TEST(MachineSpeed, IsMeasuredOnceAndWithinItsRange) {
    const double slowness = machineSlowness();
    EXPECT_GE(slowness, 1.0 / 20);
    EXPECT_LE(slowness, 20);
    EXPECT_EQ(machineSlowness(), slowness);
}

class TrainingForecast : public testing::TestWithParam<std::string> {
protected:
    const AlgorithmInfo& algorithm() const { return *findAlgorithm(GetParam()); }
    double forecast(const ParamSet& params, const std::vector<PastTraining>& past = {}) const {
        return forecastTraining(algorithm(), *m_world, params, 1, past).seconds;
    }
    double plain(const ParamSet& params) const {
        return plainForecast(algorithm(), *m_world, params, 1).seconds;
    }
    PastTraining run(double times) const { return {GetParam(), m_params, times * plain(m_params)}; }

    // Large enough that no kind is forecast to take next to nothing.
    std::shared_ptr<const Dataset> m_world =
        makeTasteWorld({.users = 2000, .items = 600, .eventsPerUser = 40, .ratings = true});
    ParamSet m_params = paramsOf(algorithm());
};

TEST_P(TrainingForecast, WithoutAnyRunGoesByTheSpeedOfTheMachine) {
    EXPECT_DOUBLE_EQ(forecast(m_params), plain(m_params) * machineSlowness());
    const AlgorithmInfo& other = algorithms()[algorithms().front().id == GetParam() ? 1 : 0];
    EXPECT_EQ(forecast(m_params, {{other.id, paramsOf(other), 1000}}), forecast(m_params));
}

TEST_P(TrainingForecast, IsMovedByTheProjectsOwnRuns) {
    const double half = 0.5 * plain(m_params);
    for (const double seconds : {half, 3.0, 1e9}) {
        if (seconds < 0.02) {
            continue; // too short to be timed
        }
        const double most = 20 * plain(m_params);
        EXPECT_NEAR(forecast(m_params, {{GetParam(), m_params, seconds}}), std::min(seconds, most),
                    1e-9 * std::min(seconds, most));
    }
}

TEST_P(TrainingForecast, CarriesWhatARunTookOverToOtherSettings) {
    for (const ParamSpec& spec : algorithm().params) {
        if (!spec.rounds) {
            continue;
        }
        ParamSet more = m_params;
        const std::int64_t rounds = 2 * m_params.integer(spec.name);
        ASSERT_TRUE(more.set(algorithm().params, spec.name, std::to_string(rounds)));
        const double times = 0.02 / plain(m_params) + 1.5;
        if (times < 20) {
            EXPECT_NEAR(forecast(more, {run(times)}) / plain(more), times, 1e-9 * times);
            EXPECT_GT(forecast(more, {run(times)}), 1.2 * times * plain(m_params));
        }
    }
}

TEST_P(TrainingForecast, CountsTheLastThreeRunsAndNoneThatCannotBe) {
    const double base = std::max(0.1, 0.02 / plain(m_params)); // long enough, and no outlier
    if (base * 8 > 20) {
        GTEST_SKIP() << "trains too quickly to be timed";
    }
    const std::vector<PastTraining> past = {run(19), run(base * 2), run(base * 4), run(base * 8)};
    EXPECT_NEAR(forecast(m_params, past) / plain(m_params), base * 4, 1e-9 * base);
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<PastTraining> odd = {run(base * 4),
                                           {GetParam(), m_params, nothing},
                                           {GetParam(), m_params, 0},
                                           {GetParam(), m_params, -1}};
    EXPECT_NEAR(forecast(m_params, odd) / plain(m_params), base * 4, 1e-9 * base);
}

std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        all.push_back(algorithm.id);
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(All, TrainingForecast, testing::ValuesIn(ids()),
                         [](const auto& kind) { return kind.param; });

} // namespace
} // namespace tastescope
