// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/board/board.h"

#include "engine/ranking/recommend.h"
#include "storage/project/model_store.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

class Board : public test::ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        ASSERT_TRUE(trainModel(*project, *dataset, {"popularity", {}, "Pop", 42}));
    }
    RankedList listOf(const char* user, const char* name = "Pop") {
        const auto stored = project->models().find(name).value();
        const auto model = loadModel(*project, stored, *dataset).value();
        return recommend(*model, UserRow{dataset.get(), UserIndex(*dataset->users().find(user))}, {1000})
            .value();
    }
    std::string idAt(const RankedList& list, std::size_t rank) {
        return std::string(dataset->items().at(list[rank - 1].item.value));
    }
    std::vector<CheckedExpectation> check(const std::string& expectations) {
        const auto board = readBoard(R"({"version":1,"expectations":[)" + expectations + "]}");
        EXPECT_TRUE(board) << board.error().text();
        const auto checked = checkBoard(*project, dataset, *board);
        EXPECT_TRUE(checked) << checked.error().text();
        return checked ? *checked : std::vector<CheckedExpectation>();
    }
};

TEST_F(Board, AnItemIsExpectedAtItsRankAndNotAbove) {
    for (const char* user : {"u1", "u7", "u20"}) {
        const RankedList list = listOf(user);
        ASSERT_GT(list.size(), 6U);
        for (std::size_t rank = 1; rank <= 6; ++rank) {
            for (std::size_t places = 1; places <= 7; ++places) {
                const auto checked = check(fmt::format(R"({{"user":"{0}","item":"{1}","within":{2}}},)"
                                                       R"({{"user":"{0}","item":"{1}","not_within":{2}}})",
                                                       user, idAt(list, rank), places));
                ASSERT_EQ(checked.size(), 2U);
                EXPECT_EQ(checked[0].ok, rank <= places);
                EXPECT_EQ(checked[1].ok, rank > places);
                EXPECT_EQ(checked[0].seen, fmt::format("rank {}", rank));
            }
        }
        const auto past = dataset->matrix().itemsOf(UserIndex(*dataset->users().find(user)));
        const auto seen = check(fmt::format(R"({{"user":"{}","item":"{}","within":5}})", user,
                                            dataset->items().at(past[0].value)));
        EXPECT_FALSE(seen[0].ok);
        EXPECT_EQ(seen[0].seen, "seen before, so never listed");
    }
}

TEST_F(Board, AConditionCountsTheItemsOfTheList) {
    const RankedList list = listOf("u3");
    const std::string condition =
        fmt::format("item in ('{}', '{}', '{}')", idAt(list, 2), idAt(list, 4), idAt(list, 9));
    for (std::size_t places = 1; places <= 10; ++places) {
        const std::size_t there = (places >= 2) + (places >= 4) + (places >= 9);
        for (std::size_t least = 1; least <= std::min<std::size_t>(places, 4); ++least) {
            const auto checked = check(fmt::format(
                R"({{"user":"u3","condition":"{}","within":{},"at_least":{}}})", condition, places, least));
            EXPECT_EQ(checked[0].ok, there >= least) << places << " " << least;
        }
        const auto none =
            check(fmt::format(R"({{"user":"u3","condition":"{}","not_within":{}}})", condition, places));
        EXPECT_EQ(none[0].ok, there == 0);
    }
    const auto seen =
        check(fmt::format(R"({{"user":"u3","condition":"{}","within":10,"model":"Pop"}})", condition));
    EXPECT_EQ(seen[0].seen, "3 of the first 10: rank 2, 4, 9");
    EXPECT_EQ(seen[0].text, fmt::format("user u3 sees an item with {} in the top 10 of Pop", condition));
}

TEST_F(Board, TheModelIsTheNamedOneOrTheOnlyOne) {
    ASSERT_TRUE(trainModel(*project, *dataset, {"item_knn", {}, "Near", 42}));
    const std::string top = idAt(listOf("u5", "Near"), 1);
    const auto board = readBoard(fmt::format(
        R"({{"model":"Near","expectations":[{{"user":"u5","item":"{}","within":1,"text":"mine"}}]}})", top));
    const auto checked = checkBoard(*project, dataset, *board).value();
    EXPECT_TRUE(checked[0].ok);
    EXPECT_EQ(checked[0].text, "mine");
    const auto unnamed = readBoard(R"({"expectations":[{"user":"u5","item":"i1","within":1}]})");
    const auto refused = checkBoard(*project, dataset, *unnamed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().context, "expectations[0].model");
}

TEST_F(Board, WhatIsWrongIsNamedByItsPath) {
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"expectations":[]})", "expectations"},
        {R"({"version":2,"expectations":[]})", "version"},
        {R"({"expectation":[]})", "expectation"},
        {R"({"expectations":[{"item":"i1","within":3}]})", "expectations[0]"},
        {R"({"expectations":[{"user":"u1","within":3}]})", "expectations[0]"},
        {R"({"expectations":[{"user":"u1","item":"i1"}]})", "expectations[0]"},
        {R"({"expectations":[{"user":"u1","item":"i1","condition":"item == 'x'","within":3}]})",
         "expectations[0]"},
        {R"({"expectations":[{"user":"u1","item":"i1","within":3,"not_within":3}]})", "expectations[0]"},
        {R"({"expectations":[{"user":"u1","item":"i1","within":0}]})", "expectations[0].within"},
        {R"({"expectations":[{"user":"u1","item":"i1","within":"3"}]})", "expectations[0].within"},
        {R"({"expectations":[{"user":true,"item":"i1","within":3}]})", "expectations[0].user"},
        {R"({"expectations":[{"user":"u1","item":"i1","within":3,"at_least":2}]})",
         "expectations[0].at_least"},
        {R"({"expectations":[{"user":"u1","item":"i1","within":3},{"user":"u1","itm":"i1"}]})",
         "expectations[1].itm"},
        {R"({"expectations":[{"user":"u1","condition":"item == ","within":3}]})",
         "expectations[0].condition"},
        {R"({"expectations":[{"user":"nobody","item":"i1","within":3}]})", "expectations[0].user"},
        {R"({"expectations":[{"user":"u1","item":"nothing","within":3}]})", "expectations[0].item"},
        {R"({"expectations":[{"user":"u1","item":"i1","within":3,"model":"X"}]})", "expectations[0].model"},
        {R"({"expectations":[{"user":"u1","condition":"no_such_name == 1","within":3}]})",
         "expectations[0].condition"}};
    for (const auto& [text, path] : wrong) {
        const auto board = readBoard(text);
        const Result<std::vector<CheckedExpectation>> checked =
            board ? checkBoard(*project, dataset, *board) : board.error();
        ASSERT_FALSE(checked) << text;
        EXPECT_EQ(checked.error().code, ErrorCode::BadInput) << text;
        EXPECT_EQ(checked.error().context, path) << text << checked.error().text();
        EXPECT_FALSE(checked.error().remedy.empty()) << text;
    }
}

} // namespace
} // namespace tastescope
