// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/rule_set_json.h"

#include "engine/base/random.h"
#include "engine/pipeline/rules/day.h"

#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view example = R"({"version": 1, "list": 30,
 "balance": {"mmr": 0.7, "dpp": 0, "calibration": 0.2, "novelty": 0.1, "freshness": 0.1, "half_life_days": 90, "popularity_damping": 0.2},
 "limits": [{"attribute": "creator", "max": 2}, {"attribute": "creator", "gap": 1}, {"condition": "creator_size == 'small'", "min_share": 0.2}],
 "rules": [{"do": "pin", "item": "4711", "place": 3}, {"do": "boost", "condition": "age_days < 30", "by": 0.1}, {"do": "bury", "condition": "seen_days < 7"}, {"do": "filter", "condition": "explicit == 1", "audience": "user.age < 18", "from": "2026-01-01", "until": "2026-06-30"}]})";

TEST(RuleSetJson, ReadsTheExample) {
    const Result<RuleSet> read = parseRuleSet(example);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->list, 30U);
    EXPECT_EQ(read->balance.mmr, 0.7);
    EXPECT_EQ(read->balance.popularityDamping, 0.2);
    ASSERT_EQ(read->limits.size(), 3U);
    EXPECT_EQ(read->limits[0].max, 2U);
    EXPECT_EQ(read->limits[1].gap, 1U);
    EXPECT_EQ(read->limits[2].minShare, 0.2);
    ASSERT_EQ(read->rules.size(), 4U);
    EXPECT_EQ(read->rules[0].item, "4711");
    EXPECT_EQ(read->rules[0].place, 3U);
    EXPECT_EQ(read->rules[1].by, 0.1);
    EXPECT_EQ(read->rules[2].action, Rule::Do::Bury);
    EXPECT_EQ(read->rules[3].audience->text(), "user.age < 18");
    EXPECT_EQ(*read->rules[3].from, *timeOfDay("2026-01-01"));
    EXPECT_TRUE(read->rules[3].runsAt(*timeOfDay("2026-06-30") + millisecondsPerDay - 1));
    EXPECT_FALSE(read->rules[3].runsAt(*timeOfDay("2026-07-01")));
    EXPECT_FALSE(read->rules[3].runsAt(*timeOfDay("2026-01-01") - 1));
}

TEST(RuleSetJson, NothingIsOff) {
    for (const char* text : {"{}", R"({"version": 1})", R"({"limits": [], "rules": [], "balance": {}})"}) {
        const Result<RuleSet> read = parseRuleSet(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(*read, RuleSet{}) << text;
    }
}

/// Everything that there is comes back as it was.
TEST(RuleSetJson, RoundTrip) {
    for (
        const char* text :
        {"{}", example.data(),
         R"({"name": "A \"name\" with \\ and \u0001 and é", "list": 1, "balance": {"dpp": 0.123456789012345, "attributes": {"margin": -0.25, "the \"price\"": 1}},
              "limits": [{"attribute": "categories", "max": 3, "window": 10, "gap": 2}, {"attribute": "item", "cap": 0.05}, {"condition": "item == \"x\"", "max": 1, "min_share": 0}],
              "rules": [{"do": "pin", "item": 12, "place": 1, "soft": true, "on": false}, {"do": "boost", "item": "x", "share": 0.5}]})",
         R"({"balance": {"shares": {"relevance": 100}}})",
         R"({"balance": {"half_life_days": 30, "mmr": 1, "novelty": 0, "shares": {"freshness": 0, "small_creators": 10,
              "attributes": {"margin": 5, "none": 0, "the \"price\"": 15}, "variety": 20, "relevance": 50}}})"}) {
        const Result<RuleSet> read = parseRuleSet(text);
        ASSERT_TRUE(read) << read.error().text();
        const std::string written = ruleSetJson(*read);
        const Result<RuleSet> again = parseRuleSet(written);
        ASSERT_TRUE(again) << written << again.error().text();
        EXPECT_EQ(*again, *read) << written;
        EXPECT_EQ(ruleSetJson(*again), written);
    }
}

