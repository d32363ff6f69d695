// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/experiment/policy_log.h"

#include "tests/support/temporary_folder.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

class PolicyLogTest : public testing::Test {
protected:
    Result<PolicyLog> read(const std::string& content, PolicyLogRequest request = {}) const {
        request.file = folder.write("log.csv", content);
        return estimateFromLog(request, {});
    }
    void expectRefused(const std::string& content, std::initializer_list<std::string> words,
                       const PolicyLogRequest& request = {}) const {
        const auto log = read(content, request);
        ASSERT_FALSE(log) << content;
        const std::string text = log.error().text();
        for (const std::string& word : words) {
            EXPECT_NE(text.find(word), std::string::npos) << word << " in: " << text;
        }
        EXPECT_FALSE(log.error().remedy.empty());
    }
    test::TemporaryFolder folder;
};

TEST_F(PolicyLogTest, WithoutATargetTheUniformPolicyIsEstimated) {
    std::string content = "item_id,position,click,propensity_score\n";
    for (int row = 0; row < 400; ++row) {
        content += fmt::format("{},{},{},0.25\n", row % 4, 1 + row % 10, row % 5 == 0 ? 1 : 0);
    }
    for (const char* target : {"", "uniform"}) {
        PolicyLogRequest request;
        if (*target != '\0') {
            request.map = {{"target", target}};
        }
        const auto log = read(content, request);
        ASSERT_TRUE(log) << log.error().text();
        EXPECT_TRUE(log->uniform);
        EXPECT_EQ(log->actions, 4U);
        EXPECT_EQ(log->estimates.verdict, PolicyVerdict::Trust);
        EXPECT_DOUBLE_EQ(log->estimates.ips.value, 0.2);
        EXPECT_DOUBLE_EQ(log->estimates.effective, 400);
        ASSERT_EQ(log->positions.size(), 10U);
        EXPECT_EQ(log->positions[0].position, "1");
        EXPECT_EQ(log->positions[9].position, "10");
        std::uint64_t rows = 0;
        for (const PositionEstimates& one : log->positions) {
            rows += one.estimates.rows;
        }
        EXPECT_EQ(rows, 400U);
    }
}

TEST_F(PolicyLogTest, RolesAreMappedAndModelsUsed) {
    PolicyLogRequest request;
    request.map = {{"reward", "r"}, {"propensity", "b"}, {"target", "4"}, {"q", "model"}, {"v", "mean"}};
    request.switches = {1};
    const auto log = read("a,r,b,e,model,mean\nx,1,.5,.25,.4,.3\ny,0,.25,.5,.2,.3\n", request);
    ASSERT_TRUE(log) << log.error().text();
    EXPECT_FALSE(log->uniform);
    EXPECT_DOUBLE_EQ(log->estimates.ips.value, 0.25);
    EXPECT_DOUBLE_EQ(log->estimates.direct.value, 0.3);
    EXPECT_DOUBLE_EQ(log->estimates.doublyRobust.value, 0.3 + (0.5 * 0.6 - 2 * 0.2) / 2);
    EXPECT_DOUBLE_EQ(log->estimates.switched.at(0).estimate.value, 0.3 + 0.5 * 0.6 / 2);
}

TEST_F(PolicyLogTest, WhatCannotBeIsNamedWithItsPlace) {
    const std::string head = "action,reward,propensity,target\na,1,.5,.5\n";
    expectRefused(head + "a,1,0,.5\n", {"line 3", "propensity", "is 0"});
    expectRefused(head + "a,1,-0.1,.5\n", {"line 3", "propensity", "-0.1"});
    expectRefused(head + "a,1,1.5,.5\n", {"line 3", "propensity", "1.5"});
    expectRefused(head + "a,1,.5,1.5\n", {"line 3", "target", "1.5"});
    expectRefused(head + "a,1,.5,-1\n", {"line 3", "target", "-1"});
    expectRefused(head + "a,,.5,.5\n", {"line 3", "reward", "empty"});
    expectRefused(head + "a,NaN,.5,.5\n", {"line 3", "reward", "NaN"});
    expectRefused(head + "a,1,inf,.5\n", {"line 3", "propensity", "inf"});
    expectRefused(head + "a,1,often,.5\n", {"line 3", "propensity", "often"});
    expectRefused("action,reward,propensity,target\n", {"no rows"});
    expectRefused("action,propensity,target\na,.5,.5\n", {"--map reward=COLUMN"});
    expectRefused("action,reward,target\na,1,.5\n", {"--map propensity=COLUMN"});
    expectRefused("x,reward,propensity\na,1,.5\n", {"--map action=COLUMN"});
    expectRefused("action,reward,propensity\na,1,.5\n,1,.5\n", {"line 3", "no action"});
    PolicyLogRequest half;
    half.map = {{"q", "reward"}, {"reward", "target"}};
    expectRefused(head, {"--map v=COLUMN"}, half);
    for (const auto& [role, column] : {std::pair("hand", "reward"), std::pair("reward", "none")}) {
        PolicyLogRequest wrong;
        wrong.map = {{role, column}};
        const auto log = read(head, wrong);
        ASSERT_FALSE(log);
        EXPECT_EQ(log.error().code, ErrorCode::InvalidArgument) << log.error().text();
    }
    PolicyLogRequest threshold;
    threshold.clips = {-1};
    EXPECT_EQ(read(head, threshold).error().code, ErrorCode::InvalidArgument);
}

TEST_F(PolicyLogTest, ATargetThatNeverDidWhatWasLoggedHasNoSupport) {
    const auto log = read("action,reward,propensity,target\na,1,.5,0\nb,0,.5,0\n");
    ASSERT_TRUE(log);
    EXPECT_EQ(log->estimates.verdict, PolicyVerdict::NoSupport);
    EXPECT_EQ(log->estimates.ips.value, 0);
}

TEST_F(PolicyLogTest, AStopIsHeard) {
    std::stop_source stop;
    stop.request_stop();
    PolicyLogRequest request;
    request.file = folder.write("l.csv", "action,reward,propensity\na,1,.5\n");
    const auto log = estimateFromLog(request, {stop.get_token()});
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
