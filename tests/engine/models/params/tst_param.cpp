// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/params/param.h"

#include <gtest/gtest.h>

#include <array>

namespace tastescope {
namespace {

const std::vector<ParamSpec>& specs() {
    static const std::vector<ParamSpec> all{
        {.name = "factors",
         .title = "Factors",
         .type = ParamType::Integer,
         .standard = std::int64_t{64},
         .low = 1,
         .high = 512},
        {.name = "alpha", .title = "Alpha", .type = ParamType::Real, .standard = 0.1, .low = 0, .high = 40},
        {.name = "skips", .title = "Skips", .type = ParamType::Flag, .standard = true},
        {.name = "solver",
         .title = "Solver",
         .type = ParamType::Choice,
         .standard = std::string("cg"),
         .choices = {"cg", "cholesky"}},
    };
    return all;
}

TEST(Param, StartsAtTheDefaults) {
    const ParamSet params(specs());
    EXPECT_EQ(params.integer("factors"), 64);
    EXPECT_EQ(params.real("alpha"), 0.1);
    EXPECT_TRUE(params.flag("skips"));
    EXPECT_EQ(params.choice("solver"), "cg");
    EXPECT_EQ(params.text(), "alpha=0.1,factors=64,skips=true,solver=cg");
    EXPECT_EQ(params.textOfChanges(specs()), "");
}

TEST(Param, TakesWhatIsAllowed) {
    const std::array<std::pair<std::string, std::string>, 5> changes{
        {{"factors", "1"}, {"alpha", "1e-3"}, {"skips", "off"}, {"solver", "cholesky"}, {"factors", "512"}}};
    const Result<ParamSet> params = makeParams(specs(), changes);
    ASSERT_TRUE(params) << params.error().text();
    EXPECT_EQ(params->integer("factors"), 512);
    EXPECT_EQ(params->real("alpha"), 0.001);
    EXPECT_FALSE(params->flag("skips"));
    EXPECT_EQ(params->choice("solver"), "cholesky");
    EXPECT_EQ(params->textOfChanges(specs()), "alpha=0.001,factors=512,skips=false,solver=cholesky");
}

TEST(Param, TextBringsTheSameValuesBack) {
    ParamSet params(specs());
    ASSERT_TRUE(params.set(specs(), "alpha", "0.30000000000000004"));
    EXPECT_EQ(ParamSet::parse(specs(), params.text()).value(), params);
    EXPECT_EQ(ParamSet::parse(specs(), params.textOfChanges(specs())).value(), params);
    EXPECT_EQ(ParamSet::parse(specs(), "").value(), ParamSet(specs()));
}

TEST(Param, SaysWhichPartOfATextIsWrong) {
    for (const auto& [text, says] : {std::pair("factors=8,alpha", "\"alpha\""),
                                     {"factors=8,beta=1", "\"beta\""},
                                     {"factors=8,alpha=x", "0 to 40"},
                                     {"factors=8,", "name=value"}}) {
        const Result<ParamSet> params = ParamSet::parse(specs(), text);
        ASSERT_FALSE(params) << text;
        EXPECT_EQ(params.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(params.error().text().find(says), std::string::npos) << params.error().text();
    }
}

TEST(Param, RefusesWithTheAllowedRange) {
    struct Case {
        const char* name;
        const char* text;
        const char* says;
    };
    const std::array<Case, 16> cases{{{"factors", "0", "1 to 512"},
                                      {"factors", "513", "1 to 512"},
                                      {"factors", "3.5", "whole number"},
                                      {"factors", "", "whole number"},
                                      {"factors", "99999999999999999999", "1 to 512"},
                                      {"factors", "6 4", "whole number"},
                                      {"alpha", "nan", "0 to 40"},
                                      {"alpha", "inf", "0 to 40"},
                                      {"alpha", "-0.1", "0 to 40"},
                                      {"alpha", "0,5", "0 to 40"},
                                      {"alpha", "+", "0 to 40"},
                                      {"skips", "maybe", "true or false"},
                                      {"solver", "CG", "cg, cholesky"},
                                      {"solver", "", "cg, cholesky"},
                                      {"Factors", "3", "It takes: factors, alpha, skips, solver"},
                                      {"", "3", "It takes: factors"}}};
    for (const Case& wrong : cases) {
        ParamSet params(specs());
        const Result<void> done = params.set(specs(), wrong.name, wrong.text);
        ASSERT_FALSE(done) << wrong.name << '=' << wrong.text;
        EXPECT_EQ(done.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(done.error().text().find(wrong.says), std::string::npos) << done.error().text();
        EXPECT_EQ(params, ParamSet(specs()));
    }
}

} // namespace
} // namespace tastescope
