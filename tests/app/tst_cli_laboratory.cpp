// SPDX-License-Identifier: GPL-3.0-or-later
// The test board and the protocols side by side, as scripts call them: exit codes, and the keys of the
// contract.
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

bool holds(const Answer& answer, const std::string& pointer) {
    bool ok = false;
    EXPECT_EQ(answer.at(pointer).get(ok), simdjson::SUCCESS) << pointer;
    return ok;
}

/// Ten people have had "hit", five "second", everybody "old"; ann has had "old" alone.
class CliBoard : public ::testing::Test {
protected:
    void SetUp() override {
        std::string events = "user,item\nann,old\n";
        for (int person = 0; person < 10; ++person) {
            const std::string id = "p" + std::to_string(person);
            events += id + ",old\n" + id + ",hit\n" + (person < 5 ? id + ",second\n" : "");
        }
        folder.write("events.csv", events);
        const Finished made = runCommand(folder, {"import", "p.tastescope", "events.csv"});
        ASSERT_EQ(made.code, 0) << made.err;
        const Finished trained =
            runCommand(folder, {"train", "p.tastescope", "--model", "popularity", "--name", "Pop"});
        ASSERT_EQ(trained.code, 0) << trained.err;
    }
    Finished board(const std::string& expectations, bool json) {
        folder.write("b.json", R"({"version": 1, "model": "Pop", "expectations": [)" + expectations + "]}");
        std::vector<std::string> arguments{"board", "p.tastescope", "b.json"};
        if (json) {
            arguments.emplace_back("--json");
        }
        return runCommand(folder, arguments);
    }
    TemporaryFolder folder;
};

TEST_F(CliBoard, EndsWithZeroWhenAllHolds) {
    const std::string all = R"json({"user": "ann", "item": "hit", "within": 1, "text": "the hit first"},
        {"user": "ann", "condition": "item in ('hit', 'second')", "within": 2, "at_least": 2},
        {"user": "ann", "item": "second", "not_within": 1})json";
    const Finished json = board(all, true);
    ASSERT_EQ(json.code, 0) << json.err;
    EXPECT_EQ(json.err, "");
    const Answer answer(json.out);
    ASSERT_TRUE(answer.valid()) << json.out;
    ASSERT_EQ(answer.size("/expectations"), 3U);
    for (const char* place : {"/expectations/0", "/expectations/1", "/expectations/2"}) {
        EXPECT_TRUE(holds(answer, std::string(place) + "/ok")) << place;
        EXPECT_FALSE(answer.text(std::string(place) + "/text").empty()) << place;
    }
    EXPECT_EQ(answer.text("/expectations/0/text"), "the hit first");
    EXPECT_EQ(answer.text("/expectations/0/seen"), "rank 1");
    EXPECT_EQ(answer.text("/expectations/2/seen"), "rank 2");
    const Finished words = board(all, false);
    EXPECT_EQ(words.code, 0) << words.err;
    EXPECT_NE(words.out.find("the hit first"), std::string::npos) << words.out;
    EXPECT_EQ(words.out.find("FAILED"), std::string::npos) << words.out;
}

TEST_F(CliBoard, EndsWithOneWhenOneFailsAndSaysWhatWasSeen) {
    const std::string one = R"({"user": "ann", "item": "hit", "within": 1},
        {"user": "ann", "item": "second", "within": 1, "text": "the second first"})";
    const Finished json = board(one, true);
    EXPECT_EQ(json.code, 1);
    EXPECT_NE(json.err.find("1 of 2 expectations failed"), std::string::npos) << json.err;
    const Answer answer(json.out); // one object, of what was checked
    ASSERT_TRUE(answer.valid()) << json.out;
    ASSERT_EQ(answer.size("/expectations"), 2U);
    EXPECT_TRUE(holds(answer, "/expectations/0/ok"));
    EXPECT_FALSE(holds(answer, "/expectations/1/ok"));
    EXPECT_EQ(answer.text("/expectations/1/text"), "the second first");
    EXPECT_EQ(answer.text("/expectations/1/seen"), "rank 2");
    const Finished words = board(one, false);
    EXPECT_EQ(words.code, 1);
    EXPECT_NE(words.out.find("FAILED"), std::string::npos) << words.out;
    EXPECT_NE(words.out.find("rank 2"), std::string::npos) << words.out;
}

