// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/bound_condition.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace tastescope {
namespace {

AttributeColumn column(std::string name, AttributeKind kind) {
    AttributeColumn out;
    out.name = std::move(name);
    out.kind = kind;
    return out;
}

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Four items and two people; the third item is known by its id alone.
class ConditionTest : public ::testing::Test {
protected:
    ConditionTest() {
        Dataset::Parts parts;
        auto items = std::make_shared<IdMap>();
        auto users = std::make_shared<IdMap>();
        for (const char* id : {"a", "b", "c", "d"}) {
            items->intern(id);
        }
        users->intern("u");
        users->intern("v");
        AttributeColumn creator = column("creator", AttributeKind::Text);
        creator.texts = {"Ann", "Bob", "", "Bob"};
        AttributeColumn categories = column("categories", AttributeKind::List);
        categories.words = {"Folk", "Jazz"};
        categories.offsets = {0, 2, 3, 3, 4};
        categories.codes = {0, 1, 1, 0};
        AttributeColumn mark = column("explicit", AttributeKind::Number);
        mark.numbers = {1, 0, unknown, 0};
        AttributeColumn year = column("year", AttributeKind::Text);
        year.texts = {"1995", "2001", "", "soon"};
        AttributeColumn released = column("released", AttributeKind::Date);
        released.dates = {0, 90 * millisecondsPerDay, noTime, 99 * millisecondsPerDay};
        AttributeColumn popularity = column("popularity", AttributeKind::Number);
        popularity.numbers = {7, 7, 7, 7};
        AttributeTable table{4, {creator, categories, mark, year, released, popularity}};
        parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(table));
        AttributeColumn age = column("age", AttributeKind::Number);
        age.numbers = {17, unknown};
        parts.userAttributes = std::make_shared<AttributeTable>(AttributeTable{2, {age}});
        parts.items = items;
        parts.users = users;
        parts.signals = {SignalType{}};
        std::vector<Event> events;
        const auto event = [&](std::size_t user, std::size_t item, Time day) {
            events.push_back({UserIndex(user), ItemIndex(item), 0, std::numeric_limits<float>::quiet_NaN(),
                              day * millisecondsPerDay});
        };
        event(0, 0, 100);
        event(0, 1, 90);
        event(1, 1, 50);
        event(1, 3, 60);
        parts.events = std::make_shared<Interactions>(std::move(events), 2);
        data = std::make_shared<const Dataset>(std::move(parts));
        facts = ruleFactsOf(data);
        first = rulePersonOf(*data, UserIndex(0U));
        second = rulePersonOf(*data, UserIndex(1U));
    }

    /// The items it holds for, as their ids: "ad".
    std::string holding(std::string_view text, const RulePerson& person) const {
        const Result<Condition> condition = Condition::parse(text);
        if (!condition) {
            return condition.error().text();
        }
        const Result<BoundCondition> bound = BoundCondition::bind(*condition, facts);
        if (!bound) {
            return bound.error().text();
        }
        std::string ids;
        for (std::uint32_t item = 0; item < 4; ++item) {
            ids += bound->holds(ItemIndex(item), person) ? std::string(data->items().at(item)) : "";
        }
        return ids;
    }
    std::string holding(std::string_view text) const { return holding(text, first); }

    std::shared_ptr<const Dataset> data;
    RuleFacts facts;
    RulePerson first;
    RulePerson second;
};

TEST_F(ConditionTest, ComparesNumbersTextsWordsAndDays) {
    EXPECT_EQ(holding("explicit == 1"), "a");
    EXPECT_EQ(holding("explicit = '1'"), "a");
    EXPECT_EQ(holding("1 == explicit"), "a");
    EXPECT_EQ(holding("explicit < 0.5"), "bd");
    EXPECT_EQ(holding("0.5 < explicit"), "a");
    EXPECT_EQ(holding("creator == 'Bob'"), "bd");
    EXPECT_EQ(holding("creator >= \"B\""), "bd");
    EXPECT_EQ(holding("year > 1999"), "b");
    EXPECT_EQ(holding("category == 'Folk'"), "ad");
    EXPECT_EQ(holding("categories != 'Folk'"), "b");
    EXPECT_EQ(holding("'Jazz' in categories"), "ab");
    EXPECT_EQ(holding("category in ('Pop', 'Folk')"), "ad");
    EXPECT_EQ(holding("item in [\"a\", 'c']"), "ac");
    EXPECT_EQ(holding("released >= '1970-04-01'"), "bd");
    EXPECT_EQ(holding("explicit"), "a");
    EXPECT_EQ(holding("creator"), "abd");
}

