// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/rule_store.h"

#include "engine/pipeline/rules/rule_set_json.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

class RuleStoreTest : public testing::Test {
protected:
    RuleStoreTest() {
        auto made = Project::create(folder / "p.tastescope", test::sampleData());
        EXPECT_TRUE(made) << made.error().text();
        project = std::move(*made);
    }
    static RuleSet set(const std::string& name, const std::string& rest) {
        Result<RuleSet> rules = parseRuleSet("{\"version\": 1, \"name\": \"" + name + "\"" + rest + "}");
        EXPECT_TRUE(rules) << rules.error().text();
        return *rules;
    }
    std::vector<std::string> names() const {
        std::vector<std::string> out;
        const std::vector<StoredRules> all = project->rules().all().value();
        for (const StoredRules& one : all) {
            out.push_back(one.rules.name);
        }
        return out;
    }
    test::TemporaryFolder folder;
    std::unique_ptr<Project> project;
};

// Whatever a rule set can hold.
const char* const everything =
    R"(, "list": 12, "balance": {"mmr": 0.7, "calibration": 0.2, "novelty": 0.1, "freshness": 0.3, "half_life_days": 45,
        "popularity_damping": 0.25, "attributes": {"margin": -0.5}},
       "limits": [{"attribute": "creator", "max": 2, "window": 5}, {"condition": "age_days < 30", "min_share": 0.2},
                  {"attribute": "item", "cap": 0.3}, {"attribute": "creator", "gap": 1}],
       "rules": [{"do": "pin", "item": "a \"quoted\" id", "place": 3, "soft": true},
                 {"do": "boost", "condition": "explicit == 1", "share": 0.5, "audience": "user.age < 18"},
                 {"do": "bury", "on": false, "condition": "seen_days < 7"},
                 {"do": "filter", "condition": "x is missing", "from": "2026-01-01", "until": "2026-06-30"}])";

TEST_F(RuleStoreTest, GivesBackWhatWasStored) {
    const RuleSet rules = set("Everything", everything);
    const auto stored = project->rules().put(rules, 1'700'000'000'000);
    ASSERT_TRUE(stored) << stored.error().text();
    EXPECT_EQ(stored->rules, rules);
    project = Project::open(folder / "p.tastescope", OpenMode::ReadOnly).value();
    const auto found = project->rules().find("Everything");
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_EQ(found->rules, rules);
    EXPECT_EQ(found->id, stored->id);
    EXPECT_EQ(found->changed, 1'700'000'000'000);
    EXPECT_EQ(project->rules().find("")->rules, rules); // the only one
    EXPECT_EQ(project->checkIntegrity().value(), std::vector<std::string>{});
}

TEST_F(RuleStoreTest, OneOfANameIsReplacedInItsPlace) {
    const auto first = project->rules().put(set("One", ""), noTime);
    ASSERT_TRUE(first) << first.error().text();
    ASSERT_TRUE(project->rules().put(set("Two", ""), noTime));
    const auto again = project->rules().put(set("One", ", \"list\": 7"), noTime);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(names(), (std::vector<std::string>{"One", "Two"}));
    EXPECT_EQ(project->rules().find("One")->rules.list, 7U);
    EXPECT_EQ(project->rules().find("One")->changed, noTime);
}

TEST_F(RuleStoreTest, NamesAreAskedForAndKeptApart) {
    EXPECT_EQ(project->rules().find("").error().code, ErrorCode::NotFound);
    EXPECT_EQ(project->rules().put(RuleSet(), noTime).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->rules().put(set(std::string(201, 'x'), ""), noTime).error().code,
              ErrorCode::InvalidArgument);
    const auto one = project->rules().put(set("One", ""), noTime);
    const auto two = project->rules().put(set("Two", ""), noTime);
    ASSERT_TRUE(one && two);
    const auto several = project->rules().find("");
    ASSERT_FALSE(several);
    EXPECT_NE(several.error().remedy.find("\"One\", \"Two\""), std::string::npos) << several.error().text();
    EXPECT_EQ(project->rules().rename(two->id, "One").error().code, ErrorCode::Conflict);
    EXPECT_EQ(project->rules().rename(two->id, "").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->rules().rename(999, "Three").error().code, ErrorCode::NotFound);
    ASSERT_TRUE(project->rules().rename(two->id, "Three"));
    EXPECT_EQ(names(), (std::vector<std::string>{"One", "Three"}));
    EXPECT_EQ(project->rules().find("Three")->rules.name, "Three");
    ASSERT_TRUE(project->rules().remove(one->id));
    EXPECT_EQ(names(), std::vector<std::string>{"Three"});
}

TEST_F(RuleStoreTest, SurvivesNewDataAndCopies) {
    ASSERT_TRUE(project->rules().put(set("Kept", everything), noTime));
    ASSERT_TRUE(project->replaceData(test::sampleData()));
    EXPECT_EQ(names(), std::vector<std::string>{"Kept"});
    ASSERT_TRUE(project->copyTo(folder / "copy.tastescope"));
    const auto copy = Project::open(folder / "copy.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(copy) << copy.error().text();
    EXPECT_EQ((*copy)->rules().find("")->rules, set("Kept", everything));
}

// What another program wrote there is told, and takes the others with it no more than the project.
TEST_F(RuleStoreTest, WhatIsNoRuleSetIsToldAndCanBeRemoved) {
    ASSERT_TRUE(project->rules().put(set("Good", ""), noTime));
    project.reset();
    test::runSql(folder / "p.tastescope",
                 "INSERT INTO rule_sets(name, rules) VALUES('Bad', '{\"version\": 1, \"lost\": 3}')");
    project = Project::open(folder / "p.tastescope", OpenMode::ReadWrite).value();
    const auto all = project->rules().all();
    ASSERT_TRUE(all) << all.error().text();
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ((*all)[0].problem, "");
    EXPECT_NE((*all)[1].problem.find("lost"), std::string::npos) << (*all)[1].problem;
    EXPECT_EQ(project->rules().find("Bad").error().code, ErrorCode::Corrupt);
    EXPECT_TRUE(project->rules().find("Good"));
    const auto findings = project->checkIntegrity().value();
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_NE(findings[0].find("Bad"), std::string::npos) << findings[0];
    ASSERT_TRUE(project->rules().remove((*all)[1].id));
    EXPECT_EQ(project->checkIntegrity().value(), std::vector<std::string>{});
}

} // namespace
} // namespace tastescope