TEST(RuleSetJson, NamesThePathOfWhatIsWrong) {
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"lists": 30})", "lists"},
        {R"({"list": 0})", "list"},
        {R"({"list": 30.5})", "list"},
        {R"({"list": "thirty"})", "list"},
        {R"({"list": null})", "list"},
        {R"({"list": 1e300})", "list"},
        {R"({"list": 3, "list": 3})", "list"},
        {R"({"version": 2})", "version"},
        {R"({"version": "1"})", "version"},
        {R"({"balance": 1})", "balance"},
        {R"({"balance": {"mmr": 1.5}})", "balance.mmr"},
        {R"({"balance": {"mmr": -0.1}})", "balance.mmr"},
        {R"({"balance": {"mmr": "high"}})", "balance.mmr"},
        {R"({"balance": {"lambda": 0.5}})", "balance.lambda"},
        {R"({"balance": {"half_life_days": 0}})", "balance.half_life_days"},
        {R"({"balance": {"attributes": {"margin": 2}}})", "balance.attributes.margin"},
        {R"({"balance": {"attributes": {"margin": 1, "margin": 1}}})", "balance.attributes.margin"},
        {R"({"balance": {"attributes": []}})", "balance.attributes"},
        {R"({"balance": {"shares": 100}})", "balance.shares"},
        {R"({"balance": {"shares": {}}})", "balance.shares"},
        {R"({"balance": {"shares": {"relevance": 60, "novelty": 39}}})", "balance.shares"},
        {R"({"balance": {"shares": {"relevance": 60, "novelty": 41}}})", "balance.shares"},
        {R"({"balance": {"shares": {"relevance": 60, "attributes": {"margin": 39}}}})", "balance.shares"},
        {R"({"balance": {"shares": {"relevance": 110, "novelty": -10}}})", "balance.shares.relevance"},
        {R"({"balance": {"shares": {"relevance": 100, "novelty": -10}}})", "balance.shares.novelty"},
        {R"({"balance": {"shares": {"relevance": 99.5, "novelty": 0.5}}})", "balance.shares.relevance"},
        {R"({"balance": {"shares": {"relevance": "all"}}})", "balance.shares.relevance"},
        {R"({"balance": {"shares": {"relevance": 60, "luck": 40}}})", "balance.shares.luck"},
        {R"({"balance": {"shares": {"relevance": 50, "relevance": 50}}})", "balance.shares.relevance"},
        {R"({"balance": {"shares": {"attributes": 100}}})", "balance.shares.attributes"},
        {R"({"balance": {"shares": {"attributes": {"margin": 100.5}}}})", "balance.shares.attributes.margin"},
        {R"({"balance": {"shares": {"attributes": {"margin": 99.5}}}})", "balance.shares.attributes.margin"},
        {R"({"balance": {"shares": {"relevance": 100}, "mmr": 0.7}})", "balance.mmr"},
        {R"({"balance": {"shares": {"relevance": 100}, "dpp": 0.7}})", "balance.dpp"},
        {R"({"balance": {"shares": {"relevance": 100}, "calibration": 0.7}})", "balance.calibration"},
        {R"({"balance": {"novelty": 0.7, "shares": {"relevance": 100}}})", "balance.novelty"},
        {R"({"balance": {"shares": {"relevance": 100}, "freshness": 0.7}})", "balance.freshness"},
        {R"({"balance": {"shares": {"relevance": 100}, "popularity_damping": 0.7}})",
         "balance.popularity_damping"},
        {R"({"balance": {"shares": {"relevance": 100}, "attributes": {"margin": 0.1}}})",
         "balance.attributes.margin"},
        {R"({"limits": {}})", "limits"},
        {R"({"limits": [3]})", "limits[0]"},
        {R"({"limits": [{"attribute": "creator"}]})", "limits[0]"},
        {R"({"limits": [{"max": 2}]})", "limits[0].attribute"},
        {R"({"limits": [{"attribute": "creator", "max": 2}, {"attribute": "creator", "max": 0}]})",
         "limits[1].max"},
        {R"({"limits": [{"attribute": "creator", "gap": -1}]})", "limits[0].gap"},
        {R"({"limits": [{"attribute": "creator", "gap": 1, "window": 3}]})", "limits[0].window"},
        {R"({"limits": [{"attribute": "creator", "min_share": 0.2}]})", "limits[0].min_share"},
        {R"({"limits": [{"condition": "creator_size == 'small'", "min_share": 1.2}]})",
         "limits[0].min_share"},
        {R"({"limits": [{"condition": "creator_size = = 'small'", "min_share": 0.2}]})",
         "limits[0].condition"},
        {R"({"limits": [{"attribute": "creator", "condition": "explicit", "max": 2}]})",
         "limits[0].condition"},
        {R"({"limits": [{"attribute": "item", "max": 2}]})", "limits[0].max"},
        {R"({"limits": [{"attribute": "creator", "maximum": 2}]})", "limits[0].maximum"},
        {R"({"rules": "none"})", "rules"},
        {R"({"rules": [[]]})", "rules[0]"},
        {R"({"rules": [{}]})", "rules[0].do"},
        {R"({"rules": [{"do": "lift"}]})", "rules[0].do"},
        {R"({"rules": [{"do": 1}]})", "rules[0].do"},
        {R"({"rules": [{"do": "pin", "place": 1}]})", "rules[0].item"},
        {R"({"rules": [{"do": "pin", "item": "a"}]})", "rules[0].place"},
        {R"({"list": 5, "rules": [{"do": "pin", "item": "a", "place": 6}]})", "rules[0].place"},
        {R"({"rules": [{"do": "pin", "item": "a", "place": 0}]})", "rules[0].place"},
        {R"({"rules": [{"do": "pin", "item": "a", "place": 1, "by": 0.1}]})", "rules[0].by"},
        {R"({"rules": [{"do": "boost", "condition": "explicit"}]})", "rules[0].by"},
        {R"({"rules": [{"do": "boost", "condition": "explicit", "by": 2}]})", "rules[0].by"},
        {R"({"rules": [{"do": "boost", "condition": "explicit", "by": 0.1, "share": 0.1}]})",
         "rules[0].share"},
        {R"({"rules": [{"do": "bury"}]})", "rules[0].condition"},
        {R"({"rules": [{"do": "bury", "condition": ""}]})", "rules[0].condition"},
        {R"({"rules": [{"do": "bury", "condition": "explicit", "item": "a"}]})", "rules[0].condition"},
        {R"({"rules": [{"do": "filter", "condition": "explicit", "audience": "age <"}]})",
         "rules[0].audience"},
        {R"({"rules": [{"do": "filter", "condition": "explicit", "from": "2026-13-01"}]})", "rules[0].from"},
        {R"({"rules": [{"do": "filter", "condition": "explicit", "until": "2026-02-30"}]})",
         "rules[0].until"},
        {R"({"rules": [{"do": "filter", "condition": "explicit", "until": "--------01"}]})",
         "rules[0].until"},
        {R"({"rules": [{"do": "filter", "condition": "explicit", "from": "2026-02-01", "until": "2026-01-01"}]})",
         "rules[0].until"},
        {R"({"rules": [{"do": "filter", "condition": "explicit", "on": 1}]})", "rules[0].on"},
        {"[]", ""},
        {"", ""},
        {"{", "line 1, column 2"},
        {"{} {}", "line 1, column 4"},
        {"{\"list\": \xFF}", "line 1, column 10"},
    };
    for (const auto& [text, path] : wrong) {
        const Result<RuleSet> read = parseRuleSet(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, ErrorCode::BadInput);
        EXPECT_EQ(read.error().context, path) << text << read.error().text();
        EXPECT_FALSE(read.error().message.empty());
        EXPECT_FALSE(read.error().remedy.empty()) << text;
        const std::string named = parseRuleSet(text, "r.json").error().context;
        EXPECT_EQ(named, std::string("r.json") + (*path ? ": " : "") + path);
    }
}