TEST_F(ConditionTest, BuiltInNames) {
    EXPECT_EQ(holding("popularity == 2"), "b");
    EXPECT_EQ(holding("popularity_share <= 0.5"), "acd");
    EXPECT_EQ(holding("item.popularity == 7"), "abcd");
    EXPECT_EQ(holding("age_days < 20"), "bd"); // now is the newest event: day 100
    EXPECT_EQ(holding("seen_days < 7"), "a");
    EXPECT_EQ(holding("seen_days <= 10"), "ab");
    EXPECT_EQ(holding("seen_days > 0", second), "bd");
    // Bob has 3 of 4 interactions, which is under 80 %: Ann is in the head too, and c, without events, is
    // not.
    EXPECT_EQ(holding("creator_size == 'small'"), "c");
    EXPECT_EQ(holding("user.age < 18"), "abcd");
    EXPECT_EQ(holding("user.age < 18", second), "");
    EXPECT_EQ(holding("user.events == 2"), "abcd");
    EXPECT_EQ(holding("user.id == 'v'", second), "abcd");
}

TEST_F(ConditionTest, WhatIsMissingIsNeitherTrueNorFalse) {
    EXPECT_EQ(holding("not explicit == 1"), "bd");
    EXPECT_EQ(holding("explicit != 1"), "bd");
    EXPECT_EQ(holding("explicit is missing"), "c");
    EXPECT_EQ(holding("explicit is not missing and creator is not missing"), "abd");
    EXPECT_EQ(holding("explicit == 1 or item == 'c'"), "ac");
    EXPECT_EQ(holding("explicit == 1 or not explicit == 1"), "abd");
    EXPECT_EQ(holding("not (explicit == 1 and item == 'c')"), "abd");
    EXPECT_EQ(holding("creator not in ('Ann')"), "bd");
    EXPECT_EQ(holding("year != 3"), "abd"); // "soon" is no number, and so not 3
}

TEST_F(ConditionTest, OrdersOfWords) {
    EXPECT_EQ(holding("item == 'a' or item == 'b' and item == 'c'"), "a");
    EXPECT_EQ(holding("(item == 'a' or item == 'b') and item != 'a'"), "b");
    EXPECT_EQ(holding("not item == 'a' and item != 'b'"), "cd");
    EXPECT_EQ(holding("NOT (item=='a'||item=='b')&&!(item<>'d')"), "d");
    EXPECT_EQ(holding("`creator` == 'Ann'"), "a");
    EXPECT_EQ(holding("creator == 'A\\nn'"), "a"); // \ takes the next character as it is
    EXPECT_EQ(holding("explicit > -1 and explicit < +1e0"), "bd");
}

/// What is wrong, and the character it is wrong at.
TEST_F(ConditionTest, ErrorsPointAtTheCharacter) {
    const std::pair<const char*, std::size_t> wrong[] = {
        {"", 1},
        {"   ", 4},
        {"age_days <", 11},
        {"age_days < 30 30", 15},
        {"(age_days < 30", 15},
        {"age_days < 30)", 14},
        {"age_days # 30", 10},
        {"creator == 'Ann", 12},
        {"explicit == 1x", 13},
        {"explicit == 1e999", 13},
        {"1 == 2", 1},
        {"5", 1},
        {"and", 1},
        {"item in ('a' 'b')", 14},
        {"item in (creator)", 10},
        {"item in 3", 9},
        {"item not 3", 6},
        {"item is 3", 9},
        {"3 is missing", 1},
        {"größe == 1 and kleine == 2", 1},
        {"item == 'ä' and kleine == 2", 17},
        {"categories < 'Folk'", 1},
        {"released > 1990", 12},
        {"released > 'soon'", 12},
        {"user.height > 2", 1},
    };
    for (const auto& [text, at] : wrong) {
        const std::string said = holding(text);
        EXPECT_NE(said.find(fmt::format("at character {}.", at)), std::string::npos)
            << text << " -> " << said;
    }
    EXPECT_NE(holding("creater == 'x'").find("creator"), std::string::npos); // says what there is
}

