// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/outside/outside_kind.h"

#include "storage/use_cases/evaluation_lists.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <string>

namespace tastescope {
namespace {

class OutsideKindTest : public test::ProjectTest {
protected:
    std::vector<OutsideKind> kindsOf(const std::string& text) {
        const auto kinds = outsideKinds(folder.write("given.csv", text));
        EXPECT_TRUE(kinds) << text << kinds.error().text();
        return kinds ? *kinds : std::vector<OutsideKind>();
    }
    std::string check(const std::string& text, OutsideKind kind) {
        const auto checked = checkNumbers(folder.write("given.csv", text), kind, *dataset);
        return checked ? std::string() : checked.error().text();
    }
};

TEST_F(OutsideKindTest, FollowsFromTheHeaderWhereItTells) {
    using enum OutsideKind;
    const std::vector<OutsideKind> lists{Lists};
    const std::vector<OutsideKind> predictions{Predictions};
    EXPECT_EQ(kindsOf("user,item\nu1,i1\nu1,i2\nu2,i1\n"), lists);
    EXPECT_EQ(kindsOf("user,item,rank\nu1,i1,1\nu1,i2,2\nu2,i1,1\n"), lists);
    EXPECT_EQ(kindsOf("user,item,score,rank\nu1,i1,.5,1\nu1,i2,.4,2\nu2,i1,.3,1\n"), lists);
    EXPECT_EQ(kindsOf("user,item,prediction\nu1,i1,3.5\nu1,i2,4\nu2,i1,2\n"), predictions);
    EXPECT_EQ(kindsOf("user,item,Predicted_Rating\nu1,i1,3.5\nu1,i2,4\nu2,i1,2\n"), predictions);
    EXPECT_EQ(kindsOf("user,item,est\nu1,i1,3.5\nu1,i2,4\nu2,i1,2\n"), predictions);
}

TEST_F(OutsideKindTest, WhatWasPredictedIsReadAndNotTheTruthBesideIt) {
    for (const char* name : {"prediction", "Predicted", "predicted_rating", "est"}) {
        const std::string text = std::string("user,item,rating,") + name + "\nu1,i1,5,1.5\nu1,i2,4,2.5\n";
        EXPECT_EQ(kindsOf(text), std::vector{OutsideKind::Predictions}) << name;
        const auto read = readNumbers({folder.path() / "given.csv"}, NumberKind::Predictions, {}, {});
        ASSERT_TRUE(read) << name << read.error().text();
        ASSERT_EQ(read->front().rows.size(), 2U);
        EXPECT_EQ(read->front().rows[0].number, 1.5) << name;
        EXPECT_EQ(read->front().rows[1].number, 2.5) << name;
    }
}

TEST_F(OutsideKindTest, IsLeftOpenWhereTheHeaderDoesNotTell) {
    using enum OutsideKind;
    EXPECT_EQ(kindsOf("user,item,score\nu1,i1,3.5\nu1,i2,4\nu2,i1,2\n"), (std::vector{Lists, Scores}));
    EXPECT_EQ(kindsOf("user,item,rating\nu1,i1,3\nu1,i2,4\nu2,i1,2\n"),
              (std::vector{Predictions, Scores, Lists}));
    EXPECT_EQ(kindsOf("user,item,weight\nu1,i1,3.5\nu1,i2,4\nu2,i1,2\n").size(), 3U);
}

TEST_F(OutsideKindTest, WrongNumbersAreToldWithTheirLine) {
    const std::string user(dataset->users().at(0));
    const std::string item(dataset->items().at(0));
    const std::string row = user + "," + item + ",";
    for (const OutsideKind kind : {OutsideKind::Scores, OutsideKind::Predictions}) {
        const std::string header =
            kind == OutsideKind::Scores ? "user,item,score\n" : "user,item,prediction\n";
        EXPECT_EQ(check(header + row + "4\n", kind), "");
        EXPECT_NE(check(header + row + "4\n" + row + "high\n", kind).find("line 3"), std::string::npos);
        EXPECT_NE(check(header + "nobody," + item + ",4\n", kind).find("None of the users"),
                  std::string::npos);
        EXPECT_NE(check(header + user + ",nothing,4\n", kind).find("None of the items"), std::string::npos);
    }
    EXPECT_EQ(checkNumbers(folder.path() / "none.csv", OutsideKind::Scores, *dataset).error().code,
              ErrorCode::NotFound);
}

} // namespace
} // namespace tastescope
