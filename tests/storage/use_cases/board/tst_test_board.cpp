// SPDX-License-Identifier: GPL-3.0-or-later
// The test board: who stands on it and why, what every model would show them, and what is kept of it.
#include "storage/use_cases/board/board_files.h"

#include "storage/project/model_store.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace tastescope {
namespace {

using TestBoardOf = test::ProjectTest;

TEST_F(TestBoardOf, HasOneOfEachKindAndNobodyTwice) {
    const auto people = boardPeople(*dataset, {});
    ASSERT_TRUE(people);
    std::set<std::uint32_t> users;
    for (const BoardPerson& person : *people) {
        EXPECT_TRUE(users.insert(person.user.value).second);
    }
    // Heavy and light, found by counting.
    std::size_t most = 0;
    std::size_t fewest = dataset->itemCount() + 1;
    for (std::size_t user = 0; user < dataset->userCount(); ++user) {
        const std::size_t count = dataset->matrix().countOf(UserIndex(user));
        most = std::max(most, count);
        fewest = count > 0 ? std::min(fewest, count) : fewest;
    }
    ASSERT_GE(people->size(), 3U);
    EXPECT_EQ(people->at(0).kind, PersonKind::Heavy);
    EXPECT_EQ(dataset->matrix().countOf(people->at(0).user), most);
    EXPECT_EQ(people->at(1).kind, PersonKind::Light);
    EXPECT_EQ(dataset->matrix().countOf(people->at(1).user), fewest);
    // The contrarian's items are rarer than those of any who are not taken.
    std::vector<std::size_t> haves(dataset->itemCount(), 0);
    for (std::size_t user = 0; user < dataset->userCount(); ++user) {
        for (const ItemIndex item : dataset->matrix().itemsOf(UserIndex(user))) {
            ++haves[item.value];
        }
    }
    const auto rarity = [&](UserIndex user) -> std::optional<double> {
        const auto items = dataset->matrix().itemsOf(user);
        if (items.size() < 5) {
            return {};
        }
        double sum = 0;
        for (const ItemIndex item : items) {
            sum += std::log(static_cast<double>(haves[item.value]));
        }
        return sum / static_cast<double>(items.size());
    };
    const BoardPerson contrarian = people->back();
    ASSERT_EQ(contrarian.kind, PersonKind::Contrarian);
    for (std::size_t user = 0; user < dataset->userCount(); ++user) {
        const auto other = rarity(UserIndex(user));
        if (other && !users.contains(static_cast<std::uint32_t>(user))) {
            EXPECT_LE(*rarity(contrarian.user), *other);
        }
    }
}

TEST_F(TestBoardOf, PutsPinnedPeopleFirstAndPassesOverStrangers) {
    const std::string first(dataset->users().at(9));
    const std::string second(dataset->users().at(3));
    const auto people = boardPeople(*dataset, std::vector<std::string>{first, "nobody", second, first});
    ASSERT_TRUE(people);
    EXPECT_EQ(people->at(0), (BoardPerson{UserIndex(std::size_t{9}), PersonKind::Pinned}));
    EXPECT_EQ(people->at(1), (BoardPerson{UserIndex(std::size_t{3}), PersonKind::Pinned}));
    EXPECT_EQ(people->at(2).kind, PersonKind::Heavy);
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(boardPeople(*dataset, {}, context).error().code, ErrorCode::Cancelled);
}

TEST_F(TestBoardOf, ShowsWhatTheDoorGivesAndChecksEachForItself) {
    ASSERT_TRUE(trainModel(*project, *dataset, {"popularity", {}, "Pop", 42}));
    ASSERT_TRUE(trainModel(*project, *dataset, {"item_knn", {}, "Near", 42}));
    BoardPlan plan;
    plan.people = {std::string(dataset->users().at(9))};
    Expectation good;
    good.user = plan.people[0];
    good.model = "Pop";
    good.places = 1;
    const auto pop = loadModel(*project, project->models().find("Pop").value(), *dataset).value();
    const RankedList best = recommend(*pop, UserRow{dataset.get(), UserIndex(std::size_t{9})}, {5}).value();
    good.item = dataset->items().at(best[0].item.value);
    Expectation bad = good;
    bad.absent = true;
    Expectation gone = good;
    gone.model = "no such model";
    plan.expectations = {good, bad, gone};
    const auto board = makeBoard(*project, dataset, plan, 5);
    ASSERT_TRUE(board) << board.error().text();
    ASSERT_EQ(board->models.size(), 2U);
    EXPECT_EQ(board->models[0].lists.size(), board->people.size());
    EXPECT_EQ(board->models[0].lists[0], best);
    ASSERT_EQ(board->checked.size(), 3U);
    EXPECT_TRUE(board->checked[0].ok);
    EXPECT_FALSE(board->checked[1].ok);
    EXPECT_FALSE(board->checked[2].ok);
    EXPECT_FALSE(board->checked[2].seen.empty());
}

TEST_F(TestBoardOf, WhatIsExpectedOfAModelFollowsItsName) {
    ASSERT_TRUE(trainModel(*project, *dataset, {"popularity", {}, "Pop", 42}));
    ASSERT_TRUE(trainModel(*project, *dataset, {"item_knn", {}, "Near", 42}));
    BoardPlan plan;
    for (const char* model : {"Pop", "Near", "", "Pop", "gone"}) {
        Expectation one;
        one.user = dataset->users().at(0);
        one.item = dataset->items().at(0);
        one.model = model;
        plan.expectations.push_back(one);
    }
    ASSERT_TRUE(keepBoard(*project, plan));
    const auto names = [&] {
        std::vector<std::string> all;
        const auto kept = keptBoard(*project);
        for (const Expectation& one : kept->expectations) {
            all.push_back(one.model);
        }
        return all;
    };
    const std::int64_t id = project->models().find("Pop")->id;
    ASSERT_TRUE(renameModel(*project, id, "Hits"));
    EXPECT_EQ(names(), (std::vector<std::string>{"Hits", "Near", "", "Hits", "gone"}));
    EXPECT_EQ(project->models().find("Hits")->id, id);
    EXPECT_EQ(renameModel(*project, id, "Near").error().code, ErrorCode::Conflict);
    EXPECT_EQ(renameModel(*project, 77, "Other").error().code, ErrorCode::NotFound);
    EXPECT_EQ(names(), (std::vector<std::string>{"Hits", "Near", "", "Hits", "gone"}));
    ASSERT_TRUE(renameModel(*project, id, "Pop"));
    EXPECT_EQ(names(), (std::vector<std::string>{"Pop", "Near", "", "Pop", "gone"}));
}

TEST_F(TestBoardOf, IsKeptAsAFileOfTheCommand) {
    EXPECT_TRUE(keptBoard(*project)->expectations.empty());
    BoardPlan plan;
    plan.people = {"a \"b\"", "7"};
    EXPECT_EQ(readBoardPlan(boardJson(plan))->people, plan.people); // nothing expected yet
    Expectation some;
    some.user = "u1";
    some.condition = "category == 'x'";
    some.atLeast = 2;
    some.places = 9;
    some.model = "Pop";
    some.text = "two of them";
    plan.expectations = {some};
    ASSERT_TRUE(keepBoard(*project, plan));
    const auto kept = keptBoard(*project);
    ASSERT_TRUE(kept) << kept.error().text();
    EXPECT_EQ(kept->people, plan.people);
    EXPECT_EQ(boardJson(*kept), boardJson(plan));
    const auto asFile = readBoard(boardJson(plan));
    ASSERT_TRUE(asFile) << asFile.error().text();
    EXPECT_EQ(asFile->front().condition, some.condition);
    EXPECT_EQ(readBoardPlan("[1]").error().code, ErrorCode::BadInput);
}

TEST_F(TestBoardOf, GoesToAFileAndBackAndSaysWhatIsWrongInOne) {
    BoardPlan plan;
    plan.people = {"196", "a,\"b\""};
    Expectation some;
    some.user = "u1";
    some.item = "7";
    some.absent = true;
    some.model = "Pop";
    plan.expectations = {some};
    const auto file = folder / "board.json";
    ASSERT_TRUE(writeBoardFile(file, plan));
    const auto back = readBoardFile(file);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(boardJson(*back), boardJson(plan));
    EXPECT_TRUE(readBoard(readBoardText(file, {}).value())); // as the command has it

    const auto read = [&](std::string_view text) {
        folder.write("board.json", text);
        return readBoardFile(file);
    };
    // Ids as people write them; a board of pinned people alone.
    EXPECT_EQ(read(R"({"people": [196], "expectations": []})")->people, std::vector<std::string>{"196"});
    for (const std::string_view wrong :
         {"", "[]", "{}", R"({"expectations": [], "extra": 1})", R"({"version": 2, "expectations": []})",
          R"({"people": [""], "expectations": []})", R"({"people": [1.5], "expectations": []})",
          R"({"expectations": [{"user": "1", "item": "2"}]})"}) {
        const auto plan2 = read(wrong);
        ASSERT_FALSE(plan2) << wrong;
        EXPECT_EQ(plan2.error().code, ErrorCode::BadInput) << wrong;
        EXPECT_NE(plan2.error().context.find("board.json"), std::string::npos) << wrong;
    }
    EXPECT_FALSE(readBoardFile(folder / "none.json"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(readBoardFile(file, stop.get_token()).error().code, ErrorCode::Cancelled);
}

TEST_F(TestBoardOf, WhatWasFoundIsATableThatASpreadsheetMayOpen) {
    const auto file = folder / "found.csv";
    ASSERT_TRUE(writeCheckedBoard(file, {{"=1+1", true, "rank 1"}, {"b", false, "1, 2"}}));
    EXPECT_EQ(readBoardText(file, {}).value(),
              "expectation,holds,seen\r\n\"'=1+1\",yes,rank 1\r\nb,no,\"1, 2\"\r\n");
    ASSERT_TRUE(writeCheckedBoard(file, {}));
    EXPECT_EQ(readBoardText(file, {}).value(), "expectation,holds,seen\r\n");
}

} // namespace
} // namespace tastescope