TEST_F(ConditionTest, IsBounded) {
    const std::string deep(Condition::deepest, '(');
    EXPECT_TRUE(Condition::parse(deep + "explicit" + std::string(Condition::deepest, ')')));
    EXPECT_FALSE(Condition::parse("(" + deep + "explicit" + std::string(Condition::deepest + 1, ')')));
    EXPECT_FALSE(Condition::parse(std::string(Condition::mostCharacters + 1, ' ')));
    std::string many = "item in (0";
    for (std::size_t at = 0; at < Condition::mostAmong; ++at) {
        many += ",0";
    }
    EXPECT_FALSE(Condition::parse(many + ")"));
}

/// Whatever bytes: an answer, never a crash.
TEST_F(ConditionTest, AnyTextHasAnAnswer) {
    static constexpr std::string_view words[] = {
        "item", "==", "(", ")", "and", "or",         "not", "in", "is", "missing", "1", "'a'",      "\"", "`",
        ",",    "[",  "]", "!", "<",   "categories", "-",   ".",  "\\", "\xFF",    "é", "user.age", " "};
    Random random(7);
    std::size_t valid = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (std::uint64_t left = random.below(9); left > 0; --left) {
            text += words[random.below(std::size(words))];
            text += random.below(4) ? " " : "";
        }
        const Result<Condition> condition = Condition::parse(text);
        if (condition) {
            ++valid;
            holding(text);
        } else {
            EXPECT_EQ(condition.error().code, ErrorCode::BadInput);
            EXPECT_NE(condition.error().message.find("at character"), std::string::npos);
        }
    }
    EXPECT_GT(valid, 100U);
}

// So that a run can be repeated: from the newest event, else the newest release, else from nothing.
TEST_F(ConditionTest, AgesCountFromTheDataAndNeverFromTheClock) {
    EXPECT_EQ(facts.now, 100 * millisecondsPerDay);
    EXPECT_EQ(facts.ageDays(ItemIndex(1)), 10);
    Dataset::Parts parts = data->parts();
    std::vector<Event> events{{UserIndex(0U), ItemIndex(0U), 0}, {UserIndex(1U), ItemIndex(1U), 0}};
    parts.events = std::make_shared<Interactions>(std::move(events), 2);
    const auto timeless = std::make_shared<const Dataset>(parts);
    const RuleFacts byRelease = ruleFactsOf(timeless);
    EXPECT_EQ(byRelease.now, 99 * millisecondsPerDay);
    EXPECT_EQ(byRelease.ageDays(ItemIndex(1)), 9);
    EXPECT_TRUE(std::isnan(byRelease.ageDays(ItemIndex(2))));
    EXPECT_EQ(ruleFactsOf(timeless, Time(200 * millisecondsPerDay)).ageDays(ItemIndex(1)), 110);
    parts.itemAttributes = std::make_shared<ItemAttributes>(AttributeTable{4, {}});
    const RuleFacts without = ruleFactsOf(std::make_shared<const Dataset>(parts));
    EXPECT_EQ(without.now, noTime);
    EXPECT_TRUE(std::isnan(without.ageDays(ItemIndex(0))));
}

TEST_F(ConditionTest, NamesForCompletionAreNamesThatBind) {
    for (const std::string& name : conditionNames(*data)) {
        const Result<Condition> condition = Condition::parse(name + " is missing");
        ASSERT_TRUE(condition) << name;
        EXPECT_TRUE(BoundCondition::bind(*condition, facts)) << name;
    }
}

} // namespace
} // namespace tastescope