TEST(RuleSetJson, IsBounded) {
    EXPECT_FALSE(parseRuleSet(std::string(mostRuleSetBytes + 1, ' ')));
    EXPECT_FALSE(parseRuleSet(std::string(100'000, '[')));
    std::string many = R"({"rules": [)";
    for (int at = 0; at < 1'001; ++at) {
        many += R"({"do":"bury","item":"a"},)";
    }
    many.back() = ']';
    const Result<RuleSet> read = parseRuleSet(many + "}");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().context, "rules");
}

/// Bytes of the example changed at random: an answer each time, and what is read can be written and read.
TEST(RuleSetJson, AnyBytesHaveAnAnswer) {
    Random random(3);
    std::size_t valid = 0;
    for (int round = 0; round < 5'000; ++round) {
        std::string text(example);
        for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
            const std::size_t at = random.below(text.size());
            if (random.below(2) == 0) {
                text[at] = static_cast<char>(random.below(256));
            } else {
                text.erase(at, 1 + random.below(6));
            }
        }
        if (const Result<RuleSet> read = parseRuleSet(text)) {
            ++valid;
            const Result<RuleSet> again = parseRuleSet(ruleSetJson(*read));
            ASSERT_TRUE(again) << text << again.error().text();
            EXPECT_EQ(*again, *read);
        }
    }
    EXPECT_GT(valid, 20U);
}

} // namespace
} // namespace tastescope