TEST(CliSideBySide, ShowsTheFourProtocolsByThemselves) {
    const TemporaryFolder folder;
    ASSERT_NO_FATAL_FAILURE(test::makeDemo(folder, 60, 80, 2500));
    const std::vector<std::string> asked{"evaluate",  "d.tastescope", "--model",       "popularity",
                                         "--metrics", "ndcg,recall",  "--side-by-side"};
    std::vector<std::string> asJson = asked;
    asJson.emplace_back("--json");
    const Finished json = runCommand(folder, asJson);
    ASSERT_EQ(json.code, 0) << json.err;
    const Answer answer(json.out);
    ASSERT_TRUE(answer.valid()) << json.out;
    const std::vector<std::string> ids{"random", "per-user", "leave-last-out", "time"};
    ASSERT_EQ(answer.size("/protocols"), ids.size());
    for (std::size_t at = 0; at < ids.size(); ++at) {
        const std::string place = "/protocols/" + std::to_string(at);
        EXPECT_EQ(answer.text(place + "/protocol").substr(0, ids[at].size()), ids[at]);
        EXPECT_EQ(answer.text(place + "/models/0/model"), "popularity");
        // Each is what that protocol gives alone.
        const Finished alone =
            runCommand(folder, {"evaluate", "d.tastescope", "--model", "popularity", "--metrics",
                                "ndcg,recall", "--protocol", ids[at], "--json"});
        ASSERT_EQ(alone.code, 0) << alone.err;
        const Answer own(alone.out);
        EXPECT_EQ(answer.text(place + "/protocol"), own.text("/protocol"));
        EXPECT_EQ(answer.number(place + "/users"), own.number("/users"));
        for (const char* key : {"ndcg@10", "recall@10"}) {
            for (const char* number : {"value", "low", "high"}) {
                const std::string of = std::string("/models/0/metrics/") + key + "/" + number;
                EXPECT_DOUBLE_EQ(answer.number(place + of), own.number(of)) << ids[at] << of;
            }
        }
    }
    const Finished words = runCommand(folder, asked);
    ASSERT_EQ(words.code, 0) << words.err;
    // The heading of the table names the four in their order.
    std::size_t from = words.out.find("random, 20 % test");
    ASSERT_NE(from, std::string::npos) << words.out;
    for (const char* title : {"per-user, 20 % test", "leave-last-out", "time, 20 % test"}) {
        const std::size_t next = words.out.find(title, from);
        ASSERT_NE(next, std::string::npos) << title << words.out;
        EXPECT_LT(next, words.out.find('\n', from)) << title;
        from = next;
    }
    EXPECT_NE(words.out.find("recall@10", from), std::string::npos) << words.out;
}

TEST(CliSideBySide, WithoutTimesThereAreTwo) {
    const TemporaryFolder folder;
    std::string events = "user,item\n";
    for (int person = 0; person < 20; ++person) {
        for (int item = 0; item < 12; ++item) {
            if ((person * 5 + item * 3) % 4 != 0) {
                events += "p" + std::to_string(person) + ",i" + std::to_string(item) + "\n";
            }
        }
    }
    folder.write("events.csv", events);
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "events.csv"}).code, 0);
    const Finished json = runCommand(folder, {"evaluate", "p.tastescope", "--model", "popularity",
                                              "--metrics", "ndcg", "--side-by-side", "--json"});
    ASSERT_EQ(json.code, 0) << json.err;
    EXPECT_EQ(Answer(json.out).size("/protocols"), 2U);
    folder.write("half.csv", events);
    const Finished files = runCommand(folder, {"evaluate", "p.tastescope", "--model", "popularity", "--train",
                                               "half.csv", "--test", "half.csv", "--side-by-side"});
    EXPECT_EQ(files.code, 2) << files.err;
}

} // namespace
} // namespace tastescope
